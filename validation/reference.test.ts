// Every expected value of the reference cases, against the library.
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { listCaseFiles, readCaseFile } from './case-file.js';
import { PROCEDURES } from './procedure.js';
import { PROCEDURE_LIST } from './procedure-list.js';
import { runAnalysis } from './run-analysis.js';

/** Procedures that the library does not have yet. */
const NOT_YET = [
  'ancova',
  'hurdle-nb',
  'logistic-glm',
  'marginal-means',
  'standardised-effect',
  'zero-inflated-nb',
];

const paths = listCaseFiles(fileURLToPath(new URL('./reference', import.meta.url)));
const files = paths.map(readCaseFile);

describe.each(files)('$name', (file) => {
  for (const analysis of file.analyses) {
    it(`${analysis.id} (${analysis.procedure}) gives every expected value, or is named as not yet implemented`, () => {
      const outcome = runAnalysis(analysis, file, PROCEDURES);
      if (outcome.kind === 'not implemented') expect(NOT_YET).toContain(analysis.procedure);
      else expect(outcome).toMatchObject({ kind: 'pass' });
    });
  }
});

it('knows every procedure that the library has, and names none in vain', () => {
  expect(files.length).toBeGreaterThanOrEqual(12);
  expect([...PROCEDURES.keys()].filter((name) => !PROCEDURE_LIST.has(name))).toEqual([]);
  expect([...PROCEDURE_LIST.keys()].filter((name) => !PROCEDURES.has(name)).sort()).toEqual(NOT_YET);
});
