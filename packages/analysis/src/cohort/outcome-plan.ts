// What is found in a randomised participant at every visit: counts, and events that repeat.
import { addDays, daysBetween, type Protocol, type Sequence } from '@equipoise/trial';
import { earlierDay } from './calendar.js';
import { drawCount } from './count-outcome.js';
import type { Course, CourseVisit, Exposure } from './course.js';
import { createDraws } from './draws.js';
import type { Enrolment } from './enrolment.js';
import type { Scenario } from './scenario-schema.js';

/** Counts of one participant, by item ("form.item") and visit, before those of other items are added. */
export type Counts = Map<string, Map<string, number>>;

/** A form that repeats, on a day. */
export interface RepeatedForm {
  readonly form: string;
  readonly day: string;
  /** The form whose occurrence it follows; absent for the first of a chain. */
  readonly follows?: string;
}

export interface OutcomeInput {
  readonly protocol: Protocol;
  readonly scenario: Scenario;
  readonly seed: number;
  readonly enrolment: Enrolment;
  readonly course: Course;
  readonly sequence: Sequence;
}

/** The treatment that a participant last received before a visit; undefined before the first. */
export function treatmentAt(visit: CourseVisit, sequence: Sequence): string | undefined {
  return visit.period < 0 ? undefined : sequence.treatments[visit.period];
}

/** Draws the counts of every visit that records them, whether or not it will be missed or unreadable. */
export function planCounts({ protocol, scenario, seed, enrolment, course, sequence }: OutcomeInput): Counts {
  const counts: Counts = new Map();
  for (const plan of scenario.counts ?? []) {
    const form = plan.item.slice(0, plan.item.indexOf('.'));
    const factors = enrolment.countFactors[plan.item];
    const byVisit = new Map<string, number>();
    counts.set(plan.item, byVisit);
    if (factors === undefined) continue;
    for (const visit of course.visits) {
      if (!visit.visit.forms.includes(form)) continue;
      const draws = createDraws(seed, 'count', enrolment.key, plan.item, visit.visit.id);
      const treatment = treatmentAt(visit, sequence);
      const period = protocol.periods[visit.period]?.id;
      const moment = { ...(treatment === undefined ? {} : { treatment }), ...(period === undefined ? {} : { period }) };
      byVisit.set(visit.visit.id, drawCount(plan, factors, moment, draws));
    }
  }
  return counts;
}

/** The count that a form shows at a visit: the item's own, and those that it contains. */
export function shownCount(item: string, visit: string, scenario: Scenario, counts: Counts): number | undefined {
  const own = counts.get(item)?.get(visit);
  if (own === undefined) return undefined;
  const contained = scenario.counts?.find((plan) => plan.item === item)?.adds ?? [];
  return contained.reduce((sum, other) => sum + (shownCount(other, visit, scenario, counts) ?? 0), own);
}

/** Draws when forms repeat, by treatment, and the forms that follow them; in order of days. */
export function planRepeatedForms(
  { scenario, seed, enrolment, course }: Omit<OutcomeInput, 'sequence'>,
  exposures: readonly Exposure[],
): RepeatedForm[] {
  const planned: RepeatedForm[] = [];
  for (const plan of scenario.repeatingForms ?? []) {
    const draws = createDraws(seed, 'repeating form', enrolment.key, plan.form);
    for (const exposure of exposures) {
      const span = daysBetween(exposure.from, exposure.to);
      const count = draws.poisson(((plan.perYear[exposure.treatment] ?? 0) * (span + 1)) / 365.25);
      for (let i = 0; i < count; i++) {
        const day = addDays(exposure.from, draws.integer(0, span));
        planned.push({ form: plan.form, day });
        for (const next of plan.followedBy ?? []) {
          const later = earlierDay(addDays(day, draws.integer(next.afterDays.min, next.afterDays.max)), course.lastDay);
          if (draws.chance(next.probability)) planned.push({ form: next.form, day: later, follows: plan.form });
        }
      }
    }
  }
  return planned.sort((a, b) => (a.day < b.day ? -1 : Number(a.day > b.day)));
}
