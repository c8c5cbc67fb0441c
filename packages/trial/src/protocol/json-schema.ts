// The JSON Schema of the protocol language, for editors that help while one writes.
import { z } from 'zod';
import { Protocol } from './schema.js';

/** JSON Schema (draft 2020-12) of a protocol file, as a text that ends with a line break. */
export function protocolJsonSchema(): string {
  const { $schema, ...rest } = z.toJSONSchema(Protocol, { io: 'input' });
  const document = { $schema, title: 'Equipoise protocol', ...rest };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}
