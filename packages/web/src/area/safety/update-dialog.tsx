// Changing what is known of an adverse event: only what differs is sent, with a reason and the version that was seen.
import type { Protocol } from '@equipoise/trial';
import { Checkbox, Group, MultiSelect, Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useCommand } from '../../api/command.js';
import { asId } from '../../api/id.js';
import { useText } from '../../api/protocol.js';
import { useTrial } from '../../app/trial-context.js';
import { useSay } from '../../language/message.js';
import { CommandDialog } from '../../part/command-dialog.js';
import { DayPicker } from '../../part/day-picker.js';
import type { Criterion, EventFacts, Relation, Target } from './case.js';
import { changesOf } from './change.js';
import { criteria } from './judge-dialog.js';
import { useAdverseEventWords } from './words.js';

const outcomes = ['recovered', 'recovering', 'notRecovered', 'recoveredWithSequelae', 'fatal', 'unknown'] as const;
const actions = ['none', 'interrupted', 'postponed', 'stopped', 'notApplicable'] as const;
const relations: readonly Relation[] = ['unrelated', 'unlikely', 'possible', 'probable', 'definite'];

export function UpdateDialog({
  participantId,
  adverseEventId,
  event,
  version,
  protocol,
  onClose,
}: {
  readonly participantId: string;
  readonly adverseEventId: string;
  readonly event: EventFacts;
  readonly version: number;
  readonly protocol: Protocol;
  readonly onClose: () => void;
}) {
  const say = useSay();
  const text = useText();
  const { trialId } = useTrial();
  const words = useAdverseEventWords(protocol);
  const update = useCommand(trialId, 'updateAdverseEvent');
  const [facts, setFacts] = useState<EventFacts>(event);
  const [reason, setReason] = useState('');
  const set = (part: Partial<EventFacts>) => setFacts((before) => ({ ...before, ...part }));
  const changes = changesOf(event, facts);
  const targets = (protocol.adverseEvents?.causalityTo ?? []) as readonly Target[];
  const dayOf = (value: unknown) => (typeof value === 'string' ? value : '');
  return (
    <CommandDialog
      title={say('safety.updateTitle')}
      submit={say('shell.save')}
      isReady={Object.keys(changes).length > 0 && reason.trim().length >= 3}
      size="lg"
      onClose={onClose}
      onSubmit={() =>
        update.mutateAsync({
          version,
          body: {
            participantId: asId(participantId),
            adverseEventId: asId(adverseEventId),
            reason: reason.trim(),
            ...changes,
          },
        })
      }
    >
      <TextInput
        label={say('safety.term')}
        value={facts.term}
        onChange={(change) => set({ term: change.currentTarget.value })}
        required
      />
      <Group grow>
        <DayPicker
          label={say('safety.started')}
          value={dayOf(facts.startedOn)}
          onChange={(day) => set({ startedOn: day || event.startedOn })}
        />
        <DayPicker
          label={say('safety.ended')}
          value={dayOf(facts.endedOn)}
          onChange={(day) => set({ endedOn: day || event.endedOn })}
        />
      </Group>
      <Group grow>
        <Select
          label={say('safety.severity')}
          data={(protocol.adverseEvents?.severity ?? []).map(({ code, name }) => ({ value: code, label: text(name) }))}
          value={facts.severity}
          onChange={(value) => set({ severity: value ?? facts.severity })}
          allowDeselect={false}
        />
        <Select
          label={say('safety.outcome')}
          data={outcomes.map((value) => ({ value, label: words.outcome(value) }))}
          value={facts.outcome}
          onChange={(value) => set({ outcome: (value ?? facts.outcome) as EventFacts['outcome'] })}
          allowDeselect={false}
        />
        <Select
          label={say('safety.action')}
          data={actions.map((value) => ({ value, label: words.action(value) }))}
          value={facts.actionTaken ?? null}
          onChange={(value) => set({ actionTaken: (value ?? facts.actionTaken) as EventFacts['actionTaken'] })}
        />
      </Group>
      <Checkbox
        label={say('safety.serious')}
        checked={facts.serious}
        onChange={(change) => set({ serious: change.currentTarget.checked })}
      />
      {facts.serious && (
        <MultiSelect
          label={say('safety.seriousness')}
          data={criteria.map((value) => ({ value, label: words.criterion(value) }))}
          value={[...(facts.seriousness ?? [])]}
          onChange={(chosen) => set({ seriousness: chosen as Criterion[] })}
        />
      )}
      <Group grow>
        {targets.map((target) => (
          <Select
            key={target}
            label={say('safety.relationTo', { target: words.target(target) })}
            data={relations.map((value) => ({ value, label: words.relation(value) }))}
            value={facts.causality[target] ?? null}
            onChange={(value) =>
              set({ causality: { ...facts.causality, [target]: (value ?? undefined) as Relation | undefined } })
            }
            allowDeselect={false}
          />
        ))}
      </Group>
      <TextInput
        label={say('safety.updateReason')}
        value={reason}
        onChange={(change) => setReason(change.currentTarget.value)}
        required
      />
    </CommandDialog>
  );
}
