// The clocks of one event: recipient, due moment in the recipient's zone, how it stands; recording a report as sent.
import { Button, Table, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useCommand } from '../../api/command.js';
import { asId } from '../../api/id.js';
import { useText } from '../../api/protocol.js';
import { useTrial } from '../../app/trial-context.js';
import { useSay, useSpeech } from '../../language/message.js';
import { CommandDialog } from '../../part/command-dialog.js';
import { MomentField } from '../../part/moment-field.js';
import { useNow } from '../../part/use-now.js';
import type { Clock } from './case.js';
import { ClockBadge } from './clock-badge.js';
import { inZone } from './zone.js';

export function ClocksTable({ clocks, label }: { readonly clocks: readonly Clock[]; readonly label: string }) {
  const say = useSay();
  const text = useText();
  const { language } = useSpeech();
  const { may } = useTrial();
  const now = useNow(30_000);
  const [sending, setSending] = useState<Clock>();
  return (
    <>
      <Table.ScrollContainer minWidth={620}>
        <Table aria-label={label} horizontalSpacing="xs">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{say('safety.recipient')}</Table.Th>
              <Table.Th>{say('safety.part')}</Table.Th>
              <Table.Th>{say('safety.state.due')}</Table.Th>
              <Table.Th>{say('safety.state')}</Table.Th>
              <Table.Th>{say('safety.receipt')}</Table.Th>
              <Table.Th />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {clocks.map((clock) => (
              <Table.Tr key={`${clock.clock} ${clock.part}`}>
                <Table.Td>{text(clock.recipient)}</Table.Td>
                <Table.Td>{say(`safety.part.${clock.part}`)}</Table.Td>
                <Table.Td>
                  <Text size="sm">{inZone(clock.due_at, clock.time_zone, language)}</Text>
                  <Text size="xs" c="dimmed">
                    {clock.time_zone}
                  </Text>
                </Table.Td>
                <Table.Td>
                  <ClockBadge state={clock.state} dueAt={clock.due_at} isProvisional={clock.is_provisional} now={now} />
                </Table.Td>
                <Table.Td>{clock.receipt ?? ''}</Table.Td>
                <Table.Td ta="right">
                  {may('recordSafetyReport') &&
                    clock.state !== 'withPharmacovigilance' &&
                    clock.state !== 'acknowledged' && (
                      <Button size="xs" variant="default" onClick={() => setSending(clock)}>
                        {say('safety.recordSent')}
                      </Button>
                    )}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {sending !== undefined && <SentDialog clock={sending} onClose={() => setSending(undefined)} />}
    </>
  );
}

function SentDialog({ clock, onClose }: { readonly clock: Clock; readonly onClose: () => void }) {
  const say = useSay();
  const text = useText();
  const { trialId } = useTrial();
  const record = useCommand(trialId, 'recordSafetyReport');
  const [sentAt, setSentAt] = useState(() => clock.sent_at ?? new Date().toISOString());
  const [receipt, setReceipt] = useState(clock.receipt ?? '');
  const [reason, setReason] = useState('');
  return (
    <CommandDialog
      title={say('safety.recordSent')}
      help={`${text(clock.recipient)} · ${say(`safety.part.${clock.part}`)}`}
      submit={say('shell.save')}
      isReady={sentAt !== ''}
      onClose={onClose}
      onSubmit={() =>
        record.mutateAsync({
          body: {
            participantId: asId(clock.participant_id),
            adverseEventId: asId(clock.adverse_event_id),
            clock: clock.clock,
            part: clock.part,
            sentAt,
            ...(receipt.trim() === '' ? {} : { receipt: receipt.trim() }),
            ...(reason.trim() === '' ? {} : { reason: reason.trim() }),
          },
        })
      }
    >
      <MomentField label={say('safety.sentAt')} value={sentAt} onChange={setSentAt} />
      <TextInput
        label={say('safety.receipt')}
        value={receipt}
        onChange={(event) => setReceipt(event.currentTarget.value)}
      />
      {clock.sent_at !== null && (
        <TextInput
          label={say('safety.againReason')}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
      )}
    </CommandDialog>
  );
}
