// Who looked at identifiers: each keeping, look, search and erasure, asked by participant, person and day; and what the law keeps.
import { type IdentifierField, retentionOf } from '@equipoise/trial';
import { Anchor, Button, Card, Group, Select, Stack, Table, Text, TextInput, Title } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { askRoute } from '../../api/http.js';
import type { Routes } from '../../api/interface.js';
import { useNames } from '../../api/names.js';
import { useProtocol, useText } from '../../api/protocol.js';
import { useTrial } from '../../app/trial-context.js';
import { useFormats } from '../../language/format.js';
import { useSay } from '../../language/message.js';
import { wordFor } from '../../language/word.js';
import { type Column, DataTable } from '../../part/data-table.js';
import { DayPicker } from '../../part/day-picker.js';
import { optionFilter } from '../../part/option-filter.js';
import { PageHeader } from '../../part/page-header.js';
import { QueryState } from '../../part/query-state.js';
import { daysAsInstants } from './days.js';

const route = 'GET /api/trials/{trial}/identifier-access';
type Line = Routes[typeof route]['answer']['rows'][number];
const atOnce = 200;

export function Page() {
  const say = useSay();
  const { trialId } = useTrial();
  const [number, setNumber] = useState('');
  const [by, setBy] = useState<string | null>(null);
  const [from, setFrom] = useState('');
  const [until, setUntil] = useState('');
  const [asked] = useDebouncedValue(number.trim(), 300);
  const question = {
    ...(asked === '' ? {} : { number: asked }),
    ...(by === null ? {} : { by }),
    ...daysAsInstants({ from, until }),
  };
  const log = useInfiniteQuery({
    queryKey: ['trial', trialId, 'identifier-access', question],
    initialPageParam: undefined as number | undefined,
    placeholderData: keepPreviousData,
    queryFn: ({ pageParam: before, signal }) =>
      askRoute(route, { path: { trial: trialId }, params: { ...question, before, limit: atOnce }, signal }),
    getNextPageParam: ({ rows }) => (rows.length < atOnce ? undefined : rows.at(-1)?.position),
  });
  const lines = useMemo(() => log.data?.pages.flatMap(({ rows }) => rows), [log.data]);
  const people = log.data?.pages[0]?.people ?? [];
  const nameOf = useNames(trialId, people);
  return (
    <>
      <PageHeader title={say('privacy.access')} help={say('privacy.accessHelp')} />
      <Group align="flex-end" gap="sm" mb="sm">
        <TextInput
          label={say('participant.number')}
          value={number}
          maxLength={32}
          onChange={(event) => setNumber(event.currentTarget.value)}
          w={190}
        />
        <Select
          label={say('privacy.person')}
          placeholder={say('privacy.anybody')}
          data={people.map((value) => ({ value, label: nameOf(value) }))}
          value={by}
          onChange={setBy}
          searchable
          filter={optionFilter}
          clearable
          clearButtonProps={{ 'aria-label': say('review.clear') }}
          w={260}
        />
        <DayPicker label={say('privacy.from')} value={from} max={until} onChange={setFrom} w={160} />
        <DayPicker label={say('privacy.until')} value={until} min={from} onChange={setUntil} w={160} />
      </Group>
      <QueryState query={{ ...log, data: lines } as never} empty={say('privacy.noLines')}>
        {(rows: readonly Line[]) => <Lines rows={rows} nameOf={nameOf} />}
      </QueryState>
      {log.hasNextPage && (
        <Button mt="sm" variant="default" loading={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>
          {say('privacy.older')}
        </Button>
      )}
      <Kept />
    </>
  );
}

function Lines({ rows, nameOf }: { readonly rows: readonly Line[]; readonly nameOf: (actorId: string) => string }) {
  const say = useSay();
  const { instant } = useFormats();
  const { trialId, may } = useTrial();
  const text = useText();
  const protocol = useProtocol(trialId);
  const isOneSite = new Set(rows.map(({ siteId }) => siteId)).size < 2;
  const sites = protocol.data?.protocol.sites;
  const columns = useMemo<readonly Column<Line>[]>(() => {
    const all: readonly (Column<Line> & { readonly isLeftOut?: boolean })[] = [
      {
        id: 'at',
        header: say('privacy.at'),
        accessorFn: ({ at }) => at,
        cell: ({ row: { original } }) => <span className="eq-nowrap">{instant(original.at)}</span>,
        meta: { width: 160 },
      },
      { id: 'person', header: say('privacy.person'), accessorFn: ({ actorId }) => nameOf(actorId) },
      {
        id: 'deed',
        header: say('privacy.deed'),
        accessorFn: ({ deed }) => say(`privacy.deed.${deed}`),
        cell: ({ row: { original } }) => (
          <Text span size="sm" fw={original.deed === 'erased' ? 600 : undefined}>
            {say(`privacy.deed.${original.deed}`)}
          </Text>
        ),
        meta: { width: 150 },
      },
      {
        id: 'participant',
        header: say('participant.number'),
        accessorFn: ({ screeningNumber }) => screeningNumber ?? '',
        cell: ({ row: { original } }) =>
          original.participantId === null || !may('participants') ? (
            original.screeningNumber
          ) : (
            <Anchor
              component={Link}
              to={`/trials/${trialId}/participants/${original.participantId}` as never}
              size="sm"
              fw={600}
            >
              {original.screeningNumber ?? '…'}
            </Anchor>
          ),
        meta: { width: 175 },
      },
      {
        id: 'site',
        header: say('shell.site'),
        accessorFn: ({ siteId }) => text(sites?.find(({ id }) => id === siteId)?.name) || siteId,
        isLeftOut: isOneSite,
      },
      {
        id: 'kinds',
        header: say('privacy.kinds'),
        accessorFn: ({ fields }) => fields.map((field) => say(`privacy.field.${field as IdentifierField}`)).join(', '),
      },
      {
        id: 'why',
        header: say('privacy.reason'),
        // A purpose of the list, or the reason that somebody wrote.
        accessorFn: ({ why }) => (why === null ? '' : wordFor(say, 'privacy.purpose', why)),
      },
    ];
    // Older lines come from the server: rows that are here are not all that there are to sort.
    return all.filter(({ isLeftOut }) => isLeftOut !== true).map((column) => ({ ...column, enableSorting: false }));
  }, [say, instant, nameOf, may, trialId, text, sites, isOneSite]);
  return (
    <DataTable
      label={say('privacy.access')}
      rows={rows}
      columns={columns}
      idOf={({ position }) => String(position)}
      isFilterable={false}
      height="calc(100dvh - 420px)"
    />
  );
}

/** How long identifiers are kept, by which rule: who asks for an erasure is answered with it. */
function Kept() {
  const say = useSay();
  const text = useText();
  const { trialId } = useTrial();
  const { data } = useProtocol(trialId);
  if (data === undefined) return null;
  const classes = retentionOf(data.protocol).filter(({ covers }) => covers.includes('identifiers'));
  return (
    <Card withBorder component="section" aria-label={say('privacy.law')} mt="lg">
      <Title order={2} mb={4}>
        {say('privacy.law')}
      </Title>
      <Stack gap="xs">
        <Text size="sm" c="dimmed">
          {say('privacy.lawHelp')}
        </Text>
        {classes.length > 0 && (
          <Table aria-label={say('privacy.law')}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{say('privacy.of')}</Table.Th>
                <Table.Th>{say('privacy.howLong')}</Table.Th>
                <Table.Th>{say('privacy.clause')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {classes.map(({ id, of = 'consented', years, from, clause }) => (
                <Table.Tr key={id}>
                  <Table.Td>{say(`privacy.of.${of}`)}</Table.Td>
                  <Table.Td>{say(`privacy.after.${from}`, { years })}</Table.Td>
                  <Table.Td lang={typeof clause === 'string' ? 'en' : undefined}>{text(clause)}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        )}
      </Stack>
    </Card>
  );
}
