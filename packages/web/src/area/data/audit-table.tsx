// The record before the end of a day, back as far as one likes, by person, type and participant.
import { Button, Group, Select, Text } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useView } from '../../api/view.js';
import { useTrial } from '../../app/trial-context.js';
import { useEventNames } from '../../language/event-name.js';
import { useFormats } from '../../language/format.js';
import { useSay } from '../../language/message.js';
import { type Column, DataTable } from '../../part/data-table.js';
import { QueryState } from '../../part/query-state.js';
import { useParticipants, usePeople } from '../review/trial-words.js';
import classes from './data.module.css';
import { EventDialog } from './event-dialog.js';
import { type AuditRow, beginOfWindow, endOfDay } from './past.js';

const mostRows = 2000;
const windows = ['1', '7', '30', '365', 'all'] as const;

export function AuditTable({ day }: { readonly day: string }) {
  const say = useSay();
  const eventName = useEventNames();
  const { trialId } = useTrial();
  const { known } = useParticipants();
  const [days, setDays] = useState<(typeof windows)[number]>('30');
  const [participantId, setParticipant] = useState<string | null>(null);
  const [type, setType] = useState<string | null>(null);
  const from = beginOfWindow(day, days === 'all' ? 'all' : Number(days));
  const record = useView(trialId, 'audit', {
    to: endOfDay(day),
    limit: mostRows,
    ...(from === undefined ? {} : { from }),
    ...(participantId === null ? {} : { streamId: participantId }),
    ...(type === null ? {} : { type }),
  });
  const types = useMemo(
    () => [...new Set([...(type === null ? [] : [type]), ...(record.data ?? []).map((row) => row.type)])].toSorted(),
    [record.data, type],
  );
  const clear = { 'aria-label': say('review.clear') };
  return (
    <>
      <Group mb="sm" gap="sm">
        <Select
          aria-label={say('time.window')}
          data={windows.map((value) => ({ value, label: say(`time.window.${value}`) }))}
          value={days}
          onChange={(value) => value !== null && setDays(value as (typeof windows)[number])}
          allowDeselect={false}
          w={180}
        />
        <Select
          aria-label={say('time.filterType')}
          placeholder={say('time.anyType')}
          data={types.map((value) => ({ value, label: eventName(value) }))}
          value={type}
          onChange={setType}
          searchable
          clearable
          clearButtonProps={clear}
          w={230}
        />
        {known.size > 0 && (
          <Select
            aria-label={say('time.filterParticipant')}
            placeholder={say('time.filterParticipant')}
            data={[...known].map(([value, { number }]) => ({ value, label: number }))}
            value={participantId}
            onChange={setParticipant}
            searchable
            clearable
            clearButtonProps={clear}
            w={190}
          />
        )}
      </Group>
      <QueryState query={record}>
        {(rows) => (
          <>
            {rows.length === mostRows && (
              <Text size="sm" c="dimmed" mb="xs">
                {say('time.limited', { count: mostRows })}
              </Text>
            )}
            <EventTable rows={rows} height="480px" />
          </>
        )}
      </QueryState>
    </>
  );
}

/** Events as rows; each opens what it holds. */
export function EventTable({ rows, height }: { readonly rows: readonly AuditRow[]; readonly height: string }) {
  const say = useSay();
  const eventName = useEventNames();
  const { instant } = useFormats();
  const person = usePeople();
  const { known } = useParticipants();
  const [opened, setOpened] = useState<AuditRow>();
  const columns = useMemo<readonly Column<AuditRow>[]>(
    () => [
      {
        id: 'at',
        header: say('time.at'),
        accessorFn: ({ recorded_at }) => recorded_at,
        cell: ({ row: { original } }) => <span className={classes.oneLine}>{instant(original.recorded_at)}</span>,
        meta: { width: 170 },
      },
      {
        id: 'event',
        header: say('time.event'),
        accessorFn: ({ type }) => eventName(type),
        cell: ({ row: { original } }) => (
          <Button variant="transparent" size="compact-sm" px={0} onClick={() => setOpened(original)}>
            {eventName(original.type)}
          </Button>
        ),
      },
      {
        id: 'stream',
        header: say('time.stream'),
        accessorFn: ({ stream_id }) => known.get(stream_id)?.number ?? say('time.trialStream'),
      },
      { id: 'person', header: say('time.person'), accessorFn: ({ actor_id }) => person(actor_id) },
      { id: 'reason', header: say('time.reason'), accessorFn: ({ reason }) => reason ?? '' },
      { id: 'version', header: say('time.version'), accessorFn: ({ protocol_version }) => protocol_version },
    ],
    [say, eventName, instant, person, known],
  );
  return (
    <>
      <DataTable
        label={say('time.record')}
        rows={rows}
        columns={columns}
        idOf={({ stream_id, version }) => `${stream_id} ${version}`}
        initialSort={[{ id: 'at', desc: true }]}
        height={height}
      />
      {opened !== undefined && <EventDialog event={opened} onClose={() => setOpened(undefined)} />}
    </>
  );
}
