// Whatever is damaged in a protocol file: it is told with its place, and nothing throws.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import type { Path } from './finding.js';
import { editDistance, nearestWord } from './nearest-word.js';
import { parseProtocol } from './parse.js';
import { pruneProtocol } from './prune.js';
import { Protocol } from './schema.js';
import { valueAt } from './schema-finding.js';

const whole = readFileSync(new URL('../../../../trials/mesems/protocol.yaml', import.meta.url), 'utf8');
/** With a few of its translations: all of them are two thirds of the paths. */
const source = `${whole.slice(0, whole.indexOf('\ntranslations:')).replace(/^languages:.*\n/m, '')}
translations:
  - { en: Week 4, it: Settimana 4, de: Woche 4 }
  - { en: EDSS }
`;
const document: unknown = parse(source);
const paths = listPaths(document, []);

function listPaths(value: unknown, path: Path): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [
    path,
    ...Object.entries(value).flatMap(([key, part]) =>
      listPaths(part, [...path, Array.isArray(value) ? Number(key) : key]),
    ),
  ];
}

type Container = Record<string | number, unknown>;

/** A copy with the value at each path replaced; `undefined` takes it away. */
function damage(changes: readonly (readonly [Path, unknown])[]): unknown {
  const copy: unknown = JSON.parse(JSON.stringify(document));
  for (const [path, value] of changes) {
    const parent = valueAt(copy, path.slice(0, -1));
    const key = path.at(-1);
    if (key === undefined || typeof parent !== 'object' || parent === null || !Object.hasOwn(parent, key)) continue;
    if (value !== undefined) (parent as Container)[key] = value;
    else if (Array.isArray(parent)) parent.splice(Number(key), 1);
    else delete (parent as Container)[key];
  }
  return copy;
}

const junk = fc.oneof(
  fc.constant(undefined),
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom('msc', 'W24', 'primary', 0, -1, []),
);
const changes = fc.array(fc.tuple(fc.constantFrom(...paths), junk), { minLength: 1, maxLength: 4 });

describe('a damaged protocol', () => {
  it('is accepted or told with line and column; nothing throws', () => {
    fc.assert(
      fc.property(changes, (chosen) => {
        const text = stringify(damage(chosen));
        const lines = text.split('\n').length;
        const result = parseProtocol(text, 'damaged.yaml');
        for (const issue of result.ok ? result.warnings : result.issues) {
          expect(issue.line).toBeGreaterThanOrEqual(1);
          expect(issue.line).toBeLessThanOrEqual(lines);
          expect(issue.column).toBeGreaterThanOrEqual(1);
        }
        if (!result.ok) expect(result.issues.length).toBeGreaterThan(0);
      }),
      { numRuns: 60 },
    );
  });

  it('is pruned to what the schema accepts, and paths lead back to what was written', () => {
    fc.assert(
      fc.property(changes, (chosen) => {
        const raw = damage(chosen);
        const { protocol, originalPath } = pruneProtocol(raw);
        expect(Protocol.partial().safeParse(protocol).success).toBe(true);
        for (const path of listPaths(protocol, [])) {
          const left = valueAt(protocol, path);
          // A design that is one word stands for a map with that type.
          const isWord = path.join('.') === 'design.type' && typeof valueAt(raw, ['design']) === 'string';
          const written = isWord ? ['design'] : originalPath(path);
          if (typeof left !== 'object') expect(valueAt(raw, written)).toEqual(left);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('is told even where any other text stands in its place', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
        expect(parseProtocol(text, 'text.yaml').ok).toBe(false);
      }),
      { numRuns: 200 },
    );
  });
});

describe('nearestWord', () => {
  it.each([
    ['offsetDay', ['offsetDays', 'windowDays'], 'offsetDays'],
    ['crosover', ['parallel', 'crossover'], 'crossover'],
    ['W25', ['W0', 'W24', 'W28'], 'W24'],
    ['weather', ['phase', 'title'], undefined],
    ['x', ['visits'], undefined],
  ])('of %s among %j is %s', (word, candidates, expected) => {
    expect(nearestWord(word, candidates)).toBe(expected);
  });

  it.each([
    ['', '', 0],
    ['abc', '', 3],
    ['kitten', 'sitting', 3],
    ['form', 'from', 1],
    ['ca', 'abc', 3],
  ])('counts the edits from %j to %j', (from, to, edits) => {
    expect(editDistance(from, to)).toBe(edits);
  });
});
