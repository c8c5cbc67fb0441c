// The participants: number, code, state, and where they are.
import { Anchor, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useText } from '../../api/protocol.js';
import { type RowOf, useView } from '../../api/view.js';
import { useTrial } from '../../app/trial-context.js';
import { useFormats } from '../../language/format.js';
import { useSay } from '../../language/message.js';
import { type Column, DataTable } from '../../part/data-table.js';
import { PageHeader } from '../../part/page-header.js';
import { QueryState } from '../../part/query-state.js';
import { FindByName } from '../privacy/find-dialog.js';
import { ScreenButton } from './screen-button.js';
import { StatusBadge } from './status-badge.js';

type Row = RowOf<'participants'>;

export function Page() {
  const say = useSay();
  const text = useText();
  const { day } = useFormats();
  const { trialId, may } = useTrial();
  const participants = useView(trialId, 'participants', {});
  const sites = useView(trialId, 'sites', {}, { enabled: may('sites') });
  const columns = useMemo<readonly Column<Row>[]>(() => {
    const names = new Map(sites.data?.map(({ site_id, name }) => [site_id, text(name)]));
    return [
      {
        id: 'number',
        header: say('participant.number'),
        accessorFn: (row) => row.screening_number,
        cell: ({ row: { original } }) => (
          <Anchor
            component={Link}
            to={`/trials/${trialId}/participants/${original.participant_id}` as never}
            fw={600}
            size="sm"
          >
            {original.screening_number}
          </Anchor>
        ),
      },
      {
        id: 'code',
        header: say('participant.code'),
        accessorFn: (row) => row.randomisation_number ?? '',
        cell: ({ row: { original } }) =>
          original.randomisation_number ?? (
            <Text span c="dimmed" size="sm">
              {say('participant.notRandomised')}
            </Text>
          ),
      },
      {
        id: 'status',
        header: say('participant.status'),
        accessorFn: (row) => row.status,
        cell: ({ row: { original } }) => <StatusBadge status={original.status} withdrawn={original.withdrawn} />,
      },
      { id: 'site', header: say('shell.site'), accessorFn: (row) => names.get(row.site_id) ?? row.site_id },
      {
        id: 'screened',
        header: say('participant.screened'),
        accessorFn: (row) => row.screened_on ?? '',
        cell: ({ row: { original } }) => day(original.screened_on),
      },
      {
        id: 'randomised',
        header: say('participant.randomised'),
        accessorFn: (row) => row.randomised_on ?? '',
        cell: ({ row: { original } }) => day(original.randomised_on),
      },
    ];
  }, [say, text, day, trialId, sites.data]);
  return (
    <>
      <PageHeader
        title={say('participant.list')}
        help={say('participant.listHelp')}
        actions={
          <>
            <FindByName />
            <ScreenButton />
          </>
        }
      />
      <QueryState query={participants} empty={say('participant.none')} lines={12}>
        {(rows) => (
          <DataTable
            label={say('participant.list')}
            rows={rows}
            columns={columns}
            idOf={(row) => row.participant_id}
            initialSort={[{ id: 'number', desc: false }]}
          />
        )}
      </QueryState>
    </>
  );
}
