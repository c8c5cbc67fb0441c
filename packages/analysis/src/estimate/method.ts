// The methods by name: each a function from what an analysis reads to an answer.
import type { Analysis } from '@equipoise/trial';
import { groupOfRow } from './comparison.js';
import type { MethodResult } from './estimate.js';
import { estimateHillsArmitage } from './hills-armitage.js';
import { type EstimationInput, type ModelRow, modelRows } from './model-table.js';
import { estimateNbGlm } from './nb-glm.js';
import { comparePoissonRates } from './poisson-rates.js';
import { summariseEndpoint } from './summary.js';
import { compareTwoByTwo } from './two-by-two.js';

const methods: Readonly<Record<Analysis['method'], (input: EstimationInput) => MethodResult>> = {
  'nb-glm': estimateNbGlm,
  'crossover-2x2-hills-armitage': estimateHillsArmitage,
  'two-by-two': estimateTwoByTwo,
  'two-poisson-rates': estimatePoissonRates,
  summary: summariseEndpoint,
};

/** Computes an analysis by its method; never throws for data that do not allow an estimate. */
export function estimate(input: EstimationInput): MethodResult {
  return methods[input.analysis.method](input);
}

/** Participants whose value is above zero among those who have one, active against reference. */
function estimateTwoByTwo(input: EstimationInput): MethodResult {
  const [active, reference] = groupsOf(input);
  const positive = (rows: readonly ModelRow[]) => rows.filter(({ response }) => response! > 0).length;
  const table = { x1: positive(active), n1: active.length, x2: positive(reference), n2: reference.length };
  return { ...compareTwoByTwo(table, input.analysis), used: [...active, ...reference] };
}

/** Sum of the counts over the visits that contribute, active against reference. */
function estimatePoissonRates(input: EstimationInput): MethodResult {
  const [active, reference] = groupsOf(input);
  const total = (rows: readonly ModelRow[]) => rows.reduce((sum, { response }) => sum + response!, 0);
  const visits = (rows: readonly ModelRow[]) => rows.reduce((sum, { scansRead }) => sum + scansRead, 0);
  const rates = {
    x1: total(active),
    t1: visits(active),
    x2: total(reference),
    t2: visits(reference),
    unit: 'visits that contribute',
  };
  return { ...comparePoissonRates(rates, input.analysis), used: [...active, ...reference] };
}

function groupsOf(input: EstimationInput): readonly [readonly ModelRow[], readonly ModelRow[]] {
  const { effect } = input.analysis;
  const rows = modelRows(input).filter(({ response }) => response !== undefined);
  const inGroup = (group: string) => rows.filter((row) => groupOfRow(row, effect) === group);
  return [inGroup(effect.active), inGroup(effect.reference)];
}
