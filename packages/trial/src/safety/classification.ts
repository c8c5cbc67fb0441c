// What an adverse event is to those who report it: serious, suspected, expected. Judged blind, as if the active treatment was given.
import type { Payload } from '../event/catalogue.js';
import type { SafetyCase } from '../evolve/safety-state.js';
import type { Protocol } from '../protocol/schema.js';

type Facts = Omit<Payload<'AdverseEventReported'>, 'adverseEventId'>;
export type Causality = NonNullable<Facts['causality'][keyof Facts['causality']]>;
export type CausalityTarget = keyof Facts['causality'];
export type SeriousnessCriterion = NonNullable<Facts['seriousness']>[number];

/** From the weakest to the strongest relation. */
export const causalityOrder: readonly Causality[] = ['unrelated', 'unlikely', 'possible', 'probable', 'definite'];

/** Whether one judgement of a relation is weaker than another. */
export function isWeaker(one: Causality, other: Causality): boolean {
  return causalityOrder.indexOf(one) < causalityOrder.indexOf(other);
}

export interface Classification {
  readonly isSerious: boolean;
  readonly isFatalOrLifeThreatening: boolean;
  /** A relation at least possible, by investigator or sponsor; also as long as nobody judged it. */
  readonly isSuspected: boolean;
  /** Unexpected, also as long as the sponsor did not judge it. */
  readonly isUnexpected: boolean;
  /** Whether the sponsor judged it; before that it counts as unexpected. */
  readonly isAssessed: boolean;
  /** Both judgements together: the stronger one of each (ICH E2A III.A: neither downgrades the other). */
  readonly seriousness: readonly SeriousnessCriterion[];
  readonly causality: Readonly<Partial<Record<CausalityTarget, Causality>>>;
}

/** What a case is by all that is known, the judgements of investigator and sponsor put together by the stronger one. */
export function classify(protocol: Protocol, one: SafetyCase): Classification {
  const { investigator, assessment } = one;
  const seriousness = [...new Set([...investigator.seriousness, ...(assessment?.seriousness ?? [])])];
  // A death is serious, whoever ticked what (ICH E2A II.B).
  const isSerious =
    investigator.serious || investigator.isFatal || assessment?.serious === true || seriousness.length > 0;
  const targets = new Set<CausalityTarget>([
    ...(Object.keys(investigator.causality) as CausalityTarget[]),
    ...(Object.keys(assessment?.causality ?? {}) as CausalityTarget[]),
  ]);
  const causality = Object.fromEntries(
    [...targets].map((target) => [target, stronger(investigator.causality[target], assessment?.causality[target])]),
  ) as Classification['causality'];
  const judged = suspectedTargets(protocol).flatMap((target) => causality[target] ?? []);
  return {
    isSerious,
    isFatalOrLifeThreatening:
      isSerious && (investigator.isFatal || seriousness.includes('death') || seriousness.includes('lifeThreatening')),
    isSuspected: judged.length === 0 || judged.some((each) => !isWeaker(each, 'possible')),
    isUnexpected: assessment === undefined || assessment.expectedness === 'unexpected',
    isAssessed: assessment !== undefined,
    seriousness,
    causality,
  };
}

/** The relations by which an event is a suspected reaction to the treatment. */
export function suspectedTargets(protocol: Protocol): readonly CausalityTarget[] {
  const judged = protocol.adverseEvents?.causalityTo ?? [];
  return protocol.safety?.suspectedBy ?? judged.filter((target) => target !== 'harvest');
}

function stronger(one: Causality | undefined, other: Causality | undefined): Causality | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return isWeaker(one, other) ? other : one;
}
