// Adverse events of a participant: listed, reported, corrected. What is serious is followed as a case elsewhere.
import { label } from '@equipoise/trial';
import { Anchor, Badge, Button, Divider, Group, Modal, Stack } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { type RowOf, useView } from '../../api/view.js';
import { useTrial } from '../../app/trial-context.js';
import { useFormats } from '../../language/format.js';
import { type MessageKey, useSpeech } from '../../language/message.js';
import { type Column, DataTable } from '../../part/data-table.js';
import { QueryState } from '../../part/query-state.js';
import { Pregnancies } from '../safety/pregnancies.js';
import { type AdverseEvent, AdverseEventForm } from './adverse-event-form.js';
import { wordDay } from './adverse-event-words.js';
import type { PartOfParticipant } from './participant-page.js';
import { ThingHistory, usePlainValue } from './thing-history.js';

type Row = Omit<RowOf<'adverseEvents'>, 'facts'> & { readonly facts: AdverseEvent };

export function AdverseEventsTab({ participant, protocol }: PartOfParticipant) {
  const { say, language } = useSpeech();
  const { day } = useFormats();
  const { trialId, may } = useTrial();
  const events = useView(trialId, 'adverseEvents', { participantId: participant.participant_id });
  const [opened, setOpened] = useState<Row | 'new'>();
  const grades = protocol.adverseEvents?.severity;
  const columns = useMemo<readonly Column<Row>[]>(
    () => [
      {
        id: 'term',
        header: say('event.term'),
        accessorFn: ({ facts }) => facts.term,
        cell: ({ row: { original } }) => (
          <Anchor component="button" type="button" size="sm" fw={600} onClick={() => setOpened(original)}>
            {original.facts.term}
          </Anchor>
        ),
      },
      { id: 'from', header: say('event.started'), accessorFn: ({ facts }) => wordDay(facts.startedOn, day, say) },
      {
        id: 'until',
        header: say('event.ended'),
        accessorFn: ({ facts }) => (facts.endedOn === undefined ? '' : wordDay(facts.endedOn, day, say)),
      },
      {
        id: 'severity',
        header: say('event.severity'),
        accessorFn: ({ facts }) =>
          label(grades?.find(({ code }) => code === facts.severity)?.name ?? facts.severity, language),
      },
      {
        id: 'serious',
        header: say('event.serious'),
        accessorFn: ({ facts }) => (facts.serious ? 1 : 0),
        cell: ({ row: { original } }) =>
          original.facts.serious ? (
            <Badge variant="light" color="red" tt="none">
              {say('event.isSerious')}
            </Badge>
          ) : (
            say('shell.no')
          ),
      },
      { id: 'outcome', header: say('event.outcome'), accessorFn: ({ facts }) => say(`event.outcome.${facts.outcome}`) },
    ],
    [say, day, grades, language],
  );
  return (
    <Stack gap="sm">
      {may('reportAdverseEvent') && (
        <Group justify="flex-end">
          <Button leftSection={<IconPlus size={16} />} onClick={() => setOpened('new')}>
            {say('event.report')}
          </Button>
        </Group>
      )}
      <QueryState query={events} empty={say('event.none')}>
        {(rows) => (
          <DataTable
            label={say('participant.events')}
            rows={rows as readonly Row[]}
            columns={columns}
            idOf={(row) => row.adverse_event_id}
            isFilterable={rows.length > 10}
          />
        )}
      </QueryState>
      <Pregnancies participantId={participant.participant_id} />
      <Modal
        opened={opened !== undefined}
        onClose={() => setOpened(undefined)}
        size="lg"
        title={say(opened === 'new' ? 'event.report' : 'event.correct')}
        closeButtonProps={{ 'aria-label': say('shell.close') }}
      >
        {opened !== undefined && (
          <AdverseEventForm
            protocol={protocol}
            participantId={participant.participant_id}
            {...(opened === 'new'
              ? {}
              : { known: { id: opened.adverse_event_id, version: opened.version ?? 0, facts: opened.facts } })}
            onDone={() => setOpened(undefined)}
          />
        )}
        {opened !== undefined && opened !== 'new' && (
          <EventHistory
            protocol={protocol}
            participantId={participant.participant_id}
            eventId={opened.adverse_event_id}
          />
        )}
      </Modal>
    </Stack>
  );
}

/** The names of the facts of an adverse event that people give. */
const factNames: Readonly<Record<string, MessageKey>> = {
  term: 'event.term',
  systemOrganClass: 'event.organ',
  severity: 'event.severity',
  startedOn: 'event.started',
  endedOn: 'event.ended',
  serious: 'event.serious',
  seriousness: 'event.why',
  outcome: 'event.outcome',
  causality: 'history.causality',
  preferredTerm: 'history.preferredTerm',
  grade: 'history.grade',
  onsetTime: 'history.onsetTime',
  awareAt: 'history.awareAt',
  actionTaken: 'history.actionTaken',
};

function EventHistory({
  protocol,
  participantId,
  eventId,
}: {
  readonly protocol: PartOfParticipant['protocol'];
  readonly participantId: string;
  readonly eventId: string;
}) {
  const { say, language } = useSpeech();
  const { trialId } = useTrial();
  const plain = usePlainValue();
  const history = useView(trialId, 'adverseEventHistory', { participantId });
  const own = { ...history, data: history.data?.filter(({ adverse_event_id }) => adverse_event_id === eventId) };
  const definition = protocol.adverseEvents;
  const word = (fact: string, value: unknown): string => {
    const named = (all: readonly { readonly code: string; readonly name: Parameters<typeof label>[0] }[] | undefined) =>
      label(all?.find(({ code }) => code === value)?.name ?? String(value), language);
    if (fact === 'systemOrganClass') return named(definition?.dictionary.systemOrganClasses);
    if (fact === 'severity') return named(definition?.severity);
    if (fact === 'outcome') return say(`event.outcome.${value as 'unknown'}`);
    if (fact === 'seriousness' && Array.isArray(value))
      return value.map((one) => say(`event.why.${one as 'death'}`)).join(', ');
    if (fact === 'actionTaken') return say(`history.action.${value as 'none'}`);
    if (fact === 'causality' && typeof value === 'object' && value !== null)
      return Object.entries(value)
        .map(
          ([target, one]) =>
            `${say(`event.causality.${target as 'harvest'}`)}: ${say(`event.causal.${one as 'possible'}`)}`,
        )
        .join(', ');
    return plain(value);
  };
  return (
    <>
      <Divider my="md" />
      <ThingHistory
        query={own as typeof history}
        words={{ fact: (fact) => (factNames[fact] === undefined ? undefined : say(factNames[fact])), value: word }}
      />
    </>
  );
}
