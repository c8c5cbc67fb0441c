// A randomised participant's way through the trial: the days of visits and administrations, and how it ends.
// Nothing but the treatments of the exposures depends on the sequence.
import { type Administration, addDays, type Payload, type Protocol, type Visit } from '@equipoise/trial';
import { laterDay, workingDay } from './calendar.js';
import { createDraws, type Draws } from './draws.js';
import type { Enrolment } from './enrolment.js';
import type { Scenario } from './scenario-schema.js';
import { type Milestone, offsetDaysOf, type Timetable } from './timetable.js';

/** What became of a form at a visit. */
export type FormStatus = 'done' | 'missed' | 'failed';

export interface CourseVisit {
  readonly visit: Visit;
  readonly day: string;
  /** Index of the last administration before the visit, in a trial without any of its period; −1 before the first. */
  readonly period: number;
  /** By form; forms that the scenario says nothing of are done. */
  readonly status: Readonly<Record<string, FormStatus>>;
  readonly isMissed: boolean;
}

export interface CourseAdministration {
  readonly administration: Administration;
  readonly day: string;
  readonly isGiven: boolean;
}

/** Days, both included, on which an event counts for a treatment. */
export interface Exposure {
  readonly treatment: string;
  readonly from: string;
  readonly to: string;
}

export interface Withdrawal {
  readonly kind: Payload<'ParticipantWithdrawn'>['kind'];
  readonly day: string;
  readonly reason: string;
}

export interface Course {
  readonly visits: readonly CourseVisit[];
  readonly administrations: readonly CourseAdministration[];
  readonly withdrawal?: Withdrawal;
  /** The last day of follow-up. */
  readonly lastDay: string;
}

export interface CourseInput {
  readonly protocol: Protocol;
  readonly scenario: Scenario;
  readonly timetable: Timetable;
  readonly seed: number;
  readonly enrolment: Enrolment;
}

interface Walk {
  readonly visits: CourseVisit[];
  readonly administrations: CourseAdministration[];
  /** The day of each anchor that was passed. */
  readonly anchors: Map<string, string>;
  day: string;
}

/** Plans a participant's visits and administrations in the protocol's order; none follows a withdrawal that ends them. */
export function planCourse(input: CourseInput): Course {
  const { timetable, seed, enrolment } = input;
  const randomisedOn = enrolment.randomisedOn ?? enrolment.screenedOn;
  const draws = createDraws(seed, 'course', enrolment.key);
  const withdrawal = drawWithdrawal(input, randomisedOn);
  const walk: Walk = {
    visits: [],
    administrations: [],
    anchors: new Map([
      ['randomisation', randomisedOn],
      ['screening', enrolment.screenedOn],
    ]),
    day: randomisedOn,
  };
  for (const milestone of timetable.after) {
    if (milestone.kind === 'administration') walkAdministration(input, walk, milestone.administration, withdrawal);
    else walkVisit({ input, walk, milestone, withdrawal }, draws);
  }
  const lastVisitDay = walk.visits.at(-1)?.day ?? randomisedOn;
  const scheduled = timetable.after.filter((one) => one.kind === 'visit').length;
  const endsFollowUp = walk.visits.length < scheduled;
  const happens = withdrawal !== undefined && (endsFollowUp || withdrawal.day < lastVisitDay);
  return {
    visits: walk.visits,
    administrations: walk.administrations,
    ...(happens ? { withdrawal } : {}),
    lastDay: endsFollowUp && withdrawal !== undefined ? withdrawal.day : lastVisitDay,
  };
}

/** What a participant of a sequence was exposed to, from the day after each administration. */
export function exposuresOf(protocol: Protocol, course: Course, sequenceId: string, randomisedOn: string): Exposure[] {
  const treatments = protocol.sequences.find((sequence) => sequence.id === sequenceId)?.treatments ?? [];
  const starts: { treatment: string; from: string }[] = [];
  if (protocol.administrations.length > 0) {
    for (const { administration, day, isGiven } of course.administrations) {
      const period = protocol.periods.findIndex((one) => one.id === administration.period);
      if (isGiven) starts.push({ treatment: treatments[period] ?? '', from: addDays(day, 1) });
    }
  } else {
    treatments.forEach((treatment, period) => {
      const lastOfEarlier = course.visits.filter((one) => one.period < period).at(-1)?.day ?? randomisedOn;
      const reached = period === 0 || course.visits.some((one) => one.period === period);
      if (reached) starts.push({ treatment, from: addDays(lastOfEarlier, 1) });
    });
  }
  return starts
    .map((start, i) => {
      const next = starts[i + 1];
      // The day of the next administration belongs to neither treatment.
      const to = next === undefined ? addDays(course.lastDay, -1) : addDays(next.from, -2);
      return { ...start, to };
    })
    .filter((exposure) => exposure.from <= exposure.to);
}

