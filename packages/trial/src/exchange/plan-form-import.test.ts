import { describe, expect, it } from 'vitest';
import { protocol } from '../decide/small-trial.fixture.js';
import { ParticipantId } from '../id.js';
import type { FormImport, ImportKnownForm } from './form-import.js';
import { planFormImport } from './plan-form-import.js';

const participantId = ParticipantId.parse('0d9e1c52-7d0a-4c56-8f0e-5a8f2f1b7c11');
const known: ImportKnownForm = {
  participantId,
  visit: 'screening',
  occurrence: 1,
  happenedOn: '2026-02-01',
  items: { age: 40, remark: '=not a formula', weightKg: { missing: 'notDone' } },
  version: 7,
};

function plan(form: string, header: string, lines: readonly string[], seen: FormImport['sees'] = () => true) {
  const columns = header.split(',');
  const rows = lines.map((line, index) => {
    const cells = line.split(',');
    return { line: index + 2, cells: Object.fromEntries(columns.map((column, place) => [column, cells[place] ?? ''])) };
  });
  return planFormImport(
    {
      form,
      table: { file: 'forms.csv', header: columns, rows },
      sha256: '0'.repeat(64),
      participants: [{ participantId, siteId: 'oslo', screeningNumber: 'S-001' }],
      known: [known],
      protocolAt: () => protocol,
      sees: seen,
    },
    'from paper',
  );
}

const visit = protocol.visits.find(({ forms }) => forms.includes('demography'))?.id ?? '';
const place = 'screening_number,visit,happened_on';

describe('a planned import of forms', () => {
  it('corrects what reads otherwise first, then records what is new, each on the version that was seen', () => {
    const recorded = { ...known, visit };
    const { commands, changes, problems } = planFormImport(
      {
        form: 'demography',
        table: {
          file: 'forms.csv',
          header: ['participant_id', 'visit', 'happened_on', 'version', 'age', 'course', 'remark', 'weightKg'],
          rows: [
            {
              line: 2,
              cells: {
                participant_id: participantId.toUpperCase(),
                visit,
                happened_on: '2026-02-02',
                version: '7',
                age: '41',
                course: 'RRMS',
                remark: "'=not a formula",
                weightKg: 'missing: notDone',
              },
            },
          ],
        },
        sha256: '0'.repeat(64),
        participants: [{ participantId, siteId: 'oslo', screeningNumber: 'S-001' }],
        known: [recorded],
        protocolAt: () => protocol,
        sees: () => true,
      },
      'from paper',
    );
    expect(problems).toEqual([]);
    const at = { participantId, visit, form: 'demography', occurrence: 1 };
    expect(commands).toEqual([
      {
        line: 2,
        day: '2026-02-01',
        expectedVersion: 7,
        command: {
          name: 'correctValue',
          body: { ...at, happenedOn: '2026-02-02', items: { age: 41 }, reason: 'from paper' },
        },
      },
      {
        line: 2,
        command: { name: 'recordForm', body: { ...at, happenedOn: '2026-02-02', items: { course: 'RRMS' } } },
      },
    ]);
    expect(changes.map(({ item, from, to }) => [item, from, to])).toEqual([
      ['happenedOn', '2026-02-01', '2026-02-02'],
      ['age', 40, 41],
      ['course', null, 'RRMS'],
    ]);
  });

  it.each([
    ['demography', `${place},age`, `S-002,${visit},2026-02-01,40`, 'screening_number', 'participant-unknown'],
    ['demography', `${place},age`, 'S-001,week24,2026-02-01,40', 'visit', 'form-unknown'],
    ['demography', `${place},age`, 'S-001,nowhere,2026-02-01,40', 'visit', 'visit-unknown'],
    ['edss', `${place},edss`, 'S-001,week24,,2.5', 'happened_on', 'day-missing'],
    ['edss', `${place},edss`, 'S-001,week24,2026-02-30,2.5', 'happened_on', 'not-a-date'],
    ['edss', `${place},edss`, 'S-001,week24,2026-02-01,two', 'edss', 'value-not-allowed'],
    ['edss', `${place},edss`, 'S-001,week24,2026-02-01,missing: lost', 'edss', 'reason-unknown'],
    ['edss', `${place},edss`, 'S-001,relapse,2026-02-01,2', 'occurrence', 'occurrence-missing'],
    ['edss', `${place},occurrence,edss`, 'S-001,week24,2026-02-01,2,2', 'occurrence', 'occurrence-not-allowed'],
    ['edss', `${place},occurrence,edss`, 'S-001,week24,2026-02-01,x,2', 'occurrence', 'not-a-whole-number'],
    ['edss', `${place},version,edss`, 'S-001,week24,2026-02-01,3,2', 'version', 'changed-meanwhile'],
    ['edss', `${place},ess`, 'S-001,week24,2026-02-01,2', 'ess', 'column-unknown'],
    ['edss', 'visit,edss', 'week24,2', undefined, 'participant-column-missing'],
  ])('of %s with %s: "%s" finds at %s: %s', (form, header, line, column, code) => {
    const { problems, commands } = plan(form, header, [line]);
    expect(problems.map((problem) => [problem.column, problem.code])).toEqual([[column, code]]);
    expect(commands).toEqual([]);
  });

  it('takes a value beyond what is plausible, as the screen does: a check asks about it', () => {
    expect(plan('edss', `${place},edss`, ['S-001,week24,2026-02-01,12']).problems).toEqual([]);
  });

  it('names what only other roles see, and never whether it is recorded', () => {
    const lines = [`S-001,${visit},2026-02-01,40`];
    const hidden = plan('demography', `${place},age`, lines, (_site, _form, { id }) => id !== 'age');
    expect(hidden.problems).toMatchObject([{ line: 2, column: 'age', code: 'item-not-seen' }]);
  });

  it('has another digest for another file, another value or another version', () => {
    const digests = [
      plan('edss', `${place},edss`, ['S-001,week24,2026-02-01,2']),
      plan('edss', `${place},edss`, ['S-001,week24,2026-02-01,3']),
      plan('edss', `${place},edss`, ['S-001,week24,2026-02-02,2']),
    ].map(({ digest }) => digest);
    expect(new Set(digests).size).toBe(3);
  });
});
