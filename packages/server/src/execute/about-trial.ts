// What stands fast of a trial from its creation on: its first protocol, its mode and the key that its sealed events are encrypted with.
import { type Command, type Protocol, parseProtocol, type TrialId } from '@equipoise/trial';
import type pg from 'pg';
import type { SealingKey } from '../seal/seal.js';
import { requireProtocol } from '../store/protocol.js';
import { streamIdOf } from '../store/stream.js';

export interface AboutTrial {
  /** As the trial was created; by which version a command is decided follows from its site. */
  readonly protocol: Protocol;
  readonly mode: 'rehearsal' | 'live' | 'imported';
  /** Absent for a trial that is about to be created. */
  readonly key?: SealingKey;
}

/** The trials of a database, each read once. */
export class KnownTrials {
  readonly #known = new Map<TrialId, AboutTrial>();

  constructor(private readonly pool: pg.Pool) {}

  /** A trial that was read before. */
  get(trialId: TrialId): AboutTrial | undefined {
    return this.#known.get(trialId);
  }

  /** A trial, or what the command that creates it says of it; undefined where there is none. */
  async find(trialId: TrialId, command: Command): Promise<AboutTrial | undefined> {
    const known = this.#known.get(trialId) ?? (await this.#read(trialId));
    if (known !== undefined) {
      this.#known.set(trialId, known);
      return known;
    }
    if (command.name !== 'createTrial') return undefined;
    const parsed = parseProtocol(command.body.protocolSource, 'protocol');
    return parsed.ok ? { protocol: parsed.value, mode: command.body.mode } : undefined;
  }

  async #read(trialId: TrialId): Promise<AboutTrial | undefined> {
    const { rows } = await this.pool.query<{
      mode: AboutTrial['mode'];
      key_id: string;
      public_key: Buffer;
      body: Buffer;
    }>(
      `select t.mode, k.key_id, k.public_key, p.body from record.trial t
       join sealed.data_key k using (trial_id) join record.payload p on (p.trial_id, p.stream_id, p.version) = (t.trial_id, $2, 1)
       where t.trial_id = $1`,
      [trialId, streamIdOf(trialId, { kind: 'trial' })],
    );
    const row = rows[0];
    if (row === undefined) return undefined;
    const { protocolSource } = JSON.parse(row.body.toString('utf8')) as { protocolSource: string };
    return {
      protocol: requireProtocol(protocolSource),
      mode: row.mode,
      key: { keyId: row.key_id, publicKey: row.public_key },
    };
  }
}
