// The record of a trial row by row as PostgreSQL's binary COPY gives it: bytes to be hashed as they are, in constant memory.
import type { TrialId } from '@equipoise/trial';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';

const columns = [
  'e.stream_id',
  'e.version',
  'e.site_id',
  'e.type',
  'e.schema_version',
  'e.visibility',
  'e.payload_digest',
  'e.actor_id',
  'e.recorded_at',
  'e.command_id',
  'e.reason',
  'e.protocol_version',
  'e.software_version',
  'e.key_id',
  'e.prev_hash',
  'e.hash',
  // What the digest of the payload is over; null once it is erased.
  'coalesce(p.salt, s.salt) || coalesce(p.body, s.body) as payload',
] as const;

/** The place of each column in a row. */
export const field = {
  streamId: 0,
  version: 1,
  siteId: 2,
  type: 3,
  schemaVersion: 4,
  visibility: 5,
  payloadDigest: 6,
  actorId: 7,
  recordedAt: 8,
  commandId: 9,
  reason: 10,
  protocolVersion: 11,
  softwareVersion: 12,
  keyId: 13,
  prevHash: 14,
  hash: 15,
  payload: 16,
} as const;
export type Field = (typeof field)[keyof typeof field];

/** Signature, flags and an empty extension: what comes before the first row. */
const headerLength = 19;
const microsecondsTo2000 = 946_684_800_000_000;

/** One row. The same object is filled again for each: whoever keeps something of it takes a copy. */
export class RecordRow {
  bytes: Buffer = Buffer.alloc(0);
  readonly #starts = new Int32Array(columns.length);
  readonly #ends = new Int32Array(columns.length);

  start(of: Field): number {
    return this.#starts[of] as number;
  }

  end(of: Field): number {
    return this.#ends[of] as number;
  }

  isNull(of: Field): boolean {
    return this.start(of) < 0;
  }

  text(of: Field): string {
    return this.bytes.toString('utf8', this.start(of), this.end(of));
  }

  hex(of: Field): string {
    return this.bytes.toString('hex', this.start(of), this.end(of));
  }

  integer(of: Field): number {
    return this.bytes.readInt32BE(this.start(of));
  }

  uuid(of: Field): string {
    const hex = this.hex(of);
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  }

  /** Since 1970, in microseconds: exact until the year 2255. */
  microseconds(of: Field): number {
    const at = this.start(of);
    return this.bytes.readInt32BE(at) * 4_294_967_296 + this.bytes.readUInt32BE(at + 4) + microsecondsTo2000;
  }

  /** Whether a field holds the same bytes as here. */
  has(of: Field, other: Buffer): boolean {
    return other.compare(this.bytes, this.start(of), this.end(of)) === 0;
  }

  /** Fills this from the bytes at a place. @returns where the next row begins; undefined where this one is not whole */
  read(bytes: Buffer, from: number): number | undefined {
    let at = from + 2;
    for (let index = 0; index < columns.length; index += 1) {
      if (at + 4 > bytes.length) return undefined;
      const length = bytes.readInt32BE(at);
      at += 4;
      this.#starts[index] = length < 0 ? -1 : at;
      if (length > 0) at += length;
      if (at > bytes.length) return undefined;
      this.#ends[index] = at;
    }
    this.bytes = bytes;
    return at;
  }
}

/**
 * Reads every event of a trial by stream and version. Needs the role that may read what is sealed.
 * @param see called for each row; must not throw, because COPY can't be left half-way
 */
export async function readRecord(
  client: pg.ClientBase,
  trialId: TrialId,
  see: (row: RecordRow) => void,
): Promise<void> {
  const trial = pg.escapeLiteral(trialId);
  const stream = client.query(
    copyTo(`copy (select ${columns.join(', ')} from record.event e
      left join record.payload p on (p.trial_id, p.stream_id, p.version) = (e.trial_id, e.stream_id, e.version)
      left join sealed.payload s on (s.trial_id, s.stream_id, s.version) = (e.trial_id, e.stream_id, e.version)
      where e.trial_id = ${trial} order by e.stream_id, e.version) to stdout (format binary)`),
  );
  const row = new RecordRow();
  let parts: Buffer[] = [];
  let waiting = 0;
  let wanted = headerLength + 2;
  let from = headerLength;
  let isAtEnd = false;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    parts.push(chunk);
    waiting += chunk.length;
    // A long row is put together a few times, and not again with each part of it.
    if (waiting >= wanted) takeRows();
  }
  if (!isAtEnd) takeRows();
  if (!isAtEnd) throw new Error('the record was not read to its end');

  function takeRows(): void {
    const bytes = parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts, waiting);
    let at = from;
    from = 0;
    while (!isAtEnd && at + 2 <= bytes.length) {
      // After the last row, −1 stands in place of the number of columns.
      isAtEnd = bytes.readInt16BE(at) < 0;
      const next = isAtEnd ? at + 2 : row.read(bytes, at);
      if (next === undefined) break;
      if (!isAtEnd) see(row);
      at = next;
    }
    parts = [bytes.subarray(at)];
    waiting = bytes.length - at;
    wanted = 2 * waiting;
  }
}
