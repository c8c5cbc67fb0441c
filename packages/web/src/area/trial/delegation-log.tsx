// The log of delegated tasks: who does what at which site since when, signed by both.

import { tasksOf } from '@equipoise/trial';
import { Badge, Button, Group } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useNames } from '../../api/names.js';
import { useProtocol, useText } from '../../api/protocol.js';
import { type RowOf, useView } from '../../api/view.js';
import { useTrial } from '../../app/trial-context.js';
import { useFormats } from '../../language/format.js';
import { useSay } from '../../language/message.js';
import { type Column, DataTable } from '../../part/data-table.js';
import { ErrorNote } from '../../part/error-note.js';
import { todayHere } from '../../part/moment.js';
import { QueryState } from '../../part/query-state.js';
import { DelegationDialog } from './delegation-dialog.js';
import { useConfirmedCommand } from './use-confirmed-command.js';

type Delegation = RowOf<'delegations'>;

export function DelegationLog() {
  const say = useSay();
  const text = useText();
  const { day } = useFormats();
  const { trialId, may, me } = useTrial();
  const [isAdding, setAdding] = useState(false);
  const delegations = useView(trialId, 'delegations', {});
  const protocol = useProtocol(trialId).data?.protocol;
  const tasks = protocol === undefined ? [] : tasksOf(protocol);
  const accept = useConfirmedCommand(trialId, 'acceptDelegation');
  const end = useConfirmedCommand(trialId, 'endDelegation');
  const nameOf = useNames(
    trialId,
    (delegations.data ?? []).flatMap(({ delegate_id, delegated_by }) => [delegate_id, delegated_by]),
  );
  const columns: readonly Column<Delegation>[] = [
    { id: 'person', header: say('people.person'), accessorFn: ({ delegate_id }) => nameOf(delegate_id) },
    {
      id: 'tasks',
      header: say('people.tasks'),
      accessorFn: (row) => row.tasks.map((id) => text(tasks.find((task) => task.id === id)?.name ?? id)).join(', '),
    },
    {
      id: 'site',
      header: say('shell.site'),
      accessorFn: ({ site_id }) => text(protocol?.sites.find(({ id }) => id === site_id)?.name ?? site_id),
    },
    {
      id: 'from',
      header: say('people.from'),
      accessorKey: 'valid_from',
      cell: ({ getValue }) => day(String(getValue())),
    },
    {
      id: 'until',
      header: say('people.until'),
      accessorFn: ({ ended_on, valid_until }) => ended_on ?? valid_until ?? '',
      cell: ({ getValue }) => (getValue() === '' ? say('people.noEnd') : day(String(getValue()))),
    },
    { id: 'by', header: say('people.delegatedBy'), accessorFn: ({ delegated_by }) => nameOf(delegated_by) },
    {
      id: 'state',
      header: say('people.state'),
      accessorFn: ({ is_accepted, ended_on }) =>
        say(ended_on !== null ? 'people.ended' : is_accepted ? 'people.accepted' : 'people.waits'),
      cell: ({ getValue }) => (
        <Badge variant="default" tt="none">
          {String(getValue())}
        </Badge>
      ),
    },
    {
      id: 'actions',
      header: say('shell.actions'),
      enableSorting: false,
      cell: ({ row: { original } }) => (
        <Group gap={4} wrap="nowrap">
          {!original.is_accepted && original.ended_on === null && original.delegate_id === me.actorId && (
            <Button
              size="compact-sm"
              variant="light"
              onClick={() => accept.send({ delegationId: original.delegation_id }, say('people.acceptText'))}
            >
              {say('people.accept')}
            </Button>
          )}
          {may('endDelegation') && original.ended_on === null && (
            <Button
              size="compact-sm"
              variant="subtle"
              onClick={() =>
                end.send(
                  { delegationId: original.delegation_id, endedOn: todayHere(), reason: say('people.endedToday') },
                  '',
                )
              }
            >
              {say('people.endToday')}
            </Button>
          )}
        </Group>
      ),
    },
  ];
  return (
    <>
      {may('delegateTasks') && (
        <Group justify="flex-end" mb="xs">
          <Button variant="light" leftSection={<IconPlus size={16} />} onClick={() => setAdding(true)}>
            {say('people.delegate')}
          </Button>
        </Group>
      )}
      {(accept.error ?? end.error) !== undefined && (
        <ErrorNote error={accept.error ?? end.error} title={say('shell.refused')} />
      )}
      <QueryState query={delegations} empty={say('people.noDelegation')}>
        {(rows) => (
          <DataTable
            label={say('people.delegation')}
            rows={rows}
            columns={columns}
            idOf={({ delegation_id }) => delegation_id}
            height="calc(100dvh - 310px)"
          />
        )}
      </QueryState>
      {isAdding && <DelegationDialog onClose={() => setAdding(false)} />}
    </>
  );
}
