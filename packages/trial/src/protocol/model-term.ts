// Terms of a model, written as in R: "sequence", "log(baselineCount + 1)". Here they are only read and their names listed.
import type { Told } from './finding.js';
import { say } from './sentence.js';

export type TermReading =
  | { readonly ok: true; readonly names: readonly string[]; readonly isPlainName: boolean }
  | { readonly ok: false; readonly message: Told; readonly offset: number };

const functions = ['log', 'sqrt', 'exp'];

interface Token {
  readonly kind: 'name' | 'number' | 'sign';
  readonly text: string;
  readonly at: number;
}

/** Reads a term: names, numbers, + - * / ^, parentheses, log, sqrt and exp. */
export function readModelTerm(source: string): TermReading {
  const tokens: Token[] = [];
  const pattern = /\s*(?:([A-Za-z_][A-Za-z0-9_]*)|(\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|([-+*/^()]))/y;
  let end = 0;
  while (source.slice(end).trim() !== '') {
    pattern.lastIndex = end;
    const match = pattern.exec(source);
    if (!match) return { ok: false, message: say`"${source.slice(end).trim()[0]!}" can't stand here`, offset: end };
    end = pattern.lastIndex;
    const text = (match[1] ?? match[2] ?? match[3])!;
    tokens.push({ kind: match[1] ? 'name' : match[2] ? 'number' : 'sign', text, at: end - text.length });
  }
  const names = new Set<string>();
  let next = 0;
  const fault = (message: Told) => ({ message, offset: tokens[next]?.at ?? source.length });
  type Fault = ReturnType<typeof fault>;

  const operand = (): Fault | undefined => {
    const token = tokens[next];
    if (!token) return fault(say`something is missing at the end`);
    if (token.text === '-' || token.text === '+') {
      next += 1;
      return operand();
    }
    if (token.kind === 'number') {
      next += 1;
      return undefined;
    }
    if (token.kind === 'name' && tokens[next + 1]?.text !== '(') {
      names.add(token.text);
      next += 1;
      return undefined;
    }
    if (token.kind === 'name' && !functions.includes(token.text))
      return fault(say`"${token.text}" is not a function here`);
    if (token.kind === 'name') next += 1;
    if (tokens[next]?.text !== '(') return fault(say`"${token.text}" can't stand here`);
    next += 1;
    const inner = sum();
    if (inner) return inner;
    if (tokens[next]?.text !== ')') return fault(say`")" is missing`);
    next += 1;
    return undefined;
  };
  const sum = (): Fault | undefined => {
    const first = operand();
    if (first) return first;
    while (/^[-+*/^]$/.test(tokens[next]?.text ?? '')) {
      next += 1;
      const following = operand();
      if (following) return following;
    }
    return undefined;
  };

  const problem =
    sum() ?? (next < tokens.length ? fault(say`"${tokens[next]?.text ?? ''}" can't stand here`) : undefined);
  if (problem) return { ok: false, ...problem };
  return { ok: true, names: [...names], isPlainName: tokens.length === 1 && tokens[0]?.kind === 'name' };
}
