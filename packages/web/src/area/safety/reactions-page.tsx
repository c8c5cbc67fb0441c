// Reports of suspected unexpected serious reactions: what is due to whom, decided behind the firewall.
import { Anchor, Button, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { useText } from '../../api/protocol.js';
import { useView } from '../../api/view.js';
import { useTrial } from '../../app/trial-context.js';
import { useFormats } from '../../language/format.js';
import { useSay } from '../../language/message.js';
import { type Column, DataTable } from '../../part/data-table.js';
import { PageHeader } from '../../part/page-header.js';
import { QueryState } from '../../part/query-state.js';
import { useNow } from '../../part/use-now.js';
import type { EventFacts } from './case.js';
import { ClockBadge } from './clock-badge.js';
import { DecideDialog, type Report } from './reaction-part.js';

export function Page() {
  const say = useSay();
  const text = useText();
  const { instant } = useFormats();
  const { trialId, may } = useTrial();
  const now = useNow(30_000);
  const reports = useView(trialId, 'reactionReports', {});
  const listing = useView(trialId, 'lineListing', { events: 'serious' }, { enabled: may('lineListing') });
  const [deciding, setDeciding] = useState<Report>();
  const listed = useMemo(
    () => new Map((listing.data ?? []).map((row) => [row.adverse_event_id, row] as const)),
    [listing.data],
  );
  const columns = useMemo<Column<Report>[]>(
    () => [
      {
        id: 'participant',
        header: say('safety.participant'),
        accessorFn: (row) => listed.get(row.adverse_event_id)?.participant ?? row.site_id,
        cell: ({ row: { original }, getValue }) => (
          <Anchor
            component={Link}
            fw={600}
            to={`/trials/${trialId}/safety/events/${original.participant_id}/${original.adverse_event_id}` as never}
          >
            {String(getValue())}
          </Anchor>
        ),
      },
      {
        id: 'term',
        header: say('safety.term'),
        accessorFn: (row) => (listed.get(row.adverse_event_id)?.facts as EventFacts | undefined)?.term ?? '',
      },
      { id: 'recipient', header: say('safety.recipient'), accessorFn: (row) => text(row.recipient) },
      { id: 'part', header: say('safety.part'), accessorFn: (row) => say(`safety.part.${row.part}`) },
      {
        id: 'state',
        header: say('safety.state'),
        accessorFn: (row) => row.due_at,
        cell: ({ row: { original } }) => <ClockBadge state={original.state} dueAt={original.due_at} now={now} />,
      },
      {
        id: 'decided',
        header: say('reaction.decidedAt'),
        accessorFn: (row) => row.decided_at ?? '',
        cell: ({ row: { original } }) => (
          <>
            {instant(original.decided_at)}
            {original.receipt !== null && (
              <Text size="xs" c="dimmed">{`${say('safety.receipt')}: ${original.receipt}`}</Text>
            )}
          </>
        ),
      },
      {
        id: 'do',
        header: '',
        enableSorting: false,
        cell: ({ row: { original } }) =>
          may('recordReactionReport') && (
            <Button size="compact-sm" variant="default" onClick={() => setDeciding(original)}>
              {say('reaction.decide')}
            </Button>
          ),
      },
    ],
    [say, text, instant, listed, trialId, may, now],
  );
  return (
    <>
      <PageHeader title={say('reaction.title')} help={say('reaction.help')} />
      <QueryState query={reports} empty={say('reaction.none')}>
        {(rows) => (
          <DataTable
            label={say('reaction.title')}
            rows={rows}
            columns={columns}
            idOf={(row) => `${row.adverse_event_id} ${row.clock} ${row.part}`}
            markOf={(row) => (row.state === 'overdue' ? 'late' : undefined)}
          />
        )}
      </QueryState>
      {deciding !== undefined && <DecideDialog report={deciding} onClose={() => setDeciding(undefined)} />}
    </>
  );
}
