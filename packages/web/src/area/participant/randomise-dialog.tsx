// Randomising: the criteria once more, the screening number typed as confirmation; the answer is a code, never an arm.
import type { ParticipantId } from '@equipoise/trial';
import { Alert, Button, Group, Modal, Stack, Text, TextInput, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useMemo, useState } from 'react';
import { sendCommand } from '../../api/command.js';
import { asId } from '../../api/id.js';
import { useTrial } from '../../app/trial-context.js';
import { useSay } from '../../language/message.js';
import { ErrorNote } from '../../part/error-note.js';
import { todayHere } from '../../part/moment.js';
import { DayInput } from '../form/day-input.js';
import { parseDay } from '../form/form-value.js';
import { assessedCriteria } from './eligibility.js';
import { CriteriaTable, useRecorded } from './eligibility-tab.js';
import type { PartOfParticipant } from './participant-page.js';

export function RandomiseDialog({
  participant,
  protocol,
  onClose,
}: PartOfParticipant & { readonly onClose: () => void }) {
  const say = useSay();
  const { trialId } = useTrial();
  const client = useQueryClient();
  const { recorded } = useRecorded(participant.participant_id);
  const criteria = useMemo(
    () => assessedCriteria(protocol, participant.site_id, recorded ?? []),
    [protocol, participant.site_id, recorded],
  );
  const [typed, setTyped] = useState('');
  const [day, setDay] = useState(todayHere());
  const [key] = useState(() => crypto.randomUUID());
  const [state, setState] = useState<{ code?: string; error?: unknown; isBusy?: boolean }>({});
  const open = criteria.filter(({ verdict }) => verdict !== 'met');
  const isTyped = typed.trim() === participant.screening_number;
  const send = async (event: FormEvent) => {
    event.preventDefault();
    const randomisedOn = parseDay(day);
    if (!isTyped || randomisedOn === undefined) return;
    setState({ isBusy: true });
    const participantId = asId<ParticipantId>(participant.participant_id);
    try {
      // Eligibility is assessed over the values as they stand, then the entry is drawn; the same keys do either once.
      if (protocol.eligibility.stages.includes('randomisation'))
        await sendCommand(trialId, 'assessEligibility', {
          participantId,
          stage: 'randomisation',
          assessedOn: randomisedOn,
        });
      const { outcome } = await sendCommand(trialId, 'randomise', { participantId, randomisedOn }, { key });
      setState({ code: String(outcome.randomisationNumber ?? '') });
    } catch (error) {
      setState({ error });
    } finally {
      await client.invalidateQueries({ queryKey: ['trial', trialId] });
    }
  };
  return (
    <Modal
      opened
      onClose={onClose}
      size="xl"
      title={say('randomise.title', { number: participant.screening_number })}
      closeButtonProps={{ 'aria-label': say('shell.close') }}
    >
      {state.code !== undefined ? (
        <Stack gap="sm" align="center" py="lg" role="status">
          <Text>{say('randomise.done', { number: participant.screening_number })}</Text>
          <Title order={2} fz={40} ff="monospace" data-testid="randomisation-code">
            {state.code}
          </Title>
          <Text size="sm" c="dimmed">
            {say('randomise.doneHelp')}
          </Text>
          <Button onClick={onClose} data-autofocus>
            {say('shell.close')}
          </Button>
        </Stack>
      ) : (
        <form onSubmit={(event) => void send(event)}>
          <Stack gap="sm">
            {open.length > 0 && <Alert color="orange">{say('randomise.notMet', { count: open.length })}</Alert>}
            <CriteriaTable criteria={criteria} participantId={participant.participant_id} />
            <Group align="flex-start" gap="xl">
              <DayInput label={say('randomise.day')} value={day} onChange={setDay} isRequired />
              <TextInput
                label={say('randomise.confirm', { number: participant.screening_number })}
                value={typed}
                onChange={(event) => setTyped(event.currentTarget.value)}
                autoComplete="off"
                required
                w={320}
                data-autofocus
              />
            </Group>
            {state.error !== undefined && <ErrorNote error={state.error} title={say('randomise.refused')} />}
            <Group justify="flex-end">
              <Button variant="default" onClick={onClose}>
                {say('shell.cancel')}
              </Button>
              <Button type="submit" disabled={!isTyped} loading={state.isBusy === true}>
                {say('randomise.do')}
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  );
}
