// The conclusion, by rule from the testing procedure: what was and what was not demonstrated, never more.
import type { AnalysisOutput, AnalysisResult } from '../output.js';

interface Ground {
  readonly acronym: string;
  readonly dummyArms: boolean;
  readonly synthetic: boolean;
  readonly testing: AnalysisOutput['testing'];
  readonly analyses: readonly AnalysisResult[];
  readonly nameOfEndpoint: (endpoint: string) => string;
}

/** Sentences for each hypothesis that was tested, then one for those that were not; while blind, no verdict at all. */
export function conclude(ground: Ground): string {
  const made = ground.synthetic ? ['SYNTHETIC data: this says nothing about real treatments.'] : [];
  if (ground.dummyArms) {
    const dealt = 'Dummy arms, dealt at random: this says nothing about the treatments.';
    return [dealt, ...made, `${ground.acronym} is blind, so no conclusion is drawn.`].join(' ');
  }
  const sentences = ground.testing.steps.flatMap(({ analysis, verdict }) => {
    const result = ground.analyses.find(({ id }) => id === analysis);
    if (result === undefined || verdict === 'not tested') return [];
    return [sentenceOn(result, verdict, ground)];
  });
  const untested = ground.testing.steps
    .filter(({ verdict }) => verdict === 'not tested')
    .map(({ analysis }) => ground.analyses.find(({ id }) => id === analysis)?.name ?? analysis);
  return [
    ...made,
    ...(sentences.length === 0 ? [`${ground.acronym} tested no hypothesis of its testing procedure.`] : sentences),
    ...(untested.length === 0
      ? []
      : [`Not tested in the ${procedureName(ground.testing.procedure)}: ${untested.join('; ')}.`]),
  ].join(' ');
}

const procedureNames: Readonly<Record<string, string>> = {
  fixedSequence: 'fixed sequence',
  bonferroni: 'Bonferroni procedure',
  holm: 'Holm procedure',
  hochberg: 'Hochberg procedure',
  hommel: 'Hommel procedure',
  graphical: 'graphical procedure',
};

/** The testing procedure in words. */
export function procedureName(procedure: string): string {
  return procedureNames[procedure] ?? procedure;
}

function sentenceOn(
  result: AnalysisResult,
  verdict: 'demonstrated' | 'not demonstrated',
  { acronym, nameOfEndpoint }: Ground,
): string {
  const about = `${nameOfEndpoint(result.endpoint)}, ${result.contrast}`;
  if (result.estimate === null || result.p === null) {
    return `${acronym} did not demonstrate a difference: no test was possible (${about}; ${result.flags.join('; ') || result.status}).`;
  }
  const verb = verdict === 'demonstrated' ? 'demonstrated' : 'did not demonstrate';
  return `${acronym} ${verb} a difference: ${formatEstimate(result)}, ${formatP(result.p)} (${about}).`;
}

/** "rate ratio 0.94 (95% CI 0.50 to 1.78)"; two decimals. */
export function formatEstimate({ effectMeasure, estimate, ci, confidence }: AnalysisResult): string {
  if (estimate === null) return `${effectMeasure} not estimable`;
  const interval = ci === null ? 'no CI' : `${percent(confidence)}% CI ${decimals(ci[0])} to ${decimals(ci[1])}`;
  return `${effectMeasure} ${decimals(estimate)} (${interval})`;
}

/** "p = 0.84", "p = 0.045", "p < 0.001": three decimals below 0.1. */
export function formatP(p: number): string {
  if (p < 0.001) return 'p < 0.001';
  return `p = ${p < 0.1 ? p.toFixed(3) : p.toFixed(2)}`;
}

function decimals(value: number): string {
  return Number.isFinite(value) ? value.toFixed(2).replace(/^-(0\.00)$/, '$1') : value > 0 ? '∞' : '−∞';
}

function percent(confidence: number): string {
  return String(Number((confidence * 100).toPrecision(6)));
}
