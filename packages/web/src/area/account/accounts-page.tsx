// Administration of accounts: who may sign in, invitations, and what the security log tells.
import { Badge, Button, Checkbox, Group, Menu, Modal, Stack, Tabs, TextInput } from '@mantine/core';
import { IconDots, IconUserPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { askRoute } from '../../api/http.js';
import type { Routes } from '../../api/interface.js';
import { useFormats } from '../../language/format.js';
import { useSay } from '../../language/message.js';
import { type Column, DataTable } from '../../part/data-table.js';
import { DayPicker } from '../../part/day-picker.js';
import { ErrorNote } from '../../part/error-note.js';
import { PageHeader } from '../../part/page-header.js';
import { PlainFrame } from '../../part/plain-frame.js';
import { QueryState } from '../../part/query-state.js';
import { SecurityLog } from './security-log.js';
import { useDeed } from './use-deed.js';

type Account = Routes['GET /api/accounts']['answer']['accounts'][number];

/** All accounts, for administrators. */
export function useAccounts() {
  return useQuery({
    queryKey: ['account', 'all'],
    queryFn: async () => (await askRoute('GET /api/accounts')).accounts,
  });
}

export function Page() {
  const say = useSay();
  const { day } = useFormats();
  const accounts = useAccounts();
  const deed = useDeed();
  const [isInviting, setInviting] = useState(false);
  const columns: readonly Column<Account>[] = [
    { accessorKey: 'name', header: say('account.name') },
    { accessorKey: 'email', header: say('account.email') },
    {
      id: 'state',
      header: say('accounts.state'),
      accessorFn: ({ state, isLocked }) => say(isLocked ? 'accounts.locked' : `accounts.${state}`),
      cell: ({ getValue }) => (
        <Badge variant="default" tt="none">
          {String(getValue())}
        </Badge>
      ),
    },
    {
      id: 'rights',
      header: say('accounts.rights'),
      accessorFn: ({ isAdministrator, mayCreateTrials, isDemonstration }) =>
        [
          isAdministrator ? say('accounts.administrator') : '',
          mayCreateTrials ? say('accounts.creator') : '',
          isDemonstration ? say('accounts.demonstration') : '',
        ]
          .filter((one) => one !== '')
          .join(', '),
    },
    {
      id: 'factor',
      header: say('accounts.factor'),
      accessorFn: ({ hasSecondFactor, passkeys }) =>
        [
          hasSecondFactor ? say('accounts.factorApp') : '',
          passkeys > 0 ? say('accounts.factorPasskeys', { count: passkeys }) : '',
        ]
          .filter((one) => one !== '')
          .join(', '),
    },
    {
      id: 'expires',
      header: say('accounts.expires'),
      accessorFn: ({ expiresAt }) => expiresAt ?? '',
      cell: ({ getValue }) => day(String(getValue())),
    },
    {
      id: 'actions',
      header: say('shell.actions'),
      enableSorting: false,
      cell: ({ row }) => <AccountMenuOf account={row.original} run={deed.run} />,
    },
  ];
  return (
    <PlainFrame>
      <PageHeader
        title={say('accounts.title')}
        help={say('accounts.help')}
        actions={
          <Button leftSection={<IconUserPlus size={16} />} onClick={() => setInviting(true)}>
            {say('accounts.invite')}
          </Button>
        }
      />
      {deed.error !== undefined && <ErrorNote error={deed.error} title={say('shell.refused')} />}
      <Tabs defaultValue="accounts" keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="accounts">{say('accounts.title')}</Tabs.Tab>
          <Tabs.Tab value="log">{say('accounts.log')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="accounts">
          <QueryState query={accounts}>
            {(rows) => (
              <DataTable
                label={say('accounts.title')}
                rows={rows}
                columns={columns}
                idOf={({ accountId }) => accountId}
                height="calc(100dvh - 310px)"
              />
            )}
          </QueryState>
        </Tabs.Panel>
        <Tabs.Panel value="log">
          <SecurityLog accounts={accounts.data ?? []} />
        </Tabs.Panel>
      </Tabs>
      {isInviting && <InviteDialog onClose={() => setInviting(false)} />}
    </PlainFrame>
  );
}

function AccountMenuOf({
  account,
  run,
}: {
  readonly account: Account;
  readonly run: (deed: () => Promise<unknown>) => Promise<boolean>;
}) {
  const say = useSay();
  const path = { id: account.accountId };
  const change = (body: Routes['POST /api/accounts/{id}']['body']) =>
    void run(() => askRoute('POST /api/accounts/{id}', { path, body }));
  const { state, isLocked, isAdministrator, mayCreateTrials, hasSecondFactor, passkeys } = account;
  return (
    <Menu position="bottom-end" shadow="md">
      <Menu.Target>
        <Button
          size="compact-sm"
          variant="subtle"
          px={6}
          aria-label={say('accounts.more', { name: account.name })}
          disabled={account.isDemonstration}
        >
          <IconDots size={16} />
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {state === 'invited' && (
          <Menu.Item onClick={() => void run(() => askRoute('POST /api/accounts/{id}/invitation', { path }))}>
            {say('accounts.inviteAgain')}
          </Menu.Item>
        )}
        {isLocked && (
          <Menu.Item onClick={() => void run(() => askRoute('POST /api/accounts/{id}/unlocking', { path }))}>
            {say('accounts.unlock')}
          </Menu.Item>
        )}
        {(hasSecondFactor || passkeys > 0) && (
          <Menu.Item onClick={() => void run(() => askRoute('POST /api/accounts/{id}/second-factor-reset', { path }))}>
            {say('accounts.resetFactor')}
          </Menu.Item>
        )}
        <Menu.Item onClick={() => void run(() => askRoute('DELETE /api/accounts/{id}/sessions', { path }))}>
          {say('accounts.endSessions')}
        </Menu.Item>
        <Menu.Item onClick={() => change({ mayCreateTrials: !mayCreateTrials })}>
          {say(mayCreateTrials ? 'accounts.forbidTrials' : 'accounts.allowTrials')}
        </Menu.Item>
        <Menu.Item onClick={() => change({ isAdministrator: !isAdministrator })}>
          {say(isAdministrator ? 'accounts.takeAdministrator' : 'accounts.makeAdministrator')}
        </Menu.Item>
        <Menu.Item
          color={state === 'disabled' ? undefined : 'var(--eq-bad-text)'}
          onClick={() => change({ isDisabled: state !== 'disabled' })}
        >
          {say(state === 'disabled' ? 'accounts.enable' : 'accounts.disable')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function InviteDialog({ onClose }: { readonly onClose: () => void }) {
  const say = useSay();
  const [entry, setEntry] = useState({
    ...{ email: '', name: '', until: '' },
    ...{ isAdministrator: false, mayCreateTrials: false },
  });
  const deed = useDeed();
  const send = async () => {
    const { until, ...rest } = entry;
    const expiresAt = until === '' ? {} : { expiresAt: `${until}T23:59:59.999Z` };
    if (await deed.run(() => askRoute('POST /api/accounts', { body: { ...rest, ...expiresAt } }))) onClose();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={say('accounts.invite')}
      closeButtonProps={{ 'aria-label': say('shell.close') }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <Stack gap="sm">
          <TextInput
            label={say('account.name')}
            required
            value={entry.name}
            onChange={(event) => setEntry({ ...entry, name: event.currentTarget.value })}
            data-autofocus
          />
          <TextInput
            label={say('account.email')}
            type="email"
            required
            value={entry.email}
            onChange={(event) => setEntry({ ...entry, email: event.currentTarget.value })}
          />
          <DayPicker
            label={say('accounts.until')}
            value={entry.until}
            onChange={(day) => setEntry({ ...entry, until: day })}
          />
          <Checkbox
            label={say('accounts.creator')}
            checked={entry.mayCreateTrials}
            onChange={(event) => setEntry({ ...entry, mayCreateTrials: event.currentTarget.checked })}
          />
          <Checkbox
            label={say('accounts.administrator')}
            checked={entry.isAdministrator}
            onChange={(event) => setEntry({ ...entry, isAdministrator: event.currentTarget.checked })}
          />
          {deed.error !== undefined && <ErrorNote error={deed.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {say('shell.cancel')}
            </Button>
            <Button type="submit" loading={deed.isBusy}>
              {say('accounts.inviteDo')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
