// Vital signs at moments of an infusion: which form takes them, which are done, and which are due.
import type { Protocol } from '@equipoise/trial';

/** The moments of the visit on the day of an administration at which a form is filled. */
export interface VitalPlan {
  readonly visit: string;
  readonly form: string;
  readonly moments: readonly { readonly id: string; readonly minutes: number }[];
}

/** By the protocol; undefined where it names no moments for this administration, or this role does not fill the form. */
export function vitalPlan(protocol: Protocol, administration: string, roles: readonly string[]): VitalPlan | undefined {
  for (const visit of protocol.visits) {
    const isItsDay = visit.anchor === administration && (visit.offsetDays ?? 0) === 0;
    // Moments count from the administration of their visit, unless they name another one.
    const all = (visit.timepoints ?? []).filter(
      (one) =>
        one.from === 'administrationStart' &&
        (one.administration === undefined ? isItsDay : one.administration === administration),
    );
    const form = visit.forms.find(
      (id) =>
        all.some(({ forms }) => forms.includes(id)) &&
        (protocol.forms.find((one) => one.id === id)?.filledBy?.some((role) => roles.includes(role)) ?? true),
    );
    if (form === undefined) continue;
    const moments = all.filter(({ forms }) => forms.includes(form));
    return {
      visit: visit.id,
      form,
      moments: moments
        .map(({ id, offsetMinutes }) => ({ id, minutes: offsetMinutes }))
        .sort((one, other) => one.minutes - other.minutes),
    };
  }
  return undefined;
}

export type VitalState = 'done' | 'due' | 'late' | 'later';
const dueMs = 2 * 60_000;
const lateMs = 5 * 60_000;

/** How a moment stands: due a little before it, late some minutes after it. */
export function vitalState(minutes: number, startedAt: string, isDone: boolean, now: number): VitalState {
  if (isDone) return 'done';
  const after = now - (Date.parse(startedAt) + minutes * 60_000);
  if (after < -dueMs) return 'later';
  return after > lateMs ? 'late' : 'due';
}
