import { describe, expect, test } from 'vitest';
import { analyse } from '../analyse.js';
import { analysisOf, outcome, tableSnapshot } from '../fixture/table-trial.fixture.js';
import { tinyAdverseEvent, tinyParticipant, tinySnapshot } from '../fixture/tiny-trial.fixture.js';
import type { Snapshot } from '../snapshot.js';
import { exportAnalysisData } from './export-analysis-data.js';
import { csvOf } from './table.js';

const streams = [
  tinyParticipant({
    number: 1,
    scans: [3, 4, 1, 1],
    before: 2,
    more: [tinyAdverseEvent(1, { term: 'a "bad", cold' })],
  }),
  tinyParticipant({ number: 2, scans: [5, 'unreadable', 0, undefined], before: 0 }),
  tinyParticipant({ number: 3, scans: ['unreadable', 'unreadable', 0, 2] }),
  tinyParticipant({ number: 4, scans: [1, 2, 3, 4] }),
];
const arms = { 1: 'drugFirst', 2: 'sugarFirst', 3: 'drugFirst', 4: 'sugarFirst' } as const;
const snapshot = (more: Partial<Snapshot> = {}) => tinySnapshot(streams.flat(), arms, more);
/** The cells of RFC 4180 text, line by line. */
function cellsOf(text: string): readonly (readonly string[])[] {
  const lines: string[][] = [[]];
  for (const [, quoted, plain = '', end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^,\n]*))(,|\n|$)/g)) {
    lines.at(-1)!.push(quoted?.replaceAll('""', '"') ?? plain);
    if (end === '\n') lines.push([]);
  }
  return lines.filter((line) => line.length > 1 || line[0] !== '');
}
function recordsOf(text: string): readonly Readonly<Record<string, string>>[] {
  const [header, ...lines] = cellsOf(text);
  return lines.map((line) => Object.fromEntries(header!.map((name, i) => [name, line[i]!])));
}
const rows = (file: string, from = snapshot()) =>
  recordsOf(exportAnalysisData(from).find((one) => one.file === file)!.text);

describe('the export', () => {
  test('has one row for each participant, with values, readable visits and sets', () => {
    expect(rows('participants.csv')[1]).toMatchObject({
      sequence: 'sugarFirst',
      treatment: 'sugar',
      lesionsP1: '5',
      'lesionsP1.scansRead': '1',
      before: '0',
      inFAS: 'yes',
    });
    expect(rows('participants.csv')[2]).toMatchObject({ lesionsP1: '', 'lesionsP1.scansRead': '0', inFAS: 'yes' });
  });

  test('has one row for each period and visit', () => {
    expect(rows('participant-periods.csv').slice(0, 2)).toMatchObject([
      { period: 'p1', treatmentReceived: 'drug', lesionsByPeriod: '7' },
      { period: 'p2', treatmentReceived: 'sugar', lesionsByPeriod: '2' },
    ]);
    const visits = rows('participant-visits.csv').filter(({ randomisationNumber }) => randomisationNumber === 'R2');
    expect(visits.map((row) => [row.visit, row.lesionsByPeriod, row['lesionsByPeriod.status']])).toEqual([
      ['screening', '', ''],
      ['v1', '5', 'contributes'],
      ['v2', '', 'unreadable'],
      ['v3', '0', 'contributes'],
      ['v4', '', 'missing: not recorded'],
    ]);
  });

  test('keeps quotes and commas of texts', () => {
    expect(rows('adverse-events.csv')[0]?.term).toBe('a "bad", cold');
    expect(csvOf({ columns: [{ name: 'a', label: '', type: 'text' }], cells: [['x\ny'], [undefined], [true]] })).toBe(
      'a\n"x\ny"\n\nyes\n',
    );
  });

  test('stamps every row of made data, and no row of real data', () => {
    for (const { file, text } of exportAnalysisData(snapshot()).filter((one) => one.file.endsWith('.csv'))) {
      const stamps = recordsOf(text).map(({ synthetic }) => synthetic);
      expect(new Set(stamps), file).toEqual(new Set(stamps.length === 0 ? [] : ['SYNTHETIC']));
    }
    const real = exportAnalysisData(snapshot({ synthetic: false })).filter((one) => !one.file.startsWith('codebook'));
    expect(real.filter(({ text }) => /^SYNTHETIC,/m.test(text))).toEqual([]);
  });

  test('stamps dealt arms in every row', () => {
    const blind = tinySnapshot(streams.flat());
    expect(rows('participants.csv', blind).map(({ arms: stamp }) => stamp)).toEqual([
      'DUMMY',
      'DUMMY',
      'DUMMY',
      'DUMMY',
    ]);
  });

  test('explains every column of every file in the code book', () => {
    const book = rows('codebook.csv').map(({ file, column }) => `${file}|${column}`);
    for (const { file, text } of exportAnalysisData(snapshot())) {
      if (!file.endsWith('.csv') || file === 'codebook.csv') continue;
      const header = cellsOf(text)[0]!;
      for (const column of header) expect(book).toContain(`${file}|${column}`);
    }
  });

  test('holds the specification and the result of every analysis', () => {
    const output = analyse(snapshot());
    const table = rows('analyses.csv');
    expect(table.map(({ id }) => id)).toEqual([...output.analyses, ...output.safetyComparisons].map(({ id }) => id));
    const primary = output.analyses.find(({ id }) => id === 'primary')!;
    expect(table[0]).toMatchObject({
      terms: 'sequence + log(before + 1)',
      offset: 'log(scansRead)',
      active: 'drugFirst',
      estimate: primary.estimate === null ? '' : String(primary.estimate),
    });
  });

  test('is the same in another order of events', () => {
    const turned = tinySnapshot([...streams.flat()].reverse(), arms);
    expect(exportAnalysisData(turned)).toEqual(exportAnalysisData(snapshot()));
  });
});

describe('endpoints by visit and times to an event', () => {
  test('have a column for each visit, and one for what ended the time', () => {
    const visited = tableSnapshot({
      sequences: { sugar: ['sugar'], drug: ['drug'] },
      visits: [{ id: 'v1' }, { id: 'v2' }],
      measure: { y: 'decimal', on: 'date' },
      endpoints: [
        outcome('continuous', 'y', { visits: ['v1', 'v2'], summary: 'byVisit' }),
        outcome('timeToEvent', 'on', {
          id: 'time',
          visits: undefined,
          summary: 'timeToFirst',
          event: { from: 'randomisation', unit: 'days', censoring: { at: ['lastVisit'] } },
        }),
      ],
      analyses: [analysisOf('mean', 'drug', 'sugar', { method: 'lmm' })],
      people: [
        {
          sequence: 'sugar',
          randomisedOn: '2001-01-01',
          visits: { v1: { y: 4 }, v2: { y: 6, on: '2001-01-09' } },
          days: { v1: '2001-01-05', v2: '2001-01-10' },
        },
        { sequence: 'drug', randomisedOn: '2001-01-01', visits: { v1: { y: 3 } }, days: { v1: '2001-01-05' } },
      ],
    });
    const { text } = exportAnalysisData(visited).find(({ file }) => file === 'participants.csv')!;
    const records = recordsOf(text);
    const cells = (name: string) => records.map((record) => record[name]!);
    expect(cells('outcome.v1').sort()).toEqual(['3', '4']);
    expect(cells('outcome.v2').sort()).toEqual(['', '6']);
    expect(cells('time').sort()).toEqual(['5', '9']);
    expect(cells('time.event').sort()).toEqual(['0', '1']);
  });
});
