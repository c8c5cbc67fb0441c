// Checks the target of a scenario: numbers that can be met together, by this scenario, under this protocol.
import type { Finding, Path, Protocol } from '@equipoise/trial';
import { findUnknown, findUnknownKeys, type KnownNames } from './scenario-name.js';
import type { AnalysisTarget, Scenario } from './scenario-schema.js';

/** The faults of a target; none where there is no target. `participants`: how many the user asks for, if so. */
export function findTargetFaults(
  scenario: Scenario,
  { protocol, names, participants }: { protocol: Protocol; names: KnownNames; participants: number | undefined },
): readonly Finding[] {
  const { target } = scenario;
  if (target === undefined) return [];
  return [
    ...findUnknownKeys(target.randomised, names.sequence, ['target', 'randomised']),
    ...findNumberFaults(scenario, protocol, participants),
    ...(target.adverseEvents !== undefined && scenario.adverseEvents === undefined
      ? [fault('scenario-missing', ['target', 'adverseEvents'], 'the scenario plans no adverse events')]
      : []),
    ...(target.adverseEvents ?? []).flatMap((one, i) => [
      ...findUnknown(one.sequence, names.sequence, ['target', 'adverseEvents', i, 'sequence']),
      ...findUnknownKeys(one.ofWhich, names.systemOrganClass, ['target', 'adverseEvents', i, 'ofWhich']),
      ...findTooFew(one, ['target', 'adverseEvents', i]),
    ]),
    ...(target.seriousEvents ?? []).flatMap((one, i) => [
      ...findUnknown(one.treatment, names.treatment, ['target', 'seriousEvents', i, 'treatment']),
      ...findTooFew(one, ['target', 'seriousEvents', i]),
    ]),
    ...(target.analyses ?? []).flatMap((one, i) =>
      findAnalysisFaults(one, { scenario, protocol, path: ['target', 'analyses', i] }),
    ),
  ];
}

function findNumberFaults(
  { target, randomisation }: Scenario,
  protocol: Protocol,
  participants: number | undefined,
): readonly Finding[] {
  if (target?.randomised === undefined) return [];
  const path = ['target', 'randomised'];
  const total = Object.values(target.randomised).reduce((sum, count) => sum + count, 0);
  const wanted = participants ?? protocol.plannedParticipants ?? total;
  const findings: Finding[] = [];
  if (wanted !== total) {
    const message = `the target randomises ${total} participants, and ${wanted} are asked for`;
    findings.push({ ...fault('scenario-participants', path, message), allowed: `${total} participants` });
  }
  if ((randomisation ?? protocol.randomisation).method !== 'uploadedList') {
    const message = 'numbers by sequence can be met by an uploaded list only';
    findings.push({
      ...fault('scenario-method', path, message),
      allowed: 'randomisation: { method: uploadedList, … }',
    });
  }
  return findings;
}

function findTooFew(
  { events, participants }: { readonly events: number; readonly participants: number },
  path: Path,
): readonly Finding[] {
  if (events >= participants && (participants > 0 || events === 0)) return [];
  return [fault('scenario-range', path, `${events} events can't be in ${participants} participants`)];
}

interface AnalysisPlace {
  readonly scenario: Scenario;
  readonly protocol: Protocol;
  readonly path: Path;
}

function findAnalysisFaults(target: AnalysisTarget, { scenario, protocol, path }: AnalysisPlace): readonly Finding[] {
  const known = { what: 'analysis', known: protocol.analyses.map((one) => one.id) };
  const analysis = protocol.analyses.find((one) => one.id === target.id);
  if (analysis === undefined) return findUnknown(target.id, known, [...path, 'id']);
  const endpoint = protocol.endpoints.find((one) => one.id === analysis.endpoint);
  const item = `${endpoint?.item.form}.${endpoint?.item.item}`;
  const findings: Finding[] = [];
  if (analysis.method !== 'nb-glm') {
    const message = `the analysis "${target.id}" is not a negative-binomial regression`;
    findings.push({ ...fault('scenario-method', [...path, 'id'], message), allowed: 'an analysis by nb-glm' });
  }
  if (!scenario.counts?.some((plan) => plan.item === item)) {
    const message = `the scenario does not plan the counts of "${item}", which this analysis reads`;
    findings.push(fault('scenario-missing', [...path, 'id'], message));
  }
  if (target.ci !== undefined && !(target.ci[0] < target.estimate && target.estimate < target.ci[1])) {
    findings.push(fault('scenario-range', [...path, 'ci'], `${target.estimate} is not within the interval`));
  }
  if (target.margin >= 0.5 * 10 ** -target.digits) {
    findings.push(fault('scenario-range', [...path, 'margin'], 'the margin leaves nothing of the rounding interval'));
  }
  return findings;
}

function fault(code: string, path: Path, message: string): Finding {
  return { code, path, message };
}
