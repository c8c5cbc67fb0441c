// Every expected value of the reference cases, against the library.
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { listCaseFiles, readCaseFile } from './case-file.js';
import { PROCEDURES } from './procedure.js';
import { PROCEDURE_LIST } from './procedure-list.js';
import { runAnalysis } from './run-analysis.js';

const paths = listCaseFiles(fileURLToPath(new URL('./reference', import.meta.url)));
const files = paths.map(readCaseFile);

describe.each(files)('$name', (file) => {
  for (const analysis of file.analyses) {
    it(`${analysis.id} (${analysis.procedure}) gives every expected value`, () => {
      expect(runAnalysis(analysis, file, PROCEDURES)).toMatchObject({ kind: 'pass' });
    });
  }
});

it('has every procedure of the list, and each in a case of its own', () => {
  expect(files.length).toBeGreaterThanOrEqual(17);
  expect([...PROCEDURES.keys()].sort()).toEqual([...PROCEDURE_LIST.keys()].sort());
  const used = new Set(files.flatMap((file) => file.analyses.map(({ procedure }) => procedure)));
  expect([...PROCEDURE_LIST.keys()].filter((name) => !used.has(name))).toEqual([]);
});
