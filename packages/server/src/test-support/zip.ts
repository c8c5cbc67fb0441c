// Reads zip files in tests, by their central directory.
import { inflateRawSync } from 'node:zlib';

/** The texts of a zip by path. @throws Error where it is cut or not a zip */
export function readZip(bytes: Buffer): ReadonlyMap<string, string> {
  const end = bytes.lastIndexOf(Buffer.from('504b0506', 'hex'));
  if (end < 0) throw new Error('no end of a zip');
  const files = new Map<string, string>();
  let place = bytes.readUInt32LE(end + 16);
  for (let number = 0; number < bytes.readUInt16LE(end + 10); number += 1) {
    const [method, size] = [bytes.readUInt16LE(place + 10), bytes.readUInt32LE(place + 20)];
    const [name, extra, comment] = [28, 30, 32].map((offset) => bytes.readUInt16LE(place + offset));
    const local = bytes.readUInt32LE(place + 42);
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const content = bytes.subarray(start, start + size);
    const text = method === 0 ? content : inflateRawSync(content);
    files.set(bytes.toString('utf8', place + 46, place + 46 + (name ?? 0)), text.toString('utf8'));
    place += 46 + (name ?? 0) + (extra ?? 0) + (comment ?? 0);
  }
  return files;
}
