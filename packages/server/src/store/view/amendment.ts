// The views of amendments: the versions of the protocol, what a change touches, and who has to consent again.
import { type Change, changesOf, consentsDueAgain } from '@equipoise/trial';
import { z } from 'zod';
import type { CountedScope } from '../touched.js';
import { type Asked, view } from './contract.js';

const text = z.string();
const json = z.unknown();
const amendmentId = z.uuid();

const step = (name: string) =>
  `left join lateral api.amendment_step(a.trial_id, a.stream_id, a.${name}_version) ${name} on true`;

const Impact = z.object({
  path: text,
  kind: z.enum(['added', 'removed', 'changed', 'moved']),
  words: text,
  verdict: z.enum(['allowed', 'neverAllowed', 'losesValues']).describe('losesValues: where something is recorded'),
  touches: z.enum(['data', 'everyone', 'notRandomised', 'nobody']),
  site_id: text.nullable().describe('null: it touches nobody where you see'),
  participants: z.int(),
  forms: z.int(),
  values: z.int(),
});
type Impact = z.infer<typeof Impact>;

export const amendmentViews = {
  amendments: view({
    summary: 'The amendments: who drafted and approved them, when and why, and from when which sites work by them.',
    right: 'amendments',
    params: z.object({}),
    row: z.object({
      amendment_id: text,
      protocol_version: text,
      kind: z.enum(['substantial', 'notSubstantial']),
      status: z.enum(['draft', 'approved', 'withdrawn']),
      based_on: text.nullable().describe('the amendment that it was compared with; null: the protocol of the creation'),
      reason: text.nullable(),
      drafted_by: text,
      drafted_at: z.date(),
      approved_by: text.nullable(),
      approved_at: z.date().nullable(),
      withdrawn_by: text.nullable(),
      withdrawn_at: z.date().nullable(),
      withdrawal_reason: text.nullable(),
      sites: z.array(
        z.object({
          siteId: text,
          from: text,
          approvals: json,
          activatedBy: text,
          activatedAt: text,
          isInForce: z.boolean().describe('false: a later version took its place there'),
        }),
      ),
    }),
    query: ({ trialId }) => ({
      text: `select a.amendment_id, a.protocol_version, a.kind, a.status, a.based_on, drafted.reason, drafted.actor_id as drafted_by,
               drafted.recorded_at as drafted_at, approved.actor_id as approved_by, approved.recorded_at as approved_at,
               withdrawn.actor_id as withdrawn_by, withdrawn.recorded_at as withdrawn_at, withdrawn.reason as withdrawal_reason,
               coalesce((select jsonb_agg(jsonb_build_object('siteId', s.site_id, 'from', s.from_day, 'approvals', s.approvals,
                 'activatedBy', e.actor_id, 'activatedAt', e.recorded_at, 'isInForce', not exists (
                   select 1 from api.amendment_site l where l.trial_id = s.trial_id and l.site_id = s.site_id and l.version > s.version))
                 order by s.version, s.site_id)
                 from api.amendment_site s left join lateral api.amendment_step(s.trial_id, s.stream_id, s.version) e on true
                 where s.trial_id = a.trial_id and s.amendment_id = a.amendment_id), '[]') as sites
             from api.amendment a ${['drafted', 'approved', 'withdrawn'].map(step).join(' ')}
             where a.trial_id = $1 order by a.drafted_version`,
      values: [trialId],
    }),
  }),

  amendmentImpact: view({
    summary:
      'Every change of an amendment in words, and how many participants, forms and values it touches at each site; never by arm.',
    right: 'amendmentImpact',
    params: z.object({ amendmentId }),
    row: Impact,
    query: (asked, { amendmentId: id }) => {
      const scopes = changesIn(asked, id).flatMap((change, index): readonly CountedScope[] =>
        change.touches === 'data'
          ? change.scopes.map((scope) => ({ ...scope, change: index, touches: 'data' }))
          : [{ change: index, touches: change.touches }],
      );
      return {
        text: 'select change, site_id, participants, forms, item_values from api.touched($1, $2::jsonb) order by change, site_id',
        values: [asked.trialId, JSON.stringify(scopes)],
      };
    },
    shape: (rows, asked, { amendmentId: id }) =>
      changesIn(asked, id).flatMap(({ path, kind, words, verdict, touches }, index): readonly Impact[] => {
        const change = { path, kind, words, verdict, touches };
        const counted = (rows as unknown as readonly Counted[]).filter((row) => row.change === index);
        if (counted.length === 0) return [{ ...change, site_id: null, participants: 0, forms: 0, values: 0 }];
        return counted.map(({ site_id, participants, forms, item_values }) => ({
          ...change,
          ...{ site_id, participants, forms, values: item_values },
        }));
      }),
  }),

  reconsentDue: view({
    summary: 'Participants who have to consent again: to a newer version, or to what an amendment asks them besides.',
    right: 'reconsentDue',
    params: z.object({ siteId: text.optional().describe('only this site') }),
    row: z.object({
      participant_id: text,
      site_id: text,
      screening_number: text,
      consent: text,
      given_version: text.nullable().describe('null: this consent was not asked for before'),
      given_on: text.nullable(),
      due_version: text,
    }),
    query: ({ trialId }, { siteId }) => ({
      text: `select p.participant_id, p.site_id, p.screening_number, coalesce((
               select jsonb_object_agg(c.consent, jsonb_build_object('version', c.consent_version, 'on', c.given_on))
               from api.consent c where c.trial_id = p.trial_id and c.participant_id = p.participant_id), '{}') as given
             from api.participant p
             where p.trial_id = $1 and ($2::text is null or p.site_id = $2) and not p.withdrawn && array['contact', 'dataUse']
             order by p.site_id, p.screening_number`,
      values: [trialId, siteId ?? null],
    }),
    shape: (rows, { protocols, now }) =>
      (rows as unknown as readonly Consenting[]).flatMap(({ participant_id, site_id, screening_number, given }) => {
        const versions = Object.fromEntries(Object.entries(given).map(([consent, { version }]) => [consent, version]));
        const { original } = protocols;
        const asked = { original, siteId: site_id, day: now.slice(0, 10), given: versions };
        return consentsDueAgain(protocols.at(site_id), asked).map((due) => ({
          ...{ participant_id, site_id, screening_number, consent: due.consent },
          given_version: due.given ?? null,
          given_on: given[due.consent]?.on ?? null,
          due_version: due.version,
        }));
      }),
  }),
} as const;

interface Counted {
  readonly change: number;
  readonly site_id: string;
  readonly participants: number;
  readonly forms: number;
  readonly item_values: number;
}

interface Consenting {
  readonly participant_id: string;
  readonly site_id: string;
  readonly screening_number: string;
  readonly given: Readonly<Record<string, { readonly version: string; readonly on: string }>>;
}

/** The changes of an amendment; none of one that is not there. */
function changesIn({ protocols }: Asked, id: string): readonly Change[] {
  const found = protocols.find(id);
  return found === undefined ? [] : changesOf(found.before, found.after);
}
