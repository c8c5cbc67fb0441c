// A mark for many forms: those that have it already are left out, as the server names them.
import { Problem } from '../../api/http.js';

export interface FormKey {
  readonly visit: string;
  readonly form: string;
  readonly occurrence: number;
}

/**
 * Sends for all forms; where the server says that some have the mark already, once more for the others.
 * @throws Problem also where every form had it
 */
export async function withoutDone<T>(
  forms: readonly FormKey[],
  send: (forms: readonly FormKey[]) => Promise<T>,
): Promise<T> {
  try {
    return await send(forms);
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'nothing-changes') throw error;
    const done = new Set(Array.isArray(error.facts.forms) ? error.facts.forms : []);
    const left = forms.filter(({ visit, form, occurrence }) => !done.has(`${visit}/${form}/${occurrence}`));
    if (done.size === 0 || left.length === 0 || left.length === forms.length) throw error;
    return send(left);
  }
}
