// Sealing: payloads that only the opener can read. Whoever writes holds the public half of the trial's key alone.
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import { canonicalJson } from '@equipoise/trial';

/** What binds a sealed payload to its place in the record: moved elsewhere, it does not open. */
export interface SealedPlace {
  readonly trialId: string;
  readonly streamId: string;
  readonly version: number;
  readonly type: string;
  readonly schemaVersion: number;
  readonly keyId: string;
}

export interface SealingKey {
  readonly keyId: string;
  /** X25519, 32 bytes. */
  readonly publicKey: Buffer;
}

const tagLength = 16;
const smallestPlaintext = 2048;

/**
 * Seals a payload: X25519 with a fresh key, HKDF-SHA256, ChaCha20-Poly1305, the place as associated data.
 * The plaintext is its length (4 bytes, big-endian), its canonical JSON and zeros up to 2048 bytes (doubled until it
 * fits), so that the length of what lies in the database tells nothing of what is in it.
 */
export function seal(
  payload: unknown,
  place: SealedPlace,
  key: SealingKey,
  random: (length: number) => Uint8Array,
): Buffer {
  const text = Buffer.from(canonicalJson(payload), 'utf8');
  let size = smallestPlaintext;
  while (size < text.length + 4) size *= 2;
  const plain = Buffer.alloc(size);
  plain.writeUInt32BE(text.length, 0);
  text.copy(plain, 4);

  const ephemeral = privateKeyObject(Buffer.from(random(32)));
  const ephemeralPublic = rawPublic(ephemeral);
  const { secret, nonce } = agree(ephemeral, publicKeyObject(key.publicKey), ephemeralPublic, key.publicKey);
  const cipher = createCipheriv('chacha20-poly1305', secret, nonce, { authTagLength: tagLength });
  cipher.setAAD(associatedData(place), { plaintextLength: size });
  const body = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([ephemeralPublic, body, cipher.getAuthTag()]);
}

/** Opens a sealed payload. @throws Error when the key is another, or when the bytes or their place were changed. */
export function unseal(sealed: Buffer, place: SealedPlace, privateKey: Buffer): unknown {
  const ephemeralPublic = sealed.subarray(0, 32);
  const recipient = privateKeyObject(privateKey);
  const { secret, nonce } = agree(recipient, publicKeyObject(ephemeralPublic), ephemeralPublic, rawPublic(recipient));
  const body = sealed.subarray(32, sealed.length - tagLength);
  const decipher = createDecipheriv('chacha20-poly1305', secret, nonce, { authTagLength: tagLength });
  decipher.setAAD(associatedData(place), { plaintextLength: body.length });
  decipher.setAuthTag(sealed.subarray(sealed.length - tagLength));
  const plain = Buffer.concat([decipher.update(body), decipher.final()]);
  return JSON.parse(plain.subarray(4, 4 + plain.readUInt32BE(0)).toString('utf8'));
}

/** A trial's sealing key pair, its private half wrapped by the master key, for the table of data keys. */
export function makeDataKey(
  trialId: string,
  masterKey: Buffer,
  random: (length: number) => Uint8Array = randomBytes,
): SealingKey & { readonly wrappedPrivateKey: Buffer } {
  const privateKey = Buffer.from(random(32));
  const publicKey = rawPublic(privateKeyObject(privateKey));
  const keyId = `x25519-${createHash('sha256').update(publicKey).digest('hex').slice(0, 16)}`;
  return { keyId, publicKey, wrappedPrivateKey: wrapPrivateKey(trialId, keyId, privateKey, { masterKey, random }) };
}

/** Wraps a trial's private key, by a master key. */
export function wrapPrivateKey(
  trialId: string,
  keyId: string,
  privateKey: Buffer,
  { masterKey, random = randomBytes }: { readonly masterKey: Buffer; readonly random?: (length: number) => Uint8Array },
): Buffer {
  const nonce = Buffer.from(random(12));
  const cipher = createCipheriv('chacha20-poly1305', masterKey, nonce, { authTagLength: tagLength });
  cipher.setAAD(wrapData(trialId, keyId), { plaintextLength: 32 });
  return Buffer.concat([nonce, cipher.update(privateKey), cipher.final(), cipher.getAuthTag()]);
}

/** Unwraps by the first of several master keys that fits. @throws Error when none does */
export function unwrapByAny(trialId: string, keyId: string, wrapped: Buffer, masterKeys: readonly Buffer[]): Buffer {
  for (const [index, masterKey] of masterKeys.entries()) {
    try {
      return unwrapPrivateKey(trialId, keyId, wrapped, masterKey);
    } catch (cause) {
      if (index === masterKeys.length - 1) throw cause;
    }
  }
  throw new Error('there is no master key to unwrap with');
}

/** Unwraps a trial's private key. @throws Error when the master key is another. */
export function unwrapPrivateKey(trialId: string, keyId: string, wrapped: Buffer, masterKey: Buffer): Buffer {
  const decipher = createDecipheriv('chacha20-poly1305', masterKey, wrapped.subarray(0, 12), {
    authTagLength: tagLength,
  });
  decipher.setAAD(wrapData(trialId, keyId), { plaintextLength: 32 });
  decipher.setAuthTag(wrapped.subarray(wrapped.length - tagLength));
  return Buffer.concat([decipher.update(wrapped.subarray(12, wrapped.length - tagLength)), decipher.final()]);
}

/** A key that follows from a trial's private key, for comparing lists; whoever can make it could open the list itself. */
export function listComparisonKey(trialId: string, privateKey: Buffer): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', privateKey, trialId, 'equipoise-list-comparison-1', 32));
}

function associatedData(place: SealedPlace): Buffer {
  const { trialId, streamId, version, type, schemaVersion, keyId } = place;
  return Buffer.from(
    canonicalJson({ scheme: 'equipoise-seal-1', trialId, streamId, version, type, schemaVersion, keyId }),
    'utf8',
  );
}

function wrapData(trialId: string, keyId: string): Buffer {
  return Buffer.from(canonicalJson({ scheme: 'equipoise-wrap-1', trialId, keyId }), 'utf8');
}

function agree(
  own: KeyObject,
  other: KeyObject,
  ephemeralPublic: Buffer,
  recipientPublic: Buffer,
): { secret: Buffer; nonce: Buffer } {
  const shared = diffieHellman({ privateKey: own, publicKey: other });
  const derived = Buffer.from(
    hkdfSync('sha256', shared, Buffer.concat([ephemeralPublic, recipientPublic]), 'equipoise-seal-1', 44),
  );
  return { secret: derived.subarray(0, 32), nonce: derived.subarray(32) };
}

// Keys go in and out as JWK: OpenSSL's DER decoder takes ten times as long.
function privateKeyObject(raw: Buffer): KeyObject {
  // The public half `x` has to be there and is not used: it follows from `d`.
  const d = raw.toString('base64url');
  return createPrivateKey({ key: { kty: 'OKP', crv: 'X25519', d, x: d }, format: 'jwk' });
}

function publicKeyObject(raw: Buffer): KeyObject {
  return createPublicKey({ key: { kty: 'OKP', crv: 'X25519', x: raw.toString('base64url') }, format: 'jwk' });
}

function rawPublic(privateKey: KeyObject): Buffer {
  return Buffer.from(createPublicKey(privateKey).export({ format: 'jwk' }).x ?? '', 'base64url');
}
