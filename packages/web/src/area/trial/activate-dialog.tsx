// Activates an amendment at a site or in a national trial, from a day, with the approvals of that place.
import { Group, Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useCommand } from '../../api/command.js';
import { useProtocol, useText } from '../../api/protocol.js';
import { useTrial } from '../../app/trial-context.js';
import { useSay } from '../../language/message.js';
import { CommandDialog } from '../../part/command-dialog.js';
import { DayPicker } from '../../part/day-picker.js';
import { todayHere } from '../../part/moment.js';
import type { Amendment } from './amendments-page.js';

export function ActivateDialog({
  amendment,
  onClose,
}: {
  readonly amendment: Amendment;
  readonly onClose: () => void;
}) {
  const say = useSay();
  const text = useText();
  const { trialId } = useTrial();
  const version = amendment.protocol_version;
  const protocol = useProtocol(trialId, { version }).data?.protocol;
  const activate = useCommand(trialId, 'activateAmendment');
  const [place, setPlace] = useState<string | null>(null);
  const [from, setFrom] = useState(todayHere());
  const [by, setBy] = useState<'ethicsCommittee' | 'authority'>('ethicsCommittee');
  const [reference, setReference] = useState('');
  const [approvedOn, setApprovedOn] = useState(todayHere());
  const isSubstantial = amendment.kind === 'substantial';
  const isThere = new Set(amendment.sites.map(({ siteId }) => siteId));
  const at = place === null ? undefined : place.startsWith('@') ? { nationalTrial: place.slice(1) } : { siteId: place };
  const send = async () =>
    at !== undefined &&
    activate.mutateAsync({
      body: {
        amendmentId: amendment.amendment_id,
        at,
        from,
        approvals: isSubstantial ? [{ by, reference, grantedOn: approvedOn }] : [],
      },
    });
  return (
    <CommandDialog
      title={say('amendment.activateOf', { version })}
      submit={say('amendment.activate')}
      isReady={at !== undefined && (!isSubstantial || reference !== '')}
      onClose={onClose}
      onSubmit={send}
    >
      <Select
        label={say('amendment.at')}
        required
        searchable
        value={place}
        onChange={setPlace}
        data={[
          ...(protocol?.nationalTrials ?? []).map(({ id, name }) => ({
            value: `@${id}`,
            label: say('amendment.allOf', { name: text(name) }),
          })),
          ...(protocol?.sites ?? [])
            .filter(({ id }) => !isThere.has(id))
            .map(({ id, name }) => ({ value: id, label: text(name) })),
        ]}
        scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}
      />
      <DayPicker label={say('amendment.from')} required value={from} max={todayHere()} onChange={setFrom} />
      {isSubstantial && (
        <>
          <Select
            label={say('amendment.approvalBy')}
            value={by}
            allowDeselect={false}
            onChange={(value) => value !== null && setBy(value as typeof by)}
            data={[
              { value: 'ethicsCommittee', label: say('amendment.ethicsCommittee') },
              { value: 'authority', label: say('amendment.authority') },
            ]}
          />
          <Group grow>
            <TextInput
              label={say('amendment.reference')}
              required
              value={reference}
              onChange={(event) => setReference(event.currentTarget.value)}
            />
            <DayPicker
              label={say('amendment.approvedOn')}
              required
              value={approvedOn}
              max={todayHere()}
              onChange={setApprovedOn}
            />
          </Group>
        </>
      )}
    </CommandDialog>
  );
}
