// Breaking a code in three steps: the question, what becomes known, the number typed; then credentials, then the answer.
import {
  Alert,
  Button,
  Card,
  Checkbox,
  Group,
  List,
  Radio,
  Stack,
  Text,
  Textarea,
  TextInput,
  Title,
} from '@mantine/core';
import { IconAlertTriangle, IconLockOpen } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { type CommandAnswer, sendCommand } from '../../api/command.js';
import { asId } from '../../api/id.js';
import type { RowOf } from '../../api/view.js';
import { useTrial } from '../../app/trial-context.js';
import { useSay } from '../../language/message.js';
import { useConfirmation } from '../../part/confirmation.js';
import { ErrorNote } from '../../part/error-note.js';

interface CodeBreakProps {
  readonly preview: RowOf<'codeBreakPreview'>;
  readonly nameOf: (administration: string) => string;
  readonly onAnswer: (answer: NonNullable<CommandAnswer['answer']>, thirdParty: string | undefined) => void;
}

export function CodeBreak({ preview, nameOf, onAnswer }: CodeBreakProps) {
  const say = useSay();
  const { trialId } = useTrial();
  const client = useQueryClient();
  const confirm = useConfirmation();
  const [step, setStep] = useState(1);
  const [isNeeded, setNeeded] = useState<boolean>();
  const [entry, setEntry] = useState({ reason: '', emergency: true, to: 'me', name: '', position: '', typed: '' });
  const [failure, setFailure] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const set = (part: Partial<typeof entry>) => setEntry((before) => ({ ...before, ...part }));
  const number = preview.randomisation_number;
  const isThirdParty = entry.to === 'other';
  const isNamed = !isThirdParty || (entry.name.trim().length >= 3 && entry.position.trim().length >= 3);

  const breakCode = async () => {
    const key = crypto.randomUUID();
    const token = await confirm({ trialId, command: 'breakCode', key, text: say('emergency.confirm', { number }) });
    if (token === undefined) return;
    setBusy(true);
    setFailure(undefined);
    try {
      const { answer } = await sendCommand(
        trialId,
        'breakCode',
        {
          participantId: asId(preview.participant_id),
          emergency: entry.emergency,
          reason: entry.reason.trim(),
          typedConfirmation: entry.typed.trim(),
          ...(isThirdParty
            ? { answerTo: { thirdParty: { name: entry.name.trim(), function: entry.position.trim() } } }
            : {}),
        },
        { key, confirmation: token },
      );
      if (answer !== undefined) onAnswer(answer, isThirdParty ? entry.name.trim() : undefined);
      void client.invalidateQueries({ queryKey: ['trial', trialId] });
    } catch (error) {
      setFailure(error);
    } finally {
      setBusy(false);
    }
  };

  return (
    <Card withBorder component="section" aria-labelledby="break-title">
      <Group justify="space-between" mb="xs">
        <Title order={2} id="break-title">
          {say('emergency.break')}
        </Title>
        <Text size="sm" c="dimmed" role="status">
          {say('emergency.step', { step })}
        </Text>
      </Group>
      {preview.broken_before && (
        <Alert color="orange" mb="sm" icon={<IconAlertTriangle size={20} />}>
          {say('emergency.brokenBefore')}
        </Alert>
      )}
      {step === 1 && (
        <Stack gap="sm">
          <Text fw={600}>{say('emergency.question')}</Text>
          <Group grow>
            <Button
              size="md"
              variant={isNeeded === true ? 'filled' : 'default'}
              aria-pressed={isNeeded === true}
              onClick={() => setNeeded(true)}
            >
              {say('emergency.yes')}
            </Button>
            <Button
              size="md"
              variant={isNeeded === false ? 'filled' : 'default'}
              aria-pressed={isNeeded === false}
              onClick={() => setNeeded(false)}
            >
              {say('emergency.no')}
            </Button>
          </Group>
          {isNeeded === false && <Alert color="gray">{say('emergency.keep')}</Alert>}
          {isNeeded && (
            <>
              <Textarea
                label={say('emergency.reason')}
                description={say('emergency.reasonHint')}
                autosize
                minRows={2}
                value={entry.reason}
                onChange={(event) => set({ reason: event.currentTarget.value })}
                required
                autoFocus
              />
              <Checkbox
                label={say('emergency.isEmergency')}
                checked={entry.emergency}
                onChange={(event) => set({ emergency: event.currentTarget.checked })}
              />
              <Forward isDisabled={entry.reason.trim().length < 3} onGo={() => setStep(2)}>
                {say('emergency.next')}
              </Forward>
            </>
          )}
        </Stack>
      )}
      {step === 2 && (
        <Stack gap="sm">
          <Reveals preview={preview} nameOf={nameOf} />
          <Radio.Group label={say('emergency.answerTo')} value={entry.to} onChange={(to) => set({ to })}>
            <Stack gap={6} mt={4}>
              <Radio value="me" label={say('emergency.answerMe')} />
              <Radio value="other" label={say('emergency.answerOther')} />
            </Stack>
          </Radio.Group>
          {isThirdParty && (
            <>
              <TextInput
                label={say('emergency.name')}
                value={entry.name}
                onChange={(event) => set({ name: event.currentTarget.value })}
                required
              />
              <TextInput
                label={say('emergency.function')}
                value={entry.position}
                onChange={(event) => set({ position: event.currentTarget.value })}
                required
              />
            </>
          )}
          <Forward isDisabled={!isNamed} onBack={() => setStep(1)} onGo={() => setStep(3)}>
            {say('emergency.understood')}
          </Forward>
        </Stack>
      )}
      {step === 3 && (
        <Stack gap="sm">
          <TextInput
            size="md"
            label={say('emergency.type', { number })}
            value={entry.typed}
            onChange={(event) => set({ typed: event.currentTarget.value })}
            error={
              entry.typed.trim().length >= number.length && entry.typed.trim() !== number
                ? say('emergency.typeWrong')
                : undefined
            }
            autoComplete="off"
            autoFocus
            required
          />
          <Group justify="space-between">
            <Button size="md" variant="default" onClick={() => setStep(2)}>
              {say('emergency.backStep')}
            </Button>
            <Button
              size="md"
              color="red.9"
              leftSection={<IconLockOpen size={20} />}
              disabled={entry.typed.trim() !== number}
              loading={isBusy}
              onClick={() => void breakCode()}
            >
              {say('emergency.do')}
            </Button>
          </Group>
          {failure !== undefined && <ErrorNote error={failure} title={say('shell.refused')} />}
        </Stack>
      )}
    </Card>
  );
}

