// The security log: who signed in, failed, was locked, changed or was changed by whom, and when.
import { Button, Group } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { askRoute } from '../../api/http.js';
import type { Routes } from '../../api/interface.js';
import { useFormats } from '../../language/format.js';
import { useSay } from '../../language/message.js';
import { type Column, DataTable } from '../../part/data-table.js';
import { QueryState } from '../../part/query-state.js';

type Entry = Routes['GET /api/security-log']['answer']['rows'][number];

export function SecurityLog({
  accounts,
}: {
  readonly accounts: readonly { readonly accountId: string; readonly name: string }[];
}) {
  const say = useSay();
  const { instant } = useFormats();
  const log = useQuery({
    queryKey: ['account', 'security-log'],
    queryFn: async () => (await askRoute('GET /api/security-log')).rows,
  });
  const nameOf = (id: string | null) => accounts.find(({ accountId }) => accountId === id)?.name ?? '';
  const columns: readonly Column<Entry>[] = [
    { id: 'at', header: say('accounts.when'), accessorKey: 'at', cell: ({ getValue }) => instant(String(getValue())) },
    { id: 'what', header: say('accounts.what'), accessorFn: ({ type }) => say(`securityEvent.${type}`) },
    { id: 'whose', header: say('accounts.whose'), accessorFn: ({ accountId }) => nameOf(accountId) },
    {
      id: 'by',
      header: say('accounts.by'),
      accessorFn: ({ byAccountId, accountId }) => (byAccountId === accountId ? '' : nameOf(byAccountId)),
    },
  ];
  return (
    <>
      <Group justify="flex-end" mb="xs">
        <Button
          component="a"
          href="/api/security-log.csv"
          download="security-log.csv"
          variant="default"
          leftSection={<IconDownload size={16} />}
        >
          {say('accounts.download')}
        </Button>
      </Group>
      <QueryState query={log}>
        {(rows) => (
          <DataTable
            label={say('accounts.log')}
            rows={rows}
            columns={columns}
            idOf={({ position }) => position}
            height="calc(100dvh - 360px)"
          />
        )}
      </QueryState>
    </>
  );
}
