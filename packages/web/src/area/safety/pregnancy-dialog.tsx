// A pregnancy as it is reported, or as it is known now: all that is known is sent, in place of what was known before.
import { NativeSelect, Radio, SimpleGrid, Stack, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useCommand } from '../../api/command.js';
import { asId } from '../../api/id.js';
import { useTrial } from '../../app/trial-context.js';
import { useSay } from '../../language/message.js';
import { CommandDialog } from '../../part/command-dialog.js';
import { todayHere } from '../../part/moment.js';
import { DayInput } from '../form/day-input.js';
import { parseDay } from '../form/form-value.js';
import { isOver, outcomes, type Pregnancy, type PregnancyFacts } from './pregnancy.js';

interface PregnancyDialogProps {
  readonly participantId: string;
  readonly known: Pregnancy | undefined;
  readonly onClose: () => void;
}

const days = ['learnedOn', 'lastMenstruationOn', 'expectedOn', 'outcomeOn'] as const;
type Day = (typeof days)[number];
const healths = ['yes', 'no', 'unknown'] as const;

export function PregnancyDialog({ participantId, known, onClose }: PregnancyDialogProps) {
  const say = useSay();
  const { trialId } = useTrial();
  const record = useCommand(trialId, 'recordPregnancy');
  const [pregnancyId] = useState(() => known?.id ?? crypto.randomUUID());
  const before = known?.facts;
  const [of, setOf] = useState<PregnancyFacts['of'] | ''>(before?.of ?? '');
  const [typed, setTyped] = useState(() => ({
    learnedOn: before === undefined ? todayHere() : textOf(before.learnedOn),
    lastMenstruationOn: textOf(before?.lastMenstruationOn),
    expectedOn: textOf(before?.expectedOn),
    outcomeOn: textOf(before?.outcomeOn),
  }));
  const [outcome, setOutcome] = useState<PregnancyFacts['outcome']>(before?.outcome ?? 'ongoing');
  const [health, setHealth] = useState<PregnancyFacts['childHealthy'] | ''>(before?.childHealthy ?? '');
  const [narrative, setNarrative] = useState(before?.narrative ?? '');
  const isEnded = isOver({ outcome }) && outcome !== 'unknown';
  const shown = days.filter((day) => day !== 'outcomeOn' || isEnded);
  /** A day that is said to be missing stays so until somebody types it. */
  const dayOf = (day: Day) =>
    typed[day] === '' && typeof before?.[day] === 'object' ? before[day] : parseDay(typed[day]);
  const isReadable = shown.every((day) => typed[day] === '' || dayOf(day) !== undefined);
  const learnedOn = dayOf('learnedOn');
  const send = async () => {
    if (of === '' || learnedOn === undefined) return;
    const dated = Object.fromEntries(shown.flatMap((day) => (dayOf(day) === undefined ? [] : [[day, dayOf(day)]])));
    await record.mutateAsync({
      body: {
        ...{ participantId: asId(participantId), pregnancyId: asId(pregnancyId), of, outcome, ...dated, learnedOn },
        ...(outcome === 'liveBirth' && health !== '' && health !== undefined ? { childHealthy: health } : {}),
        ...(narrative.trim() === '' ? {} : { narrative: narrative.trim() }),
      },
    });
  };
  return (
    <CommandDialog
      title={say(known === undefined ? 'pregnancy.record' : 'pregnancy.updateTitle')}
      help={say('pregnancy.help')}
      submit={say('shell.save')}
      isReady={of !== '' && learnedOn !== undefined && isReadable}
      size="lg"
      onClose={onClose}
      onSubmit={send}
    >
      <Radio.Group label={say('pregnancy.of')} value={of} onChange={(value) => setOf(value as typeof of)} required>
        <Stack gap={6} mt={4}>
          <Radio value="participant" label={say('pregnancy.of.participant')} />
          <Radio value="partner" label={say('pregnancy.of.partner')} />
        </Stack>
      </Radio.Group>
      <NativeSelect
        label={say('pregnancy.outcome')}
        required
        value={outcome}
        onChange={(event) => setOutcome(event.currentTarget.value as typeof outcome)}
        data={outcomes.map((value) => ({ value, label: say(`pregnancy.outcome.${value}`) }))}
      />
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        {shown.map((day) => (
          <DayInput
            key={day}
            label={say(`pregnancy.${day}`)}
            value={typed[day]}
            onChange={(text) => setTyped((all) => ({ ...all, [day]: text }))}
            isRequired={day === 'learnedOn'}
          />
        ))}
      </SimpleGrid>
      {outcome === 'liveBirth' && (
        <NativeSelect
          label={say('pregnancy.childHealthy')}
          value={health}
          onChange={(event) => setHealth(event.currentTarget.value as typeof health)}
          data={[
            { value: '', label: say('form.choose') },
            ...healths.map((value) => ({ value, label: say(`pregnancy.health.${value}`) })),
          ]}
        />
      )}
      <Textarea
        label={say('pregnancy.narrative')}
        description={say('pregnancy.narrativeHelp')}
        autosize
        minRows={3}
        maxLength={4000}
        value={narrative}
        onChange={(event) => setNarrative(event.currentTarget.value)}
      />
    </CommandDialog>
  );
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
