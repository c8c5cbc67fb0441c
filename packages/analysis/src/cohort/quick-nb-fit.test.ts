import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createQuickFit } from './quick-nb-fit.js';

interface Row {
  readonly base: number;
  readonly age: number;
  readonly isTreated: boolean;
  readonly total: number;
}

/** One row for each participant of the epilepsy data: the sum over the four visits. */
function rows(): Row[] {
  const text = readFileSync(new URL('../../../../trials/epilepsy/data.csv', import.meta.url), 'utf8');
  const [header = '', ...lines] = text.trim().split('\n');
  const names = header.split(',').map((name) => name.replaceAll('"', ''));
  const byParticipant = new Map<string, Row>();
  for (const line of lines) {
    const cells = line.split(',').map((cell) => cell.replaceAll('"', ''));
    const cell = (name: string) => cells[names.indexOf(name)] ?? '';
    const known = byParticipant.get(cell('subject'));
    byParticipant.set(cell('subject'), {
      base: Number(cell('base')),
      age: Number(cell('age')),
      isTreated: cell('trt') === 'progabide',
      total: (known?.total ?? 0) + Number(cell('y')),
    });
  }
  return [...byParticipant.values()];
}

describe('createQuickFit', () => {
  it('finds what R finds for the epilepsy data, from a start near the solution', () => {
    // MASS glm.nb, sum over the four visits ~ treatment + log(base/4) + log(age): −0.261677, standard error 0.149328.
    const data = rows();
    const design = Float64Array.from(
      data.flatMap(({ base, age, isTreated }) => [1, isTreated ? 1 : 0, Math.log(base / 4), Math.log(age)]),
    );
    const fit = createQuickFit({
      design,
      columns: 4,
      offset: new Float64Array(data.length),
      effect: 1,
      start: { coefficients: Float64Array.of(0.2, -0.1, 1, 0.4), theta: 6 },
    })(Float64Array.from(data, ({ total }) => total));
    expect(data).toHaveLength(59);
    expect(fit?.logRateRatio).toBeCloseTo(-0.261677, 6);
    expect(fit?.seExpected).toBeCloseTo(0.149328, 6);
  });

  it('gives nothing where Newton’s method leads nowhere', () => {
    const fit = createQuickFit({
      design: Float64Array.of(1, 0, 1, 1),
      columns: 2,
      offset: new Float64Array(2),
      effect: 1,
      start: { coefficients: Float64Array.of(0, 0), theta: 1 },
    })(Float64Array.of(0, 0));
    expect(fit).toBeUndefined();
  });
});
