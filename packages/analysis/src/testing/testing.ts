// The testing procedure of the plan: which hypotheses are demonstrated at the level of the whole family.
import {
  type EfficacyBoundary,
  groupSequentialDesign,
  normalQuantile,
  normalTwoSided,
  type TestingGraph,
  testingProcedure,
} from '@equipoise/stats';
import { type Testing, testedAnalyses } from '@equipoise/trial';
import { isRatio } from '../effect-measure.js';
import type { AnalysisOutput, AnalysisResult, AnalysisStatus } from '../output.js';
import { efficacyOf } from './boundary.js';

type TestingSteps = AnalysisOutput['testing'];
type Step = TestingSteps['steps'][number];

/**
 * The verdict of each hypothesis at the family's level. One that is post hoc, or not among the results (a data cut does not cover it), is
 * not tested; in a fixed sequence neither are those behind it, nor those behind the first that is not demonstrated. One without a
 * p-value is not demonstrated. With interim looks the analysis that is looked at is tested at the level of this look, in a fixed sequence
 * alone; other hypotheses and procedures are not tested, because the plan does not say how looks share the level with them.
 * @see Maurer, Hothorn, Lehmacher 1995 for the fixed sequence; Bretz et al. 2009 for graphs
 */
export function decideTesting(testing: Testing, results: readonly AnalysisResult[], cut?: string): TestingSteps {
  const { procedure, alpha } = testing;
  const judged = testing.sides === 1 ? results.map((result) => oneSided(result, testing.better)) : results;
  const steps =
    testing.procedure === 'fixedSequence'
      ? inSequence(testing, judged, { alpha, look: levelAtLook(testing, cut) })
      : testing.interim === undefined
        ? together(testing, judged, alpha)
        : testedAnalyses(testing).map((id): Step => notTested(id, judged));
  return { procedure, alpha: testing.alpha, steps };
}

/** The result with its one-sided p-value; without an estimate, or without the side that is wanted, there is none. */
function oneSided(result: AnalysisResult, better: Testing['better']): AnalysisResult {
  const { p, estimate, effectMeasure } = result;
  if (p === null || estimate === null || better === undefined) return { ...result, p: null };
  const isLower = estimate < (isRatio(effectMeasure) ? 1 : 0);
  return { ...result, p: isLower === (better === 'lower') ? p / 2 : 1 - p / 2 };
}

function notTested(id: string, results: readonly AnalysisResult[]): Step {
  return { analysis: id, p: results.find((candidate) => candidate.id === id)?.p ?? null, verdict: 'not tested' };
}

/**
 * The level, two-sided unless the tests are one-sided, at which the analysis with interim looks is tested: at a look in its cut, or at
 * the end; 0 in a cut that is no look. Information is taken as planned.
 */
function levelAtLook(testing: Testing, cut: string | undefined): number | undefined {
  const { interim } = testing;
  if (interim === undefined) return undefined;
  const at = cut === undefined ? interim.looks.length : interim.looks.findIndex((look) => look.cut === cut);
  if (at < 0) return 0;
  const informationRates = [...interim.looks.map(({ informationRate }) => informationRate), 1];
  const alpha = testing.sides === 1 ? testing.alpha : testing.alpha / 2;
  const efficacy = efficacyOf(interim.efficacy, (z) => haybittlePeto(z, alpha, interim.looks.length));
  const level = groupSequentialDesign({ informationRates, alpha, efficacy }).stageLevels[at]!;
  return testing.sides === 1 ? level : 2 * level;
}

/** Bonferroni's bound for the end: the looks take their own levels from that of the trial. */
function haybittlePeto(z: number, alpha: number, looks: number): EfficacyBoundary {
  const left = alpha - looks * normalTwoSided(z) * 0.5;
  const last = left > 0 ? normalQuantile(1 - left) : Number.POSITIVE_INFINITY;
  return { kind: 'given', criticalValues: [...Array.from({ length: looks }, () => z), last] };
}

function inSequence(
  { order, interim }: Extract<Testing, { procedure: 'fixedSequence' }>,
  results: readonly AnalysisResult[],
  { alpha, look }: { readonly alpha: number; readonly look: number | undefined },
): readonly Step[] {
  let isOpen = true;
  return order.map((id): Step => {
    // Behind looks the level that is left for a later hypothesis is not defined by the plan.
    if (interim !== undefined && id !== interim.analysis) return notTested(id, results);
    const result = results.find((candidate) => candidate.id === id);
    const p = result?.p ?? null;
    if (!isOpen || result === undefined || result.postHoc) {
      isOpen = false;
      return { analysis: id, p, verdict: 'not tested' };
    }
    isOpen = p !== null && p <= (look ?? alpha);
    return { analysis: id, p, verdict: isOpen ? 'demonstrated' : 'not demonstrated' };
  });
}

/** All at once; the p-value adjusted for the family is the least level at which the hypothesis would be demonstrated. */
function together(
  testing: Exclude<Testing, { procedure: 'fixedSequence' }>,
  results: readonly AnalysisResult[],
  alpha: number,
): readonly Step[] {
  const ids = testedAnalyses(testing);
  if (ids.length === 0) return [];
  const tested = ids.map((id) => {
    const result = results.find((candidate) => candidate.id === id && !candidate.postHoc);
    return { name: id, p: result?.p ?? undefined, isTested: result !== undefined };
  });
  const decisions = testingProcedure({ hypotheses: tested, procedure: procedureOf(testing), alpha });
  return decisions.map(({ name, adjustedP, rejected }, index): Step => {
    const p = results.find((candidate) => candidate.id === name)?.p ?? null;
    if (!tested[index]!.isTested) return { analysis: name, p, verdict: 'not tested' };
    return { analysis: name, p, adjustedP: adjustedP ?? null, verdict: rejected ? 'demonstrated' : 'not demonstrated' };
  });
}

function procedureOf(testing: Exclude<Testing, { procedure: 'fixedSequence' }>) {
  if (testing.procedure === 'graphical') return { kind: 'graph' as const, ...graphOf(testing) };
  if (testing.procedure === 'bonferroni' && testing.weights !== undefined) {
    const none = testing.weights.map(() => testing.weights!.map(() => 0));
    return { kind: 'graph' as const, weights: testing.weights, transitions: none };
  }
  return { kind: testing.procedure };
}

function graphOf({ hypotheses, transitions }: Extract<Testing, { procedure: 'graphical' }>): TestingGraph {
  const edge = (from: string, to: string) => transitions.find((one) => one.from === from && one.to === to)?.weight ?? 0;
  return {
    weights: hypotheses.map(({ weight }) => weight),
    transitions: hypotheses.map((from) => hypotheses.map((to) => edge(from.analysis, to.analysis))),
  };
}

/** Gives each result its place in the procedure; a result that has no estimate keeps the status that says so. */
export function withStatus(results: readonly AnalysisResult[], testing: TestingSteps): readonly AnalysisResult[] {
  return results.map((result) => ({ ...result, status: statusOf(result, testing) }));
}

function statusOf(result: AnalysisResult, testing: TestingSteps): AnalysisStatus {
  if (result.status === 'not estimable' || result.status === 'not converged') return result.status;
  const step = testing.steps.find(({ analysis }) => analysis === result.id);
  if (step === undefined || result.postHoc) return 'descriptive';
  return step.verdict === 'not tested' ? 'not tested (nominal)' : 'tested';
}
