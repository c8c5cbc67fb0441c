// Envelopes are hashed in the database and in Node: both must give a text the same bytes, whatever it holds.
import { canonicalJson } from '@equipoise/trial';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { openTestSystem } from '../test-support/system.js';

/** Any text that the record takes: every code point but NUL, and no half of a surrogate pair. */
const text = fc
  .oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.string({ unit: fc.integer({ min: 1, max: 0x9f }).map((code) => String.fromCodePoint(code)) }),
  )
  .map((any) => any.replaceAll('\0', ''));

describe.each(Object.keys(inject('clusters')))('canonical text on %s', (cluster) => {
  let system: Awaited<ReturnType<typeof openTestSystem>>;
  beforeAll(async () => {
    system = await openTestSystem(cluster);
  });
  afterAll(() => system.discard());

  it('is the same in the database as by RFC 8785', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(text, { minLength: 50, maxLength: 100 }), async (texts) => {
        const { rows } = await system.pools.owner.query<{ json: string }>(
          'select to_json(t)::text as json from unnest($1::text[]) with ordinality as u (t, i) order by i',
          [texts],
        );
        expect(rows.map(({ json }) => json)).toEqual(texts.map((one) => canonicalJson(one)));
      }),
      { numRuns: 20 },
    );
  });
});
