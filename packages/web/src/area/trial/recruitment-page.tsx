// Recruitment against plan: the trial as a whole over time, and by national trial and site, with what is complete there.
import { Card, Group, Progress, SegmentedControl, SimpleGrid, Stack, Text } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useProtocol, useText } from '../../api/protocol.js';
import { type RowOf, useView } from '../../api/view.js';
import { useTrial } from '../../app/trial-context.js';
import { useFormats } from '../../language/format.js';
import { useSay } from '../../language/message.js';
import { Chart } from '../../part/chart.js';
import { type Column, DataTable } from '../../part/data-table.js';
import { PageHeader } from '../../part/page-header.js';
import { QueryState } from '../../part/query-state.js';
import { byPlace, monthSums, type Place } from './recruitment.js';

type Road = RowOf<'roadToLock'>;
type PlaceRow = Place & {
  readonly name: string;
  readonly complete: number | undefined;
  readonly openQueries: number;
  readonly outOfWindow: number;
};

export function Page() {
  const say = useSay();
  const text = useText();
  const { number, percent } = useFormats();
  const { trialId, may } = useTrial();
  const participants = useView(trialId, 'participants', {}, { enabled: may('participants') });
  const road = useView(trialId, 'roadToLock', {}, { enabled: may('roadToLock') });
  const windows = useView(trialId, 'deviationLog', { category: 'visitWindow' }, { enabled: may('deviations') });
  const protocol = useProtocol(trialId).data?.protocol;
  const nationals = protocol?.nationalTrials ?? [];
  const [by, setBy] = useState<'national' | 'site'>('site');
  const isNational = by === 'national' && nationals.length > 0;
  const rows = participants.data ?? [];
  const planned = protocol?.plannedParticipants;
  const randomised = rows.filter(({ randomisation_number }) => randomisation_number !== null).length;
  const places = useMemo<readonly PlaceRow[]>(() => {
    if (protocol === undefined) return [];
    const nationalOf = new Map(protocol.sites.map(({ id, nationalTrial }) => [id, nationalTrial ?? id]));
    const placeOf = (site: string) => (isNational ? (nationalOf.get(site) ?? site) : site);
    const listed = isNational ? (protocol.nationalTrials ?? []) : protocol.sites;
    const names = new Map(listed.map(({ id, name }) => [id, text(name)]));
    return byPlace(participants.data ?? [], listed, placeOf).map((place) => {
      const own = (road.data ?? []).filter(({ site_id }) => placeOf(site_id) === place.id);
      return {
        ...place,
        name: names.get(place.id) ?? place.id,
        complete: own.length === 0 ? undefined : own.filter(isComplete).length / own.length,
        openQueries: own.reduce((sum, { queries_open }) => sum + queries_open, 0),
        outOfWindow: (windows.data ?? []).filter(({ site_id }) => placeOf(site_id) === place.id).length,
      };
    });
  }, [protocol, participants.data, road.data, windows.data, isNational, text]);
  const complete = (road.data ?? []).filter(isComplete).length;
  return (
    <>
      <PageHeader title={say('recruitment.title')} help={say('recruitment.help')} />
      <QueryState query={participants} empty={say('recruitment.nobody')}>
        {() => (
          <Stack gap="md">
            <SimpleGrid cols={{ base: 2, md: 4 }}>
              <Figure label={say('recruitment.screened')} value={number(rows.length)} />
              <Figure
                label={say('recruitment.randomised')}
                value={number(randomised)}
                note={planned === undefined ? undefined : say('recruitment.ofPlanned', { planned: number(planned) })}
                share={planned === undefined ? undefined : randomised / planned}
              />
              {road.data !== undefined && road.data.length > 0 && (
                <Figure
                  label={say('recruitment.complete')}
                  value={percent(complete / road.data.length)}
                  note={say('recruitment.completeNote')}
                />
              )}
              {windows.data !== undefined && (
                <Figure
                  label={say('recruitment.outOfWindow')}
                  value={number(windows.data.length)}
                  note={say('recruitment.outOfWindowNote')}
                />
              )}
            </SimpleGrid>
            <Cumulative rows={rows} planned={planned} />
            <Group justify="space-between">
              <Text fw={650}>{say('recruitment.byPlace')}</Text>
              {nationals.length > 0 && (
                <SegmentedControl
                  size="xs"
                  aria-label={say('recruitment.byPlace')}
                  value={by}
                  onChange={(value) => setBy(value as typeof by)}
                  data={[
                    { value: 'site', label: say('recruitment.bySite') },
                    { value: 'national', label: say('recruitment.byNational') },
                  ]}
                />
              )}
            </Group>
            <Places rows={places} />
          </Stack>
        )}
      </QueryState>
    </>
  );
}

