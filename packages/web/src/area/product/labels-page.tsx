// Every label that was printed, and what became of it.
import { Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { type RowOf, useView } from '../../api/view.js';
import { useTrial } from '../../app/trial-context.js';
import { english } from '../../language/en/all.js';
import { useFormats } from '../../language/format.js';
import { type MessageKey, useSay } from '../../language/message.js';
import { type Column, DataTable } from '../../part/data-table.js';
import { Mark } from '../../part/mark.js';
import { PageHeader } from '../../part/page-header.js';
import { QueryState } from '../../part/query-state.js';

type Row = RowOf<'labelJournal'>;

export function Page() {
  const say = useSay();
  const { instant } = useFormats();
  const { trialId } = useTrial();
  const labels = useView(trialId, 'labelJournal', {});
  const columns = useMemo<Column<Row>[]>(
    () => [
      {
        id: 'number',
        header: say('product.number'),
        accessorFn: (row) => row.screening_number,
        cell: ({ row: { original } }) => (
          <Anchor
            component={Link}
            className="eq-nowrap"
            to={`/trials/${trialId}/laboratory/participants/${original.participant_id}` as never}
          >
            {original.screening_number}
          </Anchor>
        ),
      },
      { id: 'bag', header: say('product.bag'), accessorFn: (row) => row.bagCode },
      { id: 'label', header: say('product.label'), accessorFn: (row) => row.labelCode },
      {
        id: 'printed',
        header: say('product.printedAt'),
        accessorFn: (row) => row.printedAt,
        cell: ({ row: { original } }) => <span className="eq-nowrap">{instant(original.printedAt)}</span>,
      },
      {
        id: 'status',
        header: say('product.labelStatus'),
        accessorFn: (row) => say(`product.labelStatus.${row.status}`),
        cell: ({ row: { original } }) => (
          <Mark tone={original.status === 'valid' ? 'good' : 'plain'}>
            {say(`product.labelStatus.${original.status}`)}
          </Mark>
        ),
      },
      {
        id: 'fate',
        header: say('product.fate'),
        accessorFn: (row) =>
          row.fate === null
            ? ''
            : `product.labelFate.${row.fate}` in english
              ? say(`product.labelFate.${row.fate}` as MessageKey)
              : row.fate,
      },
      { id: 'reason', header: say('shell.reason'), accessorFn: (row) => row.reason ?? '' },
    ],
    [say, instant, trialId],
  );
  return (
    <>
      <PageHeader title={say('product.labels')} help={say('product.labelsHelp')} />
      <QueryState query={labels}>
        {(rows) => (
          <DataTable label={say('product.labels')} rows={rows} columns={columns} idOf={(row) => row.labelCode} />
        )}
      </QueryState>
    </>
  );
}
