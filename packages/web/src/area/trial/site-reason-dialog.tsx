// Suspends, resumes, closes or removes a site, with the reason for it.
import { Textarea } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { sendCommand } from '../../api/command.js';
import { useText } from '../../api/protocol.js';
import { useTrial } from '../../app/trial-context.js';
import { useSay } from '../../language/message.js';
import { CommandDialog } from '../../part/command-dialog.js';
import { DayPicker } from '../../part/day-picker.js';
import { todayHere } from '../../part/moment.js';
import type { SiteRow } from './sites-page.js';

export type SiteStep = 'suspendSite' | 'resumeSite' | 'closeSite' | 'removeSite';

export function SiteReasonDialog({
  site,
  step,
  onClose,
}: {
  readonly site: SiteRow;
  readonly step: SiteStep;
  readonly onClose: () => void;
}) {
  const say = useSay();
  const text = useText();
  const client = useQueryClient();
  const { trialId } = useTrial();
  const [reason, setReason] = useState('');
  const [closedOn, setClosedOn] = useState(todayHere());
  const siteId = site.site_id;
  const send = async () => {
    try {
      if (step === 'closeSite') await sendCommand(trialId, step, { siteId, closedOn, reason });
      else if (step === 'removeSite') await sendCommand(trialId, step, { siteId, reason });
      else await sendCommand(trialId, step, { at: { siteId }, reason });
    } finally {
      void client.invalidateQueries({ queryKey: ['trial', trialId] });
    }
  };
  return (
    <CommandDialog
      title={`${say(`sites.${step}`)}: ${text(site.name)}`}
      help={say(`sites.${step}Text`)}
      submit={say(`sites.${step}`)}
      isReady={reason.trim() !== ''}
      onClose={onClose}
      onSubmit={send}
    >
      {step === 'closeSite' && (
        <DayPicker label={say('shell.date')} required value={closedOn} max={todayHere()} onChange={setClosedOn} />
      )}
      <Textarea
        label={say('shell.reason')}
        required
        autosize
        minRows={2}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        data-autofocus
      />
    </CommandDialog>
  );
}
