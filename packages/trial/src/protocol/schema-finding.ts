// Turns what a zod schema says of a document into findings: stable codes, what is allowed, "did you mean".
import { z } from 'zod';
import { type Finding, listWords, oneOf, type Path, shortened, type Told } from './finding.js';
import { nearestWord } from './nearest-word.js';
import { inEnglish, type Sentence, say } from './sentence.js';

type Issue = z.core.$ZodIssue;

interface ShapeNode {
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, ShapeNode>>;
  readonly items?: ShapeNode;
  readonly additionalProperties?: ShapeNode | boolean;
  readonly anyOf?: readonly ShapeNode[];
  readonly oneOf?: readonly ShapeNode[];
}

/** Everything that the schema finds wrong with the value; a mistyped key hides the "missing" of the key that was meant. */
export function findSchemaFaults(schema: z.ZodType, value: unknown, error: z.core.$ZodError): readonly Finding[] {
  const shape = shapeOf(schema);
  const issues = error.issues.flatMap((issue) => flatten(issue, []));
  const missing = new Set(issues.filter((issue) => isMissingKey(issue, value)).map((issue) => keyOf(issue.path)));
  const meant = new Set<string>();
  const findings = issues.flatMap((issue) => {
    if (issue.code !== 'unrecognized_keys') return [];
    return issue.keys.map((key) => {
      const allowed = allowedKeys(shape, value, issue.path);
      const present = Object.keys(Object(valueAt(value, issue.path)));
      const candidates = allowed.filter((name) => !present.includes(name));
      const isMissing = (name: string) => missing.has(keyOf([...issue.path, name]));
      const suggestion = nearestWord(key, [...candidates.filter(isMissing), ...candidates]);
      if (suggestion) meant.add(keyOf([...issue.path, suggestion]));
      return unknownKey([...issue.path, key], key, allowed, suggestion);
    });
  });
  for (const issue of issues) {
    if (issue.code === 'unrecognized_keys' || meant.has(keyOf(issue.path))) continue;
    findings.push(findingOf(issue, value));
  }
  return findings;
}

const shapes = new WeakMap<z.ZodType, ShapeNode>();

function shapeOf(schema: z.ZodType): ShapeNode {
  const known = shapes.get(schema);
  if (known) return known;
  const shape = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as ShapeNode;
  shapes.set(schema, shape);
  return shape;
}

type FlatIssue = Issue & { readonly path: (string | number)[] };

function flatten(issue: Issue, base: Path): readonly FlatIssue[] {
  const path = [...base, ...textPath(issue)];
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [{ ...issue, path } as FlatIssue];
  const deepest = issue.errors
    .filter((branch) => branch.every((inner) => inner.path.length > 0 || inner.code === 'unrecognized_keys'))
    .sort((a, b) => a.length - b.length)[0];
  return deepest ? deepest.flatMap((inner) => flatten(inner, path)) : [{ ...issue, path } as FlatIssue];
}

/** The path of an issue; zod allows symbols in it, documents have none. */
export function textPath(issue: Issue): (string | number)[] {
  return issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part));
}

function unknownKey(path: Path, key: string, allowed: readonly string[], suggestion: string | undefined): Finding {
  const hint = suggestion ? say`; did you mean "${suggestion}"?` : '';
  return {
    code: 'unknown-key',
    message: say`"${key}" is not a key here${hint}`,
    allowed: listWords(allowed),
    path,
    atKey: true,
  };
}

function findingOf(issue: FlatIssue, root: unknown): Finding {
  const { path } = issue;
  const found = valueAt(root, path);
  const name = String(path.at(-1) ?? 'document');
  if (isMissingKey(issue, root)) {
    return {
      code: 'missing-key',
      message: say`"${name}" is required here`,
      allowed: allowedOf(issue),
      ...parentOf(path),
    };
  }
  switch (issue.code) {
    case 'invalid_value':
    case 'invalid_union': {
      const options = optionsOf(issue);
      const isText = typeof found === 'string';
      if (options.length === 0 || (issue.code === 'invalid_union' && !isText))
        return wrongType(issue, path, name, found);
      const suggestion = isText ? nearestWord(found, options) : undefined;
      const hint = suggestion ? say`; did you mean "${suggestion}"?` : '';
      const message = say`${show(found)} is not allowed for "${name}"${hint}`;
      return { code: 'value-not-allowed', message, allowed: listWords(options), path };
    }
    case 'too_small':
    case 'too_big': {
      const isNumber = typeof found === 'number';
      const message = isNumber
        ? say`${show(found)} is out of range for "${name}"`
        : issue.code === 'too_small'
          ? say`"${name}" has too few entries or letters`
          : say`"${name}" has too many entries or letters`;
      return { code: isNumber ? 'out-of-range' : 'wrong-length', message, allowed: allowedOf(issue), path };
    }
    case 'invalid_key':
    case 'invalid_format':
    case 'custom': {
      const message = say`${issue.code === 'invalid_key' ? `"${name}"` : show(found)} is not in the form that is allowed here`;
      return { code: 'bad-format', message, allowed: allowedOf(issue), path, atKey: issue.code === 'invalid_key' };
    }
    default:
      return wrongType(issue, path, name, found);
  }
}

