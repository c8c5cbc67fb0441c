// The history in place of what is no form: adverse events, deviations, files.
import { z } from 'zod';
import { view } from './contract.js';
import { common, commonOf, type EventRow, eventsBy, eventsOf, params } from './participant-event.js';

const text = z.string();
const json = z.unknown();

const changeRow = (thing: string) =>
  z.object({
    ...common,
    [thing]: text,
    action: z.enum(['recorded', 'changed', 'removed']),
    changes: z
      .array(z.object({ fact: text, from: json, to: json }))
      .describe('what became of each fact; null where there was none'),
    reason: text.nullable(),
  });

/** Folds what was recorded of things, one event after another, into what each event changed. */
function changesIn(rows: readonly EventRow[], thing: string, key: string) {
  const known = new Map<string, Record<string, unknown>>();
  return rows.map((row) => {
    const { [key]: id, ...facts } = row.payload;
    const before = known.get(String(id));
    known.set(String(id), { ...before, ...facts });
    const isRemoved = row.type.endsWith('Removed');
    const changes = isRemoved
      ? []
      : Object.entries(facts)
          .filter(([fact, to]) => JSON.stringify(before?.[fact]) !== JSON.stringify(to))
          .map(([fact, to]) => ({ fact, from: before?.[fact] ?? null, to: to ?? null }));
    const action = isRemoved
      ? ('removed' as const)
      : before === undefined
        ? ('recorded' as const)
        : ('changed' as const);
    return { ...commonOf(row), [thing]: String(id), action, changes, reason: row.reason };
  });
}

export const participantHistoryViews = {
  adverseEventHistory: view({
    summary:
      'The history of a participant’s adverse events in place: who changed what, when, from what to what, and why.',
    right: 'adverseEvents',
    params,
    row: changeRow('adverse_event_id'),
    query: eventsBy('adverseEvents'),
    shape: (rows) => changesIn(eventsOf(rows), 'adverse_event_id', 'adverseEventId') as never,
  }),

  deviationHistory: view({
    summary: 'The history of a participant’s deviations in place: who changed what, when, from what to what, and why.',
    right: 'deviations',
    params,
    row: changeRow('deviation_id'),
    query: eventsBy('deviations'),
    shape: (rows) => changesIn(eventsOf(rows), 'deviation_id', 'deviationId') as never,
  }),

  attachmentHistory: view({
    summary: 'The files of a participant that were added and removed: who did it, when, and why.',
    right: 'attachments',
    params,
    row: changeRow('attachment_id'),
    query: eventsBy('attachments'),
    shape: (rows) => changesIn(eventsOf(rows), 'attachment_id', 'attachmentId') as never,
  }),
} as const;
