// The protocols that a guided start writes: whole, without a warning, rehearsed and analysed at once, whatever was answered.
import {
  answerProblems,
  formatIssue,
  type NewTrialAnswers,
  newDesigns,
  newEndpoints,
  newMethods,
  parseProtocol,
  usualAnswers,
  writeProtocol,
  writeScenario,
} from '@equipoise/trial';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { analyse } from './analyse.js';
import { parseScenario } from './cohort/parse-scenario.js';
import { planRehearsal } from './cohort/plan-rehearsal.js';
import { runInMemory } from './cohort/run-in-memory.js';
import { memorySnapshot } from './fixture/memory-snapshot.fixture.js';

const names = ['Low dose', 'High dose', 'Third "dose": 3 #', 'Placebo'];

/** Every combination of design, number of treatments, endpoint, method and blinding that can be answered. */
const all: readonly NewTrialAnswers[] = newDesigns.flatMap((design) =>
  [2, 3].flatMap((size) =>
    newEndpoints.flatMap((endpoint) =>
      newMethods.flatMap((method) => {
        const usual = usualAnswers(design);
        const treatments = size === 2 ? usual.treatments : names.slice(-size);
        const answers = { ...usual, treatments, endpoint, method, participants: 48 };
        return answerProblems(answers).length === 0 ? [answers] : [];
      }),
    ),
  ),
);

function written(answers: NewTrialAnswers) {
  const protocol = parseProtocol(writeProtocol(answers, 'protocol.schema.json'), 'protocol.yaml');
  if (!protocol.ok) throw new Error(protocol.issues.map(formatIssue).join('\n'));
  const source = writeScenario(answers);
  const scenario = parseScenario({ source, file: 'default.yaml', protocol: protocol.value });
  if (!scenario.ok) throw new Error(scenario.issues.map(formatIssue).join('\n'));
  return { protocol: protocol.value, warnings: protocol.warnings.map(formatIssue), scenario: scenario.value };
}

const label = ({ design, treatments, endpoint, method }: NewTrialAnswers) =>
  `${design} of ${treatments.length}, ${endpoint}, ${method}`;

describe('a protocol that was just written', () => {
  it('is sound whatever was answered', () => {
    expect(all.length).toBeGreaterThan(70);
    for (const answers of all)
      expect({ of: label(answers), warnings: written(answers).warnings }).toEqual({ of: label(answers), warnings: [] });
  });

  it('is not written for a name that every object has', () => {
    expect(answerProblems({ ...usualAnswers('parallel'), acronym: 'constructor' })).toEqual([
      '"constructor" has a meaning of its own: choose another name.',
    ]);
  });

  it('is sound with any title, acronym, names and numbers', () => {
    const name = fc.string({ minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(
        fc.constantFrom(...all),
        fc.record({ title: name, acronym: name, treatments: fc.array(name, { minLength: 2, maxLength: 4 }) }),
        fc.record({
          sites: fc.integer({ min: 1, max: 40 }),
          participants: fc.integer({ min: 24, max: 900 }),
          openLabel: fc.boolean(),
        }),
        (some, texts, numbers) => {
          const answers = { ...some, ...texts, ...numbers };
          fc.pre(answerProblems(answers).length === 0);
          const { protocol } = written(answers);
          expect(protocol.title).toBe(texts.title.trim());
          expect(protocol.sites).toHaveLength(numbers.sites);
        },
      ),
      { numRuns: 20 },
    );
  });

  // One method of randomisation for each of the others, in turn.
  const rehearsed = all.filter(({ method }, index) => newMethods.indexOf(method) === (index >> 2) % newMethods.length);

  it.each(rehearsed.map((answers) => [label(answers), answers] as const))(
    'is rehearsed and analysed: %s',
    (_, answers) => {
      const { protocol, scenario } = written(answers);
      const plan = planRehearsal({ protocol, scenario, seed: 1, participants: 48 });
      const run = runInMemory(plan);
      expect(run.refusals).toEqual([]);
      const { analyses } = analyse(memorySnapshot(plan, run, { isOpen: true }));
      for (const { id, status, flags, estimate } of analyses)
        expect(Number.isFinite(estimate), `${id}: ${status} ${flags.join(' ')}`).toBe(true);
    },
  );
});

it.each([
  [{ title: ' ' }, 'title'],
  [{ acronym: '!?' }, 'acronym'],
  [{ treatments: ['Drug'] }, '2 to 6 treatments'],
  [{ treatments: ['Drug', 'drug'] }, 'differ'],
  [{ treatments: ['Site', 'Placebo'] }, 'meaning of its own'],
  [{ design: 'crossover', endpoint: 'timeToEvent' }, 'each period'],
  [{ treatments: ['A', 'B', 'C'], method: 'bigStick' }, 'big stick'],
  [{ sites: 0 }, 'number of sites'],
  [{ participants: 2.5 }, 'number of participants'],
  [{ participants: 1 }, 'as many participants'],
] as const)('%o is refused with a sentence', (answers, words) => {
  expect(answerProblems({ ...usualAnswers('parallel'), ...answers }).join(' ')).toContain(words);
});
