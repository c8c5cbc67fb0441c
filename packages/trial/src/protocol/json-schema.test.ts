// The committed JSON Schema is the one of today's language.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { protocolJsonSchema } from './json-schema.js';

describe('the JSON Schema of protocols', () => {
  it('is current in packages/trial/protocol.schema.json', () => {
    const committed = readFileSync(new URL('../../protocol.schema.json', import.meta.url), 'utf8');
    expect(committed, 'run: npx equipoise schema > packages/trial/protocol.schema.json').toBe(protocolJsonSchema());
  });

  it('describes the keys of the language', () => {
    const schema = JSON.parse(protocolJsonSchema()) as { required: string[]; properties: Record<string, unknown> };
    expect(schema.required).toContain('sequences');
    expect(schema.properties).toHaveProperty('nationalTrials');
  });
});
