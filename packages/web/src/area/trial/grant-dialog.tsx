// Grants a role: to whom, which, where, and from when until when; what keeps two roles apart is said before it is refused.
import { incompatibility, rolesOf } from '@equipoise/trial';
import { Alert, Group, MultiSelect, SegmentedControl, Select, Text } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useCommand } from '../../api/command.js';
import { asId } from '../../api/id.js';
import { useNames } from '../../api/names.js';
import { useProtocol, useText } from '../../api/protocol.js';
import { useView } from '../../api/view.js';
import { useTrial } from '../../app/trial-context.js';
import { useSay } from '../../language/message.js';
import { CommandDialog } from '../../part/command-dialog.js';
import { DayPicker } from '../../part/day-picker.js';
import type { GrantedPlaces } from './granted-places.js';
import { PersonField } from './person-field.js';
import { useRoleWord } from './role-word.js';

type Where = 'all' | 'sites' | 'national';

export function GrantDialog({ onClose }: { readonly onClose: () => void }) {
  const say = useSay();
  const roleWord = useRoleWord();
  const text = useText();
  const { trialId, me } = useTrial();
  const grant = useCommand(trialId, 'grantRole');
  const protocol = useProtocol(trialId).data?.protocol;
  const people = useView(trialId, 'people', {});
  const known = [...new Set((people.data ?? []).map(({ actor_id }) => actor_id))];
  const nameOf = useNames(trialId, known);
  const [actorId, setActorId] = useState<string>();
  const [roleId, setRoleId] = useState<string | null>(null);
  const [where, setWhere] = useState<Where>('sites');
  const [sites, setSites] = useState<string[]>([]);
  const [national, setNational] = useState<string | null>(null);
  const [from, setFrom] = useState('');
  const [until, setUntil] = useState('');
  const roles = useMemo(() => (protocol === undefined ? [] : rolesOf(protocol)), [protocol]);
  const role = roles.find(({ id }) => id === roleId);
  const held = (people.data ?? []).filter(({ actor_id }) => actor_id === actorId);
  const apart =
    protocol === undefined || role === undefined
      ? []
      : held.filter((one) => incompatibility(protocol, role.id, one.role) !== undefined);
  const places: GrantedPlaces | undefined =
    role?.scope === 'trial' || where === 'all'
      ? 'all'
      : where === 'sites'
        ? sites
        : national === null
          ? undefined
          : { nationalTrial: national };
  const isComplete =
    actorId !== undefined &&
    role !== undefined &&
    places !== undefined &&
    !(Array.isArray(places) && places.length === 0);
  const send = async () => {
    if (actorId === undefined || role === undefined || places === undefined) return false;
    const period = { ...(from === '' ? {} : { from }), ...(until === '' ? {} : { until }) };
    return grant.mutateAsync({ body: { actorId: asId(actorId), role: role.id, sites: places, ...period } });
  };
  return (
    <CommandDialog
      title={say('people.grant')}
      size="lg"
      submit={say('people.grantDo')}
      isReady={isComplete}
      onClose={onClose}
      onSubmit={send}
    >
      <PersonField
        people={[...new Set([me.actorId, ...known])].map((id) => ({
          actorId: id,
          name: id === me.actorId ? say('people.myself', { name: me.name }) : nameOf(id),
        }))}
        value={actorId}
        onChange={setActorId}
      />
      {held.length > 0 && (
        <Text size="sm" c="dimmed">
          {say('people.holds', {
            roles: [...new Set(held.map((one) => roleWord(one.role, one.role_name)))].join(', '),
          })}
        </Text>
      )}
      <Select
        label={say('people.role')}
        required
        searchable
        value={roleId}
        onChange={setRoleId}
        data={roles.map(({ id, name }) => ({ value: id, label: roleWord(id, name) }))}
        maxDropdownHeight={280}
        scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}
      />
      {role !== undefined && (
        <Text size="sm" c="dimmed">
          {say(role.blinded ? 'people.blindedText' : 'people.unblindedText')}{' '}
          {say(role.scope === 'trial' ? 'people.ofTrial' : 'people.ofSite')}
        </Text>
      )}
      {apart.map((one) => (
        <Alert key={one.role} color="orange" variant="light">
          {say(one.blinded === role?.blinded ? 'people.apart' : 'people.apartBlinding', {
            role: roleWord(one.role, one.role_name),
          })}
        </Alert>
      ))}
      {role?.scope === 'site' && (
        <>
          <SegmentedControl
            aria-label={say('people.where')}
            value={where}
            onChange={(value) => setWhere(value as Where)}
            data={[
              { value: 'sites', label: say('people.atSites') },
              ...((protocol?.nationalTrials?.length ?? 0) > 0
                ? [{ value: 'national', label: say('people.inNational') }]
                : []),
              { value: 'all', label: say('people.atAll') },
            ]}
          />
          {where === 'sites' && (
            <MultiSelect
              label={say('people.sites')}
              required
              searchable
              value={sites}
              onChange={setSites}
              data={protocol?.sites.map(({ id, name }) => ({ value: id, label: `${text(name)} (${id})` })) ?? []}
              scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}
            />
          )}
          {where === 'national' && (
            <Select
              label={say('people.national')}
              required
              value={national}
              onChange={setNational}
              data={protocol?.nationalTrials?.map(({ id, name }) => ({ value: id, label: text(name) })) ?? []}
              scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}
            />
          )}
        </>
      )}
      <Group grow>
        <DayPicker label={say('people.from')} description={say('people.fromHint')} value={from} onChange={setFrom} />
        <DayPicker
          label={say('people.until')}
          description={say('people.untilHint')}
          value={until}
          min={from}
          onChange={setUntil}
        />
      </Group>
    </CommandDialog>
  );
}
