// One form of a participant: at a visit, at a moment of it, or in a log.
import { LOG_VISIT, label, type Protocol, timepointsOf, type Visit } from '@equipoise/trial';
import { Alert, Anchor, Badge, Button, Text } from '@mantine/core';
import { Link, useParams } from '@tanstack/react-router';
import { useCallback, useMemo, useState } from 'react';
import { type RowOf, useView } from '../../api/view.js';
import { useTrial } from '../../app/trial-context.js';
import { useFormats } from '../../language/format.js';
import { useSpeech } from '../../language/message.js';
import { PageHeader } from '../../part/page-header.js';
import { QueryState } from '../../part/query-state.js';
import { useProtocol } from '../participant/use-protocol.js';
import { ScanNumber } from '../reading/scan-number.js';
import type { Surroundings } from './evaluate.js';
import { FormEditor } from './form-editor.js';
import { FormMenu } from './form-menu.js';
import { emptyForm, type Field, type FormPlace, knownOf } from './form-model.js';
import {
  dayToBegin,
  isAt,
  isAtPlace,
  nextOccurrence,
  recordedOf,
  type UnseenRecord,
  unseenForms,
} from './form-place.js';
import { ClosedNote, closedBy, stateOf, useFormStates, VerifiedNote } from './form-state.js';
import { thingOf } from './save.js';
import { Signatures } from './signatures.js';
import { UnseenForm } from './unseen-form.js';
import { useSavedDraft } from './use-saved-draft.js';

type FormRow = RowOf<'form'>;
const noRows: readonly FormRow[] = [];

export function Page() {
  const { trialId, may } = useTrial();
  const params = useParams({ strict: false }) as Readonly<Record<string, string>>;
  const { participant: participantId = '', visit = '', form = '', occurrence = '1' } = params;
  const person = useView(trialId, 'participants', { participantId }, { enabled: may('participants') });
  const calendar = useView(trialId, 'calendar', { participantId }, { enabled: may('schedule') });
  const siteId = person.data?.[0]?.site_id ?? calendar.data?.[0]?.site_id;
  const forms = useView(trialId, 'form', { participantId }, { enabled: may('forms') });
  const isUnseen = !may('forms') && may('schedule');
  const versions = useView(trialId, 'versions', { participantId }, { enabled: isUnseen });
  // Who may not see the list of participants knows their numbers from the list of today.
  const worklist = useView(trialId, 'worklist', {}, { enabled: !may('participants') && may('schedule') });
  const listed = person.data?.[0] ?? worklist.data?.find((one) => one.participant_id === participantId);
  const unseen = useMemo(() => unseenForms(versions.data ?? []), [versions.data]);
  const { query, protocol } = useProtocol(siteId, siteId !== undefined || !(may('participants') || may('schedule')));
  const asked = isUnseen ? versions : forms;
  const rowsShown = may('forms') ? forms.data : isUnseen && versions.data === undefined ? undefined : noRows;
  return (
    <QueryState query={query} lines={8}>
      {() => (
        <QueryState query={{ ...asked, data: rowsShown && [rowsShown] } as never} lines={8}>
          {([rows]: readonly (readonly FormRow[])[]) =>
            protocol === undefined || rows === undefined ? null : (
              <PlacedForm
                key={`${participantId}/${visit}/${form}/${occurrence}`}
                {...{ protocol, rows, unseen, participantId, visit, form, occurrence }}
                siteId={siteId ?? ''}
                number={listed?.screening_number ?? ''}
                calendar={calendar.data ?? []}
              />
            )
          }
        </QueryState>
      )}
    </QueryState>
  );
}

interface PlacedFormProps {
  readonly protocol: Protocol;
  readonly rows: readonly FormRow[];
  /** What is recorded, for who sees no values. */
  readonly unseen: readonly UnseenRecord[];
  readonly participantId: string;
  readonly siteId: string;
  readonly number: string;
  readonly visit: string;
  readonly form: string;
  readonly occurrence: string;
  readonly calendar: readonly RowOf<'calendar'>[];
}

