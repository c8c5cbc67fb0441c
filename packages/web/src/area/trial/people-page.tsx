// Who holds which role where, and until when; granting and revoking, the log of delegation, and training.
import { Badge, Button, Tabs, Text } from '@mantine/core';
import { IconUserPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useNames } from '../../api/names.js';
import { useProtocol, useText } from '../../api/protocol.js';
import { type RowOf, useView } from '../../api/view.js';
import { useTrial } from '../../app/trial-context.js';
import { useFormats } from '../../language/format.js';
import { useSay } from '../../language/message.js';
import { type Column, DataTable } from '../../part/data-table.js';
import { PageHeader } from '../../part/page-header.js';
import { QueryState } from '../../part/query-state.js';
import { DelegationLog } from './delegation-log.js';
import { GrantDialog } from './grant-dialog.js';
import { RevokeDialog } from './revoke-dialog.js';
import { useRoleWord } from './role-word.js';
import { TrainingLog } from './training-log.js';

export type HeldRole = RowOf<'people'>;

export function Page() {
  const say = useSay();
  const { may } = useTrial();
  const [isGranting, setGranting] = useState(false);
  const [revoked, setRevoked] = useState<HeldRole>();
  return (
    <>
      <PageHeader
        title={say('people.title')}
        help={say('people.help')}
        actions={
          may('grantRole') && (
            <Button leftSection={<IconUserPlus size={16} />} onClick={() => setGranting(true)}>
              {say('people.grant')}
            </Button>
          )
        }
      />
      <Tabs defaultValue="roles" keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="roles">{say('people.roles')}</Tabs.Tab>
          {may('delegations') && <Tabs.Tab value="delegation">{say('people.delegation')}</Tabs.Tab>}
          {may('trainings') && <Tabs.Tab value="training">{say('people.training')}</Tabs.Tab>}
        </Tabs.List>
        <Tabs.Panel value="roles">
          <Roles onRevoke={setRevoked} />
        </Tabs.Panel>
        <Tabs.Panel value="delegation">
          <DelegationLog />
        </Tabs.Panel>
        <Tabs.Panel value="training">
          <TrainingLog />
        </Tabs.Panel>
      </Tabs>
      {isGranting && <GrantDialog onClose={() => setGranting(false)} />}
      {revoked !== undefined && <RevokeDialog held={revoked} onClose={() => setRevoked(undefined)} />}
    </>
  );
}

function Roles({ onRevoke }: { readonly onRevoke: (held: HeldRole) => void }) {
  const say = useSay();
  const roleWord = useRoleWord();
  const text = useText();
  const { day } = useFormats();
  const { trialId, may, me } = useTrial();
  const people = useView(trialId, 'people', {});
  const protocol = useProtocol(trialId).data?.protocol;
  const nameOf = useNames(
    trialId,
    (people.data ?? []).map(({ actor_id }) => actor_id),
  );
  const placeOf = (id: string) =>
    id === '*'
      ? say('overview.everywhere')
      : text(
          protocol?.sites.find((site) => site.id === id)?.name ??
            protocol?.nationalTrials?.find((national) => national.id === id)?.name ??
            id,
        );
  const columns: readonly Column<HeldRole>[] = [
    {
      id: 'name',
      header: say('people.person'),
      accessorFn: ({ actor_id }) => nameOf(actor_id),
      cell: ({ row, getValue }) => (
        <>
          {String(getValue())}
          {row.original.actor_id === me.actorId && (
            <Text span size="xs" c="dimmed">
              {' · '}
              {say('people.you')}
            </Text>
          )}
        </>
      ),
    },
    {
      id: 'role',
      header: say('people.role'),
      accessorFn: ({ role, role_name }) => roleWord(role, role_name),
    },
    {
      id: 'blinded',
      header: say('people.blinding'),
      accessorFn: ({ blinded }) => say(blinded ? 'people.blinded' : 'people.unblinded'),
      cell: ({ getValue, row }) => (
        <Badge
          variant={row.original.blinded ? 'default' : 'light'}
          color="orange"
          c={row.original.blinded ? undefined : 'var(--eq-warning-text)'}
          tt="none"
        >
          {String(getValue())}
        </Badge>
      ),
    },
    { id: 'place', header: say('people.where'), accessorFn: ({ site_id }) => placeOf(site_id) },
    {
      id: 'from',
      header: say('people.from'),
      accessorFn: ({ valid_from, granted_at }) => valid_from ?? granted_at ?? '',
      cell: ({ getValue }) => day(String(getValue())),
    },
    {
      id: 'until',
      header: say('people.until'),
      accessorFn: ({ valid_until }) => valid_until ?? '',
      cell: ({ getValue }) =>
        getValue() === '' ? (
          <Text span size="sm" c="dimmed">
            {say('people.noEnd')}
          </Text>
        ) : (
          day(String(getValue()))
        ),
    },
    ...(may('revokeRole')
      ? [
          {
            id: 'actions',
            header: say('shell.actions'),
            enableSorting: false,
            cell: ({ row }) => (
              <Button size="compact-sm" variant="subtle" onClick={() => onRevoke(row.original)}>
                {say('people.revoke')}
              </Button>
            ),
          } satisfies Column<HeldRole>,
        ]
      : []),
  ];
  return (
    <QueryState query={people}>
      {(rows) => (
        <DataTable
          label={say('people.roles')}
          rows={rows}
          columns={columns}
          idOf={({ actor_id, role, site_id, valid_from, granted_at }) =>
            `${actor_id} ${role} ${site_id} ${valid_from} ${granted_at}`
          }
          initialSort={[{ id: 'name', desc: false }]}
          height="calc(100dvh - 310px)"
        />
      )}
    </QueryState>
  );
}
