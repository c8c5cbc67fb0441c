// docs/protocol.md: every block of the guide is put together as the guide says, and checked.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { joinProtocolFiles } from './join-files.js';
import { formatIssue, parseProtocol } from './parse.js';

const guide = readFileSync(new URL('../../../../docs/protocol.md', import.meta.url), 'utf8');

interface Block {
  readonly kind: string;
  readonly body: string;
}

const blocks = [...guide.matchAll(/^```(yaml \w+|text)\n([\s\S]*?)^```$/gm)].map(
  ([, kind = '', body = '']): Block => ({ kind: kind.replace('yaml ', ''), body }),
);

const keyOf = (line: string) => /^([A-Za-z]\w*):/.exec(line)?.[1];

/** The text without the sections of these keys. */
function without(source: string, keys: readonly (string | undefined)[]): string {
  let isLeft = false;
  const lines = source.split('\n').filter((line) => {
    const key = keyOf(line);
    if (key !== undefined) isLeft = keys.includes(key);
    return !isLeft;
  });
  return lines.join('\n');
}

/** The file with a block in place of the keys that it has; "add" goes on with lists. */
function apply(source: string, { kind, body }: Block): string {
  if (kind === 'add') {
    return joinProtocolFiles([
      { file: 'so far', source },
      { file: 'block', source: body },
    ]).source;
  }
  return `${without(source, body.split('\n').map(keyOf))}\n${body}`;
}

function issuesOf(source: string): readonly string[] {
  const result = parseProtocol(source, 'protocol.yaml');
  return (result.ok ? result.warnings : result.issues).map(formatIssue);
}

describe('docs/protocol.md', () => {
  let source = '';
  const told: string[] = [];
  blocks.forEach((block, index) => {
    const title = `block ${index + 1} (${block.kind}): ${block.body.slice(0, 60).replaceAll('\n', ' ')}`;
    if (block.kind === 'text') {
      it(title, () => {
        for (const line of block.body.trim().split('\n')) {
          expect(told.map((issue) => issue.replace(/^\S+ {2}/, '')).join('\n')).toContain(line);
        }
        expect(told).toHaveLength(block.body.trim().split('\n').length);
      });
      return;
    }
    const isPassing = block.kind === 'fault' || block.kind === 'variant';
    it(title, () => {
      const next = apply(source, block);
      const issues = issuesOf(next).filter((issue) => !/ (estimand-missing|not-run-yet) /.test(issue));
      if (block.kind === 'fault') told.splice(0, told.length, ...issues);
      else expect(issues).toEqual([]);
      if (!isPassing) source = next;
    });
  });

  it('has blocks of every kind', () => {
    const count = (kind: string) => blocks.filter((block) => block.kind === kind).length;
    expect(count('start')).toBe(1);
    expect(count('replace') + count('add')).toBeGreaterThan(9);
    expect(count('fault')).toBe(count('text'));
    expect(count('variant')).toBe(2);
  });
});
