// How a form is saved: at once where the server answers, else kept on the device and sent in order when it does.
import { sendCommand } from '../../api/command.js';
import { ConnectionLost } from '../../api/http.js';
import type { Waiting } from '../../draft/outbox.js';
import { keepWaiting } from '../../draft/outbox-state.js';
import type { FormPlace, KnownForm, SavePlan } from './form-model.js';

/** A form as commands about it wait for each other. */
export function thingOf(trialId: string, { participantId, visit, form, occurrence }: FormPlace): string {
  return `${trialId}/${participantId}/${visit}/${form}/${occurrence}`;
}

interface SaveInput {
  readonly accountId: string;
  readonly trialId: string;
  readonly place: FormPlace;
  readonly known: KnownForm;
  readonly plan: SavePlan;
  readonly reason: string;
  /** What it is, for the list of what waits. */
  readonly words: string;
  readonly path: string;
}

/**
 * Sends what is new, then what is corrected. Answers whether it is recorded, or waits on the device.
 * @throws Problem for a "no", ConnectionLost where nothing can be kept either
 */
export async function saveForm({
  accountId,
  trialId,
  place,
  known,
  plan,
  reason,
  words,
  path,
}: SaveInput): Promise<'recorded' | 'waiting'> {
  const steps: Omit<Waiting, 'id'>[] = [];
  const shared = { trialId, thing: thingOf(trialId, place), words, path, at: new Date().toISOString() };
  if (plan.record !== undefined) {
    const body = { ...place, ...plan.record };
    steps.push({ ...shared, command: 'recordForm', body, key: crypto.randomUUID(), version: known.version });
  }
  if (plan.correct !== undefined) {
    const body = { ...place, ...plan.correct, reason };
    const version = steps.length > 0 ? 'after' : known.version;
    steps.push({ ...shared, command: 'correctValue', body, key: crypto.randomUUID(), version });
  }
  let version = known.version;
  for (const [index, step] of steps.entries()) {
    try {
      const answer = await sendCommand(trialId, step.command, step.body as never, { key: step.key, version });
      version = answer.version;
    } catch (error) {
      if (!(error instanceof ConnectionLost)) throw error;
      // Nothing is known of what became of it: under the same key it is done once.
      const [first, ...rest] = steps.slice(index);
      if (first === undefined) throw error;
      try {
        await keepWaiting(accountId, [{ ...first, version }, ...rest]);
      } catch {
        throw error;
      }
      return 'waiting';
    }
  }
  return 'recorded';
}
