// One analysis from its snapshot to its stored report. A report lies encrypted: the database alone shows no arm.
import { createHash, hkdfSync } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { TrialId } from '@equipoise/trial';
import { decryptFile, encryptFile } from '../file/file-cipher.js';
import { type ArmsShown, finishRun, giveUpRun } from '../store/analysis.js';
import { takeSnapshot } from '../store/snapshot.js';
import type { System } from '../system.js';
import { CalculationProblem, calculate } from './calculation.js';

/** Longest time of an analysis, in milliseconds. */
const patienceMs = 600_000;

const packed = promisify(gzip);
const unpacked = promisify(gunzip);

/** What is analysed, under the id of a run that has begun. */
export interface AnalysisOrder {
  readonly analysisId: string;
  readonly trialId: TrialId;
  readonly arms: ArmsShown;
  readonly cut: string | undefined;
}

/**
 * Analyses, and ends the run in any case: done, cancelled, or failed with a sentence that tells nothing of the data.
 * @throws what went wrong where it is a fault, for the log
 */
export async function runAnalysis(
  system: System,
  { analysisId, trialId, arms, cut }: AnalysisOrder,
  signal: AbortSignal,
): Promise<void> {
  const { writer } = system.pools;
  try {
    const snapshot = await takeSnapshot(system, trialId, { cut, dummyArms: arms === 'dummy' });
    if (snapshot.allocation.kind !== arms) throw new Error('a snapshot has other arms than were asked for');
    const made = await calculate({ kind: 'analysis', snapshot }, { signal, patienceMs });
    const key = reportKey(system, trialId);
    await finishRun(writer, analysisId, {
      protocolVersion: snapshot.protocol.version,
      snapshotHash: made.snapshotHash,
      events: made.events,
      reportSha256: sha256(made.html),
      jsonSha256: sha256(made.json),
      html: await sealed(made.html, key),
      json: await sealed(made.json, key),
    });
  } catch (cause) {
    const isExpected = cause instanceof CalculationProblem;
    const state = isExpected && cause.reason === 'cancelled' ? 'cancelled' : 'failed';
    const problem = isExpected ? cause.message : 'A fault of the program; its log tells more.';
    await giveUpRun(writer, analysisId, { state, problem });
    if (!isExpected) throw cause;
  }
}

/** The text of a stored report. @throws FileDamaged where it is not what was stored */
export async function openReport(system: System, trialId: TrialId, stored: Buffer): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of decryptFile(piecesOf(stored), reportKey(system, trialId))) parts.push(part);
  return (await unpacked(Buffer.concat(parts))).toString('utf8');
}

async function sealed(text: string, key: Buffer): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of encryptFile(piecesOf(await packed(text)), key)) parts.push(part);
  return Buffer.concat(parts);
}

async function* piecesOf(whole: Buffer): AsyncGenerator<Buffer> {
  yield whole;
}

function reportKey({ keyring }: System, trialId: TrialId): Buffer {
  return Buffer.from(hkdfSync('sha256', keyring.commandKey, trialId, 'equipoise-report-1', 32));
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
