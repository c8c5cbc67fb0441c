// Multiplicity and group-sequential boundaries; the sample-size methods are in sample-size.ts.
import { type AdjustmentMethod, adjustP, graphicalBonferroni, groupSequentialDesign } from '@equipoise/stats';
import type { CaseAnalysis } from '../case-file.js';
import { boundaryNamed } from './boundary-name.js';
import { sampleSize } from './sample-size.js';
import { count, numbers, type Procedure, text } from './spec.js';

const ADJUSTMENTS: Readonly<Record<string, AdjustmentMethod>> = {
  bonferroni: 'bonferroni',
  holm: 'holm',
  hochberg: 'hochberg',
  hommel: 'hommel',
  BH: 'benjamini-hochberg',
  fixedSequence: 'fixed-sequence',
};

const pAdjust: Procedure = ({ spec }) => {
  const p = numbers(spec, 'p');
  return Object.fromEntries(Object.entries(ADJUSTMENTS).map(([key, method]) => [key, adjustP(p, method)]));
};

const graph: Procedure = ({ spec }) => {
  const transitions = (spec.transitions as readonly (readonly number[])[]).map((row) => row.map(Number));
  const { adjustedP, rejected } = graphicalBonferroni({
    p: numbers(spec, 'p'),
    weights: numbers(spec, 'weights'),
    transitions,
    alpha: 0.05,
  });
  return { adjustedP, rejectedAt005: rejected };
};

/** The looks stand among the expected results. */
const groupSequential: Procedure = ({ spec, expected }) => {
  const name = spec.design === undefined ? text(spec, 'spending') : text(spec, 'design');
  const design = groupSequentialDesign({
    informationRates: looksOf({ spec, expected }),
    alpha: spec.alpha === undefined ? 0.025 : count(spec, 'alpha'),
    sided: spec.sided === 2 ? 2 : 1,
    efficacy: boundaryNamed(name, spec.design === undefined ? 'spending' : 'classical'),
  });
  const { informationRates, criticalValues, alphaSpent, stageLevels } = design;
  return { informationRates, criticalValues, alphaSpent, stageLevels };
};

function looksOf({ spec, expected }: Pick<CaseAnalysis, 'spec' | 'expected'>): readonly number[] {
  const rates = spec.informationRates ?? (expected as { readonly informationRates?: unknown }).informationRates;
  if (!Array.isArray(rates)) throw new Error('The case names no information rates.');
  const whole = rates.map(Number);
  return [...whole.slice(0, -1), 1];
}

export const DESIGN: ReadonlyMap<string, Procedure> = new Map([
  ['p-adjust', pAdjust],
  ['graphical-bonferroni', graph],
  ['group-sequential', groupSequential],
  ['sample-size', sampleSize],
]);
