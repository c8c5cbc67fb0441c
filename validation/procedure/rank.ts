// Ranks and permutations.
import {
  type DataFrame,
  hodgesLehmann,
  modelMatrix,
  permutationTest,
  signedRank,
  valuesAt,
  vanElteren,
  wilcoxonRankSum,
} from '@equipoise/stats';
import { subsetOf } from '../subset.js';
import { factorOf, numbers, type Procedure, type Spec, tableOf, text } from './spec.js';

const wilcoxon: Procedure = ({ spec }, data) => {
  const { first, second, level } = twoSamples(spec, tableOf(data, spec));
  return { ...wilcoxonRankSum(first, second), wFor: `first level (${level})` };
};

const permutation: Procedure = ({ spec }, data) => {
  const { first, second } = twoSamples(spec, tableOf(data, spec));
  return { pExactTwoSided: permutationTest(first, second, { method: 'exact' }).p };
};

const stratifiedWilcoxon: Procedure = ({ spec }, data) => {
  const table = tableOf(data, spec);
  const name = text(spec, 'strata');
  return vanElteren(
    factorOf(table, name).levels.map((level) => twoSamples(spec, subsetOf(table, `${name} == ${level}`))),
  );
};

const shift: Procedure = ({ spec }) => hodgesLehmann(numbers(spec, 'first'), numbers(spec, 'second'));

const signedRanks: Procedure = ({ spec }) =>
  signedRank(numbers(spec, 'differences'), { zeros: spec.zeros === 'pratt' ? 'pratt' : 'drop' });

export const RANK: ReadonlyMap<string, Procedure> = new Map([
  ['hodges-lehmann', shift],
  ['permutation-test', permutation],
  ['signed-rank', signedRanks],
  ['van-elteren', stratifiedWilcoxon],
  ['wilcoxon-rank-sum', wilcoxon],
  ['wilcoxon-rank-sum-exact', wilcoxon],
]);

function twoSamples(spec: Spec, table: DataFrame) {
  const group = factorOf(table, text(spec, 'group'));
  const response = text(spec, 'response');
  const { rowIndex } = modelMatrix([response], table);
  const values = valuesAt(response, table, rowIndex);
  const sample = (level: string) => [...values].filter((_, i) => group.values[rowIndex[i]!] === level);
  const [one, two] = group.levels;
  return { first: sample(one!), second: sample(two!), level: one! };
}
