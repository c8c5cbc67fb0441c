// How far the product of each participant is, the same for every sequence: for everybody who follows it.
import { Anchor, Badge } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { useProtocol, useText } from '../../api/protocol.js';
import { type RowOf, useView } from '../../api/view.js';
import { useTrial } from '../../app/trial-context.js';
import { useFormats } from '../../language/format.js';
import { useSay } from '../../language/message.js';
import { type Column, DataTable } from '../../part/data-table.js';
import { PageHeader } from '../../part/page-header.js';
import { QueryState } from '../../part/query-state.js';
import { Verdict, type VerdictShown } from '../../part/verdict.js';
import { type Custody, CustodyDialog, CustodyMenu, keepsCustody } from './site-custody.js';

type Row = RowOf<'productProgress'>;
type Schedule = Readonly<Record<string, { readonly infusionOn: string }>>;

export function Page() {
  const say = useSay();
  const text = useText();
  const { day } = useFormats();
  const { trialId, may } = useTrial();
  const progress = useView(trialId, 'productProgress', {});
  const bags = useView(trialId, 'bagList', {});
  const protocol = useProtocol(trialId);
  const [chosen, setChosen] = useState<{ readonly progress: Row; readonly deed: Custody }>();
  const [verdict, setVerdict] = useState<VerdictShown>();
  const isKeeper = keepsCustody(may);
  const columns = useMemo<Column<Row>[]>(() => {
    const administrations = protocol.data?.protocol.administrations ?? [];
    return [
      { id: 'site', header: say('shell.site'), accessorFn: (row) => row.site_id },
      {
        id: 'number',
        header: say('product.number'),
        accessorFn: (row) => row.screening_number,
        cell: ({ row: { original } }) =>
          may('participants') ? (
            <Anchor component={Link} to={`/trials/${trialId}/participants/${original.participant_id}` as never}>
              {original.screening_number}
            </Anchor>
          ) : (
            original.screening_number
          ),
      },
      { id: 'code', header: say('product.code'), accessorFn: (row) => row.identity_code ?? '' },
      { id: 'harvests', header: say('product.harvests'), meta: { isNumber: true }, accessorFn: (row) => row.harvests },
      {
        id: 'secured',
        header: say('product.secured'),
        accessorFn: (row) => say(row.is_secured ? 'product.secured' : 'product.notSecured'),
        cell: ({ row: { original } }) => (
          <Badge variant={original.is_secured ? 'light' : 'default'} tt="none">
            {say(original.is_secured ? 'product.secured' : 'product.notSecured')}
          </Badge>
        ),
      },
      ...administrations.map(
        ({ id, name }): Column<Row> => ({
          id: `administration ${id}`,
          header: text(name),
          accessorFn: (row) => (row.schedule as Schedule | null)?.[id]?.infusionOn ?? '',
          cell: ({ row: { original } }) => {
            const planned = (original.schedule as Schedule | null)?.[id]?.infusionOn;
            const bag = bags.data?.findLast(
              (one) => one.participant_id === original.participant_id && one.administration === id,
            );
            return (
              <span className="eq-nowrap">
                {[day(planned), bag === undefined ? '' : say(`product.bagStatus.${bag.status}`)]
                  .filter((part) => part !== '')
                  .join(' · ')}
              </span>
            );
          },
        }),
      ),
      ...(isKeeper
        ? [
            {
              id: 'custody',
              header: '',
              enableSorting: false,
              meta: { width: 50 },
              cell: ({ row: { original } }) => (
                <CustodyMenu progress={original} onChoose={(deed) => setChosen({ progress: original, deed })} />
              ),
            } satisfies Column<Row>,
          ]
        : []),
    ];
  }, [say, text, day, trialId, may, protocol.data, bags.data, isKeeper]);
  return (
    <>
      <PageHeader title={say('product.status')} help={say(isKeeper ? 'product.statusKeeper' : 'product.statusHelp')} />
      <QueryState query={progress}>
        {(rows) => (
          <DataTable label={say('product.status')} rows={rows} columns={columns} idOf={(row) => row.participant_id} />
        )}
      </QueryState>
      {chosen !== undefined && (
        <CustodyDialog {...chosen} onVerdict={setVerdict} onClose={() => setChosen(undefined)} />
      )}
      <Verdict verdict={verdict} onClose={() => setVerdict(undefined)} />
    </>
  );
}
