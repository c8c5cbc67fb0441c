// What people of a site do about the treatment: the code of identity, the harvest, the planned day, the gate.
import type { Administration } from '@equipoise/trial';
import { Button, Group, NumberInput, Text, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useCommand } from '../../api/command.js';
import { asId } from '../../api/id.js';
import { useView } from '../../api/view.js';
import { useTrial } from '../../app/trial-context.js';
import { type MessageKey, useSay } from '../../language/message.js';
import { CommandDialog } from '../../part/command-dialog.js';
import { todayHere, zonedNow } from '../../part/moment.js';
import { MomentField } from '../../part/moment-field.js';
import { DayInput } from '../form/day-input.js';
import { parseDay } from '../form/form-value.js';
import type { PartOfParticipant } from './participant-page.js';

/** The code that names the participant's material from here on, and the harvest. */
export function MaterialActions({ participant, protocol }: PartOfParticipant) {
  const say = useSay();
  const { trialId, may } = useTrial();
  const { participant_id: participantId } = participant;
  const [isHarvesting, setHarvesting] = useState(false);
  const progress = useView(trialId, 'productProgress', { participantId }, { enabled: may('productStatus') });
  const issue = useCommand(trialId, 'issueIdentityCode');
  const code = progress.data?.[0]?.identity_code;
  if (protocol.product === undefined || progress.data === undefined) return null;
  const isHarvested = protocol.product.origin === 'autologous';
  return (
    <Group justify="space-between">
      {code ? (
        <Text size="sm" className="eq-number">
          {say('treatment.code', { code })}
        </Text>
      ) : (
        may('issueIdentityCode') && (
          <Button
            variant="light"
            loading={issue.isPending}
            onClick={() => issue.mutate({ body: { participantId: asId(participantId) } })}
          >
            {say('treatment.issueCode')}
          </Button>
        )
      )}
      {isHarvested && may('recordHarvest') && participant.randomisation_number === null && (
        <Button variant="light" onClick={() => setHarvesting(true)}>
          {say('product.step.recordHarvest')}
        </Button>
      )}
      {isHarvesting && <HarvestDialog participantId={participantId} onClose={() => setHarvesting(false)} />}
    </Group>
  );
}

function HarvestDialog({ participantId, onClose }: { readonly participantId: string; readonly onClose: () => void }) {
  const say = useSay();
  const { trialId } = useTrial();
  const record = useCommand(trialId, 'recordHarvest');
  const [harvestId] = useState(() => crypto.randomUUID());
  const [at, setAt] = useState(() => zonedNow().at);
  const [volume, setVolume] = useState<number | string>('');
  return (
    <CommandDialog
      title={say('product.step.recordHarvest')}
      submit={say('shell.save')}
      isReady={at !== '' && Number(volume) > 0}
      onClose={onClose}
      onSubmit={() =>
        record.mutateAsync({
          body: {
            ...{ participantId: asId(participantId), harvestId: asId(harvestId), volumeMl: Number(volume) },
            ...{ harvestedOn: at.slice(0, 10), harvestedAt: { at, zone: zonedNow().zone } },
          },
        })
      }
    >
      <MomentField label={say('product.field.happenedAt')} value={at} onChange={setAt} />
      <NumberInput
        label={say('product.field.volumeMl')}
        required
        hideControls
        min={0}
        value={volume}
        onChange={setVolume}
      />
    </CommandDialog>
  );
}

interface InfusionActionsProps {
  readonly participantId: string;
  readonly administration: Administration;
  /** A day stands. */
  readonly isPlanned: boolean;
  /** Whether the gate is open now; undefined where there is none, or where it was decided. */
  readonly isGateOpen: boolean | undefined;
  /** Who asked to override the gate. */
  readonly askedBy: string | undefined;
}

type Deed = 'plan' | 'putOff' | 'permit' | 'askOverride' | 'agree';

