// Missing data.
import {
  type CountAssumption,
  imputeCounts,
  imputeNormal,
  type MissingAssumption,
  mean,
  poolImputed,
  randomSource,
  rubinsRules,
  valuesAt,
  variance,
} from '@equipoise/stats';
import { count, factorOf, numbers, type Procedure, tableOf, text } from './spec.js';

const rubins: Procedure = ({ spec }) =>
  rubinsRules({
    estimates: numbers(spec, 'estimates'),
    variances: numbers(spec, 'variances'),
    ...(spec.n === undefined ? {} : { n: count(spec, 'n') }),
    ...(spec.k === undefined ? {} : { k: count(spec, 'k') }),
  });

/** The difference in means at the last visit, second group less first. */
const normal: Procedure = ({ spec }, data) => {
  const table = tableOf(data, spec);
  const group = factorOf(table, text(spec, 'group'));
  const columns = (spec.responses as readonly string[]).map(
    (name) => table.columns.get(name)!.values as ArrayLike<number>,
  );
  const { completed, visits } = imputeNormal({
    responses: Array.from({ length: table.rows }, (_, i) => columns.map((column) => column[i]!)),
    group,
    reference: text(spec, 'reference'),
    assumption: text(spec, 'assumption') as MissingAssumption,
    imputations: count(spec, 'imputations'),
    random: randomSource([count(spec, 'seed')]),
    ...(spec.engine === 'gibbs' ? { engine: 'gibbs' as const, thin: 10 } : {}),
  });
  const { pooled } = poolImputed(
    completed,
    (set) => {
      const last = (level: string) =>
        group.values.flatMap((value, i) => (value === level ? [set[i * visits + visits - 1]!] : []));
      const [first, second] = group.levels.map(last);
      const spread = (values: readonly number[]) => variance(values) / values.length;
      return { estimate: mean(second!) - mean(first!), variance: spread(first!) + spread(second!) };
    },
    { dfComplete: table.rows - 2 },
  );
  return pooled;
};

/** The log ratio of mean counts, second group over first, averaged over the sets, and its standard deviation between them. */
const counts: Procedure = ({ spec }, data) => {
  const table = tableOf(data, spec);
  const rows = Array.from({ length: table.rows }, (_, i) => i);
  const group = factorOf(table, text(spec, 'group'));
  const [control, treated] = group.levels;
  const factor = spec.rateFactor === undefined ? 1 : count(spec, 'rateFactor');
  const { completed } = imputeCounts({
    events: valuesAt(text(spec, 'events'), table, rows),
    exposure: valuesAt(text(spec, 'exposure'), table, rows),
    planned: valuesAt(text(spec, 'planned'), table, rows),
    group,
    reference: text(spec, 'reference'),
    assumption: text(spec, 'assumption') as CountAssumption,
    imputations: count(spec, 'imputations'),
    rateFactor: (row) => (group.values[row] === treated ? factor : 1),
    random: randomSource([count(spec, 'seed')]),
  });
  const ratios = completed.map((set) => {
    const meanOf = (level: string) => mean([...set].filter((_, i) => group.values[i] === level));
    return Math.log(meanOf(treated!) / meanOf(control!));
  });
  return { estimate: mean(ratios), betweenSd: Math.sqrt(variance(ratios)) };
};

export const MISSING: ReadonlyMap<string, Procedure> = new Map([
  ['impute-counts', counts],
  ['impute-normal', normal],
  ['rubins-rules', rubins],
]);
