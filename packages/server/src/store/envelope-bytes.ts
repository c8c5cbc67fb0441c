// The canonical bytes of an envelope, made from the bytes of its row without a detour over text: what its hash is over.
import { type Field, field, type RecordRow } from './record-row.js';

const digits = Buffer.from('0123456789abcdef');
const quote = 0x22;
const backslash = 0x5c;
const firstPrintable = 0x20;
const dash = 0x2d;
const zero = 0x30;
const millisecondsOfDay = 86_400_000;

const part = (text: string) => Buffer.from(text, 'utf8');
const parts = {
  actorId: part('{"actorId":"'),
  commandId: part('","commandId":"'),
  keyId: part('","keyId":'),
  payloadDigest: part(',"payloadDigest":"'),
  payloadDigestWithoutKey: part('","payloadDigest":"'),
  prevHash: part('","prevHash":"'),
  protocolVersion: part('","protocolVersion":'),
  reason: part(',"reason":'),
  recordedAt: part(',"recordedAt":"'),
  schemaVersion: part('","schemaVersion":'),
  siteId: part(',"siteId":'),
  softwareVersion: part(',"softwareVersion":'),
  streamId: part(',"streamId":"'),
  type: part('","type":'),
  version: part(',"version":'),
  visibility: part(',"visibility":'),
  utc: part('Z'),
  end: part('}'),
};

/** Makes the bytes of `envelopeBytes` (RFC 8785) of one row after another in a buffer that it keeps. */
export class EnvelopeBytes {
  #bytes = Buffer.alloc(4096);
  #at = 0;
  #day = Number.NaN;
  #dayText = part('');
  readonly #trialId: Buffer;

  constructor(trialId: string) {
    this.#trialId = part(`","trialId":"${trialId}`);
  }

  /** The bytes of a row's envelope; they count until the next call. */
  of(row: RecordRow): Buffer {
    this.#at = 0;
    this.#copy(parts.actorId);
    this.#uuid(row, field.actorId);
    this.#copy(parts.commandId);
    this.#uuid(row, field.commandId);
    if (row.isNull(field.keyId)) this.#copy(parts.payloadDigestWithoutKey);
    else {
      this.#copy(parts.keyId);
      this.#text(row, field.keyId);
      this.#copy(parts.payloadDigest);
    }
    this.#hex(row, field.payloadDigest);
    this.#copy(parts.prevHash);
    this.#hex(row, field.prevHash);
    this.#copy(parts.protocolVersion);
    this.#text(row, field.protocolVersion);
    this.#textIfAny(row, field.reason, parts.reason);
    this.#copy(parts.recordedAt);
    this.#instant(row.microseconds(field.recordedAt));
    this.#copy(parts.schemaVersion);
    this.#ascii(String(row.integer(field.schemaVersion)));
    this.#textIfAny(row, field.siteId, parts.siteId);
    this.#copy(parts.softwareVersion);
    this.#text(row, field.softwareVersion);
    this.#copy(parts.streamId);
    this.#uuid(row, field.streamId);
    this.#copy(this.#trialId);
    this.#copy(parts.type);
    this.#text(row, field.type);
    this.#copy(parts.version);
    this.#ascii(String(row.integer(field.version)));
    this.#copy(parts.visibility);
    this.#text(row, field.visibility);
    this.#copy(parts.end);
    return this.#bytes.subarray(0, this.#at);
  }

  #reserve(length: number): void {
    if (this.#at + length <= this.#bytes.length) return;
    const longer = Buffer.alloc(2 * (this.#at + length));
    longer.set(this.#bytes);
    this.#bytes = longer;
  }

  #copy(piece: Buffer): void {
    this.#reserve(piece.length);
    // Pieces are short: a loop is quicker than a call.
    for (let index = 0; index < piece.length; index += 1) this.#bytes[this.#at + index] = piece[index] as number;
    this.#at += piece.length;
  }

  #ascii(text: string): void {
    this.#reserve(text.length);
    this.#at += this.#bytes.write(text, this.#at, 'latin1');
  }

  #hex(row: RecordRow, of: Field): void {
    const end = row.end(of);
    this.#reserve(2 * (end - row.start(of)));
    for (let from = row.start(of); from < end; from += 1) this.#pair(row.bytes[from] as number);
  }

  #uuid(row: RecordRow, of: Field): void {
    const start = row.start(of);
    this.#reserve(36);
    for (let index = 0; index < 16; index += 1) {
      this.#pair(row.bytes[start + index] as number);
      if (index === 3 || index === 5 || index === 7 || index === 9) {
        this.#bytes[this.#at] = dash;
        this.#at += 1;
      }
    }
  }

  #pair(byte: number): void {
    this.#bytes[this.#at] = digits[byte >> 4] as number;
    this.#bytes[this.#at + 1] = digits[byte & 15] as number;
    this.#at += 2;
  }

  #textIfAny(row: RecordRow, of: Field, before: Buffer): void {
    if (row.isNull(of)) return;
    this.#copy(before);
    this.#text(row, of);
  }

  #text(row: RecordRow, of: Field): void {
    const start = row.start(of);
    const end = row.end(of);
    for (let at = start; at < end; at += 1) {
      const byte = row.bytes[at] as number;
      if (byte >= firstPrintable && byte !== quote && byte !== backslash) continue;
      // Something to escape: seldom, and JSON does it as RFC 8785 says.
      this.#copy(part(JSON.stringify(row.text(of))));
      return;
    }
    this.#reserve(end - start + 2);
    this.#bytes[this.#at] = quote;
    this.#at += 1;
    for (let at = start; at < end; at += 1, this.#at += 1) this.#bytes[this.#at] = row.bytes[at] as number;
    this.#bytes[this.#at] = quote;
    this.#at += 1;
  }

  #instant(microseconds: number): void {
    const milliseconds = microseconds / 1000;
    // The record has milliseconds alone; another instant was never hashed and is told by its bytes.
    if (!Number.isInteger(milliseconds) || Math.abs(milliseconds) > 8.64e15) {
      this.#ascii(`${microseconds} microseconds`);
      return;
    }
    // Events that follow each other are mostly of one day.
    const day = Math.floor(milliseconds / millisecondsOfDay);
    if (day !== this.#day) {
      this.#day = day;
      this.#dayText = part(new Date(day * millisecondsOfDay).toISOString().split('T')[0] as string);
    }
    const within = milliseconds - day * millisecondsOfDay;
    this.#copy(this.#dayText);
    this.#number('T', Math.floor(within / 3_600_000), 2);
    this.#number(':', Math.floor(within / 60_000) % 60, 2);
    this.#number(':', Math.floor(within / 1000) % 60, 2);
    this.#number('.', within % 1000, 3);
    this.#copy(parts.utc);
  }

  #number(before: string, value: number, length: number): void {
    this.#reserve(length + 1);
    this.#bytes[this.#at] = before.charCodeAt(0);
    let left = value;
    for (let at = this.#at + length; at > this.#at; at -= 1) {
      this.#bytes[at] = zero + (left % 10);
      left = Math.floor(left / 10);
    }
    this.#at += length + 1;
  }
}
