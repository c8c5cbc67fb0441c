// What can be written at a place of a protocol: found by the indentation of its YAML and the JSON Schema of the language.

/** As much of JSON Schema as the protocol language uses. */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
}

/** Where in the document something is written. */
export interface Place {
  /** Keys from the root; "-" for an entry of a list. */
  readonly path: readonly string[];
  /** The value of this key is written; absent: a key is. */
  readonly ofKey?: string;
  /** Keys that the same map has already. */
  readonly siblings: readonly string[];
  /** What is written already of the key or value. */
  readonly written: string;
}

/** Something that can be written at a place. */
export interface Option {
  readonly label: string;
  readonly kind: 'key' | 'value';
  readonly isRequired: boolean;
  readonly description?: string;
}

/** A key or an entry of a list in which what follows lies. */
interface Frame {
  readonly column: number;
  readonly step: string;
  /** Keys of the map within it. */
  readonly keys: string[];
}

/** The place at the end of `text`, which is a document up to the cursor. */
export function placeAt(text: string): Place | undefined {
  const lines = text.split('\n');
  const current = lines.pop() ?? '';
  const flow = flowPlace(lines, current);
  if (flow !== undefined) return flow;
  const head = /^(\s*(?:- +)*)([\w.$-]*)$/.exec(current);
  if (head !== null) {
    const [, before = '', written = ''] = head;
    return { ...above(lines, before), written };
  }
  const value = /^(\s*(?:- +)*)([\w.$-]+):\s+["']?([^"'#]*)$/.exec(current);
  if (value === null) return undefined;
  const [, before = '', key = '', written = ''] = value;
  const place = above(lines, before);
  return { path: place.path, siblings: place.siblings, ofKey: key, written };
}

/** A map in one line: `- { id: a, type: `. */
function flowPlace(lines: readonly string[], current: string): Place | undefined {
  const open = current.lastIndexOf('{');
  if (open < 0 || current.indexOf('}', open) >= 0) return undefined;
  const lead = /^(\s*(?:- +)*)(?:([\w.$-]+):\s+)?$/.exec(current.slice(0, open));
  if (lead === null) return undefined;
  const [, before = '', key] = lead;
  const place = above(lines, before);
  const path = key === undefined ? place.path : [...place.path, key];
  const parts = current.slice(open + 1).split(',');
  const last = parts.pop() ?? '';
  const siblings = parts.flatMap((part) => /^\s*([\w.$-]+):/.exec(part)?.[1] ?? []);
  const value = /^\s*([\w.$-]+):\s+(\S*)$/.exec(last);
  if (value !== null) return { path, siblings, ofKey: value[1] ?? '', written: value[2] ?? '' };
  return /^\s*[\w.$-]*$/.test(last) ? { path, siblings, written: last.trim() } : undefined;
}

/** The path and the keys around a line that begins with `before`. */
function above(lines: readonly string[], before: string): Pick<Place, 'path' | 'siblings'> {
  const root: Frame = { column: -1, step: '', keys: [] };
  const stack: Frame[] = [root];
  const top = () => stack.at(-1) ?? root;
  const enterEntry = (column: number) => {
    while (top().column > column || (top().column === column && top().step === '-')) stack.pop();
    stack.push({ column, step: '-', keys: [] });
  };
  const leaveFor = (column: number) => {
    while (top().column >= column) stack.pop();
  };
  for (const line of lines) {
    const [, head = '', key] = /^(\s*(?:- +)*)(?:["']?([\w.$-]+)["']?:(?:\s|$))?/.exec(line) ?? [];
    if (/^\s*(?:#.*)?$/.test(line)) continue;
    for (const column of dashesOf(head)) enterEntry(column);
    if (key === undefined) continue;
    leaveFor(head.length);
    top().keys.push(key);
    stack.push({ column: head.length, step: key, keys: [] });
  }
  for (const column of dashesOf(before)) enterEntry(column);
  leaveFor(before.length);
  return { path: stack.slice(1).map(({ step }) => step), siblings: top().keys };
}

/** Columns of the dashes of list entries. */
function dashesOf(head: string): readonly number[] {
  return [...head.matchAll(/-/g)].map(({ index }) => index);
}

/** What can be written at a place; keys that are there already are left out. */
export function optionsAt(root: Schema, place: Place): readonly Option[] {
  let here = alternatives(root, root);
  for (const step of place.path) here = here.flatMap((schema) => inside(root, schema, step));
  if (place.ofKey !== undefined) {
    const key = place.ofKey;
    return valuesOf(here.flatMap((schema) => inside(root, schema, key)));
  }
  const options = new Map<string, Option>();
  for (const schema of here) {
    for (const [label, inner] of Object.entries(schema.properties ?? {})) {
      if (place.siblings.includes(label) || options.has(label)) continue;
      const described = alternatives(root, inner).find(({ description }) => description !== undefined);
      const description = inner.description ?? described?.description;
      options.set(label, {
        ...{ label, kind: 'key' as const, isRequired: schema.required?.includes(label) ?? false },
        ...(description === undefined ? {} : { description }),
      });
    }
  }
  return [...options.values()];
}

function valuesOf(schemas: readonly Schema[]): readonly Option[] {
  const values = schemas.flatMap((schema) => [
    ...(schema.enum ?? []),
    ...(schema.const === undefined ? [] : [schema.const]),
    ...(schema.type === 'boolean' ? [true, false] : []),
  ]);
  return [...new Set(values.map(String))].map((label) => ({ label, kind: 'value', isRequired: false }));
}

function inside(root: Schema, schema: Schema, step: string): readonly Schema[] {
  if (step === '-') return schema.items === undefined ? [] : alternatives(root, schema.items);
  const named = schema.properties?.[step];
  if (named !== undefined) return alternatives(root, named);
  const { additionalProperties: rest } = schema;
  return typeof rest === 'object' ? alternatives(root, rest) : [];
}

/** A schema and all that it may be instead, references followed. */
function alternatives(root: Schema, schema: Schema, depth = 0): readonly Schema[] {
  if (depth > 8) return [];
  if (schema.$ref !== undefined) {
    const found = resolve(root, schema.$ref);
    return found === undefined ? [] : alternatives(root, found, depth + 1);
  }
  const inner = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])];
  return [schema, ...inner.flatMap((one) => alternatives(root, one, depth + 1))];
}

function resolve(root: Schema, reference: string): Schema | undefined {
  if (reference === '#') return root;
  const name = /^#\/\$defs\/(.+)$/.exec(reference)?.[1];
  return name === undefined ? undefined : root.$defs?.[name];
}
