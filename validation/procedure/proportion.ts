// Two proportions and two rates, single, in strata and in pairs.
import {
  cochranArmitage,
  incidenceRate,
  mantelHaenszel,
  mantelHaenszelRates,
  pairedProportions,
  twoByTwo,
  twoPoissonRates,
} from '@equipoise/stats';
import { count, numbers, type Procedure, type Spec } from './spec.js';

const twoByTwoTable: Procedure = ({ spec }) =>
  twoByTwo({ x1: count(spec, 'x1'), n1: count(spec, 'n1'), x2: count(spec, 'x2'), n2: count(spec, 'n2') });

const poissonRates: Procedure = ({ spec }) =>
  twoPoissonRates({ x1: count(spec, 'x1'), t1: count(spec, 't1'), x2: count(spec, 'x2'), t2: count(spec, 't2') });

const stratified: Procedure = ({ spec }) => mantelHaenszel(rowsOf(spec, ['x1', 'n1', 'x2', 'n2']));

const stratifiedRates: Procedure = ({ spec }) => mantelHaenszelRates(rowsOf(spec, ['x1', 't1', 'x2', 't2']));

const paired: Procedure = ({ spec }) =>
  pairedProportions({
    both: count(spec, 'both'),
    firstOnly: count(spec, 'firstOnly'),
    secondOnly: count(spec, 'secondOnly'),
    neither: count(spec, 'neither'),
  });

const trend: Procedure = ({ spec }) => cochranArmitage(rowsOf(spec, ['x', 'n', 'score']));

const incidence: Procedure = ({ spec }) =>
  incidenceRate({ events: numbers(spec, 'events'), exposure: numbers(spec, 'exposure') });

export const PROPORTION: ReadonlyMap<string, Procedure> = new Map([
  ['incidence-rate', incidence],
  ['mantel-haenszel', stratified],
  ['mantel-haenszel-rates', stratifiedRates],
  ['paired-proportions', paired],
  ['trend-in-proportions', trend],
  ['two-by-two', twoByTwoTable],
  ['two-poisson-rates', poissonRates],
]);

/** From lists of equal length to one row per entry. */
function rowsOf<K extends string>(spec: Spec, keys: readonly K[]): readonly Readonly<Record<K, number>>[] {
  const lists = keys.map((key) => numbers(spec, key));
  return lists[0]!.map(
    (_, i) => Object.fromEntries(keys.map((key, k) => [key, lists[k]![i]!])) as Readonly<Record<K, number>>,
  );
}
