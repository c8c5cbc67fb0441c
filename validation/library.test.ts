// The examples of the documentation run, and print what stands below them.
import { readdirSync, readFileSync } from 'node:fs';
import { compileFunction } from 'node:vm';
import * as stats from '@equipoise/stats';
import * as trial from '@equipoise/trial';
import { describe, expect, it } from 'vitest';
import { Analysis } from '../packages/trial/src/protocol/schema/analysis.js';

const docs = new URL('../docs/', import.meta.url);
const files = [
  'library.md',
  'statistics.md',
  ...readdirSync(new URL('statistics', docs)).map((name) => `statistics/${name}`),
];

/** Blocks of JavaScript, with the block of text below, where there is one. */
const examples = files.flatMap((file) => {
  const text = readFileSync(new URL(file, docs), 'utf8');
  return [...text.matchAll(/^```js\n([\s\S]*?)^```\n(?:\n```text\n([\s\S]*?)^```\n)?/gm)].map(
    ([, code = '', printed], index) => ({
      name: `${file}, example ${index + 1}`,
      code,
      printed,
    }),
  );
});

/** Runs a module that imports our packages only, and gives what it logs. */
function run(code: string): string {
  const body = code.replace(/^import (\{[\s\S]*?\}) from '@equipoise\/(stats|trial)';$/gm, 'const $1 = $2;');
  const lines: string[] = [];
  const log = (...values: readonly unknown[]) => lines.push(values.map(String).join(' '));
  compileFunction(body, ['stats', 'trial', 'console'])(stats, trial, { log });
  return lines.map((line) => `${line}\n`).join('');
}

describe('the examples of the documentation', () => {
  it('are found', () => expect(examples.length).toBeGreaterThanOrEqual(6));

  it.each(examples)('$name', ({ code, printed }) => {
    const logged = run(code);
    expect(logged).not.toMatch(/NaN|undefined/);
    if (printed !== undefined) expect(logged).toBe(printed);
  });
});

describe('the table of methods', () => {
  it('names each method of a protocol, and its function', () => {
    const text = readFileSync(new URL('statistics.md', docs), 'utf8');
    const rows = [...text.matchAll(/^\| `([a-z0-9-]+)` \| .*? \| `([^|]*)` \|/gm)].map(([, method, by]) => ({
      method,
      by,
    }));
    const methods = Analysis.options.map(({ shape }) => shape.method.value);
    expect(rows.map(({ method }) => method).sort()).toEqual(methods.filter((method) => method !== 'summary').sort());
    expect(text).toContain('`summary` describes');
    const names = rows.flatMap(({ by }) => by?.split('`, `') ?? []);
    expect(names.filter((name) => !(name in stats))).toEqual([]);
  });
});