function PlacedForm(props: PlacedFormProps) {
  const { protocol, rows, unseen, participantId, siteId, number, calendar } = props;
  const { say, language } = useSpeech();
  const { day } = useFormats();
  const { trialId, trial, may } = useTrial();
  const definition = protocol.forms.find(({ id }) => id === props.form);
  const visit = protocol.visits.find(({ id }) => id === props.visit);
  // "next" is found once, when the page opens: what is recorded on it does not move it on.
  const [occurrence] = useState(() =>
    props.occurrence === 'next'
      ? nextOccurrence(definition, visit, [...rows, ...unseen], props.visit)
      : Number(props.occurrence),
  );
  const place = useMemo<FormPlace>(
    () => ({ participantId, visit: props.visit, form: props.form, occurrence }),
    [participantId, props.visit, props.form, occurrence],
  );
  const thing = thingOf(trialId, place);
  const draft = useSavedDraft(thing);
  const ranges = useView(
    trialId,
    'referenceRanges',
    { siteId },
    { enabled: may('forms') && protocol.laboratory !== undefined },
  );
  const queries = useView(trialId, 'queries', { participantId, status: 'unclosed' }, { enabled: may('queries') });
  const states = useFormStates(participantId);
  const closed = closedBy(states, place, trial.status);
  const row = rows.find((one) => isAt(one, place));
  const record = unseen.find((one) => isAt(one, place));
  const known = useMemo(
    () => (row === undefined ? { ...emptyForm, version: record?.version ?? 0 } : knownOf(row)),
    [row, record],
  );
  const around = useMemo<Surroundings | undefined>(
    () =>
      definition && {
        ...{ protocol, form: definition, siteId },
        others: rows.filter((one) => !isAt(one, place)).map(recordedOf),
        ranges: (ranges.data ?? []).map(({ facts }) => facts as Surroundings['ranges'][number]),
      },
    [protocol, definition, siteId, rows, place, ranges.data],
  );
  const roles = useMemo(() => trial.roles.map(({ role }) => role), [trial.roles]);
  const isNew = known.version === 0;
  const right = isNew ? 'recordForm' : 'correctValue';
  const isBarred = useCallback(
    (wanted: readonly string[] | undefined) => wanted !== undefined && !wanted.some((role) => roles.includes(role)),
    [roles],
  );
  const mayFill = useMemo(
    () => (field: Field) =>
      closed === undefined && may('recordForm') && !isBarred(field.item.editedBy ?? definition?.filledBy),
    [closed, may, isBarred, definition],
  );
  const ownQueries = useMemo(
    () => (queries.data ?? []).filter(({ place: at }) => isAtPlace(at, place)),
    [queries.data, place],
  );
  if (definition === undefined || around === undefined) return <Alert color="orange">{say('form.unknown')}</Alert>;
  const standing = calendar.find((one) => one.visit === place.visit);
  const isLog = place.visit === LOG_VISIT;
  const visitName = visit === undefined ? say('form.log') : label(visit.name, language);
  const moment = visit?.timepoints?.find(({ id }) => id === timepointsOf(visit, place.form)[occurrence - 1]);
  const title = label(definition.name, language);
  const home = `/trials/${trialId}/participants/${participantId}`;
  const path = `${home}/forms/${place.visit}/${place.form}/${occurrence}`;
  const isReadOnly =
    closed !== undefined ||
    !(may(right) || may('recordForm')) ||
    (isNew && isBarred(definition.filledBy) && definition.items.every(({ editedBy }) => editedBy === undefined));
  const initialDay = isNew ? dayToBegin(standing, isLog || visit?.unscheduled === true) : '';
  const editor = {
    ...{ place, known, around, mayFill, isReadOnly, initialDay, path, queries: ownQueries },
    words: `${number} ${visitName}: ${title}`.trim(),
    next: <NextForm standing={standing} visit={visit} protocol={protocol} place={place} home={home} />,
  };
  const others = ownQueries.filter(({ place: at }) => (at as { readonly items?: unknown }).items === undefined);
  return (
    <>
      <PageHeader
        title={title}
        help={
          <>
            {number !== '' && (
              <>
                <Anchor component={Link} to={home as never} size="sm" fw={600}>
                  {number}
                </Anchor>
                {' · '}
              </>
            )}
            {visitName}
            {moment !== undefined && ` · ${label(moment.name, language)}`}
            {moment === undefined && occurrence > 1 && ` · ${say('form.number', { number: occurrence })}`}
            {standing?.first_day && standing.last_day && (
              <>
                {' · '}
                {say('form.window', { from: day(standing.first_day), to: day(standing.last_day) })}
              </>
            )}
          </>
        }
        actions={
          !isNew &&
          closed === undefined && <FormMenu place={place} protocol={protocol} version={known.version} title={title} />
        }
      />
      {closed !== undefined && <ClosedNote why={closed} />}
      <ScanNumber place={place} protocol={protocol} />
      <Signatures place={place} protocol={protocol} />
      <VerifiedNote state={stateOf(states, place)} />
      {others.map((query) => (
        <Text key={query.query_id} size="sm" mb="xs">
          <Badge variant="light" color="orange" tt="none">
            {say(query.status === 'open' ? 'query.open' : 'query.answered')}
          </Badge>{' '}
          {query.text}
        </Text>
      ))}
      {record === undefined ? (
        <QueryState query={draft} lines={8}>
          {([saved]) => <FormEditor {...editor} saved={saved ?? undefined} />}
        </QueryState>
      ) : (
        <UnseenForm record={record} protocol={protocol} editor={editor} />
      )}
    </>
  );
}

/** The next form of the visit that is still to be filled; after the last one the way back. */
function NextForm({
  standing,
  visit,
  protocol,
  place,
  home,
}: {
  readonly standing: RowOf<'calendar'> | undefined;
  readonly visit: Visit | undefined;
  readonly protocol: Protocol;
  readonly place: FormPlace;
  readonly home: string;
}) {
  const { say, language } = useSpeech();
  const order = visit?.forms ?? [];
  const missing = (standing?.forms_missing ?? []).filter((id) => id !== place.form);
  const id = missing.find((one) => order.indexOf(one) > order.indexOf(place.form)) ?? missing[0];
  const form = protocol.forms.find((one) => one.id === id);
  return (
    <Button
      component={Link}
      variant="default"
      data-next
      to={(form === undefined ? home : `${home}/forms/${place.visit}/${form.id}/next`) as never}
    >
      {form === undefined ? say('form.toParticipant') : say('form.next', { form: label(form.name, language) })}
    </Button>
  );
}
