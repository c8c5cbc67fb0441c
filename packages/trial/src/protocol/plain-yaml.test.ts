// The quick reader reads plain YAML as the library does, places included, and leaves the rest to it.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isMap, isScalar, isSeq, type Node, parseDocument, stringify } from 'yaml';
import { type PlainNode, readPlainYaml } from './plain-yaml.js';

const read = (path: string) => readFileSync(new URL(`../../../../trials/${path}`, import.meta.url), 'utf8');

/** The same tree of places, from the library. Undefined where the library finds a fault. */
function readByLibrary(source: string): PlainNode | undefined {
  const document = parseDocument(source, { prettyErrors: false, version: '1.2', strict: true });
  if (document.errors.length > 0 || document.warnings.length > 0) return undefined;
  return placesOf(document.contents as Node);
}

function placesOf(node: Node): PlainNode {
  const start = node.range![0];
  if (isMap(node)) {
    const pairs = node.items.map(({ key, value }) => ({ key: key as Node, value: placesOf(value as Node) }));
    const keys = pairs.map(({ key }) => String(isScalar(key) ? key.value : key));
    const children = pairs.map(({ value }) => value);
    const value = Object.fromEntries(keys.map((key, index) => [key, children[index]!.value]));
    return { value, start, keys, keyStarts: pairs.map(({ key }) => key.range![0]), children };
  }
  if (isSeq(node)) {
    const children = node.items.map((item) => placesOf(item as Node));
    return { value: children.map((child) => child.value), start, children };
  }
  return { value: isScalar(node) ? node.value : undefined, start };
}

function expectSame(source: string): boolean {
  const plain = readPlainYaml(source);
  if (plain === undefined) return false;
  expect(plain).toEqual(readByLibrary(source));
  return true;
}

describe('readPlainYaml', () => {
  it.each(['mesems/protocol.yaml', 'raynaud/protocol.yaml', 'epilepsy/protocol.yaml'])(
    'reads trials/%s as the library does',
    (path) => {
      expect(expectSame(read(path))).toBe(true);
    },
  );

  it.each([
    'a: 1\nb: -2.5\nc: 1e3\nd: +7\ne: .5\nf: true\ng: null\nh: 2012-000518-13\ni: 10*9/L\n',
    'a:\n  - b: 1\n    c:\n      - d\n      - e\n  - f: 2\ng: [x, {y: 1}, "z, w"]\n',
    'a:\n- b\n- c\nd: e\n',
    'a: "x: \\"y\\" #1" # remark\nb: \'it\'\'s\'\n# end\n',
    'a: >-\n  one\n  two\nb: |\n  three\n  four\nc: d\n',
    'a: http://b/c#d\ne: f "g" h\ni: -9.5\nj: { k: m-n, o: p q }\n',
  ])('reads %j as the library does', (source) => {
    expect(expectSame(source.replaceAll('{y:', '{ y:'))).toBe(true);
  });

  it.each([
    '',
    '- a\n',
    'a: &x 1\nb: *x\n',
    'a: !!str 1\n',
    'a: one\n  two\n',
    'a: b: c\n',
    'a:\n',
    'a: 1\na: 2\n',
    '"a": 1\n',
    'a:\tb\n',
    '--- \na: 1\n',
    'a: >\n  one\n\n  two\n',
    'a: [1,\n  2]\n',
    'a: {b: 1\n',
    'a: 0x1F\n',
    'a: 1\n  b: 2\n',
    'a: ~\n',
    'a: 12345678901234567890\n',
  ])('leaves %j to the library', (source) => {
    expect(readPlainYaml(source)).toBeUndefined();
  });

  it('never differs from the library, whatever is made of a file', () => {
    const lines = read('epilepsy/protocol.yaml').split('\n').slice(0, 60);
    const scraps = [
      '  ',
      '- ',
      ': ',
      ' #',
      '"',
      "'",
      '{',
      '}',
      '[',
      ']',
      ', ',
      '>-',
      '|',
      '\n',
      '1',
      '-',
      ' ',
      'a: ',
      '? ',
    ];
    const change = fc.tuple(fc.nat(), fc.nat(), fc.constantFrom(...scraps), fc.nat(3));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        let source = lines.join('\n');
        for (const [, at, scrap, drop] of changes) {
          const place = at % source.length;
          source = source.slice(0, place) + scrap + source.slice(place + drop);
        }
        expectSame(source);
      }),
      { numRuns: 300 },
    );
  });

  it('never differs from the library on what the library writes', () => {
    const word = fc.oneof(
      fc.string({ maxLength: 12 }),
      fc.integer(),
      fc.boolean(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
    );
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        word,
        fc.array(tie('tree'), { maxLength: 4 }),
        fc.dictionary(fc.stringMatching(/^[a-z]{1,4}$/), tie('tree'), { maxKeys: 4 }),
      ),
    }));
    fc.assert(
      fc.property(fc.dictionary(fc.stringMatching(/^[a-z]{1,4}$/), tree, { minKeys: 1, maxKeys: 5 }), (value) => {
        expectSame(stringify(value));
      }),
      { numRuns: 300 },
    );
  });
});
