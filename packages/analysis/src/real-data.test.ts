// The two real trials against results from R.
import { readFileSync } from 'node:fs';
import { parseProtocol } from '@equipoise/trial';
import { describe, expect, test } from 'vitest';
import { analyse } from './analyse.js';
import {
  type DataMapping,
  dataRows,
  epilepsyMapping,
  raynaudMapping,
  realSnapshot,
} from './fixture/real-trial.fixture.js';
import type { AnalysisResult } from './output.js';

const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');

interface Case {
  readonly id: string;
  readonly expected: Readonly<Record<string, unknown>>;
  readonly tolerance: { readonly rel: number; readonly abs: number };
}

function caseOf(file: string, id: string): Case {
  const { analyses } = JSON.parse(read(`validation/reference/${file}`)) as { readonly analyses: readonly Case[] };
  return analyses.find((one) => one.id === id)!;
}

function analysed(trial: string, mapping: DataMapping) {
  const parsed = parseProtocol(read(`trials/${trial}/protocol.yaml`), 'protocol.yaml');
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
  return analyse(realSnapshot(parsed.value, dataRows(read(`trials/${trial}/data.csv`)), mapping));
}

/** Every number of `want`, at the same place in `got`, within the case's tolerance. Returns how many were compared. */
function expectNumbers(got: unknown, want: unknown, { tolerance }: Case, path = ''): number {
  if (typeof want === 'number') {
    expect(got, path).toBeTypeOf('number');
    const allowed = tolerance.abs + tolerance.rel * Math.abs(want);
    expect(Math.abs((got as number) - want), `${path}: ${got} against ${want}`).toBeLessThanOrEqual(allowed);
    return 1;
  }
  if (typeof want !== 'object' || want === null) {
    expect(got, path).toEqual(want);
    return 1;
  }
  return Object.entries(want).reduce(
    (sum, [key, value]) =>
      sum +
      expectNumbers(
        (got as Record<string, unknown> | undefined)?.[key],
        value,
        { tolerance } as Case,
        `${path}/${key}`,
      ),
    0,
  );
}

function resultOf(analyses: readonly AnalysisResult[], id: string): AnalysisResult {
  return analyses.find((one) => one.id === id)!;
}

describe('the raynaud crossover', () => {
  const output = analysed('raynaud', raynaudMapping);
  const counts = { PN: 10, NP: 10 };

  test('gives every key of the Hills–Armitage analysis in R', () => {
    const result = resultOf(output.analyses, 'primary');
    const wanted = caseOf('raynaud-crossover.json', 'hillsArmitage');
    expect(expectNumbers(result.result, wanted.expected, wanted)).toBe(18);
    expect([result.estimate, result.p]).toEqual([result.result.treatmentEffectNminusP, result.result.p]);
    expect(result).toMatchObject({
      method: 'crossover-2x2-hills-armitage',
      effectMeasure: 'difference in means',
      n: counts,
    });
  });

  test('gives every key of the negative-binomial regression of period 1 in R', () => {
    const result = resultOf(output.analyses, 'period1Nb');
    const wanted = caseOf('raynaud-crossover.json', 'period1Nb');
    expect(expectNumbers(result.result, wanted.expected, wanted)).toBeGreaterThan(50);
    expect(result).toMatchObject({ method: 'nb-glm', effectMeasure: 'rate ratio', n: counts, contributing: counts });
  });

  test('says that treatments are as assigned, and counts nobody as lost', () => {
    expect(output.participants).toMatchObject({ screened: 20, randomised: 20, bySequence: counts, notRandomised: [] });
    expect(output.notes.join(' ')).toContain('taken to be the treatment assigned');
  });
});

describe('the epilepsy trial', () => {
  const output = analysed('epilepsy', epilepsyMapping);
  const primary = resultOf(output.analyses, 'primary');

  test('gives the treatment effect and its expected-information standard error of R', () => {
    const { coefficients, seExpected } = primary.result as Readonly<Record<string, Readonly<Record<string, number>>>>;
    expect(coefficients?.treatmentprogabide).toBeCloseTo(-0.261677, 6);
    expect(seExpected?.treatmentprogabide).toBeCloseTo(0.149328, 6);
    expect(primary.estimate).toBeCloseTo(Math.exp(-0.261677), 6);
    expect(primary.result.information).toBe('expected');
  });

  test('uses one row for each of the 59 participants', () => {
    expect(primary.contributing).toEqual({ placebo: 28, progabide: 31 });
    expect(primary.trace).toMatchObject({ participants: 59, records: 236 });
  });
});
