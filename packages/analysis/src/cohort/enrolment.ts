// Who is screened, where and when, and who is randomised: participants are drawn until the protocol's criteria accept them.
import { addDays, calculateItems, daysBetween, deterministicId, ParticipantId, type Protocol } from '@equipoise/trial';
import { earlierDay, workingDay } from './calendar.js';
import { type CountFactors, drawCount, drawCountFactors } from './count-outcome.js';
import { createDraws, type Draws } from './draws.js';
import { participantShift } from './item-shift.js';
import { fillForm, type ItemMemory, type Items } from './participant-forms.js';
import { type Harvest, planHarvests } from './product-plan.js';
import type { Rules } from './rule.js';
import type { ItemPlan, Scenario } from './scenario-schema.js';
import type { Timetable } from './timetable.js';

/** A form with its values, on the day they were collected. */
export interface FilledForm {
  readonly visit: string;
  readonly form: string;
  readonly occurrence: number;
  readonly day: string;
  readonly items: Items;
}

/** A screened participant, up to randomisation or to the end of screening. */
export interface Enrolment {
  readonly participantId: ParticipantId;
  /** What all draws for this participant are keyed by; it holds no allocation. */
  readonly key: string;
  readonly siteId: string;
  readonly screeningNumber: string;
  readonly outcome: 'randomised' | 'ineligible' | 'declined';
  readonly screenedOn: string;
  readonly randomisedOn?: string;
  readonly forms: readonly FilledForm[];
  /** Last values by item, as the rules of the protocol read them. */
  readonly values: Readonly<Items>;
  readonly memory: ItemMemory;
  readonly harvests: readonly Harvest[];
  /** By counted item ("form.item"). */
  readonly countFactors: Readonly<Record<string, CountFactors>>;
}

export interface EnrolmentPlan {
  readonly protocol: Protocol;
  readonly scenario: Scenario;
  readonly timetable: Timetable;
  readonly rules: Rules;
  readonly seed: number;
  /** What identifiers are made from. */
  readonly idSeed: string;
  readonly participants: number;
}

const mostAttempts = 2000;

/**
 * Screens participants until exactly `participants` are randomised, in the order of screening.
 * Throws a `RangeError` where the scenario's distributions hardly ever satisfy the protocol's criteria.
 */
export function planEnrolment(plan: EnrolmentPlan): Enrolment[] {
  const { scenario, seed, participants } = plan;
  const failures = createDraws(seed, 'screening failures');
  const enrolled: Omit<Enrolment, 'screeningNumber'>[] = [];
  accrualDays(plan).forEach((day, place) => {
    enrolled.push(randomisedParticipant(plan, place, day));
    const count = failures.poisson(scenario.screening.failuresPerRandomised);
    for (let i = 0; i < count && i < 20; i++) {
      const screenedOn = workingDay(addDays(day, -failures.integer(1, 60)));
      enrolled.push(failedParticipant(plan, `failure ${place}/${i}`, screenedOn));
    }
  });
  if (enrolled.filter((one) => one.outcome === 'randomised').length !== participants)
    throw new Error('accrual is wrong');
  enrolled.sort((a, b) => compare(a.screenedOn, b.screenedOn) || compare(a.participantId, b.participantId));
  const counts = new Map<string, number>();
  return enrolled.map((one) => {
    const number = (counts.get(one.siteId) ?? 0) + 1;
    counts.set(one.siteId, number);
    return { ...one, screeningNumber: `${one.siteId}-${String(number).padStart(3, '0')}` };
  });
}

/** The days of randomisation: the first and last as the scenario says, the others uniform between them. */
function accrualDays({ scenario, seed, participants }: EnrolmentPlan): string[] {
  const { start, end } = scenario.accrual;
  const draws = createDraws(seed, 'accrual');
  const span = daysBetween(start, end);
  const inner = Array.from({ length: Math.max(0, participants - 2) }, () => draws.integer(0, span));
  const days = [0, ...inner, ...(participants > 1 ? [span] : [])].slice(0, participants).sort((a, b) => a - b);
  return days.map((offset) => earlierDay(workingDay(addDays(start, offset)), end));
}

function randomisedParticipant(plan: EnrolmentPlan, place: number, day: string): Omit<Enrolment, 'screeningNumber'> {
  const { protocol, scenario, seed } = plan;
  const key = `place ${place}`;
  const participantId = participantIdOf(plan, key);
  const draws = createDraws(seed, 'enrolment', key);
  const siteId = drawSite(plan, day, draws);
  const { product } = scenario;
  const { min, max } = scenario.screening.daysToRandomisation;
  const harvests =
    protocol.product?.origin !== 'autologous' || product === undefined || !('daysToHarvest' in product)
      ? []
      : planHarvests({ product: protocol.product, plan: product, rules: plan.rules, seed, key, participantId });
  const lastRelease = harvests.at(-1)?.decidedDay ?? 0;
  const screenedOn = workingDay(addDays(day, -Math.max(draws.integer(min, max), lastRelease + 3)));
  const candidate = drawCandidate(plan, { key, siteId, screenedOn, randomisedOn: day, eligible: true });
  return {
    ...candidate,
    participantId,
    key,
    siteId,
    outcome: 'randomised',
    screenedOn,
    randomisedOn: day,
    harvests,
  };
}

