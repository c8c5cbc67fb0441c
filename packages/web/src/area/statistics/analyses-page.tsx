// The analyses of a trial: what was run on which data, by whom; a new run; reports; lock and unblinding where they are due.
import { Badge, Button, Group, Loader, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useNames } from '../../api/names.js';
import { useTrial } from '../../app/trial-context.js';
import { useFormats } from '../../language/format.js';
import { useSay } from '../../language/message.js';
import { type Column, DataTable } from '../../part/data-table.js';
import { ErrorNote } from '../../part/error-note.js';
import { PageHeader } from '../../part/page-header.js';
import { QueryState } from '../../part/query-state.js';
import { download } from '../data/download.js';
import { type Analyses, fileOf, ordersOf, type Run, useAnalyses, useCancel, useStart } from './analysis.js';
import { RunDialog } from './run-dialog.js';
import { UnblindDialog } from './unblind-dialog.js';

export function Page() {
  const say = useSay();
  const { trialId, may, trial } = useTrial();
  const analyses = useAnalyses(trialId);
  const [dialog, setDialog] = useState<'run' | 'records' | 'unblind'>();
  const start = useStart(trialId);
  const orders = analyses.data === undefined ? [] : ordersOf(analyses.data, may);
  return (
    <>
      <PageHeader
        title={say('analysis.title')}
        help={say(analyses.data?.isUnblinded ? 'analysis.helpUnblinded' : 'analysis.help')}
        actions={
          <>
            {may('unblindTrial') && trial.status === 'locked' && (
              <Button variant="light" color="orange" c="var(--eq-unblinded)" onClick={() => setDialog('unblind')}>
                {say('analysis.unblind')}
              </Button>
            )}
            {orders.length > 0 && may('exportAnalysisData') && (
              <Button variant="default" onClick={() => setDialog('records')}>
                {say('analysis.records')}
              </Button>
            )}
            {orders.length > 0 && <Button onClick={() => setDialog('run')}>{say('analysis.run')}</Button>}
          </>
        }
      />
      <QueryState query={analyses}>{(data) => <Runs data={data} />}</QueryState>
      {dialog === 'run' && analyses.data && (
        <RunDialog
          title={say('analysis.run')}
          submit={say('analysis.start')}
          orders={orders}
          cuts={analyses.data.cuts}
          onOrder={(order) => start.mutateAsync(order)}
          onClose={() => setDialog(undefined)}
        />
      )}
      {dialog === 'records' && analyses.data && (
        <RunDialog
          title={say('analysis.records')}
          submit={say('analysis.download')}
          orders={orders}
          cuts={analyses.data.cuts}
          onOrder={(order) => download(`/api/trials/${trialId}/exports/analysis`, order)}
          onClose={() => setDialog(undefined)}
        />
      )}
      {dialog === 'unblind' && <UnblindDialog onClose={() => setDialog(undefined)} />}
    </>
  );
}

function Runs({ data }: { readonly data: Analyses }) {
  const say = useSay();
  const { instant, number } = useFormats();
  const { trialId, me } = useTrial();
  const cancel = useCancel(trialId);
  const nameOf = useNames(
    trialId,
    data.rows.map(({ requestedBy }) => requestedBy),
  );
  if (data.rows.length === 0) return <Text c="dimmed">{say('analysis.none')}</Text>;
  const columns: readonly Column<Run>[] = [
    {
      id: 'at',
      header: say('analysis.requested'),
      accessorKey: 'requestedAt',
      cell: ({ getValue }) => instant(String(getValue())),
    },
    { id: 'by', header: say('analysis.by'), accessorFn: ({ requestedBy }) => nameOf(requestedBy) },
    { id: 'of', header: say('analysis.of'), accessorFn: ({ cut }) => cut ?? say('analysis.all') },
    {
      id: 'arms',
      header: say('analysis.arms'),
      accessorFn: ({ arms }) => say(`analysis.${arms}`),
      cell: ({ row, getValue }) => (
        <Badge variant="default" c={row.original.arms === 'actual' ? 'var(--eq-unblinded)' : undefined} tt="none">
          {String(getValue())}
        </Badge>
      ),
    },
    {
      id: 'events',
      header: say('analysis.events'),
      accessorFn: ({ events }) => events ?? 0,
      cell: ({ row }) => (row.original.events === null ? '' : number(row.original.events)),
      meta: { isNumber: true },
    },
    { id: 'version', header: say('analysis.protocol'), accessorFn: ({ protocolVersion }) => protocolVersion ?? '' },
    {
      id: 'state',
      header: say('analysis.state'),
      accessorFn: ({ state }) => say(`analysis.${state}`),
      cell: ({ row, getValue }) => (
        <Group gap="xs" wrap="nowrap" role="status">
          {row.original.state === 'running' && <Loader size="xs" aria-hidden />}
          {String(getValue())}
        </Group>
      ),
    },
    {
      id: 'actions',
      header: say('shell.actions'),
      enableSorting: false,
      cell: ({ row: { original: run } }) => (
        <Group gap={4} wrap="nowrap">
          {run.state === 'done' && (
            <>
              <Button
                size="compact-sm"
                variant="light"
                component={Link}
                to={`/trials/${trialId}/analyses/${run.analysisId}/${run.arms}` as never}
              >
                {say('analysis.report')}
              </Button>
              <Button
                size="compact-sm"
                variant="subtle"
                component="a"
                href={fileOf(trialId, run.analysisId, 'report.json')}
                download={`analysis-${run.analysisId}.json`}
              >
                {say('analysis.data')}
              </Button>
            </>
          )}
          {run.state === 'running' && run.requestedBy === me.actorId && (
            <Button size="compact-sm" variant="subtle" onClick={() => cancel.mutate(run.analysisId)}>
              {say('analysis.cancel')}
            </Button>
          )}
        </Group>
      ),
    },
  ];
  return (
    <Stack gap="sm">
      {cancel.isError && <ErrorNote error={cancel.error} />}
      <DataTable
        label={say('analysis.title')}
        rows={data.rows}
        columns={columns}
        idOf={({ analysisId }) => analysisId}
      />
    </Stack>
  );
}