function wrongType(issue: FlatIssue, path: Path, name: string, found: unknown): Finding {
  return {
    code: 'wrong-type',
    message: say`"${name}" can't be ${show(found)}`,
    allowed: allowedOf(issue),
    path,
  };
}

function allowedOf(issue: Issue): Told {
  switch (issue.code) {
    case 'invalid_type':
      return article(issue.expected);
    case 'too_small':
      return issue.inclusive === false
        ? say`more than ${Number(issue.minimum)}`
        : say`at least ${Number(issue.minimum)}`;
    case 'too_big':
      return issue.inclusive === false
        ? say`less than ${Number(issue.maximum)}`
        : say`at most ${Number(issue.maximum)}`;
    case 'invalid_key':
      return issue.issues.map((inner): Told => asWritten(inner.message)).reduce((one, other) => say`${one}; ${other}`);
    case 'invalid_value':
      return listWords(optionsOf(issue));
    case 'invalid_union': {
      const all = issue.errors.flatMap((branch) => branch.slice(0, 1).map(allowedOf));
      return oneOf([...new Map(all.map((one) => [inEnglish(one), one])).values()]);
    }
    default:
      return asWritten(issue.message);
  }
}

/** A sentence that stands in the schema. */
function asWritten(message: string): Sentence {
  return { pattern: message, facts: [] };
}

function optionsOf(issue: Issue): readonly string[] {
  if (issue.code === 'invalid_value') return issue.values.map(String);
  if (issue.code !== 'invalid_union') return [];
  if ('options' in issue && issue.options) return issue.options.map(String);
  // A union of words and a map: for a value that is no map, the words are what is allowed.
  return issue.errors.flatMap((branch) => {
    const only = branch.length === 1 ? branch[0] : undefined;
    return only?.code === 'invalid_value' && only.path.length === 0 ? only.values.map(String) : [];
  });
}

const articles: Readonly<Record<string, Told>> = {
  string: say`text`,
  number: say`a number`,
  int: say`a whole number`,
  boolean: say`true or false`,
  array: say`a list`,
  tuple: say`a list`,
  object: say`a map of keys and values`,
  record: say`a map of keys and values`,
};

function article(expected: string): Told {
  return articles[expected] ?? expected;
}

function show(value: unknown): Told {
  if (value === null) return say`empty`;
  if (Array.isArray(value)) return say`a list`;
  if (typeof value === 'object') return say`a map`;
  return typeof value === 'string' ? `"${shortened(value)}"` : String(value);
}

function isMissingKey(issue: FlatIssue, root: unknown): boolean {
  const path: Path = issue.path;
  const parent = valueAt(root, path.slice(0, -1));
  const key = path.at(-1);
  if (typeof key !== 'string' || typeof parent !== 'object' || parent === null) return false;
  return issue.code !== 'unrecognized_keys' && issue.code !== 'invalid_key' && !Object.hasOwn(parent, key);
}

/** The place of a map that lacks a key: its own key, or its first line where it is an entry of a list. */
function parentOf(path: Path): Pick<Finding, 'path' | 'atKey'> {
  const parent = path.slice(0, -1);
  return { path: parent, atKey: typeof parent.at(-1) === 'string' };
}

/** The value at a path, or undefined. */
export function valueAt(root: unknown, path: Path): unknown {
  let value = root;
  for (const part of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
    value = (value as Record<string | number, unknown>)[part];
  }
  return value;
}

function allowedKeys(shape: ShapeNode, root: unknown, path: Path): readonly string[] {
  let value = root;
  let nodes: readonly ShapeNode[] = variants(shape, value);
  for (const part of path) {
    value = valueAt(value, [part]);
    nodes = nodes.flatMap((node) => {
      const additional = typeof node.additionalProperties === 'object' ? node.additionalProperties : undefined;
      const next = typeof part === 'number' ? node.items : (node.properties?.[part] ?? additional);
      return next ? variants(next, value) : [];
    });
  }
  return [...new Set(nodes.flatMap((node) => Object.keys(node.properties ?? {})))];
}

/** A node with those of its variants that the value can be meant as: the ones whose fixed words it has, else all. */
function variants(node: ShapeNode, value: unknown): readonly ShapeNode[] {
  const all = [...(node.anyOf ?? []), ...(node.oneOf ?? [])];
  const meant = all.filter(({ properties }) => {
    const fixed = Object.entries(properties ?? {}).filter(([, property]) => property.const !== undefined);
    return fixed.every(([key, property]) => valueAt(value, [key]) === property.const);
  });
  return [node, ...(meant.length > 0 ? meant : all).flatMap((variant) => variants(variant, value))];
}

function keyOf(path: Path): string {
  return JSON.stringify(path);
}
