// Who held which role, and so which rights, at the chosen instant.
import { Button, List, Modal } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTrial } from '../../app/trial-context.js';
import { collatorOf } from '../../language/fold.js';
import { useFormats } from '../../language/format.js';
import { useSpeech } from '../../language/message.js';
import { useRightNames } from '../../language/right-name.js';
import { type Column, DataTable } from '../../part/data-table.js';
import { QueryState } from '../../part/query-state.js';
import { usePeople, useProtocolWords, useSites } from '../review/trial-words.js';
import classes from './data.module.css';
import type { HeldRow } from './past.js';

export function RightsTable({ query }: { readonly query: UseQueryResult<readonly HeldRow[], Error> }) {
  const { say, language } = useSpeech();
  const rightName = useRightNames();
  const { may } = useTrial();
  const { instant } = useFormats();
  const person = usePeople();
  const { role } = useProtocolWords();
  const sites = useSites();
  const [opened, setOpened] = useState<HeldRow>();
  const columns = useMemo<readonly Column<HeldRow>[]>(
    () => [
      { id: 'person', header: say('time.person'), accessorFn: ({ actor_id }) => person(actor_id) },
      { id: 'role', header: say('time.role'), accessorFn: (row) => role(row.role) },
      {
        id: 'site',
        header: say('time.where'),
        accessorFn: ({ site_id }) =>
          site_id === '*'
            ? say('time.everywhere')
            : (sites.find(({ value }) => value === site_id)?.label ?? site_id.replace(/^@/, '')),
      },
      {
        id: 'since',
        header: say('time.heldSince'),
        accessorFn: ({ valid_from, granted_at }) => valid_from ?? granted_at ?? '',
        cell: ({ getValue }) => <span className={classes.oneLine}>{instant(String(getValue()))}</span>,
      },
      { id: 'by', header: say('time.grantedBy'), accessorFn: ({ granted_by }) => person(granted_by) },
      {
        id: 'rights',
        header: say('time.rightCount'),
        accessorFn: ({ rights }) => rights.length,
        meta: { isNumber: true },
        cell: ({ row: { original } }) => (
          <Button
            variant="subtle"
            size="compact-sm"
            onClick={() => setOpened(original)}
            aria-label={say('time.rightsOf', { person: person(original.actor_id), role: role(original.role) })}
          >
            {original.rights.length}
          </Button>
        ),
      },
    ],
    [say, person, role, sites, instant],
  );
  if (!may('accessOn')) return null;
  return (
    <>
      <QueryState query={query}>
        {(rows) => (
          <DataTable
            label={say('time.rights')}
            rows={rows}
            columns={columns}
            idOf={({ actor_id, role: held, site_id, granted_at }) => `${actor_id} ${held} ${site_id} ${granted_at}`}
            initialSort={[{ id: 'role', desc: false }]}
            height="480px"
          />
        )}
      </QueryState>
      {opened !== undefined && (
        <Modal
          opened
          onClose={() => setOpened(undefined)}
          title={say('time.rightsOf', { person: person(opened.actor_id), role: role(opened.role) })}
          closeButtonProps={{ 'aria-label': say('shell.close') }}
        >
          <List size="sm">
            {[...new Set(opened.rights.map(rightName))].sort(collatorOf(language)).map((name) => (
              <List.Item key={name}>{name}</List.Item>
            ))}
          </List>
        </Modal>
      )}
    </>
  );
}
