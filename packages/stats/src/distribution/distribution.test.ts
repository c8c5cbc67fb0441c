// Every distribution function against values computed with 60 digits (validation/reference/high-precision).
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { logNegativeBinomialMass } from './binomial-deviance.js';
import { chiSquareCdf, chiSquareUpper } from './chi-square.js';
import { digamma, trigamma } from './digamma.js';
import * as discrete from './discrete.js';
import { betaQuantile, regularizedBeta } from './incomplete-beta.js';
import { gammaQuantile } from './incomplete-gamma.js';
import { logBeta, logGamma } from './log-gamma.js';
import { normalCdf, normalQuantile, normalUpper } from './normal.js';
import { studentTCdf, studentTQuantile, studentTTwoSided, studentTUpper } from './student-t.js';

type Arguments = readonly number[];

const urn = ([, success, failure, draws]: Arguments) => ({ success: success!, failure: failure!, draws: draws! });

const FUNCTIONS: Readonly<Record<string, (a: Arguments) => number>> = {
  logGamma: (a) => logGamma(a[0]!),
  digamma: (a) => digamma(a[0]!),
  trigamma: (a) => trigamma(a[0]!),
  logBeta: (a) => logBeta(a[0]!, a[1]!),
  normalCdf: (a) => normalCdf(a[0]!),
  normalUpper: (a) => normalUpper(a[0]!),
  normalQuantile: (a) => normalQuantile(a[0]!),
  studentTTwoSided: (a) => studentTTwoSided(a[0]!, a[1]!),
  studentTQuantile: (a) => studentTQuantile(a[0]!, a[1]!),
  chiSquareCdf: (a) => chiSquareCdf(a[0]!, a[1]!),
  chiSquareUpper: (a) => chiSquareUpper(a[0]!, a[1]!),
  gammaQuantile: (a) => gammaQuantile(a[0]!, a[1]!),
  gammaUpperQuantile: (a) => gammaQuantile(a[0]!, a[1]!, 'upper'),
  betaLower: (a) => regularizedBeta(a[0]!, a[1]!, a[2]!).lower,
  betaUpper: (a) => regularizedBeta(a[0]!, a[1]!, a[2]!).upper,
  betaQuantile: (a) => betaQuantile(a[0]!, a[1]!, a[2]!),
  binomialPmf: (a) => discrete.binomialPmf(a[0]!, a[1]!, a[2]!),
  binomialCdf: (a) => discrete.binomialCdf(a[0]!, a[1]!, a[2]!),
  binomialUpper: (a) => discrete.binomialUpper(a[0]!, a[1]!, a[2]!),
  poissonPmf: (a) => discrete.poissonPmf(a[0]!, a[1]!),
  poissonCdf: (a) => discrete.poissonCdf(a[0]!, a[1]!),
  poissonUpper: (a) => discrete.poissonUpper(a[0]!, a[1]!),
  hypergeometricPmf: (a) => discrete.hypergeometricPmf(a[0]!, urn(a)),
  hypergeometricCdf: (a) => discrete.hypergeometricCdf(a[0]!, urn(a)),
  hypergeometricUpper: (a) => discrete.hypergeometricUpper(a[0]!, urn(a)),
  negativeBinomialPmf: (a) => discrete.negativeBinomialPmf(a[0]!, a[1]!, a[2]!),
  logNegativeBinomialMass: (a) => logNegativeBinomialMass(a[0]!, a[1]!, a[2]!),
  logPoissonMass: (a) => logNegativeBinomialMass(a[0]!, a[1]!, Number.POSITIVE_INFINITY),
  negativeBinomialCdf: (a) => discrete.negativeBinomialCdf(a[0]!, a[1]!, a[2]!),
};

const reference = JSON.parse(
  readFileSync(new URL('../../../../validation/reference/high-precision/distribution.json', import.meta.url), 'utf8'),
) as { readonly values: readonly (readonly [string, Arguments, string])[] };

describe('distribution functions', () => {
  it.each(Object.keys(FUNCTIONS))('%s agrees with 60-digit values to a relative 1e-12', (name) => {
    const rows = reference.values.filter(([own]) => own === name);
    expect(rows.length).toBeGreaterThanOrEqual(3);
    const wrong = rows.flatMap(([, args, text]) => {
      const want = Number(text);
      const got = FUNCTIONS[name]!(args);
      const error = want === 0 ? Math.abs(got) : Math.abs(got - want) / Math.abs(want);
      return error <= 1e-12 ? [] : [{ args, got, want, error }];
    });
    expect(wrong).toEqual([]);
  });

  it('uses every reference value', () => {
    expect(reference.values.filter(([name]) => !(name in FUNCTIONS))).toEqual([]);
  });

  it('splits the t distribution at zero', () => {
    expect(studentTCdf(0, 7)).toBe(0.5);
    expect(studentTCdf(-2, 7)).toBe(studentTUpper(2, 7));
    expect(studentTCdf(2, 7) + studentTUpper(2, 7)).toBeCloseTo(1, 15);
  });

  it('answers NaN outside its range', () => {
    for (const value of [
      normalQuantile(-0.1),
      normalQuantile(Number.NaN),
      studentTQuantile(0.5, -1),
      chiSquareUpper(-1, -1),
      betaQuantile(1.1, 1, 1),
      gammaQuantile(0.5, 0),
      logGamma(-1),
      digamma(0),
    ]) {
      expect(value).toBeNaN();
    }
  });
});
