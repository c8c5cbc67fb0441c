// What an amendment changes, in words, and whom and what it touches at each site; never by arm.
import { Badge, Modal } from '@mantine/core';
import { useProtocol, useText } from '../../api/protocol.js';
import { type RowOf, useView } from '../../api/view.js';
import { useTrial } from '../../app/trial-context.js';
import { useSay } from '../../language/message.js';
import { type Column, DataTable } from '../../part/data-table.js';
import { QueryState } from '../../part/query-state.js';
import type { Amendment } from './amendments-page.js';

type Impact = RowOf<'amendmentImpact'>;

export function ImpactDialog({ amendment, onClose }: { readonly amendment: Amendment; readonly onClose: () => void }) {
  const say = useSay();
  const text = useText();
  const { trialId } = useTrial();
  const protocol = useProtocol(trialId).data?.protocol;
  const impact = useView(trialId, 'amendmentImpact', { amendmentId: amendment.amendment_id });
  const count = { meta: { isNumber: true } } as const;
  const columns: readonly Column<Impact>[] = [
    { accessorKey: 'words', header: say('amendment.change') },
    {
      id: 'verdict',
      header: say('amendment.verdict'),
      accessorFn: ({ verdict }) => say(`amendment.${verdict}`),
      cell: ({ getValue, row }) => (
        <Badge variant="default" tt="none" c={row.original.verdict === 'allowed' ? undefined : 'var(--eq-bad-text)'}>
          {String(getValue())}
        </Badge>
      ),
    },
    {
      id: 'site',
      header: say('shell.site'),
      accessorFn: ({ site_id }) =>
        site_id === null ? '' : text(protocol?.sites.find(({ id }) => id === site_id)?.name ?? site_id),
    },
    { accessorKey: 'participants', header: say('amendment.participants'), ...count },
    { accessorKey: 'forms', header: say('amendment.forms'), ...count },
    { accessorKey: 'values', header: say('amendment.values'), ...count },
  ];
  return (
    <Modal
      opened
      onClose={onClose}
      title={say('amendment.impactOf', { version: amendment.protocol_version })}
      size="80rem"
      closeButtonProps={{ 'aria-label': say('shell.close') }}
    >
      <QueryState query={impact} empty={say('amendment.nothingChanges')}>
        {(rows) => (
          <DataTable
            label={say('amendment.impact')}
            rows={rows}
            columns={columns}
            idOf={({ path, site_id, words }) => `${path} ${site_id} ${words}`}
            height="60dvh"
          />
        )}
      </QueryState>
    </Modal>
  );
}
