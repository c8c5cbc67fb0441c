// The visits of a participant with their windows, and each form with where it stands.
import { label, type Protocol, timepointsOf, type Visit } from '@equipoise/trial';
import { Anchor, Badge, Group, Table, Text, VisuallyHidden } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { type RowOf, useView } from '../../api/view.js';
import { useTrial } from '../../app/trial-context.js';
import { useFormats } from '../../language/format.js';
import { useSpeech } from '../../language/message.js';
import { FormMarks, type FormState, stateOf, useFormStates } from '../form/form-state.js';
import classes from './participant.module.css';
import type { PartOfParticipant } from './participant-page.js';
import { shapeOf } from './strip.js';
import { ShapeMark, shapeKey } from './strip-view.js';
import { VisitMenu } from './visit-menu.js';

interface Filled {
  readonly visit: string;
  readonly form: string;
  readonly occurrence: number;
}

export function VisitsTab({ participant, protocol, calendar }: PartOfParticipant) {
  const { say, language } = useSpeech();
  const { day } = useFormats();
  const { trialId, may } = useTrial();
  const { participant_id: participantId } = participant;
  const versions = useView(trialId, 'versions', { participantId });
  const states = useFormStates(participantId);
  const queries = useView(trialId, 'queries', { participantId, status: 'unclosed' }, { enabled: may('queries') });
  const filled = (versions.data ?? []).flatMap(({ thing }): Filled[] => {
    const [kind, visit = '', form = '', occurrence] = thing.split('/');
    return kind === 'form' ? [{ visit, form, occurrence: Number(occurrence) }] : [];
  });
  const byVisit = new Map(calendar.map((one) => [one.visit, one]));
  const visits = protocol.visits.filter(
    ({ id, unscheduled }) => byVisit.has(id) || (unscheduled === true && filled.some(({ visit }) => visit === id)),
  );
  return (
    <Table.ScrollContainer minWidth={460} type="native">
      <Table aria-label={say('participant.visits')} verticalSpacing="sm">
        <Table.Thead>
          <Table.Tr>
            <Table.Th w={190}>{say('visit.visit')}</Table.Th>
            <Table.Th w={210}>{say('visit.state')}</Table.Th>
            <Table.Th>{say('visit.forms')}</Table.Th>
            <Table.Th w={50} aria-label={say('shell.actions')} />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {visits.map((visit) => {
            const standing = byVisit.get(visit.id);
            return (
              <Table.Tr key={visit.id}>
                <Table.Td valign="top">
                  <Text fw={600} size="sm">
                    {label(visit.name, language)}
                  </Text>
                </Table.Td>
                <Table.Td valign="top">{standing !== undefined && <Standing standing={standing} day={day} />}</Table.Td>
                <Table.Td>
                  <Group gap={6}>
                    {placesOf(protocol, visit, filled).map((place) => (
                      <FormLink
                        key={`${place.form}/${place.occurrence}`}
                        {...{ place, protocol, visit, participantId }}
                        isFilled={filled.some((one) => isSame(one, place)) || isDone(standing, place)}
                        until={deferredUntil(standing, place.form)}
                        state={stateOf(states, place)}
                        queries={(queries.data ?? []).filter(({ place: at }) => isSame(at as Filled, place)).length}
                      />
                    ))}
                  </Group>
                </Table.Td>
                <Table.Td valign="top">
                  {standing !== undefined && standing.happened_on === null && (
                    <VisitMenu
                      participantId={participantId}
                      visit={visit.id}
                      name={label(visit.name, language)}
                      state={standing.state}
                    />
                  )}
                </Table.Td>
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function Standing({
  standing,
  day,
}: {
  readonly standing: RowOf<'calendar'>;
  readonly day: (text: string | null) => string;
}) {
  const { say } = useSpeech();
  const shape = shapeOf(standing);
  const { first_day: first, last_day: last, happened_on: happened } = standing;
  return (
    <div>
      <Group gap={6}>
        <ShapeMark shape={shape} />
        <Text size="sm">{say(shapeKey(shape))}</Text>
      </Group>
      <Text size="xs" c="dimmed">
        {happened !== null && !happened.startsWith('missing')
          ? say('visit.happened', { day: day(happened) })
          : first !== null && last !== null
            ? say(standing.is_actual ? 'visit.window' : 'visit.planned', { from: day(first), to: day(last) })
            : day(standing.target_day)}
      </Text>
    </div>
  );
}

interface FormLinkProps {
  readonly place: Filled;
  readonly protocol: Protocol;
  readonly visit: Visit;
  readonly participantId: string;
  readonly isFilled: boolean;
  readonly until: string | undefined;
  readonly state: FormState | undefined;
  readonly queries: number;
}

function FormLink({ place, protocol, visit, participantId, isFilled, until, state, queries }: FormLinkProps) {
  const { say, language } = useSpeech();
  const { day } = useFormats();
  const { trialId } = useTrial();
  const form = protocol.forms.find(({ id }) => id === place.form);
  if (form === undefined) return null;
  const moment = visit.timepoints?.find(({ id }) => id === timepointsOf(visit, form.id)[place.occurrence - 1]);
  const isAgain = form.repeats === true || visit.unscheduled === true;
  const name = label(form.name, language);
  const text =
    moment === undefined
      ? isAgain
        ? `${name} ${place.occurrence}`
        : name
      : `${name}, ${label(moment.name, language)}`;
  return (
    <Anchor
      component={Link}
      size="sm"
      to={
        `/trials/${trialId}/participants/${participantId}/forms/${place.visit}/${form.id}/${place.occurrence}` as never
      }
      className={classes.chip}
    >
      <ShapeMark shape={isFilled ? 'done' : until === undefined ? 'later' : 'deferred'} /> {text}
      <VisuallyHidden>{` ${say(isFilled ? 'visit.formDone' : 'visit.formOpen')}`}</VisuallyHidden>
      {until !== undefined && !isFilled && ` · ${say('visit.deferredUntil', { day: day(until) })}`}
      <FormMarks state={state} />
      {queries > 0 && (
        <Badge size="xs" variant="light" color="orange" ml={6} tt="none">
          {say('visit.queries', { count: queries })}
        </Badge>
      )}
    </Anchor>
  );
}

/** What a visit asks for, and what was filled beside that. */
function placesOf(protocol: Protocol, visit: Visit, filled: readonly Filled[]): readonly Filled[] {
  return visit.forms.flatMap((form) => {
    const definition = protocol.forms.find(({ id }) => id === form);
    const isAgain = definition?.repeats === true || visit.unscheduled === true;
    const times = isAgain ? 0 : Math.max(1, timepointsOf(visit, form).length);
    const there = filled
      .filter((one) => one.visit === visit.id && one.form === form)
      .map(({ occurrence }) => occurrence);
    const all = new Set([...Array.from({ length: times }, (_, index) => index + 1), ...there]);
    return [...all].toSorted((a, b) => a - b).map((occurrence) => ({ visit: visit.id, form, occurrence }));
  });
}

function deferredUntil(standing: RowOf<'calendar'> | undefined, form: string): string | undefined {
  const all = Array.isArray(standing?.deferred) ? (standing.deferred as { form: string; until: string }[]) : [];
  return all.find((one) => one.form === form)?.until;
}

/** Known from the calendar before the versions of the forms are there. */
function isDone(standing: RowOf<'calendar'> | undefined, { form, occurrence }: Filled): boolean {
  return standing?.happened_on != null && occurrence === 1 && !standing.forms_missing.includes(form);
}

function isSame(a: Partial<Filled>, b: Filled): boolean {
  return a.visit === b.visit && a.form === b.form && (a.occurrence ?? 1) === b.occurrence;
}
