import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { hexToBytes } from '../digest.js';
import { RandomisationDesign } from '../event/randomisation-design.js';
import { allocator } from './allocate.js';
import { commitment } from './commitment.js';

interface Vector {
  readonly design: unknown;
  readonly stratum: string;
  readonly levels?: readonly (readonly string[])[];
  readonly entries: string;
  readonly commitment: string;
}

const folder = new URL('../../../../validation/randomisation/', import.meta.url);
const stored = readFileSync(new URL('vectors.json', folder), 'utf8');
const { seedHex, saltHex, vectors } = JSON.parse(stored) as {
  readonly seedHex: string;
  readonly saltHex: string;
  readonly vectors: readonly Vector[];
};
const names = vectors.map((vector) => {
  const design = RandomisationDesign.parse(vector.design);
  const detail = 'measure' in design ? ` by ${design.measure}, ${design.ratio.join(':')}` : '';
  return [`${design.method}${detail}, ${vector.stratum}`, design, vector] as const;
});

/** Printed by the independent implementation in Python, whose arithmetic of doubles is that of every platform. */
describe('the scheme equipoise-allocation-1', () => {
  it.each(names)('gives what the independent implementation gives for %s', (_name, design, vector) => {
    const open = allocator(hexToBytes(seedHex), design, (_stratum, index) => vector.levels?.[index] ?? []);
    const entries = Array.from(vector.entries, (_, index) => open(vector.stratum, index)).join('');
    expect(entries).toBe(vector.entries);
    expect(commitment({ kind: 'seed', seedHex, saltHex }, design)).toBe(vector.commitment);
  });

  it('has a vector for every method that draws', () => {
    const methods = new Set(names.map(([, design]) => design.method));
    expect([...methods, 'uploadedList'].sort()).toEqual(
      RandomisationDesign.options.map((option) => option.shape.method.value).sort(),
    );
  });

  it.runIf(hasPython())('has vectors that the independent implementation prints', () => {
    const script = fileURLToPath(new URL('equipoise_allocation_1.py', folder));
    const printed = execFileSync('python3', [script, 'vectors'], { encoding: 'utf8' });
    expect(JSON.parse(printed)).toEqual(JSON.parse(stored));
  });
});

function hasPython(): boolean {
  try {
    execFileSync('python3', ['-c', 'import math; math.lcm(2, 3)'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
