// Notices in the order in which they are read: urgent ones that nobody acknowledged, then unread ones, then the newest.
import type { RowOf } from '../../api/view.js';

type Notice = RowOf<'notifications'>;

export function orderNotices(rows: readonly Notice[]): readonly Notice[] {
  const rank = ({ is_urgent, acknowledged_at, read_at }: Notice) =>
    is_urgent && acknowledged_at === null ? 0 : read_at === null ? 1 : 2;
  return rows.toSorted((a, b) => rank(a) - rank(b) || b.at.localeCompare(a.at));
}
