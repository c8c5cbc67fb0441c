// Serious events held against the safety database: its listing imported, and what agrees, differs, or stands on one side alone.
import { Anchor, Button, FileInput, Text, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { Link } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { useCommand } from '../../api/command.js';
import { asId } from '../../api/id.js';
import { type RowOf, useView } from '../../api/view.js';
import { useTrial } from '../../app/trial-context.js';
import { useSay } from '../../language/message.js';
import { CommandDialog } from '../../part/command-dialog.js';
import { type Column, DataTable } from '../../part/data-table.js';
import { DayPicker } from '../../part/day-picker.js';
import { Mark } from '../../part/mark.js';
import { todayHere } from '../../part/moment.js';
import { PageHeader } from '../../part/page-header.js';
import { QueryState } from '../../part/query-state.js';
import { readCsv } from './csv.js';

type Row = RowOf<'safetyReconciliation'>;
const tones = { same: 'good', differs: 'warning', onlyInTrial: 'bad', onlyInListing: 'bad' } as const;

export function Page() {
  const say = useSay();
  const { trialId, may } = useTrial();
  const [isOpen, setOpen] = useState(false);
  const rows = useView(trialId, 'safetyReconciliation', {});
  const columns = useMemo<Column<Row>[]>(
    () => [
      {
        id: 'match',
        header: say('safety.match'),
        accessorFn: (row) => say(`safety.match.${row.match}`),
        cell: ({ row: { original } }) => (
          <Mark tone={tones[original.match]}>{say(`safety.match.${original.match}`)}</Mark>
        ),
      },
      {
        id: 'term',
        header: say('safety.term'),
        accessorFn: (row) => row.term,
        cell: ({ row: { original } }) =>
          original.adverse_event_id === null ? (
            original.term
          ) : (
            <Anchor
              component={Link}
              to={`/trials/${trialId}/safety/events/${original.participant_id}/${original.adverse_event_id}` as never}
            >
              {original.term}
            </Anchor>
          ),
      },
      { id: 'site', header: say('shell.site'), accessorFn: (row) => row.site_id ?? '' },
      { id: 'case', header: say('safety.caseNumber'), accessorFn: (row) => row.case_number ?? '' },
      {
        id: 'differences',
        header: say('safety.differences'),
        enableSorting: false,
        accessorFn: (row) => row.differences.map((one) => say('safety.difference', { ...one })).join('; '),
      },
    ],
    [say, trialId],
  );
  return (
    <>
      <PageHeader
        title={say('safety.reconciliation')}
        help={say('safety.reconciliationHelp')}
        actions={may('importSafetyListing') && <Button onClick={() => setOpen(true)}>{say('safety.import')}</Button>}
      />
      <QueryState query={rows}>
        {(data) => (
          <DataTable
            label={say('safety.reconciliation')}
            rows={data}
            columns={columns}
            idOf={(row) => `${row.adverse_event_id ?? ''} ${row.case_number ?? ''}`}
            markOf={(row) => (row.match === 'same' ? undefined : 'late')}
          />
        )}
      </QueryState>
      {isOpen && <ImportDialog onClose={() => setOpen(false)} />}
    </>
  );
}

function ImportDialog({ onClose }: { readonly onClose: () => void }) {
  const say = useSay();
  const { trialId } = useTrial();
  const take = useCommand(trialId, 'importSafetyListing');
  const [cells, setCells] = useState<readonly (readonly string[])[]>([]);
  const [source, setSource] = useState('');
  const [asOf, setAsOf] = useState(todayHere);
  const [columns = [], ...rows] = cells;
  const send = async () => {
    const { outcome } = await take.mutateAsync({
      body: {
        listingId: asId(crypto.randomUUID()),
        source: source.trim(),
        asOf,
        columns: [...columns],
        rows: rows.map((row) => [...row]),
      },
    });
    notifications.show({ message: say('safety.imported', { count: Number(outcome.cases ?? 0) }), color: 'green' });
  };
  return (
    <CommandDialog
      title={say('safety.import')}
      help={say('safety.importHelp')}
      submit={say('safety.import')}
      isReady={rows.length > 0 && source.trim() !== '' && asOf !== ''}
      onClose={onClose}
      onSubmit={send}
    >
      <FileInput
        label={say('safety.file')}
        accept=".csv,text/csv"
        onChange={(file) => void file?.text().then((text) => setCells(readCsv(text)))}
        required
      />
      {rows.length > 0 && <Text size="sm">{say('safety.rowsRead', { count: rows.length })}</Text>}
      <TextInput
        label={say('safety.source')}
        value={source}
        onChange={(event) => setSource(event.currentTarget.value)}
        required
      />
      <DayPicker label={say('safety.asOf')} value={asOf} onChange={setAsOf} required />
    </CommandDialog>
  );
}