/** Whether nothing that the record of a participant lacks is left: queries are counted apart. */
function isComplete({ conditions }: Road): boolean {
  return conditions.every(({ condition, blocks }) => condition !== 'formsDone' || blocks === 0);
}

function Figure({
  label,
  value,
  note,
  share,
}: {
  readonly label: string;
  readonly value: string;
  readonly note?: string | undefined;
  readonly share?: number | undefined;
}) {
  return (
    <Card withBorder py="sm">
      <Text size="sm" c="dimmed">
        {label}
      </Text>
      <Text fz={28} fw={650} lh={1.2}>
        {value}
      </Text>
      {share !== undefined && <Progress value={Math.min(100, share * 100)} aria-label={label} my={6} />}
      {note !== undefined && (
        <Text size="sm" c="dimmed">
          {note}
        </Text>
      )}
    </Card>
  );
}

function Cumulative({
  rows,
  planned,
}: {
  readonly rows: readonly RowOf<'participants'>[];
  readonly planned: number | undefined;
}) {
  const say = useSay();
  const { day, number } = useFormats();
  const sums = useMemo(() => monthSums(rows), [rows]);
  const last = sums.at(-1);
  const filling = useMemo(
    () => ({
      words: {
        participants: say('recruitment.participants'),
        screened: say('recruitment.screened'),
        randomised: say('recruitment.randomised'),
        month: say('recruitment.month'),
      },
      datasets: {
        months: sums,
        planned:
          planned === undefined ? [] : [{ count: planned, label: [say('recruitment.planned'), number(planned)] }],
      },
    }),
    [sums, planned, say, number],
  );
  if (last === undefined) return null;
  return (
    <Chart
      title={say('recruitment.overTime')}
      summary={say(planned === undefined ? 'recruitment.summary' : 'recruitment.summaryPlanned', {
        ...{ screened: last.screened, randomised: last.randomised, month: day(last.month) },
        planned: planned ?? 0,
      })}
      figure="recruitment"
      filling={filling}
      height={280}
      table={{
        head: [say('recruitment.month'), say('recruitment.screened'), say('recruitment.randomised')],
        rows: sums.map(({ month, screened, randomised }) => [day(month), screened, randomised]),
      }}
    />
  );
}

function Places({ rows }: { readonly rows: readonly PlaceRow[] }) {
  const say = useSay();
  const { day, percent } = useFormats();
  const hasPlan = rows.some(({ planned }) => planned !== undefined);
  const count = { meta: { isNumber: true } } as const;
  const columns: readonly Column<PlaceRow>[] = [
    { accessorKey: 'name', header: say('recruitment.place') },
    { accessorKey: 'screened', header: say('recruitment.screened'), ...count },
    { accessorKey: 'randomised', header: say('recruitment.randomised'), ...count },
    ...(hasPlan
      ? [
          {
            id: 'planned',
            header: say('recruitment.planned'),
            accessorFn: ({ planned }) => planned ?? '',
            ...count,
          } satisfies Column<PlaceRow>,
        ]
      : []),
    {
      id: 'first',
      header: say('recruitment.first'),
      accessorFn: ({ first }) => first ?? '',
      cell: ({ getValue }) => day(String(getValue())),
    },
    {
      id: 'latest',
      header: say('recruitment.latest'),
      accessorFn: ({ latest }) => latest ?? '',
      cell: ({ getValue }) => day(String(getValue())),
    },
    {
      id: 'complete',
      header: say('recruitment.complete'),
      accessorFn: ({ complete }) => complete ?? -1,
      cell: ({ row }) => (row.original.complete === undefined ? '' : percent(row.original.complete)),
      ...count,
    },
    { accessorKey: 'openQueries', header: say('recruitment.openQueries'), ...count },
    { accessorKey: 'outOfWindow', header: say('recruitment.outOfWindow'), ...count },
  ];
  return (
    <DataTable
      label={say('recruitment.byPlace')}
      rows={rows}
      columns={columns}
      idOf={({ id }) => id}
      isFilterable={false}
      height="520px"
      initialSort={[{ id: 'randomised', desc: true }]}
    />
  );
}
