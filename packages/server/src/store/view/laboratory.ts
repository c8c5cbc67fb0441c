// The views of the laboratory: what is sealed of the product, opened for the participants that row-level security lets through.
import type { Protocol } from '@equipoise/trial';
import { z } from 'zod';
import { type BagLabel, labelTexts } from '../../label/label-text.js';
import { type OpenedEvent, openProducts } from '../../product/open-product.js';
import {
  type CrossedBag,
  labelAccounts,
  type OpenBag,
  type OpenInfusion,
  reconcile,
  reconcileForeign,
  storedBatches,
} from '../../product/reconcile.js';
import { type Asked, view } from './contract.js';

const text = z.string();
const ofOne = z.object({ participantId: z.uuid().optional().describe('only this participant') });
const person = { participant_id: text, site_id: text, screening_number: text, identity_code: text.nullable() };
const label = z.object({
  labelCode: text,
  printedAt: text,
  status: z.enum(['valid', 'void']),
  reason: text.nullable(),
  fate: text.nullable(),
});

/** A participant with the open facts that the views of the laboratory put beside what is sealed. */
interface Person {
  readonly participant_id: string;
  readonly site_id: string;
  readonly screening_number: string;
  readonly identity_code: string | null;
  readonly is_released: boolean;
  readonly is_randomised: boolean;
  readonly has_left: boolean;
  readonly stored_cells: string;
  readonly harvests: number;
  readonly schedule: Readonly<
    Record<string, { readonly infusionOn: string; readonly collectionAt?: string; readonly zone?: string }>
  >;
  readonly bags: readonly (OpenBag & {
    readonly expiresAt: string | null;
    readonly zone: string | null;
    readonly donationCode: string | null;
  })[];
  readonly infusions: readonly OpenInfusion[];
}

/** One query for all of them: who is there, with bags and infusions. Who lacks the right `laboratory` there gets no row. */
const people = ({ trialId }: Asked, { participantId }: z.output<typeof ofOne>) => ({
  text: `select p.*,
           coalesce((select jsonb_agg(jsonb_build_object('bagCode', b.bag_code, 'administration', b.administration, 'volumeMl', b.volume_ml,
               'status', b.status, 'expiresAt', b.expires_at, 'zone', b.zone, 'donationCode', b.donation_code) order by b.bag_code)
             from api.bag_state b where (b.trial_id, b.participant_id) = (p.trial_id, p.participant_id)), '[]') as bags,
           coalesce((select jsonb_agg(c.facts order by c.version) from api.chain_entry c
             where (c.trial_id, c.participant_id) = (p.trial_id, p.participant_id) and c.type = 'InfusionRecorded'), '[]') as infusions
         from api.product_participant p
         where p.trial_id = $1 and ($2::uuid is null or p.participant_id = $2) and api.sees(p.trial_id, p.site_id, 'laboratory')
         order by p.site_id, p.screening_number`,
  values: [trialId, participantId ?? null],
});

/**
 * The same with the bags that met another person than the one they were made for: infused to another, or their label
 * scanned at another bedside. Both participants are at sites of the laboratory.
 */
const accounts = (asked: Asked, params: z.output<typeof ofOne>) => {
  const { text: ofPeople, values } = people(asked, params);
  return {
    text: `with met as materialized (
             select c.participant_id, case c.type when 'InfusionRecorded' then 'infused' else 'labelScanned' end as how,
               c.facts->>'bagCode' as bag_code, c.facts->>'labelCode' as label_code
             from api.chain_entry c where c.trial_id = $1 and c.type in ('InfusionRecorded', 'BedsideChecked')
           ), pairs as (
             select m.how, m.participant_id as taker, b.participant_id as owner, b.bag_code, b.volume_ml
             from met m join api.bag_state b on b.trial_id = $1 and b.bag_code = m.bag_code and m.how = 'infused'
             union
             select m.how, m.participant_id, b.participant_id, b.bag_code, b.volume_ml
             from met m join api.bag_state b on b.trial_id = $1 and b.label_code = m.label_code and m.how = 'labelScanned'
           ), crossed as materialized (
             select pairs.owner, pairs.taker, jsonb_build_object('how', how, 'bagCode', bag_code, 'volumeMl', volume_ml,
               'owner', owner, 'ownerNumber', o.screening_number, 'taker', taker, 'takerNumber', t.screening_number) as fact
             from pairs join api.product_participant o on o.trial_id = $1 and o.participant_id = owner
             join api.product_participant t on t.trial_id = $1 and t.participant_id = taker
             where owner <> taker and api.sees($1, o.site_id, 'laboratory') and api.sees($1, t.site_id, 'laboratory')
           )
           select person.*,
             coalesce((select jsonb_agg(fact order by fact::text) from crossed where owner = person.participant_id), '[]') as given_away,
             coalesce((select jsonb_agg(fact order by fact::text) from crossed where taker = person.participant_id), '[]') as taken
           from (${ofPeople}) person order by person.site_id, person.screening_number`,
    values,
  };
};

