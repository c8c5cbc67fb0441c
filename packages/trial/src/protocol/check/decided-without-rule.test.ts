// Faults that no rule shows: items that decide something by their name alone, rules of events, numbers beyond reason.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseProtocol } from '../parse.js';

const source = readFileSync(new URL('../../../../../trials/three-arm/protocol.yaml', import.meta.url), 'utf8');

/** The errors of the trial after one change, as code and place of the fault's own text. */
function errorsAfter(from: string, to: string) {
  expect(source).toContain(from);
  const parsed = parseProtocol(source.replace(from, to), 'protocol.yaml');
  return (parsed.ok ? [] : parsed.issues).filter(({ severity }) => severity === 'error');
}

const occurs = 'occurs: { by: withdrawal, kinds: [treatment] }';
const steroids = '{ id: oralSteroids, name: Oral steroids every day, type: boolean, required: true';

describe('checkProtocol', () => {
  it.each([
    [
      'a rule of an intercurrent event that names nothing',
      occurs,
      'occurs: { by: form, form: control, rule: noScore > 3 }',
      'expression-name',
    ],
    [
      'one that is no yes or no',
      occurs,
      'occurs: { by: form, form: control, rule: controlScore + 3 }',
      'expression-type',
    ],
    ['an event dated by a number', occurs, 'occurs: { by: form, form: control, date: controlScore }', 'event-date'],
    ['a model without its effect', 'terms: [sequence]', 'terms: []', 'effect-not-in-model'],
    [
      'a factor with any number of values',
      'name: History of asthma',
      'name: History of asthma\n    repeats: true',
      'stratum-repeats',
    ],
    [
      'a factor that only unblinded people enter',
      steroids,
      `${steroids}, editedBy: [unblindedPharmacist]`,
      'rule-would-unblind',
    ],
    ['a covariate with the name of a factor', '- id: controlBefore', '- id: site', 'covariate-name'],
    ['a visit beyond a century', 'offsetDays: 84', 'offsetDays: 9000000000000000', 'out-of-range'],
    [
      'a share without measure',
      '{ armA: 2, armB: 2, armP: 1 }',
      '{ armA: 5000000000, armB: 2, armP: 1 }',
      'out-of-range',
    ],
  ])('tells %s', (_what, from, to, code) => {
    expect(errorsAfter(from, to).map((issue) => issue.code)).toContain(code);
  });

  it('lists the keys of the entry that is meant, not those of all its kinds', () => {
    const [found] = errorsAfter(occurs, 'occurs: { by: withdrawal, kinds: [treatment], colour: red }');
    expect(found).toMatchObject({ code: 'unknown-key', allowed: '"by", "kinds"' });
  });

  it.each([
    ['depth', `deep: ${'['.repeat(5000)}${']'.repeat(5000)}\n`, 'lists and maps lie too deep within each other'],
    ['a second document', '---\na: 1\n', 'a second document begins here ("---")'],
  ])('tells %s in plain words', (_what, added, message) => {
    const parsed = parseProtocol(source + added, 'protocol.yaml');
    expect(parsed.ok ? [] : parsed.issues.map((issue) => issue.message)).toEqual([message]);
  });

  it('answers an id of two million letters at once', () => {
    const before = process.cpuUsage().user;
    const [found] = errorsAfter('id: antiA,', `id: ${'x'.repeat(2e6)},`);
    expect(found?.message.length).toBeLessThan(400);
    expect(process.cpuUsage(undefined).user - before).toBeLessThan(8e6);
  });
});

const factorial = 'design: { type: parallel }';

describe('estimands of a factorial trial', () => {
  it('compare levels of a factor of the design', () => {
    const design = `design: { type: factorial, fraction: true, factors: [{ id: dose, name: Dose, levels: [{ id: no, name: "No" }, { id: yes, name: "Yes" }] }, { id: salt, name: Salt, levels: [{ id: no, name: "No" }, { id: yes, name: "Yes" }] }] }`;
    const found = (levels: string) => {
      const changed = source
        .replace(factorial, design)
        .replace('treatment: { active: armA, reference: armP }', `treatment: ${levels}`);
      const parsed = parseProtocol(changed, 'protocol.yaml');
      return (parsed.ok ? [] : parsed.issues).map(({ code }) => code);
    };
    expect(found('{ factor: dose, active: yes, reference: no }')).not.toContain('unknown-level');
    expect(found('{ factor: dose, active: yes, reference: none }')).toContain('unknown-level');
    expect(found('{ factor: dos, active: yes, reference: no }')).toContain('unknown-factor');
  });
});
