// Comparisons of adverse events between sequences or treatments received: risks of participants, rates of events.
import type { Protocol, SafetyComparison } from '@equipoise/trial';
import type { AdverseEventRecord, DerivedTrial, RandomisedParticipant } from '../derive/record.js';
import { contrastOf } from '../estimate/comparison.js';
import type { MethodResult } from '../estimate/estimate.js';
import { comparePoissonRates } from '../estimate/poisson-rates.js';
import { traceOf } from '../estimate/trace.js';
import { compareTwoByTwo } from '../estimate/two-by-two.js';
import type { AnalysisResult } from '../output.js';
import { countBySequence, membersOf } from '../set/analysis-set.js';
import { labelOf } from '../text.js';
import { countedEvents } from './safety-table.js';

/** One comparison that the protocol names. Safety comparisons stand outside the testing procedure. */
export function compareSafety(comparison: SafetyComparison, trial: DerivedTrial, protocol: Protocol): AnalysisResult {
  const set = membersOf(protocol.analysisSets.find(({ id }) => id === comparison.set)!, trial, protocol);
  const events = countedEvents(trial).filter((event) => isOfKind(event, comparison));
  const [active, reference] = [comparison.effect.active, comparison.effect.reference].map((group) =>
    groupOf(group, comparison, { trial, protocol, members: set.members, events }),
  ) as [Group, Group];
  const shared = active.members.filter((member) => reference.members.includes(member)).length;
  const answer = answerOf(comparison, active, reference);
  const flags = [
    ...answer.flags,
    ...(shared > 0 ? [`${shared} participants are in both groups; the interval takes the groups for independent`] : []),
    ...(comparison.method === 'two-poisson-rates'
      ? ['events of one participant are taken for independent; time at risk is planned, not actual']
      : []),
  ];
  const used = [...active.events, ...reference.events];
  return {
    id: comparison.id,
    name: labelOf(comparison.name, comparison.id),
    role: 'safety',
    endpoint: eventLabel(comparison, protocol),
    analysisSet: comparison.set,
    method: comparison.method,
    methodDescription: answer.methodDescription,
    effectMeasure: answer.effectMeasure,
    contrast: contrastOf(comparison.effect, protocol),
    estimate: answer.estimate,
    ci: answer.ci,
    confidence: comparison.confidence ?? 0.95,
    p: answer.p,
    n: countBySequence(set.members, protocol),
    contributing: countBySequence(set.members, protocol),
    status: answer.status === 'computed' ? 'descriptive' : answer.status,
    postHoc: false,
    assumed: comparison.assumed === true,
    flags,
    result: answer.result,
    trace: traceOf(
      [...active.members, ...reference.members].map(({ participantId }) => participantId),
      used.flatMap(({ hashes }) => hashes),
    ),
  };
}

interface Group {
  readonly members: readonly RandomisedParticipant[];
  readonly events: readonly AdverseEventRecord[];
}

interface Scope {
  readonly trial: DerivedTrial;
  readonly protocol: Protocol;
  readonly members: readonly RandomisedParticipant[];
  readonly events: readonly AdverseEventRecord[];
}

function groupOf(id: string, { effect }: SafetyComparison, { trial, members, events }: Scope): Group {
  if (effect.term === 'sequence') {
    const own = members.filter(({ sequence }) => sequence === id);
    const ids = new Set(own.map(({ participantId }) => participantId));
    return { members: own, events: events.filter(({ participantId }) => ids.has(participantId)) };
  }
  const own = members.filter(({ participantId }) =>
    trial.periods.some((period) => trial.receivedIn(participantId, period) === id),
  );
  const ids = new Set(own.map(({ participantId }) => participantId));
  return {
    members: own,
    events: events.filter(({ participantId, treatment }) => treatment === id && ids.has(participantId)),
  };
}

function answerOf(comparison: SafetyComparison, active: Group, reference: Group): MethodResult {
  if (comparison.method === 'two-by-two') {
    return compareTwoByTwo(
      { x1: affected(active), n1: active.members.length, x2: affected(reference), n2: reference.members.length },
      comparison,
    );
  }
  const weeks = comparison.exposureWeeks;
  const unit = weeks === undefined ? 'participants' : 'participant-weeks (planned)';
  return comparePoissonRates(
    {
      x1: active.events.length,
      t1: active.members.length * (weeks ?? 1),
      x2: reference.events.length,
      t2: reference.members.length * (weeks ?? 1),
      unit,
    },
    comparison,
  );
}

function affected({ events }: Group): number {
  return new Set(events.map(({ participantId }) => participantId)).size;
}

function isOfKind(event: AdverseEventRecord, { events }: SafetyComparison): boolean {
  return (
    (events.systemOrganClass === undefined || event.systemOrganClass === events.systemOrganClass) &&
    (events.serious === undefined || event.serious === events.serious)
  );
}

function eventLabel({ events }: SafetyComparison, protocol: Protocol): string {
  const soc = protocol.adverseEvents?.dictionary.systemOrganClasses.find(
    ({ code }) => code === events.systemOrganClass,
  );
  const kind = soc === undefined ? (events.systemOrganClass ?? 'adverse events') : labelOf(soc.name, soc.code);
  return events.serious === true ? `serious: ${kind}` : events.serious === false ? `not serious: ${kind}` : kind;
}
