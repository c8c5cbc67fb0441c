// Recording what marks the end of the trial, and who was told of it.
import { Checkbox, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useCommand } from '../../api/command.js';
import { useTrial } from '../../app/trial-context.js';
import { useSay } from '../../language/message.js';
import { CommandDialog } from '../../part/command-dialog.js';
import { DayPicker } from '../../part/day-picker.js';
import { todayHere } from '../../part/moment.js';
import type { Ending } from './ending.js';

interface Place {
  readonly value: string;
  readonly label: string;
}

interface DialogProps {
  readonly nationalTrials: readonly Place[];
  readonly onClose: () => void;
}

const milestones = ['lastVisit', 'end', 'halt', 'restart'] as const;
const toldOf = ['end', 'halt', 'restart', 'summary'] as const;
const recipients = ['authority', 'ethicsCommittee', 'investigators', 'registry'] as const;

export function EndDialog({ nationalTrials, known, onClose }: DialogProps & { readonly known: readonly Ending[] }) {
  const say = useSay();
  const { trialId } = useTrial();
  const record = useCommand(trialId, 'recordTrialEnd');
  const [milestone, setMilestone] = useState<(typeof milestones)[number]>('lastVisit');
  const [place, setPlace] = useState('');
  const [on, setOn] = useState(todayHere());
  const [isEarly, setEarly] = useState(false);
  const [why, setWhy] = useState('');
  const [reason, setReason] = useState('');
  const isHalt = milestone === 'halt';
  const asksWhy = isHalt || (milestone === 'end' && isEarly);
  const isAgain =
    (milestone === 'lastVisit' || milestone === 'end') &&
    known.some(
      (one) => one.happened !== undefined && one.milestone === milestone && (one.nationalTrial ?? '') === place,
    );
  const isReady = on !== '' && (!asksWhy || why.trim().length >= 3) && (!isAgain || reason.trim().length >= 3);
  return (
    <CommandDialog
      title={say('ending.record')}
      submit={say('shell.save')}
      isReady={isReady}
      onClose={onClose}
      onSubmit={() =>
        record.mutateAsync({
          body: {
            ...{ milestone, on },
            ...(place === '' ? {} : { at: { nationalTrial: place } }),
            ...(asksWhy ? { premature: { why: why.trim() } } : {}),
            ...(isAgain ? { reason: reason.trim() } : {}),
          },
        })
      }
    >
      <NativeSelect
        label={say('ending.what')}
        data={milestones.map((value) => ({ value, label: say(`ending.milestone.${value}`) }))}
        value={milestone}
        onChange={(event) => setMilestone(event.currentTarget.value as typeof milestone)}
        data-autofocus
      />
      <Where nationalTrials={nationalTrials} value={place} onChange={setPlace} />
      <DayPicker label={say('ending.day')} required value={on} max={todayHere()} onChange={setOn} />
      {milestone === 'end' && (
        <Checkbox
          label={say('ending.early')}
          checked={isEarly}
          onChange={(event) => setEarly(event.currentTarget.checked)}
        />
      )}
      {asksWhy && (
        <Textarea
          label={say(isHalt ? 'ending.whyHalt' : 'ending.whyEarly')}
          required
          autosize
          minRows={2}
          maxLength={1000}
          value={why}
          onChange={(event) => setWhy(event.currentTarget.value)}
        />
      )}
      {isAgain && (
        <Textarea
          label={say('ending.again')}
          required
          autosize
          minRows={2}
          maxLength={1000}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
      )}
    </CommandDialog>
  );
}

export function ToldDialog({ nationalTrials, onClose }: DialogProps) {
  const say = useSay();
  const { trialId } = useTrial();
  const record = useCommand(trialId, 'recordEndNotification');
  const [milestone, setMilestone] = useState<(typeof toldOf)[number]>('end');
  const [to, setTo] = useState<(typeof recipients)[number]>('authority');
  const [place, setPlace] = useState('');
  const [notifiedOn, setNotifiedOn] = useState(todayHere());
  const [reference, setReference] = useState('');
  return (
    <CommandDialog
      title={say('ending.tell')}
      submit={say('shell.save')}
      isReady={notifiedOn !== ''}
      onClose={onClose}
      onSubmit={() =>
        record.mutateAsync({
          body: {
            ...{ milestone, to, notifiedOn },
            ...(place === '' ? {} : { at: { nationalTrial: place } }),
            ...(reference.trim() === '' ? {} : { reference: reference.trim() }),
          },
        })
      }
    >
      <NativeSelect
        label={say('ending.toldOf')}
        data={toldOf.map((value) => ({ value, label: say(`ending.milestone.${value}`) }))}
        value={milestone}
        onChange={(event) => setMilestone(event.currentTarget.value as typeof milestone)}
        data-autofocus
      />
      <NativeSelect
        label={say('ending.to')}
        data={recipients.map((value) => ({ value, label: say(`ending.to.${value}`) }))}
        value={to}
        onChange={(event) => setTo(event.currentTarget.value as typeof to)}
      />
      <Where nationalTrials={nationalTrials} value={place} onChange={setPlace} />
      <DayPicker label={say('ending.toldOn')} required value={notifiedOn} max={todayHere()} onChange={setNotifiedOn} />
      <TextInput
        label={say('sites.reference')}
        value={reference}
        maxLength={200}
        autoComplete="off"
        onChange={(event) => setReference(event.currentTarget.value)}
      />
    </CommandDialog>
  );
}

/** The whole trial, or a national one; asked for where there is a choice. */
function Where({
  nationalTrials,
  value,
  onChange,
}: {
  readonly nationalTrials: readonly Place[];
  readonly value: string;
  readonly onChange: (place: string) => void;
}) {
  const say = useSay();
  if (nationalTrials.length === 0) return null;
  return (
    <NativeSelect
      label={say('ending.where')}
      data={[{ value: '', label: say('ending.whole') }, ...nationalTrials]}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
