// The protocol of a trial, parsed once from the source that the record holds.
import { createHash } from 'node:crypto';
import { type Protocol, readAcceptedProtocol, type TrialId } from '@equipoise/trial';
import type pg from 'pg';
import { streamIdOf } from './stream.js';

const parsed = new Map<string, Protocol>();

/** SHA-256 of a protocol's source, as the record names it. */
export function protocolDigest(source: string): string {
  return createHash('sha256').update(source).digest('hex');
}

/** Parses a source that was accepted before. @throws Error when it does not parse: the record or this version is wrong. */
export function requireProtocol(source: string): Protocol {
  const digest = protocolDigest(source);
  const known = parsed.get(digest);
  if (known) return known;
  const protocol = readAcceptedProtocol(source);
  if (parsed.size >= 64) parsed.clear();
  parsed.set(digest, protocol);
  return protocol;
}

/** The protocol of a trial as it was created. @throws Error where there is no such trial. */
export async function readProtocolOf(client: pg.ClientBase | pg.Pool, trialId: TrialId): Promise<Protocol> {
  const found = await findProtocolOf(client, trialId);
  if (!found) throw new Error(`there is no trial ${trialId}`);
  return found;
}

/** The same; undefined where there is no such trial. */
export async function findProtocolOf(client: pg.ClientBase | pg.Pool, trialId: TrialId): Promise<Protocol | undefined> {
  const { rows } = await client.query<{ body: Buffer }>({
    name: 'protocol-of-trial',
    text: 'select body from record.payload where trial_id = $1 and stream_id = $2 and version = 1',
    values: [trialId, streamIdOf(trialId, { kind: 'trial' })],
  });
  const row = rows[0];
  if (!row) return undefined;
  return requireProtocol((JSON.parse(row.body.toString('utf8')) as { protocolSource: string }).protocolSource);
}
