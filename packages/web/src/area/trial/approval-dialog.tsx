// Records an approval of a site, or of its whole national trial: which document, from when, until when.
import { Checkbox, Group, NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useCommand } from '../../api/command.js';
import { useText } from '../../api/protocol.js';
import { useTrial } from '../../app/trial-context.js';
import { useSay } from '../../language/message.js';
import { CommandDialog } from '../../part/command-dialog.js';
import { DayPicker } from '../../part/day-picker.js';
import { todayHere } from '../../part/moment.js';
import type { SiteRow } from './sites-page.js';

export function ApprovalDialog({ site, onClose }: { readonly site: SiteRow; readonly onClose: () => void }) {
  const say = useSay();
  const text = useText();
  const { trialId } = useTrial();
  const record = useCommand(trialId, 'recordApproval');
  const [approvalId] = useState(() => crypto.randomUUID());
  const [approval, setApproval] = useState(site.missing[0] ?? site.needed[0]?.id ?? '');
  const [reference, setReference] = useState('');
  const [grantedOn, setGrantedOn] = useState(todayHere());
  const [validUntil, setValidUntil] = useState('');
  const [isNational, setNational] = useState(false);
  const at =
    isNational && site.national_trial !== null ? { nationalTrial: site.national_trial } : { siteId: site.site_id };
  return (
    <CommandDialog
      title={say('sites.approvalOf', { site: text(site.name) })}
      submit={say('sites.recordApproval')}
      onClose={onClose}
      onSubmit={() =>
        record.mutateAsync({
          body: {
            ...{ approvalId, at, approval, grantedOn },
            ...(reference === '' ? {} : { reference }),
            ...(validUntil === '' ? {} : { validUntil }),
          },
        })
      }
    >
      <NativeSelect
        label={say('sites.approval')}
        value={approval}
        onChange={(event) => setApproval(event.currentTarget.value)}
        data={site.needed.map(({ id, name }) => ({ value: id, label: text(name) }))}
      />
      {site.national_trial !== null && (
        <Checkbox
          label={say('sites.forNational', { name: site.national_trial })}
          checked={isNational}
          onChange={(event) => setNational(event.currentTarget.checked)}
        />
      )}
      <TextInput
        label={say('sites.reference')}
        value={reference}
        onChange={(event) => setReference(event.currentTarget.value)}
      />
      <Group grow>
        <DayPicker label={say('sites.grantedOn')} required value={grantedOn} onChange={setGrantedOn} />
        <DayPicker label={say('sites.until')} value={validUntil} min={grantedOn} onChange={setValidUntil} />
      </Group>
    </CommandDialog>
  );
}
