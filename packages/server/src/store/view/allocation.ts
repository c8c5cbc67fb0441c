// The views of the allocation that never say a sequence: the dashboard, who may rate, what a code break would do, the log of openings.
import { capsOf, isRatingForm, type Protocol, raterRoles, rolesOf } from '@equipoise/trial';
import { z } from 'zod';
import { openingEvents } from '../migration/0006-allocation.js';
import { view } from './contract.js';

const text = z.string();
const none = z.object({});
const ofOne = z.object({ participantId: z.uuid().optional().describe('only this participant') });

const DashboardRow = z.object({
  site_id: text.nullable().describe('null: the stratum of a list of which no entry is taken'),
  stratum: text,
  randomised: z.int(),
  automatic: z.int(),
  replacements: z.int(),
  months: z.record(z.string(), z.int()).describe('by month of randomisation'),
  list_entries: z.int().nullable().describe('of an uploaded list, in this stratum'),
  list_left: z.int().nullable(),
  caps: z.array(z.object({ cap: text, limit: z.int() })).describe('that this site and stratum fall under'),
});

interface Counted {
  readonly site_id: string | null;
  readonly stratum: string;
  readonly month: string | null;
  readonly n: number;
  readonly automatic: number;
  readonly replacements: number;
  readonly entries: number | null;
  readonly taken: number | null;
}

export const allocationViews = {
  randomisationDashboard: view({
    summary: 'Randomisations by site and stratum, with months, caps and what is left of a list; never by arm.',
    right: 'randomisationDashboard',
    params: none,
    row: DashboardRow,
    query: ({ trialId }) => ({
      text: `select r.site_id, coalesce(r.stratum, l.stratum) as stratum, r.month, coalesce(r.n, 0) as n,
               coalesce(r.automatic, 0) as automatic, coalesce(r.replacements, 0) as replacements,
               l.entries, case when l.entries is null then null else api.entries_taken($1, l.stratum) end as taken
             from (select site_id, stratum, coalesce(substr(randomised_on, 1, 7), 'unknown') as month, count(*)::int as n,
                     count(*) filter (where automatic)::int as automatic, count(replaces)::int as replacements
                   from read.randomisation
                   where trial_id = $1 and api.sees(trial_id, site_id, 'randomisationDashboard') group by 1, 2, 3) r
             full join (select l.stratum, l.entries from read.list_stratum l
                        where l.trial_id = $1 and (api.sees(l.trial_id, '*', 'randomisationDashboard')
                          or exists (select 1 from read.randomisation o where o.trial_id = $1 and o.stratum = l.stratum
                                       and api.sees(o.trial_id, o.site_id, 'randomisationDashboard')))) l on l.stratum = r.stratum
             order by 2, r.site_id nulls last, r.month`,
      values: [trialId],
    }),
    shape: (rows, { protocol }) => dashboardRows(rows as unknown as readonly Counted[], protocol),
  }),
  raters: view({
    summary: 'Who may still rate each randomised participant, and who is barred since a code was broken.',
    right: 'raters',
    params: ofOne,
    row: z.object({
      participant_id: text,
      site_id: text,
      barred: z.array(text).describe('people who saw the sequence; "*" for everybody who rates blind'),
      raters: z.array(text).describe('who rates blind and may rate this participant'),
      others: z.array(text).describe('who else may fill the forms that are rated, where the blinded raters are barred'),
    }),
    query: ({ trialId }, { participantId }) => ({
      text: `select r.participant_id, r.site_id,
               array(select b.barred from read.rating_bar b
                     where b.trial_id = r.trial_id and b.participant_id = r.participant_id order by b.barred) as barred,
               (select coalesce(jsonb_agg(jsonb_build_array(p.actor_id, p.role)), '[]')
                from api.people_with(r.trial_id, r.site_id, 'recordForm') p) as people
             from read.randomisation r
             where r.trial_id = $1 and api.sees(r.trial_id, r.site_id, 'raters') and ($2::uuid is null or r.participant_id = $2)
             order by r.site_id, r.randomisation_number`,
      values: [trialId, participantId ?? null],
    }),
    shape: (rows, { protocols }) =>
      (rows as unknown as readonly BarredRow[]).map((row) => raterRow(row, protocols.at(row.site_id))),
  }),
  codeBreakPreview: view({
    summary: 'What a code break would reveal, to whom, and whom it bars: asked before anything is opened.',
    right: 'codeBreakPreview',
    params: ofOne,
    row: z.object({
      participant_id: text,
      site_id: text,
      randomisation_number: text.describe('to be typed'),
      administrations: z.array(z.object({ id: text, period: text.nullable() })).describe('all become known at once'),
      reveals_all_periods: z.boolean().describe('one treatment tells the sequence, and so every period'),
      also_tells: z.boolean().describe('another participant has the same entry, whose sequence becomes known as well'),
      broken_before: z.boolean(),
      barred_roles: z.array(text).describe('may not rate this participant from that second'),
      bars_you: z
        .boolean()
        .describe('who sees the answer rates this participant no more; a third party may see it instead'),
      seen_by_roles: z.array(text).describe('see that the code was broken, by whom and why; never the sequence'),
    }),
    query: ({ trialId }, { participantId }) => ({
      text: `select participant_id, site_id, randomisation_number, shares_entry,
               api.code_broken(trial_id, participant_id, site_id) as broken_before
             from read.randomisation r
             where trial_id = $1 and api.sees(trial_id, site_id, 'codeBreakPreview') and ($2::uuid is null or participant_id = $2)
             order by site_id, randomisation_number`,
      values: [trialId, participantId ?? null],
    }),
    shape: (rows, { protocols }) =>
      rows.map((row) => {
        const protocol = protocols.at(String(row.site_id));
        const administrations = protocol.administrations.map(({ id, period }) => ({ id, period: period ?? null }));
        return {
          participant_id: String(row.participant_id),
          site_id: String(row.site_id),
          randomisation_number: String(row.randomisation_number),
          administrations,
          reveals_all_periods: protocol.periods.length > 1,
          also_tells: row.shares_entry === true,
          broken_before: row.broken_before === true,
          barred_roles: [...raterRoles(protocol)],
          bars_you: true,
          seen_by_roles: rolesOf(protocol)
            .filter((role) => role.rights.includes('openings'))
            .map((role) => role.id),
        };
      }),
  }),
  openings: view({
    summary: 'Every opening that blinded people may know of: who, when, why, for whom; never what was seen.',
    right: 'openings',
    params: ofOne,
    row: z.object({
      kind: text,
      participant_id: text.nullable(),
      site_id: text.nullable(),
      actor_id: text,
      opened_at: z.date(),
      reason: text.nullable(),
      facts: z.unknown(),
    }),
    query: ({ trialId }, { participantId }) => ({
      text: `select e.type as kind, case when e.type in ('CodeBroken', 'AnswerCollected', 'EntryOpened') then e.stream_id end as participant_id,
               e.site_id, e.actor_id, e.recorded_at as opened_at, e.reason,
               case when e.type = 'TrialUnblinded' then '{}'::jsonb
                 else api.opening_facts(e.trial_id, e.stream_id, e.version) end as facts
             from record.event e
             where e.trial_id = $1 and e.type = any ($3) and api.sees(e.trial_id, e.site_id, 'openings') and ($2::uuid is null or e.stream_id = $2)
             order by e.recorded_at, e.stream_id, e.version`,
      values: [trialId, participantId ?? null, [...openingEvents]],
    }),
  }),
} as const;

