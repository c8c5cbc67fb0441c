// Requests about a protocol that is being written: its check, the schema of its language, examples to begin from.
import type { Text } from '@equipoise/trial';
import { ask } from '../../api/http.js';
import type { Sentence } from '../../language/protocol-problem.js';

/** A problem or warning of the check, with its place from 1. */
export interface ProtocolIssue {
  readonly code: string;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly allowed?: string;
  /** The same with the facts apart. */
  readonly told?: { readonly message?: Sentence; readonly allowed?: Sentence };
  readonly line?: number;
  readonly column?: number;
}

export interface ProtocolCheck {
  readonly isValid: boolean;
  readonly issues: readonly ProtocolIssue[];
}

export interface ProtocolExample {
  readonly id: string;
  readonly acronym: string;
  readonly title: Text;
}

export const checkProtocol = (source: string, signal: AbortSignal): Promise<ProtocolCheck> =>
  ask('POST', '/api/protocol/check', { body: { source }, signal });

export const readProtocolSchema = (): Promise<unknown> => ask('GET', '/api/protocol/schema');

export const listExamples = async (): Promise<readonly ProtocolExample[]> =>
  (await ask<{ readonly examples: readonly ProtocolExample[] }>('GET', '/api/protocol/examples')).examples;

export const readExample = async (id: string): Promise<string> =>
  (await ask<{ readonly source: string }>('GET', `/api/protocol/examples/${encodeURIComponent(id)}`)).source;
