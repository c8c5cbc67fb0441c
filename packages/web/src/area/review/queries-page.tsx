// Queries: what was asked about data, filtered; asked, answered and closed one by one or many with one text.
import { Button, Checkbox, Group, NumberInput, SegmentedControl, Select, Switch, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useSearch } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { asId } from '../../api/id.js';
import { useView } from '../../api/view.js';
import { useTrial } from '../../app/trial-context.js';
import { type MessageKey, useSay } from '../../language/message.js';
import { type Column, DataTable } from '../../part/data-table.js';
import { PageHeader } from '../../part/page-header.js';
import { QueryState } from '../../part/query-state.js';
import { AskDialog } from './ask-dialog.js';
import { QueryBadge } from './query-badge.js';
import { closings, paramsOf, placeOfQuery, type QueryFilter, type QueryRow, usualFilter } from './query-filter.js';
import { QueryThread } from './query-thread.js';
import { ReasonDialog } from './reason-dialog.js';
import { useSendMany } from './send-many.js';
import { useParticipants, useProtocolWords, useSites } from './trial-words.js';

export function Page() {
  const say = useSay();
  const { trialId, may } = useTrial();
  const { query: linked } = useSearch({ strict: false }) as { query?: string };
  const [filter, setFilter] = useState<QueryFilter>(
    linked === undefined ? usualFilter : { ...usualFilter, state: 'all' },
  );
  const [openId, setOpenId] = useState(linked);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [dialog, setDialog] = useState<'ask' | 'answer' | 'close'>();
  const queries = useView(trialId, 'queries', paramsOf(filter));
  const rows = queries.data ?? [];
  const columns = useQueryColumns(chosen, setChosen, setOpenId);
  const selected = rows.filter(({ query_id }) => chosen.has(query_id));
  const opened = rows.find(({ query_id }) => query_id === openId);
  const { send, progress } = useSendMany();
  const { number } = useParticipants();
  const answer = async (text: string) => {
    const open = selected.filter(({ status }) => status === 'open');
    await send(
      'answerQuery',
      open.map(({ participant_id, query_id }) => ({
        about: number(participant_id),
        body: { participantId: asId(participant_id), queryId: query_id, text },
      })),
    );
    setChosen(new Set());
  };
  const close = async (comment: string) => {
    await send(
      'closeQuery',
      closings(selected).map(({ participantId, queryIds }) => ({
        about: number(participantId),
        body: { participantId: asId(participantId), queryIds: [...queryIds], ...(comment === '' ? {} : { comment }) },
      })),
    );
    setChosen(new Set());
  };
  return (
    <>
      <PageHeader
        title={say('query.title')}
        help={say('query.help')}
        actions={
          may('openQuery') && (
            <Button leftSection={<IconPlus size={16} />} onClick={() => setDialog('ask')}>
              {say('query.ask')}
            </Button>
          )
        }
      />
      <QueryFilters filter={filter} onFilter={setFilter} />
      {selected.length > 0 && (
        <Group
          className="eq-card"
          p="xs"
          mb="sm"
          gap="sm"
          role="region"
          aria-label={say('query.selected', { count: selected.length })}
        >
          <Text size="sm">{say('query.selected', { count: selected.length })}</Text>
          {may('answerQuery') && (
            <Button size="xs" variant="light" loading={progress !== undefined} onClick={() => setDialog('answer')}>
              {say('query.answer')}
            </Button>
          )}
          {may('closeQuery') && (
            <Button size="xs" variant="light" loading={progress !== undefined} onClick={() => setDialog('close')}>
              {say('query.close')}
            </Button>
          )}
          <Button size="xs" variant="subtle" onClick={() => setChosen(new Set())}>
            {say('review.clear')}
          </Button>
          {progress !== undefined && <Text size="sm">{say('review.progress', { ...progress })}</Text>}
        </Group>
      )}
      <QueryState query={queries} empty={say('query.none')}>
        {(data) => (
          <DataTable
            label={say('query.title')}
            rows={data}
            columns={columns}
            idOf={({ query_id }) => query_id}
            initialSort={[{ id: 'age', desc: true }]}
            markOf={(row) => (chosen.has(row.query_id) ? 'selected' : undefined)}
            height="calc(100dvh - 300px)"
          />
        )}
      </QueryState>
      {opened !== undefined && <QueryThread query={opened} onClose={() => setOpenId(undefined)} />}
      {dialog === 'ask' && <AskDialog onClose={() => setDialog(undefined)} />}
      {(dialog === 'answer' || dialog === 'close') && (
        <ReasonDialog
          title={say(`query.many.${dialog}`, { count: selected.length })}
          label={say(dialog === 'answer' ? 'query.answerText' : 'query.comment')}
          isOptional={dialog === 'close'}
          doLabel={say(`query.${dialog}`)}
          onDo={dialog === 'answer' ? answer : close}
          onClose={() => setDialog(undefined)}
        />
      )}
    </>
  );
}

