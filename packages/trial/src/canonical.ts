// Canonical JSON (RFC 8785): one sequence of bytes for one value, so that it can be hashed.
import canonicalize from 'canonicalize';

const surrogate = /\p{Surrogate}/u;

/**
 * The RFC 8785 text of a value. Throws a `TypeError` where JSON has no such value: undefined (also inside), NaN,
 * infinities, lone surrogates, bigints, functions and objects that are not plain.
 * @see RFC 8785, JSON Canonicalization Scheme
 */
export function canonicalJson(value: unknown): string {
  // Where something is wrong is looked for only then.
  if (!isJson(value)) requireJson(value, '$');
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('canonical JSON has no undefined value');
  return text;
}

function isJson(value: unknown): boolean {
  if (value === null || typeof value === 'boolean') return true;
  if (typeof value === 'string') return !surrogate.test(value);
  if (typeof value === 'number') return Number.isFinite(value);
  if (Array.isArray(value)) {
    // A hole is undefined, which JSON has not.
    for (const each of value) if (!isJson(each)) return false;
    return true;
  }
  if (!isPlainObject(value)) return false;
  for (const key of Object.keys(value)) if (surrogate.test(key) || !isJson(value[key])) return false;
  return true;
}

function requireJson(value: unknown, path: string): void {
  if (value === null || typeof value === 'boolean') return;
  if (typeof value === 'string') {
    requireWellFormed(value, path);
    return;
  }
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError(`canonical JSON has no ${value} (at ${path})`);
    return;
  }
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) requireJson(value[i], `${path}[${i}]`);
    return;
  }
  if (!isPlainObject(value)) throw new TypeError(`canonical JSON has no ${typeof value} of this kind (at ${path})`);
  for (const [key, member] of Object.entries(value)) {
    requireWellFormed(key, path);
    requireJson(member, `${path}.${key}`);
  }
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function requireWellFormed(text: string, path: string): void {
  if (surrogate.test(text)) throw new TypeError(`canonical JSON has no lone surrogate (at ${path})`);
}
