// Fixed-sequence testing: hypotheses in the planned order, each at the full level, until the first that fails.
import { type Testing, testedAnalyses } from '@equipoise/trial';
import type { AnalysisOutput, AnalysisResult, AnalysisStatus } from '../output.js';

type TestingSteps = AnalysisOutput['testing'];

/**
 * The verdict of each step. A hypothesis is demonstrated where p ≤ alpha, and not where there is no p-value; one that is post hoc, or not
 * among the results (a data cut does not cover it), is not tested. After the first that is not demonstrated none is tested.
 * @see Maurer, Hothorn, Lehmacher 1995, Multiple comparisons in drug clinical trials: a-priori ordered hypotheses
 */
export function fixedSequence(testing: Testing, results: readonly AnalysisResult[]): TestingSteps {
  let isOpen = true;
  if (testing.procedure !== 'fixedSequence') return withoutVerdict(testing, results);
  const steps = testing.order.map((id): TestingSteps['steps'][number] => {
    const result = results.find((candidate) => candidate.id === id);
    const p = result?.p ?? null;
    if (!isOpen || result === undefined || result.postHoc) {
      isOpen = false;
      return { analysis: id, p, verdict: 'not tested' };
    }
    isOpen = p !== null && p <= testing.alpha;
    return { analysis: id, p, verdict: isOpen ? 'demonstrated' : 'not demonstrated' };
  });
  return { procedure: testing.procedure, alpha: testing.alpha, steps };
}

/** A procedure that is not computed here demonstrates nothing. */
function withoutVerdict(testing: Testing, results: readonly AnalysisResult[]): TestingSteps {
  const steps = testedAnalyses(testing).map((id) => ({
    analysis: id,
    p: results.find((candidate) => candidate.id === id)?.p ?? null,
    verdict: 'not tested' as const,
  }));
  return { procedure: testing.procedure, alpha: testing.alpha, steps };
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
