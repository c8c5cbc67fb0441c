// Reports of one suspected reaction, behind the firewall: what was decided, the decision, and unblinding for the report.
import { Button, Card, Group, Radio, Stack, Table, Textarea, TextInput, Title } from '@mantine/core';
import { useState } from 'react';
import { useCommand } from '../../api/command.js';
import { asId } from '../../api/id.js';
import { useText } from '../../api/protocol.js';
import { type RowOf, useView } from '../../api/view.js';
import { useTrial } from '../../app/trial-context.js';
import { useFormats } from '../../language/format.js';
import { useSay } from '../../language/message.js';
import { CommandDialog } from '../../part/command-dialog.js';
import { useConfirmation } from '../../part/confirmation.js';
import { MomentField } from '../../part/moment-field.js';
import { useNow } from '../../part/use-now.js';
import { Treatments } from '../emergency/answer.js';
import { ClockBadge } from './clock-badge.js';

export type Report = RowOf<'reactionReports'>;

interface ReactionPartProps {
  readonly participantId: string;
  readonly adverseEventId: string;
  readonly number: string;
  readonly siteId: string;
}

export function ReactionPart(props: ReactionPartProps) {
  const { adverseEventId, number, siteId } = props;
  const say = useSay();
  const text = useText();
  const { instant } = useFormats();
  const { trialId, may } = useTrial();
  const now = useNow(30_000);
  const reports = useView(trialId, 'reactionReports', {});
  const [deciding, setDeciding] = useState<Report>();
  const [isAsking, setAsking] = useState(false);
  const [sequence, setSequence] = useState<string>();
  const own = (reports.data ?? []).filter((one) => one.adverse_event_id === adverseEventId);
  if (own.length === 0) return null;
  return (
    <>
      <Card withBorder component="section" aria-label={say('reaction.title')}>
        <Group justify="space-between" mb="xs">
          <Title order={2}>{say('reaction.title')}</Title>
          {may('unblindForReport') && (
            <Button variant="default" onClick={() => setAsking(true)}>
              {say('reaction.unblind')}
            </Button>
          )}
        </Group>
        <Table aria-label={say('reaction.title')}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{say('safety.recipient')}</Table.Th>
              <Table.Th>{say('safety.part')}</Table.Th>
              <Table.Th>{say('safety.state')}</Table.Th>
              <Table.Th>{say('reaction.decidedAt')}</Table.Th>
              <Table.Th>{say('safety.receipt')}</Table.Th>
              <Table.Th />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {own.map((report) => (
              <Table.Tr key={`${report.clock} ${report.part}`}>
                <Table.Td>{text(report.recipient)}</Table.Td>
                <Table.Td>{say(`safety.part.${report.part}`)}</Table.Td>
                <Table.Td>
                  <ClockBadge state={report.state} dueAt={report.due_at} now={now} />
                </Table.Td>
                <Table.Td>{instant(report.decided_at)}</Table.Td>
                <Table.Td>{report.receipt ?? ''}</Table.Td>
                <Table.Td ta="right">
                  {may('recordReactionReport') && (
                    <Button size="xs" variant="default" onClick={() => setDeciding(report)}>
                      {say('reaction.decide')}
                    </Button>
                  )}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Card>
      {sequence !== undefined && (
        <Treatments
          {...{ sequence, number, siteId }}
          hint={say('reaction.answerHint')}
          onDone={() => setSequence(undefined)}
        />
      )}
      {deciding !== undefined && <DecideDialog report={deciding} onClose={() => setDeciding(undefined)} />}
      {isAsking && <UnblindDialog {...props} onAnswer={setSequence} onClose={() => setAsking(false)} />}
    </>
  );
}

export function DecideDialog({ report, onClose }: { readonly report: Report; readonly onClose: () => void }) {
  const say = useSay();
  const text = useText();
  const { trialId } = useTrial();
  const record = useCommand(trialId, 'recordReactionReport');
  const [decision, setDecision] = useState('');
  const [decidedAt, setDecidedAt] = useState(() => new Date().toISOString());
  const [receipt, setReceipt] = useState('');
  const [note, setNote] = useState('');
  return (
    <CommandDialog
      title={say('reaction.decide')}
      help={`${text(report.recipient)} · ${say(`safety.part.${report.part}`)}`}
      submit={say('shell.save')}
      isReady={decision !== '' && decidedAt !== ''}
      onClose={onClose}
      onSubmit={() =>
        record.mutateAsync({
          body: {
            participantId: asId(report.participant_id),
            adverseEventId: asId(report.adverse_event_id),
            clock: report.clock,
            part: report.part,
            decision: decision as 'sent' | 'notReportable',
            decidedAt,
            ...(receipt.trim() === '' ? {} : { receipt: receipt.trim() }),
            ...(note.trim() === '' ? {} : { note: note.trim() }),
          },
        })
      }
    >
      <Radio.Group label={say('reaction.decision')} value={decision} onChange={setDecision} withAsterisk>
        <Stack gap={6} mt={4}>
          <Radio value="sent" label={say('reaction.decision.sent')} />
          <Radio value="notReportable" label={say('reaction.decision.notReportable')} />
        </Stack>
      </Radio.Group>
      <MomentField label={say('reaction.decidedAt')} value={decidedAt} onChange={setDecidedAt} />
      {decision === 'sent' && (
        <TextInput
          label={say('safety.receipt')}
          value={receipt}
          onChange={(event) => setReceipt(event.currentTarget.value)}
        />
      )}
      <Textarea
        label={say('reaction.note')}
        autosize
        minRows={2}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
    </CommandDialog>
  );
}

function UnblindDialog({
  participantId,
  adverseEventId,
  number,
  onAnswer,
  onClose,
}: ReactionPartProps & { readonly onAnswer: (sequence: string) => void; readonly onClose: () => void }) {
  const say = useSay();
  const { trialId } = useTrial();
  const confirm = useConfirmation();
  const unblind = useCommand(trialId, 'unblindForReport');
  const [recipient, setRecipient] = useState('');
  const [reason, setReason] = useState('');
  const send = async () => {
    const key = crypto.randomUUID();
    const text = say('reaction.confirm', { number });
    const confirmation = await confirm({ trialId, command: 'unblindForReport', key, text });
    if (confirmation === undefined) return false;
    const { answer } = await unblind.mutateAsync({
      key,
      confirmation,
      body: {
        participantId: asId(participantId),
        adverseEventId: asId(adverseEventId),
        recipient: recipient.trim(),
        reason: reason.trim(),
      },
    });
    if (answer !== undefined && 'sequence' in answer) onAnswer(answer.sequence);
    return true;
  };
  return (
    <CommandDialog
      title={say('reaction.unblindTitle')}
      help={say('reaction.unblindHelp')}
      submit={say('reaction.unblind')}
      isDangerous
      isReady={recipient.trim().length >= 3 && reason.trim().length >= 3}
      onClose={onClose}
      onSubmit={send}
    >
      <TextInput
        label={say('reaction.recipient')}
        value={recipient}
        onChange={(event) => setRecipient(event.currentTarget.value)}
        required
      />
      <Textarea
        label={say('reaction.reason')}
        autosize
        minRows={2}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        required
      />
    </CommandDialog>
  );
}
