// Amendments in words: every difference once, and what it touches.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseProtocol } from '../parse.js';
import type { Protocol } from '../schema.js';
import { compareProtocols } from './compare.js';
import { findDifferences } from './difference.js';
import { wordPath } from './wording.js';

const source = readFileSync(new URL('../../../../../trials/mesems/protocol.yaml', import.meta.url), 'utf8');

function mesems(change: (text: string) => string = (text) => text): Protocol {
  const parsed = parseProtocol(change(source), 'protocol.yaml');
  if (!parsed.ok) throw new Error(parsed.issues.map((issue) => issue.message).join('; '));
  return parsed.value;
}

describe('findDifferences', () => {
  it('finds nothing between a value and its copy', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => findDifferences(value, structuredClone(value)).length === 0));
  });

  it('finds something between any two values that differ as data', () => {
    const plain = fc.jsonValue({ noUnicodeString: false });
    fc.assert(
      fc.property(plain, plain, (a, b) => {
        fc.pre(JSON.stringify(a) !== JSON.stringify(b) && typeof a !== 'object');
        return findDifferences({ a }, { a: b }).length > 0;
      }),
    );
  });

  it('matches the members of a list by id, wherever they stand', () => {
    const before = [{ id: 'a', n: 1 }, { id: 'b' }, { id: 'c' }];
    const after = [{ id: 'c' }, { id: 'a', n: 2 }, { id: 'd' }];
    expect(findDifferences(before, after)).toEqual([
      { kind: 'changed', path: ['a', 'n'], before: 1, after: 2 },
      { kind: 'added', path: ['d'], after: { id: 'd' } },
      { kind: 'removed', path: ['b'], before: { id: 'b' } },
      { kind: 'moved', path: [], before: ['a', 'c'], after: ['c', 'a'] },
    ]);
  });
});

describe('compareProtocols', () => {
  it('says nothing of a protocol against itself', () => {
    expect(compareProtocols(mesems(), mesems())).toEqual({
      from: '1.0',
      to: '1.0',
      differences: [],
      participants: [],
      forms: [],
      rules: [],
      analyses: [],
      consentDue: [],
      warnings: [],
    });
  });

  it('names the item, its old and its new limit, and the rules that read it', () => {
    const after = mesems((text) =>
      text
        .replace('version: "1.0"', 'version: "1.1"')
        .replace(
          'id: neutrophilsGigaPerLitre, name: Neutrophils, type: decimal, unit: 10*9/L, min: 0, max: 100',
          'id: neutrophilsGigaPerLitre, name: Neutrophils, type: decimal, unit: 10*9/L, min: 0, max: 90',
        ),
    );
    const amendment = compareProtocols(mesems(), after);
    expect(amendment.differences.map(({ words }) => words)).toEqual([
      'form preInfusionCheck, item neutrophilsGigaPerLitre, max: 100 → 90',
    ]);
    expect(amendment.forms).toEqual(['preInfusionCheck']);
    expect(amendment.rules).toEqual([
      expect.stringMatching(/^administration infusion2, gate, rule \(reads neutrophilsGigaPerLitre\)$/),
    ]);
    expect(amendment.warnings).toEqual([expect.stringMatching(/no consent has a new version/)]);
  });

  it('says that a consent with a new version is due again', () => {
    const [first] = mesems().consents;
    const after: Protocol = {
      ...mesems(),
      version: '2.0',
      consents: mesems().consents.map((consent) => (consent.id === first!.id ? { ...consent, version: '9' } : consent)),
    };
    expect(compareProtocols(mesems(), after).consentDue).toEqual([`${first!.id}: version ${first!.version} → 9`]);
  });

  it('warns of a consent that differs under the same version, of a version used twice, and of another design', () => {
    const before = mesems();
    const after: Protocol = {
      ...before,
      consents: before.consents.map((consent, index) => (index === 0 ? { ...consent, name: 'Other words' } : consent)),
      sequences: [...before.sequences].reverse(),
    };
    const { warnings } = compareProtocols(before, after);
    expect(warnings).toContainEqual(expect.stringMatching(/is version .* in both: nobody would be asked again/));
    expect(warnings).toContainEqual(expect.stringMatching(/the version is 1\.0 in both/));
    expect(warnings).toContainEqual(expect.stringMatching(/a trial that has randomised/));
  });
});

describe('wordPath', () => {
  it.each([
    [['forms', 'edss', 'items', 'score', 'max'], 'form edss, item score, max'],
    [['eligibility', 'criteria', 'age', 'rule'], 'eligibility, criterion age, rule'],
    [['visits', 'W4', 'windowDays', 'before'], 'visit W4, window days, before'],
    [['analyses', 'primary', 'terms'], 'analysis primary, terms'],
  ])('words %j', (path, words) => {
    expect(wordPath(path)).toBe(words);
  });
});
