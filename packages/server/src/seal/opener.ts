// The opener: the one part of the server that can read what is sealed. It needs the master key and the sealed role.
import type { AllocationSecret, Envelope, TrialEvent, TrialId } from '@equipoise/trial';
import type pg from 'pg';
import { parsePayload, type StoredEvent } from '../store/load.js';
import { streamIdOf } from '../store/stream.js';
import type { Keyring } from './keyring.js';
import { unseal, unwrapPrivateKey } from './seal.js';

/** Opens sealed events of one trial; made anew for each command or analysis that may open, so that no key stays in memory. */
export class Opener {
  readonly #privateKeys = new Map<string, Buffer>();

  constructor(
    private readonly sealedPool: pg.Pool,
    readonly trialId: TrialId,
    private readonly keyring: Pick<Keyring, 'readMasterKey'>,
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
  }): Promise<readonly { readonly envelope: Envelope; readonly position: number; readonly event: TrialEvent }[]> {
    const { rows } = await this.sealedPool.query<SealedRow>({
      name: filter.streamId === undefined ? 'sealed-by-type' : 'sealed-by-stream',
      text: `select e.position, e.stream_id, e.version, e.type, e.schema_version, e.key_id, e.command_id, e.payload_digest, e.recorded_at, p.body
             from record.event e join sealed.payload p using (trial_id, stream_id, version)
             where e.trial_id = $1 and e.type = any ($2) and e.visibility = 'sealed' ${filter.streamId === undefined ? '' : 'and e.stream_id = $3'}
             order by e.position`,
      values: [this.trialId, filter.types, ...(filter.streamId === undefined ? [] : [filter.streamId])],
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
      } as unknown as Envelope;
      const event = await this.open({ position: Number(row.position), envelope, salt: null, body: row.body });
      if (event) opened.push({ envelope, position: Number(row.position), event });
    }
    return opened;
  }

  async #privateKey(keyId: string): Promise<Buffer> {
    const known = this.#privateKeys.get(keyId);
    if (known) return known;
    const { rows } = await this.sealedPool.query<{ wrapped_private_key: Buffer }>(
      'select wrapped_private_key from sealed.data_key where trial_id = $1 and key_id = $2',
      [this.trialId, keyId],
    );
    const wrapped = rows[0]?.wrapped_private_key;
    if (!wrapped) throw new Error(`trial ${this.trialId} has no data key ${keyId}`);
    const key = unwrapPrivateKey(this.trialId, keyId, wrapped, await this.keyring.readMasterKey());
    this.#privateKeys.set(keyId, key);
    return key;
  }
}

/** The sealed seed or list of a trial; undefined where none was committed. */
export async function openSecret(opener: Opener): Promise<AllocationSecret | undefined> {
  const streamId = streamIdOf(opener.trialId, { kind: 'sealedTrial' });
  const [sealed] = await opener.list({ types: ['AllocationSealed'], streamId });
  return sealed?.event.type === 'AllocationSealed' ? sealed.event.payload : undefined;
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
  body: Buffer | null;
}