function failedParticipant(plan: EnrolmentPlan, key: string, screenedOn: string): Omit<Enrolment, 'screeningNumber'> {
  const { protocol, scenario, seed } = plan;
  const draws = createDraws(seed, 'enrolment', key);
  const siteId = drawSite(plan, screenedOn, draws);
  const common = {
    participantId: participantIdOf(plan, key),
    key,
    siteId,
    screenedOn,
    harvests: [],
  };
  const declined = {
    ...common,
    outcome: 'declined',
    forms: [],
    values: {},
    memory: new Map(),
    countFactors: {},
  } as const;
  const canFail = protocol.eligibility.criteria.length > 0 && protocol.eligibility.stages.length > 0;
  if (!canFail || draws.chance(scenario.screening.declinedConsent ?? 0)) return declined;
  const candidate = findCandidate(plan, { key, siteId, screenedOn, eligible: false });
  return candidate === undefined ? declined : { ...common, ...candidate, outcome: 'ineligible' };
}

interface Wanted {
  readonly key: string;
  readonly siteId: string;
  readonly screenedOn: string;
  readonly randomisedOn?: string;
  readonly eligible: boolean;
}

type Candidate = Pick<Enrolment, 'forms' | 'values' | 'memory' | 'countFactors'>;

function drawCandidate(plan: EnrolmentPlan, wanted: Wanted): Candidate {
  const candidate = findCandidate(plan, wanted);
  if (candidate !== undefined) return candidate;
  throw new RangeError(
    `None of ${mostAttempts} participants that the scenario "${plan.scenario.id}" drew for the site "${wanted.siteId}" ` +
      'satisfies the eligibility criteria; its distributions of items must satisfy them more often.',
  );
}

function findCandidate(plan: EnrolmentPlan, wanted: Wanted): Candidate | undefined {
  for (let attempt = 0; attempt < mostAttempts; attempt++) {
    const draws = createDraws(plan.seed, 'candidate', wanted.key, attempt);
    const candidate = screenCandidate(plan, wanted, draws);
    if (plan.rules.isEligible(wanted.siteId, candidate.values) === wanted.eligible) return candidate;
  }
  return undefined;
}

function screenCandidate(plan: EnrolmentPlan, wanted: Wanted, draws: Draws): Candidate {
  const { protocol, scenario, timetable } = plan;
  const memory: ItemMemory = new Map();
  const countFactors: Record<string, CountFactors> = {};
  for (const count of scenario.counts ?? []) countFactors[count.item] = drawCountFactors(count, draws);
  const last = wanted.randomisedOn ?? addDays(wanted.screenedOn, 14);
  const forms: FilledForm[] = [];
  for (const { visit, screeningDay } of timetable.before) {
    const planned = Number.isFinite(screeningDay) ? workingDay(addDays(wanted.screenedOn, screeningDay)) : last;
    const day = earlierDay(planned, last);
    for (const formId of visit.forms) {
      const form = protocol.forms.find((one) => one.id === formId);
      if (form === undefined || form.repeats === true) continue;
      const given: Items = {};
      for (const count of scenario.counts ?? []) {
        const [countForm = '', item = ''] = (count.baselineItem ?? count.item).split('.');
        const factors = countFactors[count.item];
        if (countForm === formId && factors !== undefined) given[item] = drawCount(count, factors, {}, draws);
      }
      const shift = (path: string, one: ItemPlan) => participantShift(path, one, { memory, draws });
      const items = fillForm({ form, visit: visit.id, day, given, shift }, scenario, memory, draws);
      forms.push({ visit: visit.id, form: formId, occurrence: 1, day, items });
    }
  }
  const values: Items = Object.assign({}, ...calculateItems(protocol, forms).map(({ items }) => items));
  return { forms, values, memory, countFactors };
}

function participantIdOf({ idSeed }: EnrolmentPlan, key: string): ParticipantId {
  return ParticipantId.parse(deterministicId(idSeed, 'participant', key));
}

function drawSite({ protocol, scenario }: EnrolmentPlan, day: string, draws: Draws): string {
  const sites = scenario.accrual.sites ?? protocol.sites.map((site) => ({ site: site.id, rate: 1, opens: undefined }));
  const open = sites.filter((one) => one.opens === undefined || one.opens <= day);
  const candidates = open.length > 0 ? open : sites;
  return draws.weighted(Object.fromEntries(candidates.map((one) => [one.site, one.rate])));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
