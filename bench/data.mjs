// The data sets of the bench: made from a fixed seed, given to our functions and, as CSV, to R.
import { dataFrame, factor, modelMatrix, randomSource } from '@equipoise/stats';

const SEED = 20261122;
const COUNTRIES = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'];
const TERMS = {
  covariate: ['arm', 'log(baseline + 1)'],
  distinct: ['arm', 'log(baseline + 1)', 'country', 'age'],
  groups: ['arm'],
};

/**
 * Two-arm trials of counts: arm, baseline count, country, age, response with Var = μ + 2μ².
 * @param {'covariate' | 'distinct' | 'groups'} kind
 */
export function countTrials(kind, { trials = 40, rows = 144 } = {}) {
  return Array.from({ length: trials }, (_, trial) => {
    const source = randomSource([SEED, trial, rows]);
    const table = Array.from({ length: rows }, (_, i) => {
      const arm = i % 2 === 0 ? 'A' : 'B';
      const baseline = source.negativeBinomial(3, 0.6);
      const country = COUNTRIES[source.below(COUNTRIES.length)];
      const age = 18 + source.below(32_000) / 1000;
      const mean = Math.exp(0.2 - (arm === 'B' ? 0.25 : 0) + 0.6 * Math.log(baseline + 1));
      return { arm, baseline, country, age, y: source.negativeBinomial(mean, 0.5) };
    });
    const column = (name) => table.map((row) => row[name]);
    const design = modelMatrix(
      TERMS[kind],
      dataFrame({
        arm: factor(column('arm'), ['A', 'B']),
        baseline: column('baseline'),
        country: factor(
          column('country'),
          COUNTRIES.filter((one) => column('country').includes(one)),
        ),
        age: column('age'),
      }),
    );
    return { table, input: { response: Float64Array.from(column('y')), design } };
  });
}

/** 144 participants with 6 visits: a count and a continuous value with a correlation of their own. */
export function repeatedRows() {
  const source = randomSource([SEED, 864]);
  return Array.from({ length: 144 }, (_, subject) => {
    const arm = subject % 2 === 0 ? 'A' : 'B';
    const frailty = source.normal(0, 0.7);
    let drift = source.normal();
    return Array.from({ length: 6 }, (_, visit) => {
      drift = 0.7 * drift + source.normal(0, 0.7);
      const mean = Math.exp(0.6 - (arm === 'B' ? 0.3 : 0) + 0.02 * visit + frailty);
      return {
        subject: subject + 1,
        arm,
        visit: visit + 1,
        y: source.negativeBinomial(mean, 1.5),
        value: 10 + 0.4 * visit - (arm === 'B' ? 0.5 : 0) + drift + 0.5 * frailty,
      };
    });
  }).flat();
}

/** @param {readonly Record<string, string | number>[]} rows */
export function csvOf(rows) {
  const names = Object.keys(rows[0]);
  return `${[names.join(','), ...rows.map((row) => names.map((name) => row[name]).join(','))].join('\n')}\n`;
}