interface Accounted extends Person {
  readonly given_away: readonly CrossedBag[];
  readonly taken: readonly CrossedBag[];
}

type Rows = readonly Readonly<Record<string, unknown>>[];

async function withSealed<T>(
  rows: Rows,
  asked: Asked,
  opened: Promise<readonly OpenedEvent[]>,
  shape: (person: Person, events: readonly OpenedEvent[], asked: Asked) => readonly T[],
): Promise<readonly T[]> {
  const byParticipant = groups(await opened);
  return (rows as unknown as readonly Person[]).flatMap((one) =>
    shape(one, byParticipant.get(one.participant_id) ?? [], { ...asked, protocol: asked.protocols.at(one.site_id) }),
  );
}

function groups(events: readonly OpenedEvent[]): Map<string, OpenedEvent[]> {
  const found = new Map<string, OpenedEvent[]>();
  for (const event of events) found.set(event.participantId, [...(found.get(event.participantId) ?? []), event]);
  return found;
}

const idsOf = (rows: Rows) => rows.map((row) => String(row.participant_id));
const personOf = ({ participant_id, site_id, screening_number, identity_code }: Person) => ({
  participant_id,
  site_id,
  screening_number,
  identity_code,
});

export const laboratoryViews = {
  productBoard: view({
    summary: 'The board of the laboratory: each participant in a lane from harvest to bag, with the next due moment.',
    right: 'laboratory',
    params: ofOne,
    row: z.object({
      ...person,
      lane: z.enum(['harvest', 'expansion', 'storage', 'preparation', 'release', 'bedside', 'done', 'left']),
      due_at: text.nullable().describe('UTC: when the next bag is collected, or expires'),
      minutes_left: z.int().nullable(),
      administration: text.nullable(),
      bag_code: text.nullable(),
      batches: z.array(
        z.object({
          batchId: text,
          step: text,
          place: text.nullable(),
          status: z.enum(['inProcess', 'released', 'failed']),
          fate: text.nullable(),
        }),
      ),
      stored_cells: text.describe('what is to become of them: reserved, kept, research or destroyed'),
    }),
    query: people,
    open: (rows, asked, system) =>
      withSealed(rows, asked, openProducts(system, asked.trialId, idsOf(rows)), (one, events, { now, protocol }) => [
        {
          ...personOf(one),
          ...cardOf(one, protocol, now),
          batches: [...storedBatches(events)],
          stored_cells: one.stored_cells,
        },
      ]),
  }),
  chainOfIdentityFull: view({
    summary: 'What is sealed of each participant’s chain: batches, tests, contents, true times, conditions, disposals.',
    right: 'laboratory',
    params: ofOne,
    row: z.object({ ...person, recorded_at: text, actor_id: text, type: text, facts: z.unknown() }),
    query: people,
    open: (rows, asked, system) =>
      withSealed(rows, asked, openProducts(system, asked.trialId, idsOf(rows)), (one, events) =>
        events.map(({ recordedAt, actorId, event }) => ({
          ...personOf(one),
          recorded_at: recordedAt,
          actor_id: actorId,
          type: event.type,
          facts: event.payload,
        })),
      ),
  }),
  productReconciliation: view({
    summary:
      'Every bag with content, volumes, labels and fate, and what does not add up; a bag that another person was given stands with both.',
    right: 'laboratory',
    params: ofOne,
    row: z.object({
      ...person,
      bagCode: text,
      administration: text,
      treatment: text,
      preparedVolumeMl: z.number().nullable().describe('null where nobody prepared such a bag'),
      infusedVolumeMl: z.number().nullable(),
      residualVolumeMl: z.number().nullable(),
      fate: text.nullable(),
      labels: z.array(label),
      findings: z.array(text),
    }),
    query: accounts,
    open: async (rows, asked, system) => {
      const owners = (rows as unknown as readonly Accounted[]).flatMap(({ taken }) => taken.map(({ owner }) => owner));
      const opened = await openProducts(system, asked.trialId, [...new Set([...idsOf(rows), ...owners])]);
      const byParticipant = groups(opened);
      return withSealed(rows, asked, Promise.resolve(opened), (one, events, { protocol }) => {
        const { given_away, taken } = one as Accounted;
        const usesLabels = protocol.product?.labels !== undefined;
        return [
          ...reconcile(events, { ...one, usesLabels, crossed: given_away }),
          ...reconcileForeign((id) => byParticipant.get(id) ?? [], { ...one, crossed: taken }),
        ].map((account) => ({
          ...personOf(one),
          ...account,
          labels: [...account.labels],
          findings: [...account.findings],
        }));
      });
    },
  }),
  labelJournal: view({
    summary: 'Every label that was printed: for which bag, valid or void, why again, and what became of it.',
    right: 'laboratory',
    params: ofOne,
    row: label.extend({ ...person, bagCode: text }),
    query: people,
    open: (rows, asked, system) =>
      withSealed(rows, asked, openProducts(system, asked.trialId, idsOf(rows)), (one, events) =>
        one.bags.flatMap(({ bagCode }) =>
          labelAccounts(events, bagCode).map((account) => ({ ...personOf(one), bagCode, ...account })),
        ),
      ),
  }),
  bagLabel: view({
    summary: 'The valid labels of bags, drawn as they are printed: SVG, and a page.',
    right: 'laboratory',
    params: ofOne,
    row: z.object({ ...person, bagCode: text, labelCode: text, svg: text, page: text }),
    query: people,
    open: async (rows, asked, system) => {
      const { drawLabel, labelPage } = await import('../../label/bag-label.js');
      return withSealed(rows, asked, openProducts(system, asked.trialId, idsOf(rows)), (one, events, { protocol }) =>
        one.bags.flatMap((bag) => {
          const valid = labelAccounts(events, bag.bagCode).at(-1);
          if (valid === undefined || bag.status === 'recalled' || bag.status === 'replaced') return [];
          const made = labelOf(one, bag, { protocol, labelCode: valid.labelCode });
          return [
            {
              ...personOf(one),
              bagCode: bag.bagCode,
              labelCode: valid.labelCode,
              svg: drawLabel(made),
              page: labelPage(made),
            },
          ];
        }),
      );
    },
  }),
} as const;

