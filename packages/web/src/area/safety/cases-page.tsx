// Serious events, the most urgent first, each with what is open about it.
import { Anchor, Badge, Box, Group, Switch, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { useProtocol, useText } from '../../api/protocol.js';
import { useView } from '../../api/view.js';
import { useTrial } from '../../app/trial-context.js';
import { useFormats } from '../../language/format.js';
import { useSay } from '../../language/message.js';
import { type Column, DataTable } from '../../part/data-table.js';
import { Mark } from '../../part/mark.js';
import { PageHeader } from '../../part/page-header.js';
import { QueryState } from '../../part/query-state.js';
import { useNow } from '../../part/use-now.js';
import { type CaseRow, caseRows, clockCounts } from './case.js';
import { ClockBadge } from './clock-badge.js';
import { Pregnancies } from './pregnancies.js';
import { useAdverseEventWords } from './words.js';

export function Page() {
  const say = useSay();
  const text = useText();
  const { day } = useFormats();
  const { trialId, may } = useTrial();
  const now = useNow(30_000);
  const protocol = useProtocol(trialId);
  const words = useAdverseEventWords(protocol.data?.protocol);
  const cases = useView(trialId, 'seriousEvents', {});
  const clocks = useView(trialId, 'safetyClocks', {}, { enabled: may('safetyClocks') });
  const [onlyOpen, setOnlyOpen] = useState(false);
  const rows = useMemo(
    () => caseRows({ cases: cases.data ?? [], clocks: clocks.data ?? [] }),
    [cases.data, clocks.data],
  );
  const counts = clockCounts(clocks.data ?? [], now);
  const unjudged = rows.filter(({ facts }) => facts.sponsor === undefined).length;
  const columns = useMemo<Column<CaseRow>[]>(
    () => [
      {
        id: 'participant',
        header: say('safety.participant'),
        accessorFn: (row) => `${row.number} ${row.siteId}`,
        cell: ({ row: { original } }) => (
          <Anchor
            component={Link}
            to={`/trials/${trialId}/safety/events/${original.participantId}/${original.id}` as never}
            fw={600}
            className="eq-nowrap"
          >
            {original.number || original.siteId}
          </Anchor>
        ),
      },
      { id: 'term', header: say('safety.term'), accessorFn: (row) => row.event?.term ?? '' },
      {
        id: 'started',
        header: say('safety.started'),
        accessorFn: (row) => (typeof row.event?.startedOn === 'string' ? row.event.startedOn : ''),
        cell: ({ row: { original } }) => words.dayOrMissing(original.event?.startedOn),
      },
      {
        id: 'seriousness',
        header: say('safety.seriousness'),
        accessorFn: (row) => row.facts.seriousness.map(words.criterion).join(', '),
      },
      {
        id: 'judgement',
        header: say('safety.judgement'),
        accessorFn: ({ facts: { sponsor } }) =>
          sponsor === undefined ? say('safety.notJudged') : say(`safety.expectedness.${sponsor.expectedness}`),
        cell: ({ row: { original } }) => <Judgement row={original} />,
      },
      {
        id: 'dayZero',
        header: say('safety.dayZero'),
        accessorFn: (row) => row.facts.dayZero ?? '',
        cell: ({ row: { original } }) => day(original.facts.dayZero),
      },
      {
        id: 'clock',
        header: say('safety.clock'),
        accessorFn: (row) => row.next?.due_at ?? '9',
        cell: ({ row: { original } }) =>
          original.next === undefined ? (
            <Text size="sm" c="dimmed">
              {say('safety.noClock')}
            </Text>
          ) : (
            <div>
              <ClockBadge
                state={original.next.state}
                dueAt={original.next.due_at}
                isProvisional={original.next.is_provisional}
                now={now}
              />
              <Text size="xs" c="dimmed">
                {text(original.next.recipient)}
              </Text>
            </div>
          ),
      },
    ],
    [say, text, words, day, trialId, now],
  );
  return (
    <>
      <PageHeader title={say('safety.cases')} help={say('safety.casesHelp')} />
      <QueryState query={cases}>
        {() => (
          <>
            <Group justify="space-between" mb="sm">
              <Group gap="xs">
                {counts.overdue > 0 && (
                  <Badge color="red.9" size="lg" tt="none">
                    {say('safety.overdueCount', { count: counts.overdue })}
                  </Badge>
                )}
                {may('safetyClocks') && (
                  <Badge variant="default" size="lg" tt="none">
                    {say('safety.soonCount', { count: counts.soon })}
                  </Badge>
                )}
                <Badge variant="default" size="lg" tt="none">
                  {say('safety.openCount', { count: unjudged })}
                </Badge>
              </Group>
              <Switch
                label={say('safety.onlyOpen')}
                checked={onlyOpen}
                onChange={(event) => setOnlyOpen(event.currentTarget.checked)}
              />
            </Group>
            <DataTable
              label={say('safety.cases')}
              rows={onlyOpen ? rows.filter(({ isOpen }) => isOpen) : rows}
              columns={columns}
              idOf={(row) => row.id}
              markOf={(row) => (row.next?.state === 'overdue' ? 'late' : undefined)}
            />
          </>
        )}
      </QueryState>
      <Box mt="lg">
        <Pregnancies />
      </Box>
    </>
  );
}

function Judgement({ row }: { readonly row: CaseRow }) {
  const say = useSay();
  const { sponsor } = row.facts;
  if (sponsor === undefined) return <Mark tone="warning">{say('safety.notJudged')}</Mark>;
  return <Text size="sm">{say(`safety.expectedness.${sponsor.expectedness}`)}</Text>;
}
