// The emergency page of one participant, and what the emergency card says: everything but the treatment.
import { type Protocol, Text } from '@equipoise/trial';
import { z } from 'zod';
import { type Asked, view } from './contract.js';

const text = z.string();
const Event = z.object({ id: text, facts: z.unknown(), isSerious: z.boolean() });

/** Asked before a code is broken: the answer belongs into the reason. */
const question = 'Will knowing the treatment change what is done for this participant now?';

export const emergencyView = view({
  summary: 'One participant at three in the morning: drugs, events, days of treatment, whom to call; no treatment.',
  right: 'emergency',
  params: z.object({
    participantId: z.uuid().optional().describe('the participant; absent: every one that you may see'),
  }),
  row: z.object({
    participant_id: text,
    site_id: text,
    number: text,
    question: text,
    advice: Text.nullable(),
    break_reveals: z.array(text).describe('administrations whose treatment a break of the code tells'),
    possible_treatments: z.array(z.object({ id: text, name: Text, description: Text.nullable() })),
    contacts: z.array(z.object({ name: Text, phone: text, hours: Text.nullable() })),
    treatment_days: z.array(z.object({ administration: text, startedAt: text.nullable() })),
    events: z.array(Event),
    medication: z.array(z.object({ visit: text, form: text, occurrence: z.int(), items: z.record(text, z.unknown()) })),
    card: z.object({ trial: text, title: Text, sponsor: text.nullable(), number: text, phones: z.array(text) }),
  }),
  query: ({ trialId, protocol }, { participantId }) => ({
    text: `select p.participant_id, p.site_id, coalesce(p.randomisation_number, p.screening_number) as number,
             coalesce((select jsonb_agg(jsonb_build_object('administration', t.administration, 'startedAt', t.started_at) order by t.version)
                       from api.treatment_day t where t.trial_id = p.trial_id and t.participant_id = p.participant_id), '[]') as treatment_days,
             coalesce((select jsonb_agg(jsonb_build_object('id', a.adverse_event_id, 'facts', a.facts,
                         'isSerious', coalesce((c.facts->>'isSerious')::boolean, false)) order by a.facts->>'startedOn', a.adverse_event_id)
                       from api.adverse_event a left join api.safety_case c using (trial_id, adverse_event_id)
                       where a.trial_id = p.trial_id and a.participant_id = p.participant_id), '[]') as events,
             coalesce((select jsonb_agg(m) from (
                         select f.visit, f.form, f.occurrence, jsonb_object_agg(f.item, f.value) as items from api.form_value f
                         where f.trial_id = p.trial_id and f.participant_id = p.participant_id and f.form = any ($3)
                         group by f.visit, f.form, f.occurrence order by f.form, f.visit, f.occurrence) m), '[]') as medication
           from api.participant p where p.trial_id = $1 and ($2::uuid is null or p.participant_id = $2) order by p.participant_id`,
    values: [trialId, participantId ?? null, protocol.safety?.emergency?.medication ?? []],
  }),
  shape: (rows, { protocols }: Asked) =>
    rows.map((row) => {
      const siteId = String(row.site_id);
      const protocol = protocols.at(siteId);
      const { emergency } = protocol.safety ?? {};
      const contacts = contactsOf(protocol, siteId);
      const number = String(row.number);
      return {
        participant_id: String(row.participant_id),
        site_id: siteId,
        number,
        question,
        advice: emergency?.advice ?? null,
        break_reveals: protocol.administrations.map(({ id }) => id),
        possible_treatments: protocol.treatments.map(({ id, name, description }) => ({
          id,
          name,
          description: description ?? null,
        })),
        contacts,
        treatment_days: row.treatment_days as { administration: string; startedAt: string | null }[],
        events: row.events as z.infer<typeof Event>[],
        medication: row.medication as never[],
        card: {
          trial: protocol.acronym,
          title: protocol.title,
          sponsor: protocol.sponsor?.name ?? null,
          number,
          phones: contacts.map(({ phone }) => phone),
        },
      };
    }),
});

function contactsOf(protocol: Protocol, siteId: string) {
  const national = protocol.sites.find(({ id }) => id === siteId)?.nationalTrial;
  return (protocol.safety?.emergency?.contacts ?? [])
    .filter(({ nationalTrials }) => nationalTrials === undefined || nationalTrials.some((one) => one === national))
    .map(({ name, phone, hours }) => ({
      name,
      phone,
      hours: hours ?? null,
    }));
}
