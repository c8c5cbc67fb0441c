// Recruitment over time and by place: who was screened and randomised, when and where; nothing of it is known by sequence.
import type { Protocol } from '@equipoise/trial';
import type { DateKnown, DerivedTrial, ParticipantRecord } from '../derive/record.js';
import type { AnalysisOutput, RecruitmentMonth } from '../output.js';
import { byCodeUnits } from '../text.js';

/** More months than any trial has: a year that is mistyped must not fill the memory. */
const mostMonths = 1200;

/**
 * Dates of recruitment, from calendar days alone. A date that is not known to the month counts from the first month on.
 * @see Schulz et al. 2010, CONSORT 2010 statement, item 14a
 */
export function recruitmentOf(trial: DerivedTrial, protocol: Protocol): AnalysisOutput['recruitment'] {
  const { by, places, placeOf } = placesOf(trial.participants, protocol);
  const screened = trial.participants.map(({ screenedOn }) => screenedOn);
  const randomised = randomisedOn(trial.participants);
  return {
    planned: protocol.plannedParticipants ?? null,
    screened: spanOf(screened),
    randomised: spanOf(randomised),
    monthUnknown: [...screened, ...randomised].filter((date) => monthOf(date) === undefined).length,
    months: monthsOf(screened, randomised),
    by,
    places: places.map(({ id, planned }) => {
      const own = trial.participants.filter(({ siteId }) => placeOf(siteId) === id);
      const dates = randomisedOn(own);
      return { place: id, screened: own.length, randomised: dates.length, planned, ...spanOf(dates) };
    }),
  };
}

function randomisedOn(participants: readonly ParticipantRecord[]): readonly DateKnown[] {
  return participants.flatMap(({ randomisation }) => (randomisation === undefined ? [] : [randomisation.randomisedOn]));
}

/** National trials where the protocol has some, else sites; places that the record alone names come last. */
function placesOf(participants: readonly ParticipantRecord[], protocol: Protocol) {
  const { nationalTrials = [], sites } = protocol;
  const nationalOf = new Map(sites.map(({ id, nationalTrial }) => [id, nationalTrial ?? id]));
  const isNational = nationalTrials.length > 0;
  const placeOf = (siteId: string) => (isNational ? (nationalOf.get(siteId) ?? siteId) : siteId);
  const listed = isNational
    ? [...nationalTrials, ...sites.filter(({ nationalTrial }) => nationalTrial === undefined)]
    : sites;
  const others = new Set(participants.map(({ siteId }) => placeOf(siteId)));
  for (const { id } of listed) others.delete(id);
  return {
    by: isNational ? ('nationalTrial' as const) : ('site' as const),
    places: [
      ...listed.map(({ id, plannedParticipants }) => ({ id, planned: plannedParticipants ?? null })),
      ...[...others].sort(byCodeUnits).map((id) => ({ id, planned: null })),
    ],
    placeOf,
  };
}

/** First and last date, as they were recorded: a month or a year where no day is known. */
function spanOf(dates: readonly DateKnown[]): { readonly first: string | null; readonly last: string | null } {
  const known = dates.filter((date) => date !== null);
  const [first] = known.toSorted((a, b) => byCodeUnits(a.earliest, b.earliest) || byCodeUnits(a.latest, b.latest));
  const last = known.toSorted((a, b) => byCodeUnits(a.latest, b.latest) || byCodeUnits(a.earliest, b.earliest)).at(-1);
  return { first: first?.text.slice(0, 10) ?? null, last: last?.text.slice(0, 10) ?? null };
}

/** Months since the year 0; undefined where the month is not known. */
function monthOf(date: DateKnown): number | undefined {
  if (date === null || date.earliest.slice(0, 7) !== date.latest.slice(0, 7)) return undefined;
  const [year = 0, month = 1] = date.earliest.split('-').map(Number);
  return year * 12 + month - 1;
}

/** Screened and randomised up to the end of each month, without a gap. */
function monthsOf(screened: readonly DateKnown[], randomised: readonly DateKnown[]): readonly RecruitmentMonth[] {
  const known = [...screened, ...randomised].map(monthOf).filter((month) => month !== undefined);
  if (known.length === 0) return [];
  const first = Math.min(...known);
  const last = Math.min(Math.max(...known), first + mostMonths - 1);
  const upTo = (dates: readonly DateKnown[], month: number) =>
    dates.filter((date) => (monthOf(date) ?? first) <= month).length;
  return Array.from({ length: last - first + 1 }, (_, index) => ({
    month: monthText(first + index),
    screened: upTo(screened, first + index),
    randomised: upTo(randomised, first + index),
  }));
}

function monthText(month: number): string {
  return `${String(Math.floor(month / 12)).padStart(4, '0')}-${String((month % 12) + 1).padStart(2, '0')}`;
}
