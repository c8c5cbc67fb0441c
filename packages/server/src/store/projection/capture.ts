// The rows of forms, visits, attachments and deviations that an event of a participant's stream changes, and of ranges.
import {
  type CalendarVisit,
  type FormState,
  formKey,
  formThing,
  type ParticipantState,
  type Protocol,
  type TrialEvent,
  visitCalendar,
} from '@equipoise/trial';
import type { Located, Projected, Row, Rows } from '../project.js';

interface Around {
  readonly key: Row;
  readonly protocol: Protocol;
  readonly before: ParticipantState;
  readonly after: ParticipantState;
}

/** @param around.key the columns that every row of this participant bears */
export function captureRows({ event, streamId, version }: Located, around: Around): Rows {
  const visits = visitRows(around);
  return {
    ...formRows(event, around),
    ...(visits.length === 0 ? {} : { visit: visits }),
    ...attachmentRows(event, around.key, version),
    ...deviationRows(event, around, { stream_id: streamId, version }),
  };
}

/** The reference range that an event of the trial's stream sets. */
export function rangeRows({ trialId, mode }: Projected, { event }: Located): Rows {
  if (event?.type !== 'ReferenceRangeSet') return {};
  const { rangeId, siteId, analyte, validFrom } = event.payload;
  const row = { trial_id: trialId, mode, range_id: rangeId, site_id: siteId, analyte, valid_from: validFrom };
  return { reference_range: [{ ...row, facts: event.payload }] };
}

function formRows(event: TrialEvent | undefined, { key, after }: Around): Rows {
  if (event?.type !== 'FormRecorded' && event?.type !== 'FormCorrected' && event?.type !== 'FormUndone') return {};
  const { visit, form, occurrence } = event.payload;
  const place = { ...key, visit, form, occurrence };
  if (event.type === 'FormUndone') return { form: [{ ...place, isGone: true }] };
  const state = after.forms[formKey(event.payload)];
  return state === undefined ? {} : { form: [formRow(place, state, after)] };
}

function formRow(place: Row, state: FormState, { changes }: ParticipantState): Row {
  const { happenedOn, items, rows } = state;
  return {
    ...place,
    happened_on: typeof happenedOn === 'string' ? happenedOn : `missing: ${happenedOn.missing}`,
    items,
    rows: Object.entries(rows ?? {}).map(([rowId, row]) => ({ rowId, ...row })),
    version: changes[formThing(state)]?.version ?? 0,
  };
}

/** The visits that stand otherwise than before. A calendar is kept with its state, so that one of them is looked up. */
function visitRows({ key, protocol, before, after }: Around): readonly Row[] {
  const known = new Map(
    before.screening === undefined ? [] : visitRowsOf(protocol, before).map((row) => [row.visit, row] as const),
  );
  return visitRowsOf(protocol, after).flatMap((row) =>
    isSameRow(row, known.get(row.visit)) ? [] : [{ ...key, ...row }],
  );
}

function isSameRow(row: Row, other: Row | undefined): boolean {
  if (other === undefined) return false;
  for (const column in row) {
    const [one, two] = [row[column], other[column]];
    if (one !== two && (typeof one !== 'object' || JSON.stringify(one) !== JSON.stringify(two))) return false;
  }
  return true;
}

const rowsByState = new WeakMap<ParticipantState, { readonly protocol: Protocol; readonly rows: readonly Row[] }>();

function visitRowsOf(protocol: Protocol, state: ParticipantState): readonly Row[] {
  const known = rowsByState.get(state);
  if (known?.protocol === protocol) return known.rows;
  const calendar = visitCalendar(protocol, state);
  const next = nextVisit(calendar);
  const rows = calendar.map((visit, index) => ({
    screening_number: state.screening?.screeningNumber ?? '',
    randomisation_number: state.randomisation?.randomisationNumber ?? null,
    visit: visit.visit,
    place: index,
    standing: visit.standing,
    target_day: visit.targetDay ?? null,
    first_day: visit.firstDay ?? visit.targetDay ?? null,
    last_day: visit.lastDay ?? visit.targetDay ?? null,
    is_actual: visit.isActual,
    happened_on: visit.happenedOn ?? null,
    forms_missing: visit.formsMissing,
    deferred: visit.deferred,
    is_next: visit === next,
  }));
  rowsByState.set(state, { protocol, rows });
  return rows;
}

/** The open visit that ends first; of visits without a day, the first of the protocol. */
function nextVisit(calendar: readonly CalendarVisit[]): CalendarVisit | undefined {
  const last = ({ lastDay, targetDay }: CalendarVisit) => lastDay ?? targetDay ?? '9999-12-31';
  const open = calendar.filter(({ standing }) => standing === 'open');
  return open.toSorted((a, b) => (last(a) < last(b) ? -1 : last(a) > last(b) ? 1 : 0))[0];
}

function attachmentRows(event: TrialEvent | undefined, key: Row, version: number): Rows {
  if (event?.type === 'AttachmentAdded') {
    const { attachmentId, ...facts } = event.payload;
    return { attachment: [{ ...key, attachment_id: attachmentId, facts, version }] };
  }
  if (event?.type !== 'AttachmentRemoved') return {};
  return { attachment: [{ ...key, attachment_id: event.payload.attachmentId, isGone: true }] };
}

function deviationRows(event: TrialEvent | undefined, { key, after }: Around, place: Row): Rows {
  if (event?.type !== 'DeviationRecorded' && event?.type !== 'DeviationUpdated') return {};
  const { deviationId } = event.payload;
  const facts = after.capture.deviations[deviationId];
  return facts === undefined ? {} : { deviation: [{ ...key, deviation_id: deviationId, facts, ...place }] };
}
