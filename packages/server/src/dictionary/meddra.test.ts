// Reading dictionaries: files in the layout of MedDRA's, with words that mean nothing, made up for this test.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { readMeddra } from './meddra.js';
import { readDictionaryTable } from './table-dictionary.js';

const folder = mkdtempSync(path.join(tmpdir(), 'equipoise-dictionary-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const files: Readonly<Record<string, string>> = {
  'llt.asc': '101$Glumbitis acute$11$$$$$$$Y$$\n102$Glumbitis old$11$$$$$$$N$$\n103$Wozzle ache$12$$$$$$$Y$$\n',
  'pt.asc': '11$Glumbitis$$91$\n12$Wozzle ache$$92$\n',
  'hlt.asc': '21$Glum conditions$\n22$Wozzle conditions$\n',
  'hlt_pt.asc': '21$11$\n22$12$\n',
  'hlgt.asc': '31$Glum group$\n32$Wozzle group$\n',
  'hlgt_hlt.asc': '31$21$\n32$22$\n',
  'soc.asc': '91$Glum disorders$Glum$\n92$Wozzle disorders$Woz$\n',
  'soc_hlgt.asc': '91$31$\n92$32$\n',
  'mdhier.asc':
    '11$21$31$91$Glumbitis$Glum conditions$Glum group$Glum disorders$Glum$$91$Y$\n' +
    '11$22$32$92$Glumbitis$Wozzle conditions$Wozzle group$Wozzle disorders$Woz$$91$N$\n' +
    '12$22$32$92$Wozzle ache$Wozzle conditions$Wozzle group$Wozzle disorders$Woz$$92$Y$\n',
};
const write = (changed: Readonly<Record<string, string>> = {}) => {
  for (const [name, text] of Object.entries({ ...files, ...changed })) writeFileSync(path.join(folder, name), text);
};

describe('a folder of MedDRA ASCII files', () => {
  beforeEach(() => write());

  it('gives each lowest term with its primary path, and whether it is current', () => {
    const { terms, issues } = readMeddra(folder);
    expect(issues).toEqual([]);
    expect(terms.map(({ code, isCurrent }) => [code, isCurrent])).toEqual([
      ['101', true],
      ['102', false],
      ['103', true],
    ]);
    expect(terms[0]?.path).toEqual([
      { level: 'preferredTerm', code: '11', term: 'Glumbitis' },
      { level: 'highLevelTerm', code: '21', term: 'Glum conditions' },
      { level: 'highLevelGroupTerm', code: '31', term: 'Glum group' },
      { level: 'systemOrganClass', code: '91', term: 'Glum disorders' },
    ]);
  });

  it('is refused with all problems at once, each with its file and line', () => {
    write({
      'llt.asc': `${files['llt.asc']}103$Again$12$$$$$$$Y$$\n104$Lost$99$$$$$$$Y$$\nbroken line\n`,
      'pt.asc': '11$Glumbus$$92$\n',
      'soc_hlgt.asc': '91$32$\n',
    });
    const { issues } = readMeddra(folder);
    expect(issues.map(({ code, file, line }) => `${file}:${line} ${code}`).sort()).toEqual([
      'llt.asc:4 code-twice',
      'llt.asc:5 parent-unknown',
      'llt.asc:6 line-malformed',
      'pt.asc:1 class-differs',
      'pt.asc:1 name-differs',
      'soc_hlgt.asc:1 hierarchy-differs',
    ]);
  });

  it('needs its lowest terms and its hierarchy', () => {
    const empty = mkdtempSync(path.join(folder, 'empty-'));
    expect(readMeddra(empty).issues.map(({ code, file }) => [code, file])).toEqual([
      ['file-missing', 'llt.asc'],
      ['file-missing', 'mdhier.asc'],
    ]);
  });
});

describe('a table of terms', () => {
  const file = path.join(folder, 'medication.csv');

  it('has levels above in the order of its header', () => {
    writeFileSync(
      file,
      'code,term,current,group,group code\nG1,Glumbolin,yes,Glum agents,G\nG2,Wozzlin,no,Glum agents,G\n',
    );
    const { terms, issues } = readDictionaryTable(file);
    expect(issues).toEqual([]);
    expect(terms.find(({ code }) => code === 'G1')).toEqual({
      code: 'G1',
      term: 'Glumbolin',
      isCurrent: true,
      path: [{ level: 'group', code: 'G', term: 'Glum agents' }],
    });
  });

  it('is refused with every line that has no code, no term, or a code that was there', () => {
    writeFileSync(file, 'code,term\nG1,Glumbolin\nG1,Wozzlin\n,Frabbin\n');
    expect(
      readDictionaryTable(file)
        .issues.map(({ code }) => code)
        .sort(),
    ).toEqual(['code-twice', 'field-empty']);
  });
});
