// Adverse events of a made cohort: by rates, or by the counts of a target.
import {
  AdverseEventFacts,
  AdverseEventOutcome,
  addDays,
  daysBetween,
  deterministicId,
  type Protocol,
} from '@equipoise/trial';
import { earlierDay } from './calendar.js';
import type { Exposure } from './course.js';
import { drawNumber } from './distribution.js';
import { createDraws, type Draws } from './draws.js';
import type { Scenario, Target } from './scenario-schema.js';

type Plan = NonNullable<Scenario['adverseEvents']>;
type Facts = ReturnType<typeof AdverseEventFacts.parse>;

/** How an event ended, or that it has not ended. */
type EventEnd = Pick<Facts, 'outcome'> & { readonly endedOn?: string };

/** One adverse event as it is reported first, and the update that follows where there is one. */
export interface PlannedAdverseEvent {
  readonly adverseEventId: string;
  readonly reportedOn: string;
  readonly facts: Facts;
  readonly update?: { readonly day: string; readonly facts: EventEnd };
}

/** A participant in whom adverse events may begin. */
export interface AtRisk {
  readonly participantId: string;
  readonly key: string;
  readonly sequence: string;
  readonly exposures: readonly Exposure[];
  readonly lastDay: string;
}

/** An event before it has its details. */
interface Onset {
  readonly day: string;
  readonly treatment: string;
  readonly systemOrganClass: string;
  readonly isSerious: boolean;
}

interface Input {
  readonly protocol: Protocol;
  readonly scenario: Scenario;
  readonly seed: number;
  readonly atRisk: readonly AtRisk[];
}

/**
 * Plans the adverse events of every participant, by participant key. With a target the numbers are its numbers
 * exactly; a `RangeError` says where a target cannot be met by those at risk.
 */
export function planAdverseEvents(input: Input): ReadonlyMap<string, readonly PlannedAdverseEvent[]> {
  const { protocol, scenario, seed, atRisk } = input;
  const plan = scenario.adverseEvents;
  const planned = new Map<string, PlannedAdverseEvent[]>();
  if (plan === undefined || protocol.adverseEvents === undefined) return planned;
  const targeted = scenario.target?.adverseEvents;
  const onsets =
    targeted === undefined
      ? onsetsByRate(plan, seed, atRisk)
      : onsetsByTarget({ ...input, plan }, scenario.target ?? {});
  for (const participant of atRisk) {
    const draws = createDraws(seed, 'adverse event details', participant.key);
    const own = (onsets.get(participant.key) ?? []).sort((a, b) => (a.day < b.day ? -1 : Number(a.day > b.day)));
    planned.set(
      participant.key,
      own.map((onset, i) => describeEvent({ plan, protocol, participant, onset, number: i + 1 }, draws)),
    );
  }
  return planned;
}

function onsetsByRate(plan: Plan, seed: number, atRisk: readonly AtRisk[]): Map<string, Onset[]> {
  const onsets = new Map<string, Onset[]>();
  for (const { key, exposures } of atRisk) {
    const draws = createDraws(seed, 'adverse events', key);
    const factor = draws.gamma(1, plan.participantVariance);
    const own = exposures.flatMap((exposure) =>
      plan.classes.flatMap(({ systemOrganClass, perYear }) => {
        const years = (daysBetween(exposure.from, exposure.to) + 1) / 365.25;
        const count = draws.poisson((perYear[exposure.treatment] ?? 0) * years * factor);
        return Array.from({ length: count }, () => ({
          day: dayWithin(exposure, draws),
          treatment: exposure.treatment,
          systemOrganClass,
          isSerious: draws.chance(plan.serious.probability[exposure.treatment] ?? 0),
        }));
      }),
    );
    onsets.set(key, own);
  }
  return onsets;
}

/** Serious events are placed first: they need a participant under the right treatment; the others fill up to the numbers by sequence. */
function onsetsByTarget(input: Input & { plan: Plan }, target: Target): Map<string, Onset[]> {
  const { seed, atRisk, plan } = input;
  const draws = createDraws(seed, 'adverse event target');
  const drafts = new Map<string, { exposure: Exposure; isSerious: boolean }[]>();
  for (const goal of target.seriousEvents ?? []) {
    const candidates = draws.shuffle(
      atRisk.filter(
        (one) =>
          !drafts.has(one.key) &&
          one.exposures.some((exposure) => isLong(exposure) && exposure.treatment === goal.treatment),
      ),
    );
    const room = (sequence: string) =>
      target.adverseEvents?.find((one) => one.sequence === sequence)?.participants ?? 0;
    const chosen = candidates.filter((one) => room(one.sequence) > 0).slice(0, goal.participants);
    require(chosen.length ===
      goal.participants, `serious events under "${goal.treatment}"`, goal.participants, chosen.length);
    deal(goal.events, chosen, draws).forEach(({ participant, events }) => {
      const exposure = participant.exposures.find((one) => isLong(one) && one.treatment === goal.treatment) as Exposure;
      drafts.set(
        participant.key,
        Array.from({ length: events }, () => ({ exposure, isSerious: true })),
      );
    });
  }
  const onsets = new Map<string, Onset[]>();
  for (const goal of target.adverseEvents ?? []) {
    const ofSequence = atRisk.filter((one) => one.sequence === goal.sequence && one.exposures.some(isLong));
    const already = ofSequence.filter((one) => drafts.has(one.key));
    const others = draws.shuffle(ofSequence.filter((one) => !drafts.has(one.key)));
    const chosen = [...already, ...others.slice(0, Math.max(0, goal.participants - already.length))];
    require(chosen.length ===
      goal.participants, `adverse events in "${goal.sequence}"`, goal.participants, chosen.length);
    const seriousEvents = already.reduce((sum, one) => sum + (drafts.get(one.key)?.length ?? 0), 0);
    const missing = goal.participants - already.length;
    const left = goal.events - seriousEvents;
    require(left >= missing, `events in "${goal.sequence}"`, goal.events, seriousEvents + missing);
    const fresh = chosen.filter((one) => !drafts.has(one.key));
    const more = [...fresh, ...Array.from({ length: left - missing }, () => draws.pick(chosen))];
    for (const participant of more) {
      const exposure = draws.pick(participant.exposures.filter(isLong));
      drafts.set(participant.key, [...(drafts.get(participant.key) ?? []), { exposure, isSerious: false }]);
    }
    const all = chosen.flatMap((one) => (drafts.get(one.key) ?? []).map((draft) => ({ ...draft, key: one.key })));
    const classes = dealClasses(plan, goal, all, draws);
    all.forEach(({ key, exposure, isSerious }, i) => {
      const onset = {
        day: dayWithin(exposure, draws),
        treatment: exposure.treatment,
        systemOrganClass: classes[i] ?? '',
        isSerious,
      };
      onsets.set(key, [...(onsets.get(key) ?? []), onset]);
    });
  }
  return onsets;
}