function dashboardRows(rows: readonly Counted[], protocol: Protocol): readonly z.output<typeof DashboardRow>[] {
  const groups = new Map<string, Counted[]>();
  for (const row of rows) {
    const key = JSON.stringify([row.site_id, row.stratum]);
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()].map((months) => {
    const { site_id, stratum, entries, taken } = months[0] as Counted;
    const sum = (of: 'n' | 'automatic' | 'replacements') => months.reduce((total, month) => total + month[of], 0);
    return {
      site_id,
      stratum,
      randomised: sum('n'),
      automatic: sum('automatic'),
      replacements: sum('replacements'),
      months: Object.fromEntries(months.flatMap(({ month, n }) => (month === null ? [] : [[month, n] as const]))),
      list_entries: entries,
      list_left: entries === null || taken === null ? null : entries - taken,
      caps: capsOf(protocol, site_id ?? '', stratum).map(({ key, limit }) => ({ cap: key, limit })),
    };
  });
}

interface BarredRow {
  readonly participant_id: string;
  readonly site_id: string;
  readonly barred: readonly string[];
  readonly people: readonly (readonly [actorId: string, role: string])[];
}

function raterRow({ participant_id, site_id, barred, people }: BarredRow, protocol: Protocol) {
  const raters = raterRoles(protocol);
  const areBarred = barred.includes('*');
  const may = people.filter(([actorId]) => !barred.includes(actorId));
  const unique = (chosen: typeof may) => [...new Set(chosen.map(([actorId]) => actorId))];
  const filling = rolesThatRateInstead(protocol);
  return {
    participant_id,
    site_id,
    barred: [...barred],
    raters: areBarred ? [] : unique(may.filter(([, role]) => raters.has(role))),
    others: areBarred ? unique(may.filter(([, role]) => !raters.has(role) && filling(role))) : [],
  };
}

/** Where blinded raters are barred: roles that fill a form which raters fill as well, and others beside them. */
function rolesThatRateInstead(protocol: Protocol): (role: string) => boolean {
  const raters = raterRoles(protocol);
  const shared = protocol.forms.filter(
    ({ id, filledBy }) =>
      !isRatingForm(protocol, id) && (filledBy === undefined || filledBy.some((role) => raters.has(role))),
  );
  return (role) => shared.some(({ filledBy }) => filledBy === undefined || filledBy.includes(role));
}
