// Delegates tasks at a site to somebody who works there; both sign.
import { tasksOf } from '@equipoise/trial';
import { Checkbox, Group, Select, Stack } from '@mantine/core';
import { useState } from 'react';
import { useNames } from '../../api/names.js';
import { useProtocol, useText } from '../../api/protocol.js';
import { useView } from '../../api/view.js';
import { useTrial } from '../../app/trial-context.js';
import { useSay } from '../../language/message.js';
import { CommandDialog } from '../../part/command-dialog.js';
import { DayPicker } from '../../part/day-picker.js';
import { todayHere } from '../../part/moment.js';
import { useConfirmedCommand } from './use-confirmed-command.js';

export function DelegationDialog({ onClose }: { readonly onClose: () => void }) {
  const say = useSay();
  const text = useText();
  const { trialId, sites, me } = useTrial();
  const protocol = useProtocol(trialId).data?.protocol;
  const people = useView(trialId, 'people', {});
  const delegate = useConfirmedCommand(trialId, 'delegateTasks');
  const own = protocol?.sites.filter(({ id }) => sites === 'all' || sites.includes(id)) ?? [];
  const [siteId, setSiteId] = useState<string | null>(null);
  const [delegateId, setDelegateId] = useState<string | null>(null);
  const [tasks, setTasks] = useState<string[]>([]);
  const [from, setFrom] = useState(todayHere());
  const [until, setUntil] = useState('');
  const [delegationId] = useState(() => crypto.randomUUID());
  const site = siteId ?? own[0]?.id;
  const staff = [
    ...new Set(
      (people.data ?? [])
        .filter(({ site_id, actor_id }) => (site_id === site || site_id === '*') && actor_id !== me.actorId)
        .map(({ actor_id }) => actor_id),
    ),
  ];
  const nameOf = useNames(trialId, staff);
  const send = async () => {
    const body = { delegationId, siteId: site, delegateId, tasks, from, ...(until === '' ? {} : { until }) };
    return (await delegate.submit(body as never, say('people.delegateText'))) !== undefined;
  };
  return (
    <CommandDialog
      title={say('people.delegate')}
      submit={say('people.delegateDo')}
      isReady={delegateId !== null && tasks.length > 0 && site !== undefined}
      onClose={onClose}
      onSubmit={send}
    >
      {own.length > 1 && (
        <Select
          label={say('shell.site')}
          value={site ?? null}
          onChange={setSiteId}
          data={own.map(({ id, name }) => ({ value: id, label: text(name) }))}
        />
      )}
      <Select
        label={say('people.person')}
        required
        searchable
        value={delegateId}
        onChange={setDelegateId}
        data={staff.map((id) => ({ value: id, label: nameOf(id) }))}
      />
      <Checkbox.Group label={say('people.tasks')} required value={tasks} onChange={setTasks}>
        <Stack gap={6} mt={6}>
          {(protocol === undefined ? [] : tasksOf(protocol)).map(({ id, name }) => (
            <Checkbox key={id} value={id} label={text(name)} />
          ))}
        </Stack>
      </Checkbox.Group>
      <Group grow>
        <DayPicker label={say('people.from')} value={from} onChange={setFrom} />
        <DayPicker label={say('people.until')} value={until} min={from} onChange={setUntil} />
      </Group>
    </CommandDialog>
  );
}
