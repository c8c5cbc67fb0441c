// Every bag with content, volumes, labels and fate, and what does not add up.
import { Anchor, Switch, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { useProtocol, useText } from '../../api/protocol.js';
import { type RowOf, useView } from '../../api/view.js';
import { useTrial } from '../../app/trial-context.js';
import { english } from '../../language/en/all.js';
import { useFormats } from '../../language/format.js';
import { type MessageKey, useSay } from '../../language/message.js';
import { type Column, DataTable } from '../../part/data-table.js';
import { Mark } from '../../part/mark.js';
import { PageHeader } from '../../part/page-header.js';
import { QueryState } from '../../part/query-state.js';

type Row = RowOf<'productReconciliation'>;

export function Page() {
  const say = useSay();
  const text = useText();
  const { number } = useFormats();
  const { trialId } = useTrial();
  const [onlyFindings, setOnlyFindings] = useState(false);
  const accounts = useView(trialId, 'productReconciliation', {});
  const protocol = useProtocol(trialId);
  const columns = useMemo<Column<Row>[]>(() => {
    const { treatments = [], administrations = [] } = protocol.data?.protocol ?? {};
    const volume = (id: keyof Row, header: MessageKey): Column<Row> => ({
      id,
      header: say(header),
      meta: { isNumber: true },
      accessorFn: (row) => row[id] ?? undefined,
      cell: ({ getValue }) => (typeof getValue() === 'number' ? number(getValue() as number) : '–'),
    });
    return [
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
      {
        id: 'administration',
        header: say('product.administration'),
        accessorFn: (row) =>
          text(administrations.find(({ id }) => id === row.administration)?.name) || row.administration,
      },
      {
        id: 'content',
        header: say('product.content'),
        accessorFn: (row) => text(treatments.find(({ id }) => id === row.treatment)?.name) || row.treatment,
      },
      volume('preparedVolumeMl', 'product.prepared'),
      volume('infusedVolumeMl', 'product.infused'),
      volume('residualVolumeMl', 'product.residual'),
      {
        id: 'fate',
        header: say('product.fate'),
        accessorFn: (row) =>
          row.fate === null
            ? ''
            : `product.fate.${row.fate}` in english
              ? say(`product.fate.${row.fate}` as MessageKey)
              : row.fate,
      },
      { id: 'labels', header: say('product.labels'), meta: { isNumber: true }, accessorFn: (row) => row.labels.length },
      {
        id: 'findings',
        header: say('product.findings'),
        accessorFn: (row) => row.findings.join('; '),
        cell: ({ row: { original } }) =>
          original.findings.length === 0 ? (
            <Text size="sm" c="dimmed">
              {say('product.addsUp')}
            </Text>
          ) : (
            original.findings.map((one) => (
              <Mark key={one} tone="bad">
                {`finding.${one}` in english ? say(`finding.${one}` as MessageKey) : one}
              </Mark>
            ))
          ),
      },
    ];
  }, [say, text, number, trialId, protocol.data]);
  return (
    <>
      <PageHeader
        title={say('product.reconciliation')}
        help={say('product.reconciliationHelp')}
        actions={
          <Switch
            label={say('product.onlyFindings')}
            checked={onlyFindings}
            onChange={(event) => setOnlyFindings(event.currentTarget.checked)}
          />
        }
      />
      <QueryState query={accounts}>
        {(rows) => (
          <DataTable
            label={say('product.reconciliation')}
            rows={onlyFindings ? rows.filter(({ findings }) => findings.length > 0) : rows}
            columns={columns}
            idOf={(row) => `${row.participant_id} ${row.bagCode} ${row.administration}`}
            markOf={(row) => (row.findings.length > 0 ? 'late' : undefined)}
          />
        )}
      </QueryState>
    </>
  );
}
