// A participant goes to another site, whose people see and treat them from then on.
import { Select, Text } from '@mantine/core';
import { useState } from 'react';
import { useCommand } from '../../api/command.js';
import { asId } from '../../api/id.js';
import { useText } from '../../api/protocol.js';
import { useView } from '../../api/view.js';
import { useTrial } from '../../app/trial-context.js';
import { useSay } from '../../language/message.js';
import { CommandDialog } from '../../part/command-dialog.js';
import { todayHere } from '../../part/moment.js';
import { optionFilter } from '../../part/option-filter.js';
import { ReasonField } from '../../part/reason-field.js';
import { DayInput } from '../form/day-input.js';
import { parseDay } from '../form/form-value.js';
import type { PartOfParticipant } from './participant-page.js';

export function TransferDialog({ participant, onClose }: PartOfParticipant & { readonly onClose: () => void }) {
  const say = useSay();
  const { trialId, may } = useTrial();
  const transfer = useCommand(trialId, 'transferParticipant');
  const text = useText();
  const sites = useView(trialId, 'sites', {}, { enabled: may('sites') });
  const [toSiteId, setSite] = useState<string | null>(null);
  const [day, setDay] = useState(todayHere());
  const [reason, setReason] = useState('');
  const transferredOn = parseDay(day);
  const all = sites.data ?? [];
  const here = text(all.find(({ site_id }) => site_id === participant.site_id)?.name) || participant.site_id;
  return (
    <CommandDialog
      title={say('transfer.open')}
      help={say('transfer.help')}
      submit={say('transfer.do')}
      isReady={toSiteId !== null && transferredOn !== undefined && reason.trim().length >= 3}
      onClose={onClose}
      onSubmit={async () => {
        if (toSiteId === null || transferredOn === undefined) return;
        await transfer.mutateAsync({
          body: {
            ...{ participantId: asId(participant.participant_id), toSiteId, transferredOn },
            reason: reason.trim(),
          },
        });
      }}
    >
      <Text size="sm">{say('transfer.from', { number: participant.screening_number, site: here })}</Text>
      <Select
        label={say('transfer.to')}
        description={say('transfer.toHelp')}
        data={all
          .filter(({ site_id, status }) => site_id !== participant.site_id && status !== 'removed')
          .map(({ site_id: value, name, status, is_suspended }) => {
            const isOpen = status === 'active' && !is_suspended;
            const state = say(is_suspended ? 'sites.suspended' : `sites.${status}`);
            return { value, label: isOpen ? text(name) : `${text(name)} (${state})`, disabled: !isOpen };
          })}
        value={toSiteId}
        onChange={setSite}
        searchable
        filter={optionFilter}
        required
        data-autofocus
      />
      <DayInput label={say('transfer.day')} value={day} onChange={setDay} isRequired />
      <ReasonField value={reason} onChange={setReason} />
    </CommandDialog>
  );
}
