// Stopping rules: counts over participants, held against a limit. Over everybody they are blinded; by treatment they need sequences.
import { betaQuantile, regularizedBeta } from '@equipoise/stats';
import { administrationBefore, label, type Protocol, type StoppingRule } from '@equipoise/trial';

/** A participant as stopping rules and the board's tables see one. */
export interface CountedParticipant {
  readonly participantId: string;
  readonly given: readonly { readonly administration: string; readonly startedAt: string | null }[];
  readonly events: readonly CountedEvent[];
}

export interface CountedEvent {
  readonly facts: {
    readonly systemOrganClass: string;
    readonly startedOn: unknown;
    readonly grade?: number;
    readonly outcome: string;
  };
  readonly case: {
    readonly isSerious: boolean;
    readonly isSuspected: boolean;
    readonly specialInterests: readonly string[];
    readonly windows?: readonly string[];
  };
}

export interface RuleResult {
  readonly rule: string;
  readonly name: string;
  /** Participants who were treated (with the treatment, where the rule names one). */
  readonly participants: number;
  readonly withEvent: number;
  /** Exact lower bound of the proportion, or posterior probability; absent for a count. */
  readonly bound?: number;
  /** What the count or the bound is held against. */
  readonly limit: number;
  readonly isReached: boolean;
}

/** Which treatment an administration of a participant gave; undefined where nobody may know. */
export type TreatmentOf = (participantId: string, administration: string) => string | undefined;

/**
 * The rules of a protocol as they stand: without `treatmentOf` those over everybody, which are blinded; with it those by
 * treatment, for whoever works behind the firewall.
 */
export function evaluateStoppingRules(
  protocol: Protocol,
  participants: readonly CountedParticipant[],
  treatmentOf?: TreatmentOf,
): readonly RuleResult[] {
  return (protocol.safety?.stoppingRules ?? [])
    .filter((rule) => (rule.by === 'treatment') === (treatmentOf !== undefined))
    .map((rule) => {
      const isOf = (participantId: string, administration: string) =>
        rule.treatment === undefined || treatmentOf?.(participantId, administration) === rule.treatment;
      const treated = participants.filter(({ participantId, given }) =>
        given.some(({ administration }) => isOf(participantId, administration)),
      );
      const withEvent = treated.filter((one) => one.events.some((event) => counts(rule, one, event, isOf))).length;
      return judge(rule, treated.length, withEvent);
    });
}

/** A rule held against its counts. */
export function judge(rule: StoppingRule, participants: number, withEvent: number): RuleResult {
  const about = { rule: rule.id, name: label(rule.name), participants, withEvent };
  switch (rule.kind) {
    case 'count':
      return { ...about, limit: rule.atLeast, isReached: withEvent >= rule.atLeast };
    case 'exactBinomial': {
      // Clopper and Pearson (1934): the proportion at which so many events or more have the probability 1 − confidence.
      const bound = withEvent === 0 ? 0 : betaQuantile(1 - rule.confidence, withEvent, participants - withEvent + 1);
      return { ...about, bound, limit: rule.reference, isReached: bound > rule.reference };
    }
    case 'bayesian': {
      const { events, others } = rule.prior;
      const bound = regularizedBeta(rule.reference, events + withEvent, others + participants - withEvent).upper;
      return { ...about, bound, limit: rule.probability, isReached: bound >= rule.probability };
    }
  }
}

/** The administration after which an event began, with the days since; undefined before any. */
export function onsetOf(one: CountedParticipant, event: CountedEvent) {
  const { startedOn } = event.facts;
  if (typeof startedOn !== 'string') return undefined;
  const given = one.given.flatMap(({ administration, startedAt }) =>
    startedAt === null ? [] : [{ administration, startedAt }],
  );
  return administrationBefore(given, startedOn);
}

function counts(
  { events, treatment }: StoppingRule,
  one: CountedParticipant,
  event: CountedEvent,
  isOf: (participantId: string, administration: string) => boolean,
): boolean {
  const { facts, case: is } = event;
  const onset = events.withinDays === undefined && treatment === undefined ? undefined : onsetOf(one, event);
  return (
    (events.systemOrganClass === undefined || facts.systemOrganClass === events.systemOrganClass) &&
    (events.specialInterest === undefined || is.specialInterests.includes(events.specialInterest)) &&
    (events.serious === undefined || is.isSerious === events.serious) &&
    (events.fatal === undefined || (facts.outcome === 'fatal') === events.fatal) &&
    (events.suspected === undefined || is.isSuspected === events.suspected) &&
    (events.fromGrade === undefined || (facts.grade ?? 0) >= events.fromGrade) &&
    (events.withinDays === undefined || (onset !== undefined && onset.days <= events.withinDays)) &&
    (treatment === undefined || (onset !== undefined && isOf(one.participantId, onset.administration)))
  );
}
