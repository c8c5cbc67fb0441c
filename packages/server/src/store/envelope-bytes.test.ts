// The bytes that verification hashes are those that the rules of the trial hash, whatever stands in an envelope.
import { envelopeBytes, type UnhashedEnvelope } from '@equipoise/trial';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { EnvelopeBytes } from './envelope-bytes.js';
import { RecordRow } from './record-row.js';

const text = fc.string({ unit: 'binary', maxLength: 60 }).map((any) => any.replaceAll('\0', ''));
const anyText = fc.oneof(text, fc.constantFrom('"', '\\', '\n\t\u0001', '\u2028', 'é日𝒳', 'a'.repeat(9000)));
const hex = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes).toString('hex'));
const integer = fc.integer({ min: 1, max: 2_147_483_647 });
const instant = fc.date({ min: new Date('1900-01-01'), max: new Date('2200-12-31'), noInvalidDate: true });

const envelopes = fc.record(
  {
    trialId: fc.constant('018f3c5e-7a20-7c1d-8f00-00000000abcd'),
    streamId: fc.uuid(),
    version: integer,
    siteId: anyText,
    type: anyText,
    schemaVersion: integer,
    visibility: fc.constantFrom('open', 'sealed'),
    payloadDigest: hex,
    actorId: fc.uuid(),
    recordedAt: instant.map((date) => date.toISOString()),
    commandId: fc.uuid(),
    reason: anyText,
    protocolVersion: anyText,
    softwareVersion: anyText,
    keyId: anyText,
    prevHash: hex,
  },
  {
    requiredKeys: [
      'trialId',
      'streamId',
      'version',
      'type',
      'schemaVersion',
      'visibility',
      'payloadDigest',
      'actorId',
      'recordedAt',
      'commandId',
      'protocolVersion',
      'softwareVersion',
      'prevHash',
    ],
  },
);

/** A row as PostgreSQL sends it. */
function rowOf(envelope: Record<string, unknown>): Buffer {
  const number = (value: unknown) => {
    const bytes = Buffer.alloc(4);
    bytes.writeInt32BE(Number(value));
    return bytes;
  };
  const of = (name: string) => (envelope[name] === undefined ? undefined : Buffer.from(String(envelope[name]), 'utf8'));
  const bytesOf = (name: string) => Buffer.from(String(envelope[name]).replaceAll('-', ''), 'hex');
  const at = Buffer.alloc(8);
  at.writeBigInt64BE(BigInt(Date.parse(String(envelope.recordedAt)) - Date.UTC(2000, 0, 1)) * 1000n);
  const fields = [
    bytesOf('streamId'),
    number(envelope.version),
    of('siteId'),
    of('type'),
    number(envelope.schemaVersion),
    of('visibility'),
    bytesOf('payloadDigest'),
    bytesOf('actorId'),
    at,
    bytesOf('commandId'),
    of('reason'),
    of('protocolVersion'),
    of('softwareVersion'),
    of('keyId'),
    bytesOf('prevHash'),
    Buffer.alloc(32),
    undefined,
  ];
  return Buffer.concat([
    Buffer.from([0, fields.length]),
    ...fields.flatMap((value) => (value === undefined ? [number(-1)] : [number(value.length), value])),
  ]);
}

it('makes the same bytes of a row as of an envelope', () => {
  const own = new EnvelopeBytes('018f3c5e-7a20-7c1d-8f00-00000000abcd');
  const row = new RecordRow();
  fc.assert(
    fc.property(envelopes, (envelope) => {
      const bytes = rowOf(envelope);
      expect(row.read(bytes.subarray(0, -1), 0)).toBeUndefined();
      expect(row.read(bytes, 0)).toBe(bytes.length);
      const expected = Buffer.from(envelopeBytes(envelope as unknown as UnhashedEnvelope)).toString('utf8');
      expect(own.of(row).toString('utf8')).toBe(expected);
    }),
    { numRuns: 500 },
  );
});
