// The views of coding: the list of terms, the terms of the dictionary that is used, and what a term was coded with before.
import { type CodedThing, normaliseTerm, similarity, thingKey } from '@equipoise/trial';
import { z } from 'zod';
import { streamIdOf } from '../stream.js';
import { type Asked, view } from './contract.js';
import { ofPlace, placeValues, wherePlace } from './review.js';
import { type CodingRow, codedOf } from './review-shape.js';

const text = z.string();
const json = z.unknown();
const term = z.object({ code: text, term: text, similarity: z.number(), path: json });
const mostTerms = 40;

/** The codings of the protocol with the versions that it names; `api.coding_version` tells what was changed since. */
const codingsOf = ({ protocol }: Asked) =>
  JSON.stringify(
    (protocol.dataReview?.coding ?? []).map(({ id, dictionary, version }) => ({ coding: id, dictionary, version })),
  );
const trialStream = ({ trialId }: Asked) => streamIdOf(trialId, { kind: 'trial' });

/** SQL: each coding with the version that it uses now. */
const used = (codings: string, stream: string) => `(
  select n.coding, n.dictionary, coalesce(c.version, n.version) as version
  from jsonb_to_recordset(${codings}::jsonb) as n(coding text, dictionary text, version text)
  left join api.coding_version($1, ${stream}::uuid) c on c.coding = n.coding)`;

export const codingViews = {
  codingList: view({
    summary: 'What is coded and what waits for it, with the matches of the dictionary.',
    right: 'codingList',
    params: ofPlace.extend({
      coding: text.optional().describe('only this coding of the protocol'),
      state: z.enum(['uncoded', 'coded', 'outdated']).optional().describe('outdated: other words, or another version'),
    }),
    row: z.object({
      participant_id: text,
      site_id: text,
      thing: text,
      place: json,
      coding: text,
      verbatim: text,
      state: z.enum(['uncoded', 'coded', 'outdated']),
      dictionary_version: text.nullable(),
      code: text.nullable(),
      term: text.nullable(),
      path: json,
      method: text.nullable(),
      coded_by: text.nullable(),
      coded_at: z.date().nullable(),
      suggestions: z.array(term),
    }),
    query: (asked, params) => ({
      text: `select c.participant_id, c.site_id, c.thing, c.place, c.coding, c.verbatim, c.coded_verbatim, c.dictionary_version, c.code, c.term,
               c.path, c.method, c.coded_by, c.recorded_at as coded_at, v.version as used_version, s.suggestions
             from api.coding c
             left join ${used('$5', '$6')} v on v.coding = c.coding
             left join lateral (select jsonb_agg(jsonb_build_object('code', t.code, 'term', t.term, 'normalised', t.normalised, 'path', t.path)) as suggestions
               from (select * from dictionary.term t where t.dictionary = v.dictionary and t.version = v.version and t.current
                 and to_tsvector('simple', t.normalised) @@ nullif(replace(plainto_tsquery('simple', c.verbatim)::text, '&', '|'), '')::tsquery
                 order by t.normalised, t.code limit 200) t) s
               on c.code is null or c.coded_verbatim is distinct from c.verbatim or c.dictionary_version is distinct from v.version
             where c.trial_id = $1 and ${wherePlace.replaceAll('participant_id', 'c.participant_id').replaceAll('site_id', 'c.site_id')}
               and ($4::text is null or c.coding = $4)
             order by c.coding, c.verbatim, c.participant_id, c.thing`,
      values: [...placeValues(asked, params), params.coding ?? null, codingsOf(asked), trialStream(asked)],
    }),
    shape: (rows, _asked, { state }) =>
      rows.flatMap((row) => {
        const coded = codedOf(row as unknown as CodingRow);
        return state === undefined || coded.state === state ? [coded as never] : [];
      }),
  }),

  dictionaryTerms: view({
    summary: 'Current terms of the dictionary that a coding uses, found by a code or by words and their beginnings.',
    right: 'codingList',
    params: z.object({
      coding: text.optional().describe('of the protocol; absent: the first'),
      words: text.max(200).default('').describe('a code, or words of the term; without them nothing is found'),
    }),
    row: term,
    query: (asked, { coding, words }) => ({
      text: `select t.code, t.term, t.normalised, t.path from ${used('$2', '$3')} v
             join dictionary.term t on t.dictionary = v.dictionary and t.version = v.version and t.current
             where $1::uuid is not null and v.coding = $4
               and (t.code = $5 or to_tsvector('simple', t.normalised) @@ nullif($6, '')::tsquery)
             order by (t.code = $5) desc, length(t.normalised), t.normalised, t.code limit 400`,
      values: [
        ...[asked.trialId, codingsOf(asked), trialStream(asked)],
        coding ?? asked.protocol.dataReview?.coding?.[0]?.id ?? '',
        words.trim(),
        // Letters and digits alone: nothing that a query of words could be steered with.
        (normaliseTerm(words).match(/[\p{L}\p{N}]+/gu) ?? []).map((word) => `'${word}':*`).join(' & '),
      ],
    }),
    shape: (rows, _asked, { words }) => {
      const wanted = normaliseTerm(words);
      return (rows as unknown as readonly FoundTerm[])
        .map(({ normalised, ...found }) => ({ ...found, similarity: similarity(wanted, normalised) }))
        .toSorted(
          (a, b) => Number(b.code === words.trim()) - Number(a.code === words.trim()) || b.similarity - a.similarity,
        )
        .slice(0, mostTerms);
    },
  }),

  codingHistory: view({
    summary:
      'What the terms of a participant were coded with, the first time and each time after: by whom, when, how and why.',
    right: 'codingList',
    params: z.object({
      participantId: z.uuid().describe('of this participant'),
      thing: text.optional().describe('only this term, by the thing of codingList'),
    }),
    row: z.object({
      participant_id: text,
      site_id: text,
      version: z.int().describe('of the participant: in this order they were recorded'),
      thing: text,
      coding: text,
      verbatim: text,
      dictionary_version: text,
      code: text,
      term: text,
      method: text,
      coded_by: text,
      coded_at: z.date(),
      reason: text.nullable(),
    }),
    query: ({ trialId }, { participantId }) => ({
      text: `select participant_id, site_id, version, actor_id, recorded_at, reason, payload from api.coding_history($1, $2)`,
      values: [trialId, participantId],
    }),
    shape: (rows, _asked, { thing }) =>
      (rows as unknown as readonly CodedEvent[])
        .map(({ payload, actor_id, recorded_at, ...row }) => ({
          ...row,
          ...{ thing: thingKey(payload.thing), coding: payload.coding, verbatim: payload.verbatim },
          ...{ dictionary_version: payload.to.version, code: payload.to.code, term: payload.to.term },
          ...{ method: payload.method, coded_by: actor_id, coded_at: recorded_at },
        }))
        .filter((row) => thing === undefined || row.thing === thing),
  }),
} as const;

interface FoundTerm {
  readonly code: string;
  readonly term: string;
  readonly normalised: string;
  readonly path: unknown;
}

interface CodedEvent {
  readonly participant_id: string;
  readonly site_id: string;
  readonly version: number;
  readonly actor_id: string;
  readonly recorded_at: Date;
  readonly reason: string | null;
  readonly payload: {
    readonly thing: CodedThing;
    readonly coding: string;
    readonly verbatim: string;
    readonly method: string;
    readonly to: { readonly version: string; readonly code: string; readonly term: string };
  };
}
