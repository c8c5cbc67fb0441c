// The opener: the one part of the server that can read what is sealed. It needs the master key and the sealed role.
import { type AllocationSecret, type Envelope, type TrialEvent, type TrialId, wholeSecret } from '@equipoise/trial';
import type pg from 'pg';
import { parsePayload, type StoredEvent } from '../store/load.js';
import { streamIdOf } from '../store/stream.js';
import type { Keyring } from './keyring.js';
import { listComparisonKey, unseal, unwrapByAny } from './seal.js';

/** Opens sealed events of one trial; made anew for each command or analysis that may open, so that no key stays in memory. */
export class Opener {
  readonly #privateKeys = new Map<string, Buffer>();

  constructor(
    private readonly sealedPool: pg.Pool,
    readonly trialId: TrialId,
    private readonly keyring: Pick<Keyring, 'readMasterKeys'>,
  ) {}

  /** The event inside a sealed row; undefined where its payload was erased. @throws Error when it was altered or moved. */
  async open(stored: StoredEvent): Promise<TrialEvent | undefined> {
    const { envelope, body } = stored;
    if (body === null) return undefined;
    if (envelope.keyId === undefined)
      throw new Error(`sealed event ${envelope.version} of stream ${envelope.streamId} names no key`);
    const { trialId, streamId, version, type, schemaVersion, keyId } = envelope;
    const payload = unseal(
      body,
      { trialId, streamId, version, type, schemaVersion, keyId },
      await this.#privateKey(keyId),
    );
    return parsePayload(envelope, payload);
  }

  /** All sealed events of the given types, or of one stream, in the order of the record. */
  async list(filter: {
    readonly types: readonly Envelope['type'][];
    readonly streamId?: string;
    readonly streamIds?: readonly string[];
  }): Promise<readonly { readonly envelope: Envelope; readonly position: number; readonly event: TrialEvent }[]> {
    const streamIds = filter.streamIds ?? (filter.streamId === undefined ? undefined : [filter.streamId]);
    const { rows } = await this.sealedPool.query<SealedRow>({
      name: streamIds === undefined ? 'sealed-by-type' : 'sealed-by-stream',
      text: `select e.position, e.stream_id, e.version, e.type, e.schema_version, e.key_id, e.command_id, e.payload_digest, e.recorded_at, e.actor_id, e.site_id, e.reason, p.body
             from record.event e join sealed.payload p using (trial_id, stream_id, version)
             where e.trial_id = $1 and e.type = any ($2) and e.visibility = 'sealed' ${streamIds === undefined ? '' : 'and e.stream_id = any ($3::uuid[])'}
             order by e.position`,
      values: [this.trialId, filter.types, ...(streamIds === undefined ? [] : [streamIds])],
    });
    const opened = [];
    for (const row of rows) {
      if (row.body === null) continue;
      const envelope = {
        trialId: this.trialId,
        streamId: row.stream_id,
        version: row.version,
        type: row.type,
        schemaVersion: row.schema_version,
        keyId: row.key_id,
        commandId: row.command_id,
        visibility: 'sealed',
        payloadDigest: row.payload_digest.toString('hex'),
        recordedAt: row.recorded_at.toISOString(),
        actorId: row.actor_id,
        ...(row.site_id === null ? {} : { siteId: row.site_id }),
        ...(row.reason === null ? {} : { reason: row.reason }),
      } as unknown as Envelope;
      const event = await this.open({ position: Number(row.position), envelope, salt: null, body: row.body });
      if (event) opened.push({ envelope, position: Number(row.position), event });
    }
    return opened;
  }

  /** The key of the digests by which a list is compared with those of rehearsals; it opens nothing itself. */
  async listComparisonKey(): Promise<Uint8Array> {
    const { rows } = await this.sealedPool.query<{ key_id: string }>(
      'select key_id from sealed.data_key where trial_id = $1 order by key_id limit 1',
      [this.trialId],
    );
    const keyId = rows[0]?.key_id;
    if (keyId === undefined) throw new Error(`trial ${this.trialId} has no data key`);
    return listComparisonKey(this.trialId, await this.#privateKey(keyId));
  }

  async #privateKey(keyId: string): Promise<Buffer> {
    const known = this.#privateKeys.get(keyId);
    if (known) return known;
    const { rows } = await this.sealedPool.query<{ wrapped_private_key: Buffer }>(
      `select coalesce((select w.wrapped_private_key from sealed.data_key_wrapping w
                       where w.key_id = k.key_id and w.trial_id = k.trial_id order by w.position desc limit 1),
                      k.wrapped_private_key) as wrapped_private_key
       from sealed.data_key k where k.trial_id = $1 and k.key_id = $2`,
      [this.trialId, keyId],
    );
    const wrapped = rows[0]?.wrapped_private_key;
    if (!wrapped) throw new Error(`trial ${this.trialId} has no data key ${keyId}`);
    const key = unwrapByAny(this.trialId, keyId, wrapped, await this.keyring.readMasterKeys());
    this.#privateKeys.set(keyId, key);
    return key;
  }
}

/** The sealed seed or list of a trial with all that was appended to it; undefined where none was committed. */
export async function openSecret(opener: Opener): Promise<AllocationSecret | undefined> {
  const [first, ...appended] = await openSecretParts(opener);
  return first === undefined ? undefined : wholeSecret(first, appended);
}

/** The secret that was committed first, then the parts of a list that were appended, in order. */
export async function openSecretParts(opener: Opener): Promise<readonly AllocationSecret[]> {
  const streamId = streamIdOf(opener.trialId, { kind: 'sealedTrial' });
  const sealed = await opener.list({ types: ['AllocationSealed'], streamId });
  return sealed.flatMap(({ event }) => (event.type === 'AllocationSealed' ? [event.payload] : []));
}

interface SealedRow {
  position: string;
  stream_id: string;
  version: number;
  type: string;
  schema_version: number;
  key_id: string;
  command_id: string;
  payload_digest: Buffer;
  recorded_at: Date;
  actor_id: string;
  site_id: string | null;
  reason: string | null;
  body: Buffer | null;
}
