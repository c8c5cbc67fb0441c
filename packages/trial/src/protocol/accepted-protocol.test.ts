// Protocols that trials were made from stay readable for ever, whatever later versions ask of new ones.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readAcceptedProtocol } from './parse.js';

const folder = new URL('../../../../validation/frozen-protocols/', import.meta.url);

describe('an accepted protocol', () => {
  it.each(readdirSync(folder))('is read as it was written: %s', (file) => {
    const protocol = readAcceptedProtocol(readFileSync(new URL(file, folder), 'utf8'));
    expect(protocol.analyses.some(({ id }) => id === 'primary')).toBe(true);
    expect(protocol.endpoints.length).toBeGreaterThan(0);
  });

  it('that the language does not know says so', () => {
    expect(() => readAcceptedProtocol('equipoise: 1\nid: x\n')).toThrow(/does not parse/);
  });
});
