// Vital signs at the moments that the protocol names: which are due, and the form for one of them.
import type { Protocol } from '@equipoise/trial';
import { Button, Card, NumberInput, SimpleGrid, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { asId } from '../../api/id.js';
import { useText } from '../../api/protocol.js';
import { useTrial } from '../../app/trial-context.js';
import { type MessageKey, useSay } from '../../language/message.js';
import { CommandDialog } from '../../part/command-dialog.js';
import { localText } from '../../part/moment.js';
import classes from './bedside.module.css';
import type { SendAtBedside } from './send.js';
import { type VitalPlan, type VitalState, vitalPlan, vitalState } from './vital.js';

interface VitalsProps {
  readonly protocol: Protocol;
  readonly administration: string;
  readonly participantId: string;
  readonly number: string;
  readonly startedAt: string;
  readonly now: number;
  readonly send: SendAtBedside;
  readonly onKept: (kept: boolean | undefined) => void;
}

type Moment = VitalPlan['moments'][number];
const words: Readonly<Record<VitalState, MessageKey>> = {
  done: 'bedside.vitalDone',
  due: 'bedside.vitalDue',
  late: 'bedside.vitalLate',
  later: 'bedside.vitalLater',
};

export function Vitals(props: VitalsProps) {
  const { protocol, administration, startedAt, now } = props;
  const say = useSay();
  const { trial } = useTrial();
  const [done, setDone] = useState<ReadonlySet<string>>(new Set());
  const [open, setOpen] = useState<Moment>();
  const plan = vitalPlan(
    protocol,
    administration,
    trial.roles.map(({ role }) => role),
  );
  return (
    <Card withBorder component="section" aria-label={say('bedside.vitals')}>
      <Title order={2} mb="xs">
        {say('bedside.vitals')}
      </Title>
      {plan === undefined ? (
        <Text size="sm" c="dimmed">
          {say('bedside.noVitals')}
        </Text>
      ) : (
        <div className={classes.moments}>
          {plan.moments.map((moment) => {
            const state = vitalState(moment.minutes, startedAt, done.has(moment.id), now);
            const when = localText(new Date(Date.parse(startedAt) + moment.minutes * 60_000).toISOString()).slice(11);
            return (
              <Button
                key={moment.id}
                h={64}
                px={4}
                variant={state === 'due' ? 'filled' : 'default'}
                color={state === 'late' ? 'red.9' : undefined}
                disabled={state === 'done'}
                onClick={() => setOpen(moment)}
              >
                <span>
                  {say('bedside.minute', { minutes: moment.minutes })}
                  <br />
                  <Text span size="xs">
                    {say(words[state], { when })}
                  </Text>
                </span>
              </Button>
            );
          })}
        </div>
      )}
      {open !== undefined && plan !== undefined && (
        <VitalDialog
          {...props}
          plan={plan}
          moment={open}
          onDone={() => setDone((before) => new Set([...before, open.id]))}
          onClose={() => setOpen(undefined)}
        />
      )}
    </Card>
  );
}

function VitalDialog({
  protocol,
  participantId,
  number,
  plan,
  moment,
  send,
  onKept,
  onDone,
  onClose,
}: VitalsProps & {
  readonly plan: VitalPlan;
  readonly moment: Moment;
  readonly onDone: () => void;
  readonly onClose: () => void;
}) {
  const say = useSay();
  const text = useText();
  const [values, setValues] = useState<Readonly<Record<string, number | string>>>({});
  const items = (protocol.forms.find(({ id }) => id === plan.form)?.items ?? []).filter(
    ({ type, value }) => (type === 'integer' || type === 'decimal') && value === undefined,
  );
  const filled = Object.entries(values).filter(([, value]) => value !== '');
  const record = async () => {
    const sent = await send(
      'recordForm',
      {
        participantId: asId(participantId),
        visit: plan.visit,
        form: plan.form,
        timepoint: moment.id,
        happenedOn: localText(new Date().toISOString()).slice(0, 10),
        items: Object.fromEntries(filled.map(([id, value]) => [id, Number(value)])),
      },
      say('bedside.outbox', { number, step: say('bedside.vitals') }),
      0,
    );
    onKept('answer' in sent ? undefined : sent.kept);
    onDone();
  };
  return (
    <CommandDialog
      title={`${say('bedside.vitals')} · ${say('bedside.minute', { minutes: moment.minutes })}`}
      submit={say('shell.save')}
      isReady={filled.length > 0}
      onClose={onClose}
      onSubmit={record}
    >
      <SimpleGrid cols={2}>
        {items.map((item) => (
          <NumberInput
            key={item.id}
            size="lg"
            label={`${text(item.name)}${item.unit === undefined ? '' : ` (${item.unit})`}`}
            hideControls
            inputMode="decimal"
            value={values[item.id] ?? ''}
            onChange={(value) => setValues((before) => ({ ...before, [item.id]: value }))}
          />
        ))}
      </SimpleGrid>
    </CommandDialog>
  );
}
