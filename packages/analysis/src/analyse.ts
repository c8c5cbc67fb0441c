// From a snapshot to everything that the report shows: derived records, sets, estimates, testing, safety, flow.
import type { Analysis, Protocol } from '@equipoise/trial';
import { baselineTable } from './baseline/baseline.js';
import { summariseVisits } from './baseline/visit-summary.js';
import { deriveTrial } from './derive/derive.js';
import type { DerivedTrial } from './derive/record.js';
import { type DesignPowerReport, designPower } from './design/design-power.js';
import { contrastOf } from './estimate/comparison.js';
import { finiteResult, type MethodResult } from './estimate/estimate.js';
import { estimate } from './estimate/method.js';
import { traceOf } from './estimate/trace.js';
import { countDeviations } from './flow/deviation.js';
import { flowOf, notRandomised } from './flow/flow.js';
import { recruitmentOf } from './flow/recruitment.js';
import type { AnalysisOutput, AnalysisResult } from './output.js';
import { compareSafety } from './safety/comparison.js';
import { safetyTable } from './safety/safety-table.js';
import { countBySequence, membersOf, type SetMembership, summariseSet } from './set/analysis-set.js';
import type { Snapshot } from './snapshot.js';
import { snapshotHash, visibleEvents } from './snapshot-hash.js';
import { conclude } from './testing/conclusion.js';
import { type CommittedPlan, committedPlan, isPostHoc } from './testing/plan.js';
import { decideTesting, withStatus } from './testing/testing.js';
import { labelOf } from './text.js';

/** What an analysis may be asked for beside the protocol's analyses. */
export interface AnalyseOptions {
  /** Stamped post hoc unless the committed plan holds them. */
  readonly additionalAnalyses?: readonly Analysis[];
}

/**
 * Analyses a snapshot. Pure: the same snapshot gives the same output under every time zone, locale and order of its events. Numbers
 * have full precision. Throws where the snapshot contradicts itself (a randomised participant whom the opened allocation lacks).
 */
export function analyse(snapshot: Snapshot, { additionalAnalyses = [] }: AnalyseOptions = {}): AnalysisOutput {
  const { protocol } = snapshot;
  const trial = deriveTrial(snapshot);
  const sets = protocol.analysisSets.map((definition) => membersOf(definition, trial, protocol));
  const plan = committedPlan(snapshot);
  const scope = { protocol, trial, sets, plan };
  const computed = [
    ...protocol.analyses.filter((one) => isInCut(one, trial, protocol)).map((one) => resultOf(one, scope, false)),
    ...additionalAnalyses.map((one) => resultOf(one, scope, true)),
  ];
  const testing = decideTesting(protocol.testing, computed, snapshot.cut?.id);
  const analyses = withStatus(computed, testing);
  const size = sampleSizeOf(protocol);
  return {
    ...identityOf(snapshot),
    participants: {
      screened: trial.participants.length,
      randomised: trial.randomised.length,
      bySequence: countBySequence(trial.randomised, protocol),
      notRandomised: notRandomised(trial),
    },
    recruitment: recruitmentOf(trial, protocol),
    sampleSize: size.reports,
    flow: flowOf(trial, sets, protocol),
    analysisSets: sets.map((set) =>
      summariseSet(set, trial, { protocol, contributes: contributesTo(trial, protocol) }),
    ),
    baseline: baselineTable(trial, protocol),
    visitSummaries: summariseVisits(trial, protocol),
    analyses,
    testing,
    safety: safetyTable(trial, protocol),
    safetyComparisons: (protocol.safetyComparisons ?? []).map((one) => ({
      ...compareSafety(one, trial, protocol),
      postHoc: isPostHoc(one, { plan, protocol, isAdditional: false }),
    })),
    deviations: countDeviations(trial, protocol),
    plan: plan.provenance,
    notes: [...trial.notes, ...size.notes],
    conclusion: conclude({
      acronym: protocol.acronym,
      dummyArms: trial.dummyArms,
      synthetic: snapshot.synthetic,
      testing,
      analyses,
      nameOfEndpoint: (id) => labelOf(protocol.endpoints.find((endpoint) => endpoint.id === id)?.name, id),
    }),
  };
}

