// The sponsor's judgement of one serious event: never weaker than the investigator's.

import type { Protocol } from '@equipoise/trial';
import { Checkbox, MultiSelect, Radio, Select, Stack, Text, Textarea } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useCommand } from '../../api/command.js';
import { asId } from '../../api/id.js';
import { useTrial } from '../../app/trial-context.js';
import { useSay } from '../../language/message.js';
import { CommandDialog } from '../../part/command-dialog.js';
import { allowedRelations, type CaseFacts, type Causality, type Criterion, type Target } from './case.js';
import { useAdverseEventWords } from './words.js';

interface JudgeDialogProps {
  readonly participantId: string;
  readonly adverseEventId: string;
  readonly facts: CaseFacts;
  readonly protocol: Protocol;
  readonly onClose: () => void;
}

export const criteria: readonly Criterion[] = [
  'death',
  'lifeThreatening',
  'hospitalisation',
  'disability',
  'congenitalAnomaly',
  'medicallyImportant',
];

export function JudgeDialog({ participantId, adverseEventId, facts, protocol, onClose }: JudgeDialogProps) {
  const say = useSay();
  const { trialId } = useTrial();
  const words = useAdverseEventWords(protocol);
  const judge = useCommand(trialId, 'assessSeriousEvent');
  const { sponsor, investigator } = facts;
  const targets = (protocol.adverseEvents?.causalityTo ?? []) as readonly Target[];
  const [causality, setCausality] = useState<Causality>(sponsor?.causality ?? investigator.causality);
  const [expectedness, setExpectedness] = useState<string>(sponsor?.expectedness ?? '');
  const [rationale, setRationale] = useState(sponsor?.rationale ?? '');
  const [holdsSerious, setHoldsSerious] = useState(sponsor?.serious === true);
  const [added, setAdded] = useState<readonly Criterion[]>(sponsor?.seriousness ?? []);
  const isReady = expectedness !== '' && rationale.trim().length >= 3 && targets.every((one) => causality[one]);
  const send = async () => {
    const { outcome } = await judge.mutateAsync({
      body: {
        participantId: asId(participantId),
        adverseEventId: asId(adverseEventId),
        ...(holdsSerious ? { serious: true } : {}),
        ...(added.length === 0 ? {} : { seriousness: [...added] }),
        causality,
        expectedness: expectedness as 'expected' | 'unexpected',
        rationale: rationale.trim(),
      },
    });
    const says = outcome.referenceSays;
    if (says === 'expected' || says === 'unexpected')
      notifications.show({
        message: say('safety.referenceSays', { expectedness: say(`safety.expectedness.${says}`) }),
        color: says === expectedness ? 'green' : 'orange',
        autoClose: 12_000,
      });
  };
  return (
    <CommandDialog
      title={say('safety.judgeTitle')}
      help={say('safety.judgeHelp')}
      submit={say('safety.judge')}
      isReady={isReady}
      size="lg"
      onClose={onClose}
      onSubmit={send}
    >
      {targets.map((target) => (
        <Select
          key={target}
          label={say('safety.relationTo', { target: words.target(target) })}
          description={`${say('safety.investigator')}: ${words.relation(investigator.causality[target])}`}
          data={allowedRelations(investigator.causality[target]).map((value) => ({
            value,
            label: words.relation(value),
          }))}
          value={causality[target] ?? null}
          onChange={(value) => setCausality({ ...causality, [target]: value ?? undefined })}
          allowDeselect={false}
          required
        />
      ))}
      <Radio.Group
        label={say('safety.expectedness')}
        value={expectedness}
        onChange={setExpectedness}
        required
        withAsterisk
      >
        <Stack gap={6} mt={4}>
          <Radio value="expected" label={say('safety.expectedness.expected')} />
          <Radio value="unexpected" label={say('safety.expectedness.unexpected')} />
        </Stack>
      </Radio.Group>
      {!investigator.serious && (
        <Checkbox
          label={say('safety.holdSerious')}
          checked={holdsSerious}
          onChange={(event) => setHoldsSerious(event.currentTarget.checked)}
        />
      )}
      <MultiSelect
        label={say('safety.seriousness')}
        description={
          investigator.seriousness.length === 0 ? undefined : (
            <Text span size="xs">
              {`${say('safety.investigator')}: ${investigator.seriousness.map(words.criterion).join(', ')}`}
            </Text>
          )
        }
        data={criteria
          .filter((one) => !investigator.seriousness.includes(one))
          .map((value) => ({ value, label: words.criterion(value) }))}
        value={[...added]}
        onChange={(chosen) => setAdded(chosen as Criterion[])}
        clearButtonProps={{ 'aria-label': say('shell.none') }}
      />
      <Textarea
        label={say('safety.rationale')}
        autosize
        minRows={2}
        value={rationale}
        onChange={(event) => setRationale(event.currentTarget.value)}
        required
      />
    </CommandDialog>
  );
}
