// A malformed CSV file: every line that is wrong is named, none is read as something else in silence.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readTable } from './read-table.js';

const directory = mkdtempSync(path.join(tmpdir(), 'equipoise-table-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function tableOf(text: string) {
  const file = path.join(directory, 'data.csv');
  writeFileSync(file, text);
  return readTable(file);
}

describe('a table', () => {
  it('names every line with too many or too few cells, and every one with a broken quote', () => {
    const { issues } = tableOf('a,b\n1,2\n1,2,3\n1\n"x"y,2\n');
    expect(issues.map(({ line, code }) => [line, code])).toEqual(
      expect.arrayContaining([
        [3, 'row-ragged'],
        [4, 'row-ragged'],
        [5, 'line-malformed'],
      ]),
    );
  });

  it('keeps a ragged line, so that its other cells are checked', () => {
    expect(tableOf('a,b\n1\n').rows).toEqual([{ line: 2, cells: { a: '1', b: '' } }]);
  });

  it('says that an empty file is one', () => {
    expect(tableOf('').issues).toMatchObject([{ code: 'header-missing', line: 1 }]);
  });

  it('has one digest for the same rows in any order, and another for other rows', () => {
    const digest = tableOf('a,b\n1,2\n3,4\n').digest;
    expect(tableOf('b,a\r\n4,3\r\n2,1\r\n').digest).toBe(digest);
    expect(tableOf('a,b\n1,2\n3,5\n').digest).not.toBe(digest);
  });
});
