// What is offered while one writes a protocol.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { optionsAt, placeAt, type Schema } from './completion.js';

const schema = JSON.parse(
  readFileSync(new URL('../../../../trial/protocol.schema.json', import.meta.url), 'utf8'),
) as Schema;

/** What is offered where ¦ stands. */
const offered = (text: string) => {
  const place = placeAt(text.slice(0, text.indexOf('¦')));
  return place === undefined ? [] : optionsAt(schema, place).map(({ label }) => label);
};

describe('completion', () => {
  it('offers the keys of the protocol that are not there yet', () => {
    const labels = offered('equipoise: 1\nid: x\n¦');
    expect(labels).toContain('treatments');
    expect(labels).not.toContain('id');
  });

  it('offers the keys of an entry of a list, in block and in flow style', () => {
    expect(offered('visits:\n  - id: v1\n    ¦')).toEqual(expect.arrayContaining(['anchor', 'windowDays', 'forms']));
    expect(offered('visits:\n  - id: v1\n    ¦')).not.toContain('id');
    expect(offered('visits:\n- ¦')).toContain('anchor');
    expect(offered('treatments:\n  - { id: P, ¦')).toEqual(expect.arrayContaining(['name', 'kind']));
    expect(offered('treatments:\n  - { id: P, ¦')).not.toContain('id');
  });

  it('offers the keys of a map within an entry, and not those of the entry', () => {
    const labels = offered('visits:\n  - id: v1\n    windowDays:\n      ¦');
    expect(labels).toEqual(['before', 'after']);
    expect(offered('visits:\n  - id: v1\n    windowDays: { before: 1, ¦')).toEqual(['after']);
  });

  it('offers the values that are allowed', () => {
    expect(offered('treatments:\n  - id: P\n    kind: ¦')).toContain('placebo');
    expect(offered('treatments:\n  - { id: P, kind: ¦')).toContain('placebo');
    expect(offered('design: ¦')).toEqual(expect.arrayContaining(['parallel', 'crossover']));
    expect(offered('randomisation:\n  method: ¦')).toContain('uploadedList');
  });

  it('goes on to the next entry and the next key after a nested one', () => {
    const text = 'forms:\n  - id: a\n    items:\n      - { id: x, type: integer }\n  - ¦';
    expect(offered(text)).toContain('items');
    expect(offered(text.replace('  - ¦', '    ¦'))).toEqual(expect.arrayContaining(['name']));
    expect(offered('forms:\n  - id: a\n    items:\n      - id: x\n        type: ¦')).toContain('integer');
  });

  it('offers nothing within a text', () => {
    expect(offered('title: A trial with: many ¦')).toEqual([]);
  });
});