/** What may be done about an administration that was not given yet. */
export function InfusionActions(props: InfusionActionsProps) {
  const { administration, isPlanned, isGateOpen, askedBy } = props;
  const say = useSay();
  const { may, me } = useTrial();
  const [deed, setDeed] = useState<Deed>();
  // A gate whose values are right may have shut by its working days, which the clock of the site counts.
  const isShut = isGateOpen === false || (isGateOpen === true && administration.gate?.withinWorkingDays !== undefined);
  const deeds: readonly (readonly [Deed, boolean])[] = [
    ['permit', isGateOpen === true && may('permitInfusion')],
    ['agree', isShut && askedBy !== undefined && askedBy !== me.actorId && may('permitInfusion')],
    ['askOverride', isShut && askedBy === undefined && may('requestGateOverride')],
    ['plan', may('scheduleInfusion')],
    ['putOff', isPlanned && may('postponeInfusion')],
  ];
  const open = deeds.flatMap(([one, isOpen]) => (isOpen ? [one] : []));
  if (open.length === 0) return null;
  return (
    <Group gap="xs" mt="sm">
      {open.map((one) => (
        <Button key={one} size="compact-sm" variant="light" onClick={() => setDeed(one)}>
          {say(titles[one])}
        </Button>
      ))}
      {deed === 'plan' && <PlanDialog {...props} onClose={() => setDeed(undefined)} />}
      {deed !== undefined && deed !== 'plan' && (
        <ReasonedDialog key={deed} {...props} deed={deed} onClose={() => setDeed(undefined)} />
      )}
    </Group>
  );
}

const titles = {
  plan: 'treatment.plan',
  putOff: 'product.step.postponeInfusion',
  permit: 'treatment.permit',
  askOverride: 'treatment.askOverride',
  agree: 'treatment.agree',
} as const satisfies Record<Deed, MessageKey>;

type DialogProps = InfusionActionsProps & { readonly onClose: () => void };

function PlanDialog({ participantId, administration, onClose }: DialogProps) {
  const say = useSay();
  const { trialId } = useTrial();
  const schedule = useCommand(trialId, 'scheduleInfusion');
  const [day, setDay] = useState(todayHere());
  const infusionOn = parseDay(day);
  return (
    <CommandDialog
      title={say('treatment.plan')}
      submit={say('shell.save')}
      isReady={infusionOn !== undefined}
      onClose={onClose}
      onSubmit={async () =>
        infusionOn !== undefined &&
        schedule.mutateAsync({
          body: { participantId: asId(participantId), administration: administration.id, infusionOn },
        })
      }
    >
      <DayInput label={say('product.field.day')} value={day} onChange={setDay} isRequired />
    </CommandDialog>
  );
}

function ReasonedDialog({ deed, participantId, administration, onClose }: DialogProps & { readonly deed: Deed }) {
  const say = useSay();
  const { trialId } = useTrial();
  const permit = useCommand(trialId, 'permitInfusion');
  const ask = useCommand(trialId, 'requestGateOverride');
  const postpone = useCommand(trialId, 'postponeInfusion');
  const [reason, setReason] = useState('');
  const [typed, setTyped] = useState('');
  const about = { participantId: asId(participantId), administration: administration.id };
  const isOverride = deed === 'agree';
  const send = () => {
    if (deed === 'askOverride') return ask.mutateAsync({ body: { ...about, reason: reason.trim() } });
    if (deed === 'putOff') return postpone.mutateAsync({ body: { ...about, reason: reason.trim() } });
    if (!isOverride) return permit.mutateAsync({ body: about });
    const confirmOverride = { reason: reason.trim(), typedConfirmation: 'OVERRIDE' as const };
    return permit.mutateAsync({ body: { ...about, confirmOverride } });
  };
  const isReady = (deed === 'permit' || reason.trim().length >= 3) && (!isOverride || typed === 'OVERRIDE');
  return (
    <CommandDialog
      title={say(titles[deed])}
      help={deed === 'putOff' ? undefined : say(deed === 'permit' ? 'treatment.permitText' : 'treatment.overrideText')}
      submit={say(titles[deed])}
      isReady={isReady}
      isDangerous={isOverride}
      onClose={onClose}
      onSubmit={send}
    >
      {deed !== 'permit' && (
        <Textarea
          label={say(deed === 'putOff' ? 'product.field.reason' : 'shell.reason')}
          required
          autosize
          minRows={2}
          maxLength={1000}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
      )}
      {isOverride && (
        <TextInput
          label={say('treatment.typeOverride')}
          required
          autoComplete="off"
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      )}
    </CommandDialog>
  );
}
