// Every line of what a serious trial system must satisfy has a test that bears its number, and the matrix names them all.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { linesOfAcceptance, matrixOf } from './matrix.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const tests = readdirSync(`${root}packages`, { recursive: true, encoding: 'utf8' })
  .filter((file) => /^[a-z]+\/src\/.*\.test\.ts$/.test(file))
  .sort()
  .map((file) => ({ file: `packages/${file}`, text: readFileSync(`${root}packages/${file}`, 'utf8') }));

describe('the acceptance lines', () => {
  const found = linesOfAcceptance(tests);

  it('have a test each', () => {
    expect(found.filter(({ tests: named }) => named.length === 0).map(({ id }) => id)).toEqual([]);
  });

  it('are the only ones that tests bear', () => {
    const known = new Set(found.map(({ id }) => id));
    const borne = tests.flatMap(({ text }) =>
      [...text.matchAll(/\[acceptance ([0-9A-Z]+)\]/g)].map((match) => match[1]),
    );
    expect(borne.filter((id) => !known.has(id ?? ''))).toEqual([]);
  });

  it('are listed with their tests in docs/acceptance.md', async () => {
    await expect(matrixOf(found)).toMatchFileSnapshot(`${root}docs/acceptance.md`);
  });
});
