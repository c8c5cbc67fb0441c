// Where a form of a participant stands: which of those that were filled it is, the next one, and the day to begin with.
import { type Form, isMissing, type RecordedForm, timepointsOf, type Visit } from '@equipoise/trial';
import type { RowOf } from '../../api/view.js';
import { todayHere } from '../../part/moment.js';
import { type FormPlace, knownOf } from './form-model.js';

type FormRow = RowOf<'form'>;

/** A form that is recorded, for who may not see what is in it. */
export interface UnseenRecord extends Pick<RowOf<'versions'>, 'version' | 'changed_by' | 'changed_at'> {
  readonly visit: string;
  readonly form: string;
  readonly occurrence: number;
}

/** The forms among what has a version. */
export function unseenForms(versions: readonly RowOf<'versions'>[]): readonly UnseenRecord[] {
  return versions.flatMap(({ thing, version, changed_by, changed_at }) => {
    const [kind, visit = '', form = '', occurrence] = thing.split('/');
    return kind === 'form' ? [{ visit, form, occurrence: Number(occurrence), version, changed_by, changed_at }] : [];
  });
}

export function isAt(
  row: Pick<FormRow, 'visit' | 'form' | 'occurrence'>,
  { visit, form, occurrence }: FormPlace,
): boolean {
  return row.visit === visit && row.form === form && row.occurrence === occurrence;
}

export function isAtPlace(at: unknown, place: FormPlace): boolean {
  const { visit, form, occurrence } = at as { visit?: string; form?: string; occurrence?: number };
  return visit === place.visit && form === place.form && (occurrence ?? 1) === place.occurrence;
}

export function recordedOf(row: FormRow): RecordedForm {
  const { happenedOn, items, rows } = knownOf(row);
  const day = happenedOn === undefined || isMissing(happenedOn) ? undefined : happenedOn;
  return {
    visit: row.visit,
    form: row.form,
    occurrence: row.occurrence,
    day,
    items,
    ...(rows.length === 0 ? {} : { rows }),
  };
}

/** As the server counts: of what repeats one more than there are, else the first moment that is not filled. */
export function nextOccurrence(
  form: Form | undefined,
  visit: Visit | undefined,
  rows: readonly Pick<FormRow, 'visit' | 'form' | 'occurrence'>[],
  visitId: string,
): number {
  const filled = rows.filter((row) => row.form === form?.id && row.visit === visitId).map((row) => row.occurrence);
  if (form?.repeats || form?.log !== undefined || visit?.unscheduled) return Math.max(0, ...filled) + 1;
  const moments = timepointsOf(visit, form?.id ?? '');
  return (
    Math.max(
      0,
      moments.findIndex((_id, index) => !filled.includes(index + 1)),
    ) + 1
  );
}

/** The day of the visit where it has one; today for what is entered when it happens. */
export function dayToBegin(standing: RowOf<'calendar'> | undefined, isOfToday: boolean): string {
  if (standing?.happened_on?.length === 10) return standing.happened_on;
  const now = todayHere();
  const isDue = standing?.first_day && standing.last_day && standing.first_day <= now && now <= standing.last_day;
  return isOfToday || isDue ? now : '';
}
