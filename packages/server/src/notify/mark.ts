// Marks of a person on notices that are addressed to that person. Like a session no part of the record.
import type { TrialId } from '@equipoise/trial';
import { markNotices } from '../store/notify/delivery.js';
import { readView } from '../store/view/view.js';
import type { System } from '../system.js';

/** Marks notices as read, or as acknowledged, which ends the reminders of their series. How many were marked. */
export async function markNotifications(
  system: System,
  marked: {
    readonly trialId: TrialId;
    readonly actorId: string;
    readonly noticeIds: readonly string[];
    readonly as: 'read' | 'acknowledged';
    /** UTC instant with milliseconds. */
    readonly now: string;
  },
): Promise<number> {
  const { trialId, actorId, now } = marked;
  const seen = await readView(system, trialId, { actorId, view: 'notifications', now });
  return markNotices(
    system.pools,
    marked,
    seen.map((row) => String(row.notice_id)),
  );
}
