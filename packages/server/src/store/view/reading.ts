// Views of central readings: the queue of who reads, by ids that tell nothing, and these ids for who labels the scans.
import { z } from 'zod';
import { readingIds, readReadingId } from '../../reading/reading-id.js';
import {
  placesOf,
  protocolsBySite,
  type ReadingVisit,
  readingForms,
  type Scan,
  scansOf,
  unscheduledVisits,
} from '../../reading/scan.js';
import { type Asked, type View, view } from './contract.js';

const text = z.string();
const queue = z.object({
  readingId: text.max(40).optional().describe('only this scan, with the values that you sent'),
});

/** The rows behind the queue. */
function visitsOf({ trialId, protocols }: Asked) {
  return {
    text: 'select * from api.reading_visits($1, $2, $3)',
    values: [trialId, readingForms(protocols), unscheduledVisits(protocols)],
  };
}

/** The scans of a reader with all that the server knows of them: never sent to anybody. */
export const scans: View = {
  summary: 'Scans with their places.',
  right: 'readingQueue',
  params: z.object({}),
  row: z.custom<Scan>(),
  query: visitsOf,
  shape: (rows, asked) => scansOf(rows as unknown as readonly ReadingVisit[], asked),
};

export const readingViews = {
  readingQueue: view({
    summary:
      'The scans to read, the most urgent first, then what you sent: by ids that tell nothing of whose they are.',
    right: 'readingQueue',
    params: queue,
    row: z.object({
      reading_id: text.describe('always the same for the same scan'),
      reading: text.describe('id of the reading in the protocol'),
      form: text.describe('the form that holds it'),
      state: z
        .enum(['waiting', 'repeatAsked', 'sent', 'closed'])
        .describe(
          'repeatAsked: you said that it could not be read; sent: by you, until it is locked; closed: after that',
        ),
      is_urgent: z.boolean().describe('the last working day to read it has come; the same rule for every scan'),
      tag: text.describe('stands for what you saw; sent back with what you record'),
      sent_at: text.nullable().describe('when you sent it'),
      items: z.record(text, z.unknown()).nullable().describe('what you sent, where one scan was asked for'),
      rows: z.array(z.unknown()).nullable(),
    }),
    query: visitsOf,
    shape: (rows, asked, { readingId }) => {
      const wanted = readingId === undefined ? undefined : (readReadingId(readingId) ?? '');
      return scansOf(rows as unknown as readonly ReadingVisit[], asked).flatMap((scan) => {
        const { state, reading, tag } = scan;
        if (state === 'taken' || (wanted !== undefined && wanted !== scan.readingId)) return [];
        return {
          ...{ reading_id: scan.readingId, reading: reading.id, form: reading.form, state },
          ...{ is_urgent: scan.isUrgent, tag, sent_at: scan.sentAt },
          items: wanted === undefined ? null : scan.items,
          rows: wanted === undefined ? null : [...scan.rows],
        };
      });
    },
  }),

  scanIds: view({
    summary: 'The ids by which scans are read: what a site labels them with before it sends them.',
    right: 'scanIds',
    params: z.object({ participantId: z.uuid().optional().describe('only this participant') }),
    row: z.object({
      participant_id: text,
      site_id: text,
      visit: text,
      form: text,
      occurrence: z.int().describe('under which it is or will be recorded'),
      happened_on: text.nullable().describe('the day of the visit'),
      reading_id: text,
    }),
    // An unscheduled visit is there on each day of which it has a form.
    query: ({ trialId, protocols }, { participantId }) => ({
      text: `select t.mode, v.participant_id, v.site_id, v.visit, v.is_unscheduled, v.happened_on, v.things from (
               select participant_id, site_id, visit, false as is_unscheduled, happened_on, '[]'::jsonb as things
               from api.visit where trial_id = $1 and ($2::uuid is null or participant_id = $2)
               union all
               select f.participant_id, f.site_id, f.visit, true, f.happened_on, coalesce((
                 select jsonb_agg(jsonb_build_object('form', o.form, 'occurrence', o.occurrence, 'happenedOn', o.happened_on, 'isThere', true))
                 from api.form o where o.trial_id = $1 and o.participant_id = f.participant_id and o.visit = f.visit and o.form = any ($4)), '[]')
               from api.form f where cardinality($3::text[]) > 0 and f.trial_id = $1 and f.visit = any ($3)
                 and ($2::uuid is null or f.participant_id = $2)
               group by f.participant_id, f.site_id, f.visit, f.happened_on) v
             join api.trial t on t.trial_id = $1 order by v.site_id, v.participant_id, v.visit, v.happened_on`,
      values: [trialId, participantId ?? null, unscheduledVisits(protocols), readingForms(protocols)],
    }),
    shape: (rows, { protocols, trialId, idKey }) => {
      const [first] = rows;
      if (first === undefined) return [];
      const ids = readingIds(idKey, { trialId, mode: String(first.mode) });
      const protocolAt = protocolsBySite(protocols);
      return (rows as unknown as readonly (ReadingVisit & { readonly mode: string })[]).flatMap((row) => {
        const { participant_id, site_id, visit, happened_on } = row;
        const { readings = [], visits } = protocolAt(site_id);
        const planned = visits.find(({ id }) => id === visit);
        if (planned === undefined) return [];
        return readings
          .filter(({ form }) => planned.forms.includes(form))
          .flatMap((reading) =>
            placesOf(planned, reading, row).map(({ occurrence, idPlace }) => {
              const place = { visit, form: reading.form, occurrence };
              const reading_id = ids.idOf({ participantId: participant_id, ...place, occurrence: idPlace });
              return { participant_id, site_id, ...place, happened_on, reading_id };
            }),
          );
      });
    },
  }),
} as const;