function QueryFilters({
  filter,
  onFilter,
}: {
  readonly filter: QueryFilter;
  readonly onFilter: (filter: QueryFilter) => void;
}) {
  const say = useSay();
  const sites = useSites();
  return (
    <Group mb="sm" gap="sm">
      <SegmentedControl
        aria-label={say('query.state')}
        value={filter.state}
        onChange={(state) => onFilter({ ...filter, state: state as QueryFilter['state'] })}
        data={(['unclosed', 'open', 'answered', 'closed', 'all'] as const).map((value) => ({
          value,
          label: say(`query.filter.${value}`),
        }))}
      />
      <Switch
        label={say('query.mine')}
        checked={filter.mine}
        onChange={(event) => onFilter({ ...filter, mine: event.currentTarget.checked })}
      />
      {sites.length > 1 && (
        <Select
          aria-label={say('shell.site')}
          placeholder={say('review.allSites')}
          data={[...sites]}
          value={filter.siteId}
          onChange={(siteId) => onFilter({ ...filter, siteId })}
          clearable
          clearButtonProps={{ 'aria-label': say('review.allSites') }}
          w={180}
        />
      )}
      <NumberInput
        aria-label={say('query.age')}
        placeholder={say('query.age')}
        value={filter.minimumAgeDays === 0 ? '' : filter.minimumAgeDays}
        onChange={(value) => onFilter({ ...filter, minimumAgeDays: Number(value) || 0 })}
        min={0}
        max={9999}
        allowDecimal={false}
        hideControls
        w={150}
      />
    </Group>
  );
}

function useQueryColumns(
  chosen: ReadonlySet<string>,
  setChosen: (chosen: ReadonlySet<string>) => void,
  open: (id: string) => void,
): readonly Column<QueryRow>[] {
  const say = useSay();
  const words = useProtocolWords();
  const { number } = useParticipants();
  return useMemo(
    () => [
      {
        id: 'chosen',
        header: '',
        enableSorting: false,
        meta: { width: 40 },
        cell: ({ row: { original } }) => (
          <Checkbox
            size="md"
            aria-label={say('query.choose', { text: original.text })}
            checked={chosen.has(original.query_id)}
            onChange={(event) => {
              const next = new Set(chosen);
              if (event.currentTarget.checked) next.add(original.query_id);
              else next.delete(original.query_id);
              setChosen(next);
            }}
          />
        ),
      },
      {
        id: 'participant',
        header: say('shell.participant'),
        accessorFn: ({ participant_id }) => number(participant_id),
      },
      {
        id: 'place',
        header: say('query.about'),
        accessorFn: (row) => words.place(placeOfQuery(row)) || say('query.whole'),
      },
      {
        id: 'text',
        header: say('query.text'),
        accessorFn: ({ text }) => text,
        cell: ({ row: { original } }) => (
          <Button
            variant="transparent"
            size="compact-sm"
            px={0}
            maw={460}
            onClick={() => open(original.query_id)}
            styles={{ label: { fontWeight: 500 } }}
          >
            {original.text}
          </Button>
        ),
      },
      {
        id: 'category',
        header: say('query.category'),
        accessorFn: ({ category }) => say(`query.category.${category}` as MessageKey),
      },
      {
        id: 'status',
        header: say('query.state'),
        accessorFn: ({ status }) => status,
        cell: ({ row: { original } }) => <QueryBadge status={original.status} />,
      },
      { id: 'age', header: say('query.days'), accessorFn: ({ age_days }) => age_days, meta: { isNumber: true } },
    ],
    [say, words, number, chosen, setChosen, open],
  );
}
