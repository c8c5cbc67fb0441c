// Suspends, resumes, closes or removes a site, with the reason for it.
import { Button, Group, Modal, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { sendCommand } from '../../api/command.js';
import { useText } from '../../api/protocol.js';
import { useTrial } from '../../app/trial-context.js';
import { useSay } from '../../language/message.js';
import { ErrorNote } from '../../part/error-note.js';
import type { SiteRow } from './sites-page.js';
import { today } from './today.js';

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
  const [closedOn, setClosedOn] = useState(today());
  const [error, setError] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const siteId = site.site_id;
  const send = async () => {
    setBusy(true);
    try {
      if (step === 'closeSite') await sendCommand(trialId, step, { siteId, closedOn, reason });
      else if (step === 'removeSite') await sendCommand(trialId, step, { siteId, reason });
      else await sendCommand(trialId, step, { at: { siteId }, reason });
      onClose();
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
      void client.invalidateQueries({ queryKey: ['trial', trialId] });
    }
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={`${say(`sites.${step}`)}: ${text(site.name)}`}
      closeButtonProps={{ 'aria-label': say('shell.close') }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <Stack gap="sm">
          <Text size="sm">{say(`sites.${step}Text`)}</Text>
          {step === 'closeSite' && (
            <TextInput
              type="date"
              label={say('shell.date')}
              required
              value={closedOn}
              max={today()}
              onChange={(event) => setClosedOn(event.currentTarget.value)}
            />
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
          {error !== undefined && <ErrorNote error={error} title={say('shell.refused')} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {say('shell.cancel')}
            </Button>
            <Button type="submit" loading={isBusy}>
              {say(`sites.${step}`)}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
