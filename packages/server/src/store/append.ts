// Appends what a decision yielded: one database call, one transaction, all or nothing.
import type { ActorId, CommandId, EventType, Outcome, StreamId, TrialId, Visibility } from '@equipoise/trial';
import pg from 'pg';
import type { SealingKey } from '../seal/seal.js';
import { inTransaction } from './pool.js';
import type { ReadTable } from './read-table/read-table.js';

export type ReadRows = Partial<Record<ReadTable, readonly Readonly<Record<string, unknown>>[]>>;

export interface AppendedEvent {
  readonly streamId: StreamId;
  /** The place that the decision counted on; taken meanwhile, the whole append is stale. */
  readonly version: number;
  readonly siteId?: string;
  readonly type: EventType;
  readonly schemaVersion: number;
  readonly visibility: Visibility;
  readonly salt: Uint8Array;
  readonly body: Uint8Array;
  readonly reason?: string;
  readonly keyId?: string;
}

export interface Append {
  readonly trialId: TrialId;
  /** Only for the first command of a trial. */
  readonly create?: {
    readonly mode: string;
    readonly protocolId: string;
    readonly key: SealingKey & { readonly wrappedPrivateKey: Buffer };
  };
  /** Holds the trial alone (lock, go-live, cut, unblinding …); other commands share it. */
  readonly exclusive: boolean;
  readonly commandId: CommandId;
  readonly commandName: string;
  readonly actorId: ActorId;
  readonly bodyDigest: Uint8Array;
  /** Simulated instant; refused by the database in a live trial. */
  readonly at?: string;
  readonly protocolVersion: string;
  readonly softwareVersion: string;
  readonly outcome: Outcome;
  /** Versions that the decision rested on, those of the streams that it writes included. */
  readonly reads: readonly { readonly streamId: StreamId; readonly version: number }[];
  readonly events: readonly AppendedEvent[];
  readonly rows: ReadRows;
  /** Runs in the same transaction after the events are in (erasure). */
  readonly afterwards?: (client: pg.PoolClient) => Promise<void>;
}

export type AppendResult =
  | { readonly status: 'appended'; readonly outcome: Outcome }
  /** The same command was executed before: its answer of then. */
  | { readonly status: 'done-before'; readonly outcome: Outcome }
  /** Somebody was faster: load again and decide again. */
  | { readonly status: 'stale' }
  /** This command id was used before, for something else. */
  | { readonly status: 'other-body' }
  | { readonly status: 'unknown-trial' }
  /** The database finds that the sender does not hold the right to this command, now, at the sites it writes to. */
  | { readonly status: 'no-right' }
  /** A number or code that must be unique in the trial is in use; `constraint` names it. */
  | { readonly status: 'taken'; readonly constraint: string };

const call = `select status, outcome from record.append($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24)`;

/** Thrown by what runs afterwards where the decision does not hold under the lock that the append took. */
export class NotAsDecided extends Error {}

/** Appends; answers what became of it. Throws only for what is a bug or a lost connection. */
export async function append(pool: pg.Pool, input: Append): Promise<AppendResult> {
  const { events } = input;
  const query = {
    name: 'append',
    text: call,
    values: [
      input.trialId,
      input.create
        ? JSON.stringify({
            mode: input.create.mode,
            protocolId: input.create.protocolId,
            keyId: input.create.key.keyId,
            publicKey: input.create.key.publicKey.toString('hex'),
            wrappedPrivateKey: input.create.key.wrappedPrivateKey.toString('hex'),
          })
        : null,
      input.exclusive,
      input.commandId,
      input.commandName,
      input.actorId,
      Buffer.from(input.bodyDigest),
      input.at ?? null,
      input.protocolVersion,
      input.softwareVersion,
      JSON.stringify(input.outcome),
      input.reads.map((read) => read.streamId),
      input.reads.map((read) => read.version),
      events.map((event) => event.streamId),
      events.map((event) => event.version),
      events.map((event) => event.siteId ?? null),
      events.map((event) => event.type),
      events.map((event) => event.schemaVersion),
      events.map((event) => event.visibility),
      events.map((event) => Buffer.from(event.salt)),
      events.map((event) => Buffer.from(event.body)),
      events.map((event) => event.reason ?? null),
      events.map((event) => event.keyId ?? null),
      JSON.stringify(input.rows),
    ],
  };
  try {
    const { afterwards } = input;
    if (!afterwards) return resultOf((await pool.query<Answer>(query)).rows[0]);
    return await inTransaction(pool, 'begin', async (client) => {
      const result = resultOf((await client.query<Answer>(query)).rows[0]);
      if (result.status === 'appended') await afterwards(client);
      return result;
    });
  } catch (cause) {
    return resultOfViolation(cause);
  }
}

interface Answer {
  readonly status: string;
  readonly outcome: string | null;
}

function resultOf(row: Answer | undefined): AppendResult {
  switch (row?.status) {
    case 'appended':
    case 'done-before':
      return { status: row.status, outcome: JSON.parse(row.outcome ?? '{}') as Outcome };
    case 'stale':
    case 'other-body':
    case 'unknown-trial':
    case 'no-right':
      return { status: row.status };
    default:
      throw new Error(`the database answered "${row?.status}" to an append`);
  }
}

function resultOfViolation(cause: unknown): AppendResult {
  if (cause instanceof NotAsDecided) return { status: 'stale' };
  if (cause instanceof pg.DatabaseError && cause.code === '23505' && cause.constraint) {
    // Primary keys are what two writers may reach for at once: the slower one loads and decides again.
    return cause.constraint.endsWith('_pkey') ? { status: 'stale' } : { status: 'taken', constraint: cause.constraint };
  }
  if (cause instanceof pg.DatabaseError && ['40P01', '40001', 'EQ004'].includes(cause.code ?? ''))
    return { status: 'stale' };
  throw cause;
}
