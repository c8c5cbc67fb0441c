// Encryption of files at rest: a key of its own for each file, in frames that are each authentic, so that nothing is handed
// out before it was verified.
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const magic = Buffer.from('EQF1', 'latin1');
const frameBytes = 65_536;
const tagBytes = 16;
/** Magic, nonce of the wrapped key, the key, its tag. */
const headerBytes = magic.length + 12 + 32 + tagBytes;

/** A stored file that is not what was stored, or not of this trial. */
export class FileDamaged extends Error {}

/** The key under which a trial's file keys are wrapped. It opens files and nothing that is sealed. */
export function fileWrappingKey(commandKey: Buffer, trialId: string): Buffer {
  return Buffer.from(hkdfSync('sha256', commandKey, trialId, 'equipoise-attachment-1', 32));
}

/** Encrypts a file, frame by frame; each is bound to its place, and the last one is marked as the last. */
export async function* encryptFile(
  content: AsyncIterable<Uint8Array>,
  wrappingKey: Buffer,
): AsyncGenerator<Buffer, void, undefined> {
  const fileKey = randomBytes(32);
  const nonce = randomBytes(12);
  const wrap = createCipheriv('aes-256-gcm', wrappingKey, nonce);
  wrap.setAAD(magic);
  yield Buffer.concat([magic, nonce, wrap.update(fileKey), wrap.final(), wrap.getAuthTag()]);
  let index = 0;
  for await (const { bytes, isLast } of inFrames(content, frameBytes)) {
    const cipher = createCipheriv('aes-256-gcm', fileKey, frameNonce(index, isLast));
    yield Buffer.concat([cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
    index += 1;
  }
}

/**
 * The content of an encrypted file, frame by frame.
 * @throws FileDamaged where a frame was changed, moved or cut off
 */
export async function* decryptFile(
  stored: AsyncIterable<Uint8Array>,
  wrappingKey: Buffer,
): AsyncGenerator<Buffer, void, undefined> {
  const pieces = stored[Symbol.asyncIterator]();
  let rest = Buffer.alloc(0);
  while (rest.length < headerBytes) {
    const { value, done } = await pieces.next();
    if (done) throw new FileDamaged('a stored file is shorter than its beginning');
    rest = Buffer.concat([rest, value]);
  }
  const fileKey = unwrap(rest.subarray(0, headerBytes), wrappingKey);
  const body = rest.subarray(headerBytes);
  async function* remainder(): AsyncGenerator<Uint8Array> {
    if (body.length > 0) yield body;
    for (let next = await pieces.next(); !next.done; next = await pieces.next()) yield next.value;
  }
  let index = 0;
  for await (const { bytes, isLast } of inFrames(remainder(), frameBytes + tagBytes)) {
    yield open(bytes, fileKey, frameNonce(index, isLast));
    index += 1;
  }
}

function unwrap(header: Buffer, wrappingKey: Buffer): Buffer {
  if (!header.subarray(0, magic.length).equals(magic)) throw new FileDamaged('this is no stored file');
  const nonce = header.subarray(magic.length, magic.length + 12);
  const wrapped = header.subarray(magic.length + 12, headerBytes);
  return open(wrapped, wrappingKey, nonce, magic);
}

function open(sealed: Buffer, key: Buffer, nonce: Buffer, about?: Buffer): Buffer {
  if (sealed.length < tagBytes) throw new FileDamaged('a stored file was cut off');
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes });
  if (about !== undefined) decipher.setAAD(about);
  decipher.setAuthTag(sealed.subarray(sealed.length - tagBytes));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(0, sealed.length - tagBytes)), decipher.final()]);
  } catch (cause) {
    throw new FileDamaged('a stored file is not what was stored, or its key is another', { cause });
  }
}

/** Eleven bytes of the frame's number, and whether it is the last: with a key for each file no nonce comes twice. */
function frameNonce(index: number, isLast: boolean): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeUInt32BE(index, 7);
  nonce.writeUInt8(isLast ? 1 : 0, 11);
  return nonce;
}

/** The same bytes in frames of one size; the last is shorter, or empty. */
async function* inFrames(
  content: AsyncIterable<Uint8Array>,
  size: number,
): AsyncGenerator<{ readonly bytes: Buffer; readonly isLast: boolean }> {
  let held = Buffer.alloc(0);
  for await (const piece of content) {
    held = held.length === 0 ? Buffer.from(piece) : Buffer.concat([held, piece]);
    while (held.length > size) {
      yield { bytes: held.subarray(0, size), isLast: false };
      held = held.subarray(size);
    }
  }
  yield { bytes: held, isLast: true };
}
