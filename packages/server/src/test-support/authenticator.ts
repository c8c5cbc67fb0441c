// An authenticator made of Node's own cryptography: makes passkeys and signs with them, as WebAuthn Level 3 says (6.1, 6.3, 6.5).
import { createHash, createSign, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';

/** One passkey on one device. */
export class SoftwareAuthenticator {
  readonly #key: KeyObject;
  readonly #id = randomBytes(16);
  readonly #publicKey: { readonly x: Buffer; readonly y: Buffer };
  /** Of the uses so far. */
  counter = 0;
  /** Whether the device asks for a PIN or a finger. */
  verifiesUser = true;

  constructor(
    readonly origin: string,
    readonly rpId = new URL(origin).hostname,
  ) {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
    this.#key = privateKey;
    this.#publicKey = { x: Buffer.from(x, 'base64url'), y: Buffer.from(y, 'base64url') };
  }

  /** What `navigator.credentials.create` answers. */
  make(challenge: string): object {
    const client = this.#clientData('webauthn.create', challenge);
    const credential = Buffer.concat([
      Buffer.alloc(16),
      Buffer.from([0, this.#id.length]),
      this.#id,
      cborMap([
        [1, 2],
        [3, -7],
        [-1, 1],
        [-2, this.#publicKey.x],
        [-3, this.#publicKey.y],
      ]),
    ]);
    const attestation = cborMap(
      [
        ['fmt', 'none'],
        ['attStmt', cborMap([])],
        ['authData', Buffer.concat([this.#authenticatorData(0x40), credential])],
      ],
      ['attStmt'],
    );
    return this.#answer({
      clientDataJSON: client.toString('base64url'),
      attestationObject: attestation.toString('base64url'),
      transports: ['internal'],
    });
  }

  /** What `navigator.credentials.get` answers. */
  sign(challenge: string): object {
    this.counter += 1;
    const client = this.#clientData('webauthn.get', challenge);
    const data = this.#authenticatorData(0);
    const signed = Buffer.concat([data, createHash('sha256').update(client).digest()]);
    return this.#answer({
      clientDataJSON: client.toString('base64url'),
      authenticatorData: data.toString('base64url'),
      signature: createSign('sha256').update(signed).sign(this.#key).toString('base64url'),
    });
  }

  #answer(response: object): object {
    const id = this.#id.toString('base64url');
    return { id, rawId: id, type: 'public-key', clientExtensionResults: {}, response };
  }

  #clientData(type: string, challenge: string): Buffer {
    return Buffer.from(JSON.stringify({ type, challenge, origin: this.origin, crossOrigin: false }));
  }

  /** Hash of the relying party, flags (user present, user verified, and more), counter. */
  #authenticatorData(moreFlags: number): Buffer {
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(this.counter);
    const flags = 0x01 | (this.verifiesUser ? 0x04 : 0) | moreFlags;
    return Buffer.concat([createHash('sha256').update(this.rpId).digest(), Buffer.from([flags]), counter]);
  }
}

type CborValue = number | string | Buffer;

/** CBOR (RFC 8949) of a map of small numbers, texts and bytes; values under `nested` are CBOR already. */
function cborMap(entries: readonly (readonly [number | string, CborValue])[], nested: readonly string[] = []): Buffer {
  const parts = entries.flatMap(([key, value]) => [
    cbor(key),
    nested.includes(String(key)) ? (value as Buffer) : cbor(value),
  ]);
  return Buffer.concat([head(5, entries.length), ...parts]);
}

function cbor(value: CborValue): Buffer {
  if (typeof value === 'number') return value >= 0 ? head(0, value) : head(1, -1 - value);
  const bytes = Buffer.from(value as string);
  return Buffer.concat([head(typeof value === 'string' ? 3 : 2, bytes.length), bytes]);
}

function head(major: number, length: number): Buffer {
  if (length < 24) return Buffer.from([(major << 5) | length]);
  if (length < 256) return Buffer.from([(major << 5) | 24, length]);
  return Buffer.from([(major << 5) | 25, length >> 8, length & 255]);
}
