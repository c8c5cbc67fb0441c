// Problems of an input: all of them at once, each with its place.
import type { Sentence } from './protocol/sentence.js';

export interface ParseIssue {
  /** Stable, kebab-case. */
  readonly code: string;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  /** What is allowed there. */
  readonly allowed?: string;
  /** The same with the facts apart, to be told in another language; absent: it is told as it is. */
  readonly told?: { readonly message?: Sentence; readonly allowed?: Sentence };
  readonly file?: string;
  /** 1-based. */
  readonly line?: number;
  /** 1-based; for tables the column's name is in `path`. */
  readonly column?: number;
  readonly path?: readonly (string | number)[];
}

export type Parsed<T> =
  | { readonly ok: true; readonly value: T; readonly warnings: readonly ParseIssue[] }
  | { readonly ok: false; readonly issues: readonly ParseIssue[] };
