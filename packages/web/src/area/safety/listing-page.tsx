// The blinded line listing of adverse events.
import { Anchor, Group, SegmentedControl, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { useProtocol, useText } from '../../api/protocol.js';
import { type RowOf, useView } from '../../api/view.js';
import { useTrial } from '../../app/trial-context.js';
import { useFormats } from '../../language/format.js';
import { useSay } from '../../language/message.js';
import { type Column, DataTable } from '../../part/data-table.js';
import { PageHeader } from '../../part/page-header.js';
import { QueryState } from '../../part/query-state.js';
import type { EventFacts } from './case.js';
import { useAdverseEventWords } from './words.js';

type Row = RowOf<'lineListing'>;
const shownKinds = ['all', 'serious', 'specialInterest'] as const;

export function Page() {
  const say = useSay();
  const text = useText();
  const { day } = useFormats();
  const { trialId } = useTrial();
  const [events, setEvents] = useState<(typeof shownKinds)[number]>('all');
  const protocol = useProtocol(trialId);
  const words = useAdverseEventWords(protocol.data?.protocol);
  const listing = useView(trialId, 'lineListing', { events });
  const columns = useMemo<Column<Row>[]>(() => {
    const { windows = [], ofSpecialInterest = [] } = protocol.data?.protocol.adverseEvents ?? {};
    const factsOf = (row: Row) => row.facts as EventFacts;
    const named = (ids: unknown, known: readonly { id: string; name: unknown }[]) =>
      (ids as readonly string[]).map((id) => text(known.find((one) => one.id === id)?.name as never) || id).join(', ');
    return [
      { id: 'site', header: say('shell.site'), accessorFn: (row) => row.site_id },
      {
        id: 'participant',
        header: say('safety.participant'),
        accessorFn: (row) => row.participant,
        cell: ({ row: { original } }) => (
          <Anchor
            component={Link}
            className="eq-nowrap"
            to={`/trials/${trialId}/safety/events/${original.participant_id}/${original.adverse_event_id}` as never}
          >
            {original.participant}
          </Anchor>
        ),
      },
      { id: 'term', header: say('safety.term'), accessorFn: (row) => factsOf(row).term },
      {
        id: 'organClass',
        header: say('safety.organClass'),
        accessorFn: (row) => words.organClass(factsOf(row).systemOrganClass),
      },
      {
        id: 'started',
        header: say('safety.started'),
        accessorFn: (row) => String(typeof factsOf(row).startedOn === 'string' ? factsOf(row).startedOn : ''),
        cell: ({ row: { original } }) => (
          <span className="eq-nowrap">{words.dayOrMissing(factsOf(original).startedOn)}</span>
        ),
      },
      { id: 'severity', header: say('safety.severity'), accessorFn: (row) => words.severity(factsOf(row).severity) },
      {
        id: 'seriousness',
        header: say('safety.seriousness'),
        accessorFn: (row) => ((row.seriousness ?? []) as readonly string[]).map(words.criterion).join(', '),
      },
      { id: 'outcome', header: say('safety.outcome'), accessorFn: (row) => words.outcome(factsOf(row).outcome) },
      { id: 'window', header: say('safety.windows'), accessorFn: (row) => named(row.windows, windows) },
      {
        id: 'special',
        header: say('safety.specialInterest'),
        accessorFn: (row) => named(row.special_interests, ofSpecialInterest),
      },
      {
        id: 'given',
        header: say('safety.administrations'),
        enableSorting: false,
        accessorFn: (row) =>
          (row.administrations as readonly { startedAt: string | null }[])
            .map(({ startedAt }) => day(startedAt))
            .join(' · '),
        cell: ({ getValue }) => (
          <Text size="xs" className="eq-nowrap">
            {String(getValue())}
          </Text>
        ),
      },
    ];
  }, [say, text, day, words, trialId, protocol.data]);
  return (
    <>
      <PageHeader title={say('safety.listing')} help={say('safety.listingHelp')} />
      <Group mb="sm">
        <SegmentedControl
          aria-label={say('safety.show')}
          data={shownKinds.map((value) => ({ value, label: say(`safety.show.${value}`) }))}
          value={events}
          onChange={(value) => setEvents(value as typeof events)}
        />
      </Group>
      <QueryState query={listing}>
        {(rows) => (
          <DataTable
            label={say('safety.listing')}
            rows={rows}
            columns={columns}
            idOf={(row) => row.adverse_event_id}
            height="calc(100dvh - 300px)"
          />
        )}
      </QueryState>
    </>
  );
}