function Reveals({ preview, nameOf }: Pick<CodeBreakProps, 'preview' | 'nameOf'>) {
  const say = useSay();
  const administrations = preview.administrations.map(({ id }) => nameOf(id)).join(', ');
  return (
    <Alert color="orange" variant="light" icon={<IconAlertTriangle size={22} />} title={say('emergency.reveals')}>
      <List size="sm" spacing={4}>
        <List.Item fw={650}>
          {say(preview.reveals_all_periods ? 'emergency.revealsAll' : 'emergency.revealsOne', { administrations })}
        </List.Item>
        {preview.also_tells && <List.Item>{say('emergency.alsoTells')}</List.Item>}
        {preview.bars_you && <List.Item>{say('emergency.bars')}</List.Item>}
        <List.Item>{say('emergency.seen')}</List.Item>
      </List>
    </Alert>
  );
}

function Forward({
  isDisabled,
  onBack,
  onGo,
  children,
}: {
  readonly isDisabled: boolean;
  readonly onBack?: () => void;
  readonly onGo: () => void;
  readonly children: ReactNode;
}) {
  const say = useSay();
  return (
    <Group justify={onBack === undefined ? 'flex-end' : 'space-between'}>
      {onBack && (
        <Button size="md" variant="default" onClick={onBack}>
          {say('emergency.backStep')}
        </Button>
      )}
      <Button size="md" disabled={isDisabled} onClick={onGo}>
        {children}
      </Button>
    </Group>
  );
}
