// Where a form stands in the review of data: closed to changes and why, signed, verified. Told before anybody tries.
import { Alert, Group, Text, Tooltip } from '@mantine/core';
import { IconLock, IconSignature, IconSnowflake, IconZoomCheck } from '@tabler/icons-react';
import { type RowOf, useView } from '../../api/view.js';
import { useTrial } from '../../app/trial-context.js';
import { useFormats } from '../../language/format.js';
import { useSay } from '../../language/message.js';
import { useActorNames } from '../participant/actor-names.js';

export type FormState = RowOf<'formStates'>;
type Place = Pick<FormState, 'visit' | 'form' | 'occurrence'>;
/** Why nothing of a form changes now. */
export type ClosedBy = NonNullable<FormState['closed_by']> | 'trial';

export function useFormStates(participantId: string) {
  const { trialId, may } = useTrial();
  return useView(trialId, 'formStates', { participantId }, { enabled: may('schedule') }).data ?? [];
}

export function stateOf(states: readonly FormState[], place: Place): FormState | undefined {
  return states.find(
    ({ visit, form, occurrence }) => visit === place.visit && form === place.form && occurrence === place.occurrence,
  );
}

/** Why a form can't be changed, recorded or not; undefined where it can. */
export function closedBy(states: readonly FormState[], place: Place, trialStatus: string): ClosedBy | undefined {
  if (trialStatus === 'locked' || trialStatus === 'unblinded') return 'trial';
  if (states.some(({ closed_by }) => closed_by === 'participant')) return 'participant';
  return stateOf(states, place)?.closed_by ?? undefined;
}

/** The reason in words, above the fields of a form. */
export function ClosedNote({ why }: { readonly why: ClosedBy }) {
  const say = useSay();
  const Icon = why === 'frozen' ? IconSnowflake : IconLock;
  return (
    <Alert color="gray" variant="light" mb="sm" py="xs" icon={<Icon size={18} />}>
      <Text size="sm">{say(`formState.why.${why}`)}</Text>
    </Alert>
  );
}

/** That a form was compared with its source, by whom and when. */
export function VerifiedNote({ state }: { readonly state: FormState | undefined }) {
  const say = useSay();
  const { instant } = useFormats();
  const nameOf = useActorNames(state?.verified_by ? [state.verified_by] : []);
  if (state?.verification !== 'done' || state.verified_by === null) return null;
  return (
    <Group gap={6} mb="sm">
      <IconZoomCheck size={16} color="var(--eq-good-text)" aria-hidden />
      <Text size="sm" fw={600} c="var(--eq-good-text)">
        {say('formState.verified')}
      </Text>
      <Text size="xs" c="dimmed">
        {nameOf(state.verified_by)} · {instant(state.verified_at)}
      </Text>
    </Group>
  );
}

/** Small marks beside a form in a list; each has its word as a name and a tooltip. */
export function FormMarks({ state }: { readonly state: FormState | undefined }) {
  const say = useSay();
  if (state === undefined) return null;
  const { closed_by: closed, signed, verification } = state;
  const marks = [
    ...(closed === null
      ? []
      : [{ Icon: closed === 'frozen' ? IconSnowflake : IconLock, word: say(`formState.${closed}`) }]),
    ...(signed.length === 0 ? [] : [{ Icon: IconSignature, word: say('formState.signed') }]),
    ...(verification === 'done' ? [{ Icon: IconZoomCheck, word: say('formState.verified') }] : []),
  ];
  return marks.map(({ Icon, word }) => (
    <Tooltip key={word} label={word}>
      <Icon size={15} stroke={1.8} role="img" aria-label={word} color="var(--mantine-color-dimmed)" />
    </Tooltip>
  ));
}