/** Assumptions that contradict each other hold up no analysis: they are told. */
function sampleSizeOf(protocol: Protocol): {
  readonly reports: readonly DesignPowerReport[];
  readonly notes: readonly string[];
} {
  if ((protocol.power ?? []).length === 0) return { reports: [], notes: [] };
  try {
    return { reports: designPower(protocol), notes: [] };
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    return { reports: [], notes: [`The sample size is not shown: ${cause.message}`] };
  }
}

function identityOf(snapshot: Snapshot) {
  const { protocol } = snapshot;
  return {
    trial: protocol.id,
    title: labelOf(protocol.title, protocol.id),
    acronym: protocol.acronym,
    trialId: snapshot.trialId,
    protocolVersion: protocol.version,
    protocolDigest: snapshot.protocolDigest,
    softwareVersion: snapshot.softwareVersion,
    mode: snapshot.mode,
    synthetic: snapshot.synthetic,
    stamp: snapshot.synthetic ? 'SYNTHETIC: made data, from which nothing follows about any real treatment' : null,
    dummyArms: snapshot.allocation.kind === 'dummy',
    cut: snapshot.cut?.id ?? null,
    origin: snapshot.origin,
    snapshot: { hash: snapshotHash(snapshot), events: visibleEvents(snapshot).length },
  };
}

interface Scope {
  readonly protocol: Protocol;
  readonly trial: DerivedTrial;
  readonly sets: readonly SetMembership[];
  readonly plan: CommittedPlan;
}

function resultOf(analysis: Analysis, { protocol, trial, sets, plan }: Scope, isAdditional: boolean): AnalysisResult {
  const set = sets.find(({ definition }) => definition.id === analysis.set);
  if (set === undefined)
    throw new Error(`analysis ${analysis.id} names the set ${analysis.set}, which the protocol does not have`);
  const answer: MethodResult = finiteResult(estimate({ analysis, protocol, trial, set }));
  const used = [...new Map(answer.used.map(({ participant }) => [participant.participantId, participant])).values()];
  return {
    id: analysis.id,
    name: labelOf(analysis.name, analysis.id),
    role: analysis.role,
    endpoint: analysis.endpoint,
    analysisSet: analysis.set,
    method: analysis.method,
    methodDescription: answer.methodDescription,
    effectMeasure: answer.effectMeasure,
    contrast: answer.effectMeasure === 'none' ? '' : contrastOf(analysis.effect, protocol),
    estimate: answer.estimate,
    ci: answer.ci,
    confidence: analysis.confidence ?? 0.95,
    p: answer.p,
    n: countBySequence(set.members, protocol),
    contributing: countBySequence(used, protocol),
    status: answer.status === 'computed' ? 'descriptive' : answer.status,
    postHoc: isPostHoc(analysis, { plan, protocol, isAdditional }),
    assumed: analysis.assumed === true,
    flags: answer.flags,
    result: answer.result,
    trace: traceOf(
      used.map(({ participantId }) => participantId),
      answer.used.flatMap(({ visits }) => visits.flatMap(({ hashes }) => hashes)),
    ),
  };
}

/** In a data cut only endpoints all of whose visits are in it are analysed. */
function isInCut(analysis: Analysis, trial: DerivedTrial, protocol: Protocol): boolean {
  const endpoint = protocol.endpoints.find(({ id }) => id === analysis.endpoint);
  const planned = endpoint?.visitsByPeriod;
  if (planned === undefined)
    return endpoint?.visits === undefined || endpoint.visits.every((visit) => trial.coversVisit(visit));
  const periods = analysis.period === undefined ? Object.keys(planned) : [analysis.period];
  return periods.every((period) => (planned[period] ?? []).every((visit) => trial.coversVisit(visit)));
}

/** Whether a participant has something for the primary endpoint (the first endpoint with that role; else the first). */
function contributesTo(trial: DerivedTrial, protocol: Protocol): (participantId: string) => boolean {
  const primary = protocol.endpoints.find(({ role }) => role === 'primary') ?? protocol.endpoints[0]!;
  const contributing = new Set(
    trial.endpointValues
      .filter((value) => value.endpoint === primary.id && value.contributing > 0)
      .map(({ participantId }) => participantId),
  );
  return (participantId) => contributing.has(participantId);
}
