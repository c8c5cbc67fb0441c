// What treatment, time under it, period and the participant add to a number that is drawn for a visit.
import { addDays, daysBetween, type Protocol } from '@equipoise/trial';
import type { CourseVisit, Exposure } from './course.js';
import { createDraws, type Draws } from './draws.js';
import type { ItemMemory } from './participant-forms.js';
import type { ItemPlan } from './scenario-schema.js';

export interface ShiftInput {
  readonly protocol: Protocol;
  readonly seed: number;
  /** Key of the participant. */
  readonly key: string;
  readonly memory: ItemMemory;
  readonly visit: CourseVisit;
  /** Absent before the first treatment. */
  readonly treatment: string | undefined;
  readonly exposures: readonly Exposure[];
}

/** The sum of all shifts of a plan at a visit. */
export function shiftOf(path: string, plan: ItemPlan, input: ShiftInput): number {
  const { protocol, seed, key, memory, visit, treatment } = input;
  const own = participantShift(path, plan, { memory, draws: createDraws(seed, 'item level', key, path) });
  const period = treatment === undefined ? undefined : protocol.periods[visit.period]?.id;
  const ofTreatment = treatment === undefined ? 0 : (plan.effect?.[treatment] ?? 0);
  const ofPeriod = period === undefined ? 0 : (plan.periodEffect?.[period] ?? 0);
  return own + ofTreatment + ofPeriod + accrued(plan, input);
}

/** The participant's own part, drawn once for each item and remembered. */
export function participantShift(
  path: string,
  { participantSd }: ItemPlan,
  { memory, draws }: { readonly memory: ItemMemory; readonly draws: Draws },
): number {
  if (participantSd === undefined) return 0;
  const known = memory.get(`${path} level`);
  if (typeof known === 'number') return known;
  const level = draws.normal(0, participantSd);
  memory.set(`${path} level`, level);
  return level;
}

function accrued({ effectPerYear }: ItemPlan, { exposures, visit }: ShiftInput): number {
  if (effectPerYear === undefined) return 0;
  return exposures.reduce((sum, { treatment, from, to }) => {
    const until = to < visit.day ? addDays(to, 1) : visit.day;
    const days = Math.max(0, daysBetween(addDays(from, -1), until));
    return sum + ((effectPerYear[treatment] ?? 0) * days) / 365.25;
  }, 0);
}
