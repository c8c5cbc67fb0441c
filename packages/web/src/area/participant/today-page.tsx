// Today: a row per participant on one strip of weeks, with what is to be done next and until when.
import type { Protocol } from '@equipoise/trial';
import { Anchor, Badge, Group, SegmentedControl, Stack, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { Link } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { type RowOf, useView } from '../../api/view.js';
import { useTrial } from '../../app/trial-context.js';
import { useFormats } from '../../language/format.js';
import { useSpeech } from '../../language/message.js';
import { type Column, DataTable } from '../../part/data-table.js';
import { todayHere } from '../../part/moment.js';
import { PageHeader } from '../../part/page-header.js';
import { QueryState } from '../../part/query-state.js';
import { useVisitsOf } from './calendars.js';
import { nextAction } from './next-action.js';
import classes from './participant.module.css';
import { ScreenButton } from './screen-button.js';
import type { StripShape } from './strip.js';
import { ShapeMark, Strip, StripLegend, StripWeeks, shapeKey } from './strip-view.js';
import { useProtocol } from './use-protocol.js';

type Row = RowOf<'worklist'>;
const filters = ['all', 'overdue', 'due', 'later'] as const;
type Filter = (typeof filters)[number];

export function Page() {
  const { say } = useSpeech();
  const { trialId } = useTrial();
  const worklist = useView(trialId, 'worklist', {});
  const { query, protocol } = useProtocol();
  return (
    <>
      <PageHeader title={say('today.title')} help={say('today.help')} actions={<ScreenButton />} />
      <QueryState query={worklist} empty={say('today.empty')} lines={12}>
        {(rows) =>
          protocol === undefined ? (
            <QueryState query={query}>{() => null}</QueryState>
          ) : (
            <Worklist rows={rows} protocol={protocol} />
          )
        }
      </QueryState>
    </>
  );
}

function Worklist({ rows, protocol }: { readonly rows: readonly Row[]; readonly protocol: Protocol }) {
  const { say } = useSpeech();
  const { trialId } = useTrial();
  const { day } = useFormats();
  const [filter, setFilter] = useState<Filter>('all');
  const isWide = useMediaQuery('(min-width: 62em)', true, { getInitialValueInEffect: false });
  const isPhone = useMediaQuery('(max-width: 36em)', false, { getInitialValueInEffect: false });
  const counts = useMemo(() => countStates(rows), [rows]);
  const shown = useMemo(
    () => (filter === 'all' ? rows : rows.filter(({ state }) => stateOf(state) === filter)),
    [rows, filter],
  );
  const today = todayHere();
  const columns = useMemo<readonly Column<Row>[]>(() => {
    const name: Column<Row> = {
      id: 'participant',
      header: say('shell.participant'),
      accessorFn: (row) => `${row.screening_number} ${row.randomisation_number ?? ''}`,
      meta: { width: 190 },
      cell: ({ row: { original } }) => (
        <Group gap={8} wrap="nowrap">
          <Anchor
            component={Link}
            to={`/trials/${trialId}/participants/${original.participant_id}` as never}
            fw={600}
            size="sm"
            className={classes.nowrap}
          >
            {original.screening_number}
          </Anchor>
          <Text span size="xs" c="dimmed">
            {original.randomisation_number}
          </Text>
        </Group>
      ),
    };
    const next: Column<Row> = {
      id: 'next',
      header: say('today.next'),
      accessorFn: (row) => row.visit,
      meta: { width: 230 },
      cell: ({ row: { original } }) => <NextCell row={original} protocol={protocol} />,
    };
    const until: Column<Row> = {
      id: 'until',
      header: say('today.lastDay'),
      accessorFn: (row) => row.last_day ?? '9999',
      meta: { width: 220 },
      cell: ({ row: { original } }) => <UntilCell row={original} text={day(original.last_day)} />,
    };
    const strip: Column<Row> = {
      id: 'strip',
      header: () => <StripWeeks protocol={protocol} />,
      enableSorting: false,
      cell: ({ row: { original } }) => <StripCell row={original} protocol={protocol} today={today} />,
    };
    if (isPhone) return [name, next, until];
    return isWide ? [name, strip, next, until] : [name, next, until, strip];
  }, [say, day, trialId, protocol, today, isWide, isPhone]);
  return (
    <Stack gap="xs">
      <Group justify="space-between" gap="sm">
        <SegmentedControl
          aria-label={say('today.show')}
          value={filter}
          onChange={(value) => setFilter(value as Filter)}
          data={filters.map((value) => ({ value, label: `${say(`today.${value}`)} ${counts[value]}` }))}
        />
        {!isPhone && <StripLegend />}
      </Group>
      <DataTable
        label={say('today.title')}
        rows={shown}
        columns={columns}
        idOf={(row) => row.participant_id}
        markOf={(row) => (row.state === 'overdue' ? 'late' : undefined)}
        height="calc(100dvh - 270px)"
      />
    </Stack>
  );
}

function stateOf(state: string): Filter {
  if (state === 'overdue') return 'overdue';
  return state === 'due' || state === 'incomplete' ? 'due' : 'later';
}

function countStates(rows: readonly Row[]): Readonly<Record<Filter, number>> {
  const counts: Record<Filter, number> = { all: rows.length, overdue: 0, due: 0, later: 0 };
  for (const { state } of rows) counts[stateOf(state)] += 1;
  return counts;
}

function StripCell({
  row,
  protocol,
  today,
}: {
  readonly row: Row;
  readonly protocol: Protocol;
  readonly today: string;
}) {
  const { trialId } = useTrial();
  const visits = useVisitsOf(trialId, row.participant_id);
  return <Strip protocol={protocol} visits={visits.data ?? []} today={today} />;
}

function NextCell({ row, protocol }: { readonly row: Row; readonly protocol: Protocol }) {
  const { say, language } = useSpeech();
  const { trialId, trial } = useTrial();
  const visits = useVisitsOf(trialId, row.participant_id);
  const roles = trial.roles.map(({ role }) => role);
  const action = nextAction(protocol, row, visits.data, { language, roles });
  const [pathname, search] = action.path.split('?tab=');
  return (
    <Anchor
      component={Link}
      size="sm"
      to={`/trials/${trialId}/${pathname}` as never}
      search={(search === undefined ? {} : { tab: search }) as never}
    >
      {say(`today.action.${action.kind}`, { visit: action.visit, form: action.form ?? '' })}
    </Anchor>
  );
}

function UntilCell({ row, text }: { readonly row: Row; readonly text: string }) {
  const { say } = useSpeech();
  const shape: StripShape = row.state === 'overdue' || row.state === 'due' ? row.state : 'later';
  return (
    <Group gap={6} wrap="wrap">
      <Group gap={6} wrap="nowrap">
        <ShapeMark shape={row.state === 'undated' ? 'undated' : shape} />
        <Text span size="sm" className={classes.nowrap}>
          {text === '' ? say('visit.undated') : text}
        </Text>
      </Group>
      {row.state === 'overdue' && (
        <Text span size="xs" c="var(--eq-bad-text)" fw={600}>
          {say(shapeKey('overdue'))}
        </Text>
      )}
      {row.incomplete > 0 && (
        <Badge variant="default" size="sm" tt="none" title={say('today.incomplete', { count: row.incomplete })}>
          {say('today.incompleteShort', { count: row.incomplete })}
        </Badge>
      )}
    </Group>
  );
}
