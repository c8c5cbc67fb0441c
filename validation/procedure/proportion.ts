// Two proportions and two rates.
import { twoByTwo, twoPoissonRates } from '@equipoise/stats';
import { count, type Procedure } from './spec.js';

const twoByTwoTable: Procedure = ({ spec }) =>
  twoByTwo({ x1: count(spec, 'x1'), n1: count(spec, 'n1'), x2: count(spec, 'x2'), n2: count(spec, 'n2') });

const poissonRates: Procedure = ({ spec }) =>
  twoPoissonRates({ x1: count(spec, 'x1'), t1: count(spec, 't1'), x2: count(spec, 'x2'), t2: count(spec, 't2') });

export const PROPORTION: ReadonlyMap<string, Procedure> = new Map([
  ['two-by-two', twoByTwoTable],
  ['two-poisson-rates', poissonRates],
]);