function labelOf(
  one: Person,
  bag: Person['bags'][number],
  { protocol, labelCode }: { readonly protocol: Protocol; readonly labelCode: string },
): BagLabel {
  return {
    ...labelTexts(protocol),
    identityCode: one.identity_code ?? '',
    screeningNumber: one.screening_number,
    siteId: one.site_id,
    administration: bag.administration,
    bagCode: bag.bagCode,
    labelCode,
    volumeMl: bag.volumeMl,
    ...(bag.donationCode === null ? {} : { donationCode: bag.donationCode }),
    ...(bag.expiresAt === null ? {} : { expiresAt: bag.expiresAt }),
    ...(bag.zone === null ? {} : { zone: bag.zone }),
  };
}

/** The lane of a participant, and what is due next. */
function cardOf(one: Person, protocol: Protocol, now: string) {
  const given = new Set(
    one.bags.filter(({ status }) => status === 'infused').map(({ administration }) => administration),
  );
  const next = protocol.administrations.find(({ id }) => !given.has(id))?.id ?? null;
  const bag = one.bags.findLast(
    ({ administration, status }) => administration === next && (status === 'prepared' || status === 'released'),
  );
  const planned = next === null ? undefined : one.schedule[next];
  const dueAt =
    (bag?.status === 'released' ? bag.expiresAt : undefined) ?? planned?.collectionAt ?? bag?.expiresAt ?? null;
  const minutes = dueAt === null ? null : Math.floor((Date.parse(dueAt) - Date.parse(now)) / 60_000);
  return {
    lane: laneOf(one, { isDone: next === null, bag, isPlanned: planned !== undefined }),
    due_at: dueAt,
    minutes_left: minutes,
    administration: next,
    bag_code: bag?.bagCode ?? null,
  } as const;
}

function laneOf(
  one: Person,
  {
    isDone,
    bag,
    isPlanned,
  }: { readonly isDone: boolean; readonly bag: OpenBag | undefined; readonly isPlanned: boolean },
) {
  if (isDone) return 'done';
  if (one.has_left) return 'left';
  if (bag?.status === 'released') return 'bedside';
  if (bag !== undefined) return 'release';
  if (isPlanned) return 'preparation';
  if (one.is_released) return 'storage';
  return one.harvests > 0 ? 'expansion' : 'harvest';
}
