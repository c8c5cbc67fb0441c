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

  it('says what every key is', () => {
    const undescribed: string[] = [];
    const visit = (node: unknown, path: string): void => {
      if (typeof node !== 'object' || node === null) return;
      for (const [key, value] of Object.entries(node)) {
        if (key === 'properties') {
          for (const [name, property] of Object.entries(value as object)) {
            const isConstant = typeof property === 'object' && property !== null && 'const' in property;
            if (!('description' in property) && !isConstant) undescribed.push(`${path}.${name}`);
          }
        }
        visit(value, `${path}.${key}`);
      }
    };
    visit(JSON.parse(protocolJsonSchema()), '');
    expect(undescribed).toEqual([]);
  });
});
