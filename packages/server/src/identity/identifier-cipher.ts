// Encryption of identifiers: a key of its own for each participant, wrapped by the keyring; without it nothing is left.
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { canonicalJson, type TrialId } from '@equipoise/trial';
import { Identifiers } from './identifiers.js';

/** Identifiers as they lie in the database. */
export interface SealedIdentifiers {
  readonly wrappedKey: Buffer;
  readonly content: Buffer;
}

/** Whose identifiers: moved to another participant's row, they do not open. */
export interface IdentityPlace {
  readonly trialId: TrialId;
  readonly participantId: string;
}

const nonceBytes = 12;
const tagBytes = 16;
/** The length of what lies there tells no name: texts are filled up to a multiple of this. */
const paddedTo = 512;

/** Encrypts the identifiers of a participant under a fresh key. */
export function sealIdentifiers(identifiers: Identifiers, place: IdentityPlace, commandKey: Buffer): SealedIdentifiers {
  const key = randomBytes(32);
  const text = Buffer.from(canonicalJson(identifiers), 'utf8');
  const plain = Buffer.alloc(Math.ceil((text.length + 4) / paddedTo) * paddedTo);
  plain.writeUInt32BE(text.length, 0);
  text.copy(plain, 4);
  return {
    wrappedKey: encrypt(key, wrappingKey(commandKey, place.trialId), aboutOf('key', place)),
    content: encrypt(plain, key, aboutOf('content', place)),
  };
}

/** Opens identifiers of one trial. It throws where they were altered or moved, or the keyring is another. */
export function identifierOpener(
  trialId: TrialId,
  commandKey: Buffer,
): (sealed: SealedIdentifiers, participantId: string) => Identifiers {
  const wrapping = wrappingKey(commandKey, trialId);
  return (sealed, participantId) => {
    const place = { trialId, participantId };
    const key = decrypt(sealed.wrappedKey, wrapping, aboutOf('key', place));
    const plain = decrypt(sealed.content, key, aboutOf('content', place));
    return Identifiers.parse(JSON.parse(plain.subarray(4, 4 + plain.readUInt32BE(0)).toString('utf8')));
  };
}

/**
 * A name for identifiers by which a request that is sent again is known; keyed, so that nobody who has the database alone
 * can try names.
 */
export function digestOfIdentifiers(identifiers: Identifiers, place: IdentityPlace, commandKey: Buffer): string {
  return createHmac('sha256', wrappingKey(commandKey, place.trialId))
    .update(
      canonicalJson({ scheme: 'equipoise-identifiers-digest-1', participantId: place.participantId, identifiers }),
    )
    .digest('hex');
}

function wrappingKey(commandKey: Buffer, trialId: TrialId): Buffer {
  return Buffer.from(hkdfSync('sha256', commandKey, trialId, 'equipoise-identifiers-1', 32));
}

function aboutOf(what: 'key' | 'content', { trialId, participantId }: IdentityPlace): Buffer {
  return Buffer.from(canonicalJson({ scheme: 'equipoise-identifiers-1', what, trialId, participantId }), 'utf8');
}

function encrypt(plain: Buffer, key: Buffer, about: Buffer): Buffer {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(about);
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

function decrypt(sealed: Buffer, key: Buffer, about: Buffer): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, nonceBytes), { authTagLength: tagBytes });
  decipher.setAAD(about).setAuthTag(sealed.subarray(sealed.length - tagBytes));
  return Buffer.concat([decipher.update(sealed.subarray(nonceBytes, sealed.length - tagBytes)), decipher.final()]);
}
