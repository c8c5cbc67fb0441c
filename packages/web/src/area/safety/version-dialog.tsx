// A report that the sponsor received of a serious event: what was known then.
import { Checkbox, Group, MultiSelect, Select, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useCommand } from '../../api/command.js';
import { asId } from '../../api/id.js';
import { useTrial } from '../../app/trial-context.js';
import { useSay } from '../../language/message.js';
import { CommandDialog } from '../../part/command-dialog.js';
import { MomentField } from '../../part/moment-field.js';
import type { CaseFacts, Criterion } from './case.js';
import { criteria } from './judge-dialog.js';
import { useAdverseEventWords } from './words.js';

const minimum = ['participant', 'reporter', 'event', 'product'] as const;

export function VersionDialog({
  participantId,
  adverseEventId,
  facts,
  onClose,
}: {
  readonly participantId: string;
  readonly adverseEventId: string;
  readonly facts: CaseFacts;
  readonly onClose: () => void;
}) {
  const say = useSay();
  const { trialId } = useTrial();
  const words = useAdverseEventWords(undefined);
  const record = useCommand(trialId, 'recordCaseVersion');
  const isFirst = facts.versions.length === 0;
  const [kind, setKind] = useState<'initial' | 'followUp' | 'final'>(isFirst ? 'initial' : 'followUp');
  const [receivedAt, setReceivedAt] = useState(() => new Date().toISOString());
  const [held, setHeld] = useState<readonly string[]>(minimum);
  const [seriousness, setSeriousness] = useState<readonly Criterion[]>(facts.seriousness);
  const [narrative, setNarrative] = useState('');
  const send = () =>
    record.mutateAsync({
      body: {
        participantId: asId(participantId),
        adverseEventId: asId(adverseEventId),
        kind,
        receivedAt,
        minimumCriteria: {
          participant: held.includes('participant'),
          reporter: held.includes('reporter'),
          event: held.includes('event'),
          product: held.includes('product'),
        },
        seriousness: [...seriousness],
        narrative: narrative.trim(),
      },
    });
  return (
    <CommandDialog
      title={say('safety.addVersion')}
      submit={say('shell.save')}
      isReady={narrative.trim() !== '' && receivedAt !== ''}
      size="lg"
      onClose={onClose}
      onSubmit={send}
    >
      <Group grow align="flex-start">
        <Select
          label={say('safety.kind')}
          data={(isFirst ? (['initial'] as const) : (['followUp', 'final'] as const)).map((value) => ({
            value,
            label: say(`safety.kind.${value}`),
          }))}
          value={kind}
          onChange={(value) => setKind((value ?? kind) as typeof kind)}
          allowDeselect={false}
        />
        <MomentField label={say('safety.receivedAt')} value={receivedAt} onChange={setReceivedAt} />
      </Group>
      <Checkbox.Group label={say('safety.minimum')} value={[...held]} onChange={setHeld}>
        <Group mt={4} gap="md">
          {minimum.map((one) => (
            <Checkbox key={one} value={one} label={say(`safety.minimum.${one}`)} />
          ))}
        </Group>
      </Checkbox.Group>
      <MultiSelect
        label={say('safety.seriousness')}
        data={criteria.map((value) => ({ value, label: words.criterion(value) }))}
        value={[...seriousness]}
        onChange={(chosen) => setSeriousness(chosen as Criterion[])}
      />
      <Textarea
        label={say('safety.narrative')}
        autosize
        minRows={4}
        value={narrative}
        onChange={(event) => setNarrative(event.currentTarget.value)}
        required
      />
    </CommandDialog>
  );
}
