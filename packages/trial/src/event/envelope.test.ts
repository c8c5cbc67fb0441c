import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { ActorId, CommandId, StreamId, TrialId } from '../id.js';
import {
  envelopeBytes,
  firstPrevHash,
  hashEnvelope,
  hashedKeys,
  payloadDigest,
  type UnhashedEnvelope,
} from './envelope.js';

const envelope: UnhashedEnvelope = {
  trialId: '11111111-1111-4111-8111-111111111111' as TrialId,
  streamId: '22222222-2222-4222-8222-222222222222' as StreamId,
  version: 1,
  type: 'ConsentGiven',
  schemaVersion: 1,
  visibility: 'open',
  payloadDigest: 'a'.repeat(64),
  actorId: '33333333-3333-4333-8333-333333333333' as ActorId,
  recordedAt: '2019-07-31T08:15:00.000Z',
  commandId: '44444444-4444-4444-8444-444444444444' as CommandId,
  reason: 'é "quoted"\n',
  protocolVersion: '1.0',
  softwareVersion: '0.1.0',
  prevHash: firstPrevHash,
};

const text =
  '{"actorId":"33333333-3333-4333-8333-333333333333","commandId":"44444444-4444-4444-8444-444444444444",' +
  `"payloadDigest":"${'a'.repeat(64)}","prevHash":"${'0'.repeat(64)}","protocolVersion":"1.0",` +
  '"reason":"é \\"quoted\\"\\n","recordedAt":"2019-07-31T08:15:00.000Z","schemaVersion":1,"softwareVersion":"0.1.0",' +
  '"streamId":"22222222-2222-4222-8222-222222222222","trialId":"11111111-1111-4111-8111-111111111111",' +
  '"type":"ConsentGiven","version":1,"visibility":"open"}';

describe('hashEnvelope', () => {
  it('hashes the sorted keys that are there, without spaces', () => {
    expect(new TextDecoder().decode(envelopeBytes(envelope))).toBe(text);
    expect(hashEnvelope(envelope)).toBe(createHash('sha256').update(text, 'utf8').digest('hex'));
  });

  it('leaves a hash out, and any key that is not part of an envelope', () => {
    const extra = { ...envelope, hash: 'b'.repeat(64), position: 7 };
    expect(hashEnvelope(extra)).toBe(hashEnvelope(envelope));
  });

  it.each(hashedKeys)('changes with %s', (key) => {
    const changed = { ...envelope, [key]: typeof envelope[key] === 'number' ? 9 : 'other' };
    expect(hashEnvelope(changed)).not.toBe(hashEnvelope(envelope));
  });

  it('refuses a number that is not an integer', () => {
    expect(() => hashEnvelope({ ...envelope, version: 1.5 })).toThrow(TypeError);
  });
});

describe('payloadDigest', () => {
  it('is SHA-256 over the salt and then the payload, the salt as bytes or hexadecimal', () => {
    const payload = new TextEncoder().encode('{"a":1}');
    const expected = createHash('sha256')
      .update(Buffer.from([1, 2, 255]))
      .update('{"a":1}')
      .digest('hex');
    expect(payloadDigest('0102ff', payload)).toBe(expected);
    expect(payloadDigest(new Uint8Array([1, 2, 255]), payload)).toBe(expected);
  });
});
