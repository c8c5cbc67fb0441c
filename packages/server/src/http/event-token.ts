// The ids of server-sent events: a place in the order of commits that its reader can send back and can't read.
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import type { TrialId } from '@equipoise/trial';
import type { CommitCursor } from '../store/change-feed.js';

const algorithm = 'aes-256-gcm';
const nonceLength = 12;
const tagLength = 16;

/**
 * Positions and transactions are numbered over the whole database, so that the gaps between them would tell of sealed
 * events. The ids are encrypted, of one length, and no two are alike.
 */
export class EventTokens {
  readonly #key: Buffer;

  constructor(commandKey: Buffer) {
    this.#key = Buffer.from(hkdfSync('sha256', commandKey, '', 'equipoise-event-token', 32));
  }

  write(trialId: TrialId, { xact, position }: CommitCursor): string {
    const nonce = randomBytes(nonceLength);
    const cipher = createCipheriv(algorithm, this.#key, nonce).setAAD(Buffer.from(trialId));
    const place = Buffer.alloc(16);
    place.writeBigUInt64BE(BigInt(xact), 0);
    place.writeBigUInt64BE(BigInt(position), 8);
    return Buffer.concat([nonce, cipher.update(place), cipher.final(), cipher.getAuthTag()]).toString('base64url');
  }

  /** The place; undefined for what is no id of this trial and this installation. */
  read(trialId: TrialId, token: string): CommitCursor | undefined {
    const bytes = Buffer.from(token, 'base64url');
    if (bytes.length !== nonceLength + 16 + tagLength) return undefined;
    const decipher = createDecipheriv(algorithm, this.#key, bytes.subarray(0, nonceLength))
      .setAAD(Buffer.from(trialId))
      .setAuthTag(bytes.subarray(-tagLength));
    try {
      const place = Buffer.concat([decipher.update(bytes.subarray(nonceLength, -tagLength)), decipher.final()]);
      return { xact: String(place.readBigUInt64BE(0)), position: String(place.readBigUInt64BE(8)) };
    } catch {
      return undefined;
    }
  }
}
