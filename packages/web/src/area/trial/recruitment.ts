// Recruitment counted: by month, by place, against what is planned.

/** As much of a participant as is counted. */
export interface Counted {
  readonly site_id: string;
  readonly status: string;
  /** A day, whole or partial; null where it is not known. */
  readonly screened_on: string | null;
  readonly randomisation_number: string | null;
  readonly randomised_on: string | null;
}

/** A month and what had happened by its end. */
export interface MonthSum {
  /** YYYY-MM */
  readonly month: string;
  readonly screened: number;
  readonly randomised: number;
}

export interface Place {
  readonly id: string;
  readonly screened: number;
  readonly randomised: number;
  readonly planned?: number;
  readonly first: string | undefined;
  readonly latest: string | undefined;
}

/** Screened and randomised up to the end of each month, without a gap; who has no month counts at the first. */
export function monthSums(participants: readonly Counted[]): readonly MonthSum[] {
  const monthOf = (day: string | null) => (day !== null && /^\d{4}-\d{2}/.test(day) ? day.slice(0, 7) : undefined);
  const screened = participants.map(({ screened_on }) => monthOf(screened_on));
  const randomised = participants
    .filter(({ randomisation_number }) => randomisation_number !== null)
    .map(({ randomised_on }) => monthOf(randomised_on));
  const known = [...screened, ...randomised].filter((month) => month !== undefined).sort();
  const [first] = known;
  const last = known.at(-1);
  if (first === undefined || last === undefined) return [];
  const upTo = (months: readonly (string | undefined)[], month: string) =>
    months.filter((one) => (one ?? first) <= month).length;
  return monthsBetween(first, last).map((month) => ({
    month,
    screened: upTo(screened, month),
    randomised: upTo(randomised, month),
  }));
}

/** Every month from one to another, both included. */
export function monthsBetween(first: string, last: string): readonly string[] {
  const months: string[] = [];
  let [year = 0, month = 1] = first.split('-').map(Number);
  for (;;) {
    const text = `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}`;
    if (text > last || months.length > 1200) return months;
    months.push(text);
    month += 1;
    if (month > 12) {
      month = 1;
      year += 1;
    }
  }
}

/** Participants counted by place. @param placeOf the place that a site counts for */
export function byPlace(
  participants: readonly Counted[],
  places: readonly { readonly id: string; readonly plannedParticipants?: number | undefined }[],
  placeOf: (siteId: string) => string,
): readonly Place[] {
  return places.map(({ id, plannedParticipants }) => {
    const own = participants.filter(({ site_id }) => placeOf(site_id) === id);
    const randomised = own.filter(({ randomisation_number }) => randomisation_number !== null);
    const days = randomised.flatMap(({ randomised_on }) => (randomised_on === null ? [] : [randomised_on])).sort();
    return {
      id,
      screened: own.length,
      randomised: randomised.length,
      ...(plannedParticipants === undefined ? {} : { planned: plannedParticipants }),
      first: days[0],
      latest: days.at(-1),
    };
  });
}
