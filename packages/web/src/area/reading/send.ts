// Sends what a reader says of a scan, by the scan's id; the same words again go under the same key.
import { ask } from '../../api/http.js';
import type { SavePlan } from '../form/form-model.js';

type ReadingCommand = 'recordForm' | 'correctValue' | 'undoForm';

interface Sent {
  readonly readingId: string;
  readonly tag?: string;
  readonly repeated: boolean;
}

/** Keys of commands whose fate is not known yet. */
const keys = new Map<string, string>();

async function sendReading(
  { trialId, readingId }: { readonly trialId: string; readonly readingId: string },
  command: ReadingCommand,
  body: object,
): Promise<Sent> {
  const address = `/api/trials/${trialId}/readings/${encodeURIComponent(readingId)}/${command}`;
  const said = `${address} ${JSON.stringify(body)}`;
  const key = keys.get(said) ?? crypto.randomUUID();
  keys.set(said, key);
  const answer = await ask<Sent>('POST', address, { body, headers: { 'idempotency-key': key } });
  keys.delete(said);
  return answer;
}

/** Sends what is new, then what is corrected. @throws Problem, ConnectionLost */
export async function sendPlan(
  scan: { readonly trialId: string; readonly readingId: string; readonly tag: string },
  { record, correct }: Pick<SavePlan, 'record' | 'correct'>,
  reason: string,
): Promise<void> {
  let { tag } = scan;
  if (record !== undefined) {
    const { happenedOn: _, ...body } = record;
    tag = (await sendReading(scan, 'recordForm', { ...body, tag })).tag ?? tag;
  }
  if (correct === undefined) return;
  const { happenedOn: _, ...body } = correct;
  await sendReading(scan, 'correctValue', { ...body, reason, tag });
}

/** Takes a reading back: its scan waits anew. @throws Problem, ConnectionLost */
export async function takeBack(
  scan: { readonly trialId: string; readonly readingId: string; readonly tag: string },
  reason: string,
): Promise<void> {
  await sendReading(scan, 'undoForm', { reason, tag: scan.tag });
}
