// Every expected value of the reference cases, against the library.
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readCaseFiles } from './case-file.js';
import { compare } from './compare.js';
import { answer, isImplemented } from './procedure.js';

/** Procedures of the cases that the library does not have yet. A new one must be named here or implemented. */
const NOT_YET = ['conditional-poisson', 'gee', 'nb-glmm', 'poisson-gamma-frailty', 'poisson-glmm'];

const files = readCaseFiles(fileURLToPath(new URL('./reference', import.meta.url)));

describe.each(files)('$name', ({ analyses, data }) => {
  for (const analysis of analyses) {
    if (!isImplemented(analysis.procedure)) {
      it(`names ${analysis.procedure} (${analysis.id}) as not yet implemented`, () => {
        expect(NOT_YET).toContain(analysis.procedure);
      });
      continue;
    }
    it(`${analysis.id} (${analysis.procedure}) gives every expected value`, () => {
      const { compared, differences } = compare(answer(analysis, data), analysis.expected, analysis.tolerance);
      expect(compared).toBeGreaterThan(0);
      expect(differences).toEqual([]);
    });
  }
});

it('finds the case files and no procedure named in vain', () => {
  expect(files.length).toBeGreaterThanOrEqual(7);
  const used = new Set(files.flatMap((file) => file.analyses.map((analysis) => analysis.procedure)));
  expect(NOT_YET.filter((procedure) => !used.has(procedure) || isImplemented(procedure))).toEqual([]);
});
