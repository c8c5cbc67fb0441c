// Treatment as blinded people know it: for each administration its planned day, its gate with the values that decide it, and when it was given.
import { type Administration, type ItemValue, isMissing, label } from '@equipoise/trial';
import { Card, Group, Stack, Text, Title } from '@mantine/core';
import { type RowOf, useView } from '../../api/view.js';
import { useTrial } from '../../app/trial-context.js';
import { useFormats } from '../../language/format.js';
import { useSpeech } from '../../language/message.js';
import { QueryState } from '../../part/query-state.js';
import { useActorNames } from './actor-names.js';
import { useRecorded } from './eligibility-tab.js';
import { gateNow } from './gate.js';
import type { PartOfParticipant } from './participant-page.js';
import { Facts, Verdict } from './past-assessments.js';
import { Sign } from './timeline-sign.js';
import { InfusionActions, MaterialActions } from './treatment-actions.js';

type Step = RowOf<'participantGates'>;

export function TreatmentTab(props: PartOfParticipant) {
  const { participant, protocol } = props;
  const { say } = useSpeech();
  const { day } = useFormats();
  const { trialId } = useTrial();
  const { participant_id: participantId } = participant;
  const steps = useView(trialId, 'participantGates', { participantId });
  const people = steps.data?.flatMap(({ actor_id, requested_by, confirmed_by }) => [
    actor_id,
    requested_by ?? '',
    confirmed_by ?? '',
  ]);
  const nameOf = useActorNames(people ?? []);
  return (
    <QueryState query={{ ...steps, data: steps.data && [steps.data] } as never} lines={6}>
      {([rows = []]: readonly (readonly Step[])[]) => (
        <Stack gap="md">
          <MaterialActions {...props} />
          {rows
            .filter(({ step }) => step === 'harvested')
            .map((row) => (
              <Group key={row.version} gap={8}>
                <Sign entry={{ kind: 'harvested' }} />
                <Text size="sm">{say('treatment.harvested', { day: day(row.happened_on) })}</Text>
              </Group>
            ))}
          {protocol.administrations.map((administration) => (
            <AdministrationCard
              key={administration.id}
              {...props}
              administration={administration}
              steps={rows.filter((row) => row.administration === administration.id)}
              nameOf={nameOf}
            />
          ))}
        </Stack>
      )}
    </QueryState>
  );
}

interface AdministrationCardProps extends PartOfParticipant {
  readonly administration: Administration;
  readonly steps: readonly Step[];
  readonly nameOf: (actorId: string) => string;
}

function AdministrationCard({ participant, protocol, administration, steps, nameOf }: AdministrationCardProps) {
  const { say, language } = useSpeech();
  const { day } = useFormats();
  const { gate } = administration;
  const { recorded } = useRecorded(participant.participant_id);
  const now = gate === undefined || recorded === undefined ? undefined : gateNow(protocol, gate, recorded);
  const given = steps.find(({ step }) => step === 'infused');
  const planned = steps.findLast(({ step }) => step === 'scheduled' || step === 'postponed');
  const standing =
    given !== undefined
      ? say('treatment.given', { day: day(given.happened_on) })
      : planned?.step === 'scheduled'
        ? say('treatment.planned', { day: day(planned.happened_on) })
        : planned !== undefined
          ? say('treatment.putOff', { day: day(planned.recorded_at) })
          : say('treatment.none');
  const decided = steps.filter(({ step }) => step === 'permitted' || step === 'overrideRequested');
  const isDecided = given !== undefined || decided.some(({ step }) => step === 'permitted');
  return (
    <Card withBorder component="section" aria-label={label(administration.name, language)}>
      <Group justify="space-between" align="baseline" mb="xs">
        <Title order={2}>{label(administration.name, language)}</Title>
        <Group gap={8}>
          <Sign
            entry={{
              kind: given !== undefined ? 'infused' : planned?.step === 'postponed' ? 'postponed' : 'scheduled',
            }}
          />
          <Text size="sm" fw={600}>
            {standing}
          </Text>
        </Group>
      </Group>
      {gate === undefined ? (
        <Text size="sm" c="dimmed">
          {say('treatment.noGate')}
        </Text>
      ) : (
        <GateNow {...{ protocol, gate, now, isDecided }} />
      )}
      {decided.map((row) => (
        <Decision key={row.version} row={row} protocol={protocol} nameOf={nameOf} />
      ))}
      {given === undefined && protocol.product !== undefined && participant.randomisation_number !== null && (
        <InfusionActions
          participantId={participant.participant_id}
          administration={administration}
          isPlanned={planned?.step === 'scheduled'}
          isGateOpen={isDecided ? undefined : now?.isOpen}
          askedBy={steps.findLast(({ step }) => step === 'overrideRequested')?.actor_id}
        />
      )}
    </Card>
  );
}

/** The gate as the values stand now; what was decided with which values stands below it. */
function GateNow({
  protocol,
  gate,
  now,
  isDecided,
}: Pick<PartOfParticipant, 'protocol'> & {
  readonly gate: NonNullable<Administration['gate']>;
  readonly now: ReturnType<typeof gateNow> | undefined;
  readonly isDecided: boolean;
}) {
  const { say, language } = useSpeech();
  const { may } = useTrial();
  const visit = label(protocol.visits.find(({ id }) => id === gate.visit)?.name ?? gate.visit, language);
  return (
    <Stack gap={4}>
      <Group gap="sm">
        <Text size="sm" fw={600}>
          {say('treatment.gate', { visit })}
        </Text>
        {gate.withinWorkingDays !== undefined && !isDecided && (
          <Text size="sm" c="dimmed">
            {say('treatment.within', { days: gate.withinWorkingDays })}
          </Text>
        )}
      </Group>
      {may('forms') && now !== undefined && !isDecided && (
        <Group justify="space-between" align="flex-start">
          <Facts protocol={protocol} facts={now.facts} />
          <Verdict
            isMet={now.isOpen}
            isUnknown={Object.values(now.facts).some((value) => value === undefined || isMissing(value))}
          />
        </Group>
      )}
    </Stack>
  );
}

function Decision({
  row,
  protocol,
  nameOf,
}: {
  readonly row: Step;
  readonly protocol: PartOfParticipant['protocol'];
  readonly nameOf: (actorId: string) => string;
}) {
  const { say } = useSpeech();
  const { instant } = useFormats();
  const { step, gate, requested_by: asked, confirmed_by: agreed } = row;
  const isOverride = agreed !== null;
  const kind =
    step === 'overrideRequested' ? step : isOverride ? 'gateOverridden' : gate === null ? 'permitted' : 'gateOpen';
  return (
    <Group align="flex-start" gap="sm" mt="sm" wrap="nowrap">
      <Sign entry={{ kind }} />
      <Stack gap={2}>
        <Text size="sm">
          {isOverride
            ? say('treatment.overridden', { first: nameOf(asked ?? ''), second: nameOf(agreed) })
            : say(
                `treatment.${kind === 'overrideRequested' ? 'asked' : kind === 'gateOpen' ? 'passed' : 'permitted'}`,
                {
                  name: nameOf(row.actor_id),
                },
              )}
        </Text>
        <Text size="xs" c="dimmed">
          {instant(row.recorded_at)}
        </Text>
        {row.why !== null && (
          <Text size="sm">
            <q>{row.why}</q>
          </Text>
        )}
        {gate !== null && <Facts protocol={protocol} facts={gate.facts as Readonly<Record<string, ItemValue>>} />}
      </Stack>
    </Group>
  );
}