function walkAdministration(
  { protocol }: CourseInput,
  walk: Walk,
  administration: Administration,
  withdrawal: Withdrawal | undefined,
): void {
  const planned = anchorOf(protocol, walk, administration.id);
  const day = laterDay(walk.day, workingDay(planned));
  const isGiven = withdrawal === undefined || withdrawal.day > day;
  walk.administrations.push({ administration, day, isGiven });
  walk.anchors.set(administration.id, isGiven ? day : planned);
  if (isGiven) walk.day = day;
}

interface VisitStep {
  readonly input: CourseInput;
  readonly walk: Walk;
  readonly milestone: Milestone & { kind: 'visit' };
  readonly withdrawal: Withdrawal | undefined;
}

function walkVisit({ input, walk, milestone, withdrawal }: VisitStep, draws: Draws): void {
  const { protocol, scenario } = input;
  const { visit } = milestone;
  const planned = addDays(anchorOf(protocol, walk, visit.anchor), offsetDaysOf(protocol, scenario, visit));
  const day = laterDay(walk.day, workingDay(addDays(planned, jitterDays(visit, scenario, draws))));
  const isFirstDay = walk.administrations.length === 0 && protocol.administrations.length > 0;
  const isMissed = draws.chance(scenario.visits?.missed ?? 0) && !isFirstDay;
  const status = drawStatus(visit, scenario, draws);
  if (withdrawal !== undefined && withdrawal.kind !== 'treatment' && withdrawal.day <= day) return;
  const given = walk.administrations.length - 1;
  const period = protocol.administrations.length > 0 ? given : milestone.period;
  walk.visits.push({ visit, day, period, status, isMissed });
  walk.day = day;
}

function anchorOf(protocol: Protocol, walk: Walk, anchor: string): string {
  const passed = walk.anchors.get(anchor);
  if (passed !== undefined) return passed;
  const administration = protocol.administrations.find((one) => one.id === anchor);
  if (administration === undefined) return walk.day;
  return addDays(anchorOf(protocol, walk, administration.anchor.from), administration.anchor.offsetDays);
}

/** Within the visit's window, nearer its middle; beyond it by up to a week where the scenario lets a visit be late. */
function jitterDays(visit: Visit, scenario: Scenario, draws: Draws): number {
  const { before, after } = visit.windowDays ?? { before: 0, after: 0 };
  const within = Math.round(draws.integer(-before, after) / 2);
  const late = after + draws.integer(1, 7);
  return draws.chance(scenario.visits?.outOfWindow ?? 0) && before + after > 0 ? late : within;
}

function drawStatus(visit: Visit, scenario: Scenario, draws: Draws): Record<string, FormStatus> {
  const status: Record<string, FormStatus> = {};
  for (const assessment of scenario.assessments ?? []) {
    const fate = draws.uniform(0, 1);
    if (!visit.forms.includes(assessment.form)) continue;
    if (assessment.visits !== undefined && !assessment.visits.includes(visit.id)) continue;
    if (fate < assessment.missed) status[assessment.form] = 'missed';
    else if (fate < assessment.missed + assessment.failed) status[assessment.form] = 'failed';
  }
  return status;
}

/** At most one withdrawal, uniform over the planned follow-up. */
function drawWithdrawal({ scenario, timetable, seed, enrolment }: CourseInput, from: string): Withdrawal | undefined {
  const draws = createDraws(seed, 'withdrawal', enrolment.key);
  const plannedDays = Math.max(2, timetable.after.at(-1)?.plannedDay ?? 2);
  for (const { kind, probability, reason } of scenario.withdrawals ?? []) {
    const day = workingDay(addDays(from, draws.integer(1, plannedDays - 1)));
    if (draws.chance(probability)) return { kind, day, reason };
  }
  return undefined;
}
