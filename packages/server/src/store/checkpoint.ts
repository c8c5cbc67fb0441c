// Checkpoints: a signed Merkle root over the heads of all streams, kept outside the database.
import { createHash, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { canonicalJson } from '@equipoise/trial';
import { z } from 'zod';
import { publicHalf } from '../seal/keyring.js';
import type { StreamHead } from './verify.js';

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const Head = z.strictObject({ streamId: z.uuid(), version: z.int().positive(), hash });

export const Checkpoint = z.strictObject({
  equipoiseCheckpoint: z.literal(1),
  trialId: z.uuid(),
  takenAt: z.string(),
  events: z.int().min(0),
  heads: z.array(Head),
  merkleRoot: hash,
  publicKeyHex: hash,
  signatureHex: z.string().regex(/^[0-9a-f]{128}$/),
});
export type Checkpoint = z.infer<typeof Checkpoint>;

/** What shows that one stream was under a signed root, without showing any other stream. */
export const StreamProof = Checkpoint.omit({ heads: true }).extend({
  equipoiseStreamProof: z.literal(1),
  head: Head,
  path: z.array(z.strictObject({ side: z.enum(['left', 'right']), hash })),
});
export type StreamProof = z.infer<typeof StreamProof>;

/** Takes a checkpoint. `heads` come in any order; they are kept by stream id. */
export function takeCheckpoint(options: {
  readonly trialId: string;
  readonly takenAt: string;
  readonly heads: readonly StreamHead[];
  readonly signingKey: KeyObject;
}): Checkpoint {
  const heads = [...options.heads].sort((a, b) => (a.streamId < b.streamId ? -1 : 1));
  const events = heads.reduce((sum, head) => sum + head.version, 0);
  const merkleRoot = rootOf(heads.map((head) => leaf(options.trialId, head)));
  const statement = {
    equipoiseCheckpoint: 1 as const,
    trialId: options.trialId,
    takenAt: options.takenAt,
    events,
    merkleRoot,
    publicKeyHex: publicHalf(options.signingKey),
  };
  const signatureHex = sign(null, statementBytes(statement), options.signingKey).toString('hex');
  return { ...statement, heads, signatureHex };
}

/** Why a checkpoint can't be trusted; undefined where it can. `trustedKeyHex`: the key that must have signed. */
export function checkpointFault(checkpoint: Checkpoint, trustedKeyHex?: string): string | undefined {
  if (rootOf(checkpoint.heads.map((head) => leaf(checkpoint.trialId, head))) !== checkpoint.merkleRoot)
    return 'its stream heads do not give its Merkle root: the file was altered';
  return signatureFault(checkpoint, trustedKeyHex);
}

/** The proof for one stream; undefined where the checkpoint does not hold it. */
export function proveStream(checkpoint: Checkpoint, streamId: string): StreamProof | undefined {
  let index = checkpoint.heads.findIndex((head) => head.streamId === streamId);
  const head = checkpoint.heads[index];
  if (!head) return undefined;
  const path: StreamProof['path'] = [];
  let level = checkpoint.heads.map((each) => leaf(checkpoint.trialId, each));
  while (level.length > 1) {
    const sibling = level[index ^ 1];
    if (sibling !== undefined) path.push({ side: index % 2 === 0 ? 'right' : 'left', hash: sibling });
    level = above(level);
    index >>= 1;
  }
  const { heads: _, ...statement } = checkpoint;
  return { ...statement, equipoiseStreamProof: 1, head, path };
}

/** Why a proof does not hold; undefined where it does. */
export function proofFault(proof: StreamProof, trustedKeyHex?: string): string | undefined {
  const reached = proof.path.reduce(
    (at, step) => (step.side === 'right' ? node(at, step.hash) : node(step.hash, at)),
    leaf(proof.trialId, proof.head),
  );
  if (reached !== proof.merkleRoot) return 'its path does not lead to its Merkle root';
  return signatureFault(proof, trustedKeyHex);
}

type Statement = Pick<
  Checkpoint,
  'equipoiseCheckpoint' | 'trialId' | 'takenAt' | 'events' | 'merkleRoot' | 'publicKeyHex'
>;

function signatureFault(
  signed: Statement & { readonly signatureHex: string },
  trustedKeyHex: string | undefined,
): string | undefined {
  if (trustedKeyHex !== undefined && signed.publicKeyHex !== trustedKeyHex)
    return 'it was signed by another key than that of this installation';
  const key = createPublicKey({
    key: Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), Buffer.from(signed.publicKeyHex, 'hex')]),
    format: 'der',
    type: 'spki',
  });
  return verify(null, statementBytes(signed), key, Buffer.from(signed.signatureHex, 'hex'))
    ? undefined
    : 'its signature does not hold: the file was altered';
}

function statementBytes({
  equipoiseCheckpoint,
  trialId,
  takenAt,
  events,
  merkleRoot,
  publicKeyHex,
}: Statement): Buffer {
  return Buffer.from(
    canonicalJson({ equipoiseCheckpoint, trialId, takenAt, events, merkleRoot, publicKeyHex }),
    'utf8',
  );
}

/** Leaves and nodes are hashed under different prefixes (RFC 6962), so that neither passes for the other. */
function leaf(trialId: string, head: StreamHead): string {
  return createHash('sha256')
    .update(Buffer.from([0]))
    .update(`${trialId}|${head.streamId}|${head.version}|${head.hash}`)
    .digest('hex');
}

function node(left: string, right: string): string {
  return createHash('sha256')
    .update(Buffer.from([1]))
    .update(left, 'hex')
    .update(right, 'hex')
    .digest('hex');
}

/** One level up; an odd last node goes up as it is. */
function above(level: readonly string[]): string[] {
  return Array.from({ length: Math.ceil(level.length / 2) }, (_, i) => {
    const right = level[2 * i + 1];
    return right === undefined ? (level[2 * i] as string) : node(level[2 * i] as string, right);
  });
}

function rootOf(leaves: readonly string[]): string {
  let level = [...leaves];
  while (level.length > 1) level = above(level);
  return level[0] ?? createHash('sha256').digest('hex');
}