/** One event for each participant first, the rest at random. */
function deal(
  events: number,
  participants: readonly AtRisk[],
  draws: Draws,
): { participant: AtRisk; events: number }[] {
  if (participants.length === 0) return [];
  const counts = participants.map(() => 1);
  for (let i = participants.length; i < events; i++) {
    const index = draws.integer(0, participants.length - 1);
    counts[index] = (counts[index] ?? 0) + 1;
  }
  return participants.map((participant, i) => ({ participant, events: counts[i] ?? 0 }));
}

/** A class for every event: as many of each class that the target names, the others by their rates. */
function dealClasses(
  plan: Plan,
  goal: NonNullable<Target['adverseEvents']>[number],
  events: readonly { exposure: Exposure }[],
  draws: Draws,
): string[] {
  const named = goal.ofWhich ?? {};
  const fixed = Object.entries(named).flatMap(([systemOrganClass, count]) =>
    Array<string>(count).fill(systemOrganClass),
  );
  require(fixed.length <= events.length, `events by class in "${goal.sequence}"`, fixed.length, events.length);
  const order = draws.shuffle(events.map((_, i) => i));
  const classes: string[] = [];
  order.forEach((index, place) => {
    const treatment = events[index]?.exposure.treatment ?? '';
    const weights = plan.classes
      .filter((one) => named[one.systemOrganClass] === undefined)
      .map((one) => [one.systemOrganClass, one.perYear[treatment] ?? 0] as const);
    classes[index] = fixed[place] ?? draws.weighted(Object.fromEntries(weights));
  });
  return classes;
}

interface Described {
  readonly plan: Plan;
  readonly protocol: Protocol;
  readonly participant: AtRisk;
  readonly onset: Onset;
  readonly number: number;
}

function describeEvent({ plan, protocol, participant, onset, number }: Described, draws: Draws): PlannedAdverseEvent {
  const terms = plan.classes.find((one) => one.systemOrganClass === onset.systemOrganClass)?.terms ?? [];
  const targets = protocol.adverseEvents?.causalityTo ?? [];
  const causality = Object.fromEntries(
    targets.flatMap((target) => {
      const weights = plan.causality[target];
      return weights === undefined ? [] : [[target, draws.weighted(weights)]];
    }),
  );
  const ends = addDays(onset.day, Math.max(0, Math.round(drawNumber(plan.durationDays, draws))));
  const outcome = AdverseEventOutcome.parse(draws.weighted(plan.outcome));
  const isOver = ends <= participant.lastDay && ['recovered', 'recoveredWithSequelae'].includes(outcome);
  const reportedOn = earlierDay(addDays(onset.day, draws.integer(0, onset.isSerious ? 1 : 14)), participant.lastDay);
  const isUpdated = isOver && reportedOn <= ends && draws.chance(plan.updated);
  const final: EventEnd = isOver
    ? { endedOn: ends, outcome }
    : { outcome: outcome.startsWith('recovered') ? 'recovering' : outcome };
  const facts = AdverseEventFacts.parse({
    term: draws.pick(terms.length > 0 ? terms : ['not further described']),
    systemOrganClass: onset.systemOrganClass,
    startedOn: onset.day,
    severity: draws.weighted(onset.isSerious ? plan.serious.severity : plan.severity),
    serious: onset.isSerious,
    ...(onset.isSerious ? { seriousness: [draws.weighted(plan.serious.criteria)] } : {}),
    causality,
    ...(isUpdated ? { outcome: 'notRecovered' } : final),
  });
  return {
    adverseEventId: deterministicId(participant.participantId, 'adverse event', String(number)),
    reportedOn: isOver && !isUpdated ? earlierDay(addDays(ends, 1), participant.lastDay) : reportedOn,
    facts,
    ...(isUpdated ? { update: { day: ends, facts: final } } : {}),
  };
}

function dayWithin(exposure: Exposure, draws: Draws): string {
  return addDays(exposure.from, draws.integer(0, daysBetween(exposure.from, exposure.to)));
}

/** Long enough for an event to begin in it beyond doubt. */
function isLong(exposure: Exposure): boolean {
  return daysBetween(exposure.from, exposure.to) >= 7;
}

function require(isMet: boolean, what: string, wanted: number, possible: number): void {
  if (!isMet) throw new RangeError(`The target of ${what} is ${wanted}; this cohort allows ${possible}.`);
}
