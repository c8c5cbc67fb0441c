import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { catalogue, type EventType } from './catalogue.js';
import { type Upcastable, upcast, upcastWith } from './upcast.js';

const examples = new URL('./examples/', import.meta.url);
const types = Object.keys(catalogue) as EventType[];
const versions = types.flatMap((type) =>
  Array.from({ length: catalogue[type].schemaVersion }, (_, index) => ({ type, version: index + 1 })),
);

function example(type: string, version: number): unknown {
  return JSON.parse(readFileSync(new URL(`${type}.v${version}.json`, examples), 'utf8'));
}

describe('the catalogue of events', () => {
  it.each(versions)('reads the frozen example of $type, version $version', ({ type, version }) => {
    expect(upcast(type, version, example(type, version)).type).toBe(type);
  });

  it.each(types)('keeps every key of the example of today’s %s', (type) => {
    const payload = example(type, catalogue[type].schemaVersion);
    expect(upcast(type, catalogue[type].schemaVersion, payload).payload).toEqual(payload);
  });

  it('has an example for each type and version, and none beside', () => {
    const expected = versions.map(({ type, version }) => `${type}.v${version}.json`).sort();
    expect(readdirSync(examples).sort()).toEqual(expected);
  });

  it('has an upcaster from every version before today’s, and none beside', () => {
    for (const type of types) {
      const expected = Array.from({ length: catalogue[type].schemaVersion - 1 }, (_, index) => String(index + 1));
      expect(Object.keys(catalogue[type].upcast)).toEqual(expected);
    }
  });

  it.each([0, 1.5, 2, -1])('refuses version %s, which nobody has written yet', (version) => {
    expect(() => upcast('ConsentGiven', version, example('ConsentGiven', 1))).toThrow(
      `ConsentGiven of version ${version} is unknown here (1 to 1 are)`,
    );
  });

  it('refuses a type that it does not know', () => {
    expect(() => upcast('toString' as EventType, 1, {})).toThrow('"toString" is no type of event');
  });

  it('says where a payload does not fit, and never what it holds', () => {
    const payload = { kind: 'dispensing', sequence: 'secret sequence', administration: 'infusion1' };
    expect(() => upcast('AllocationOpened', 1, payload)).toThrow(
      /^a payload of AllocationOpened, version 1, does not fit its schema at: sequence$/,
    );
  });
});

describe('upcastWith', () => {
  /** A type that was written in three ways: grams as text, grams as a number, kilograms. */
  const weighed: Upcastable = {
    schemaVersion: 3,
    schema: z.strictObject({ weightKg: z.number() }),
    upcast: {
      1: (payload) => ({ grams: Number((payload as { grams: string }).grams) }),
      2: (payload) => ({ weightKg: (payload as { grams: number }).grams / 1000 }),
    },
  };

  it.each([
    [1, { grams: '71500' }],
    [2, { grams: 71500 }],
    [3, { weightKg: 71.5 }],
  ])('leads version %s to today’s', (schemaVersion, payload) => {
    expect(upcastWith(weighed, { type: 'Weighed', schemaVersion, payload })).toEqual({ weightKg: 71.5 });
  });

  it('names the upcaster that is not there', () => {
    const gap = { ...weighed, upcast: { 1: weighed.upcast[1]! } };
    expect(() => upcastWith(gap, { type: 'Weighed', schemaVersion: 1, payload: { grams: '1' } })).toThrow(
      'Weighed has no upcaster from version 2',
    );
  });
});
