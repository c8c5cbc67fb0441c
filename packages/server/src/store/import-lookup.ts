// What an import looks up: the participants that its file names and their forms, as the sender sees them.
import type { ImportKnownForm, ImportParticipant, ItemValue, ParticipantId, TrialId } from '@equipoise/trial';
import { type Membership, selectMembership } from './membership.js';
import { type Pools, readAs } from './pool.js';

interface ImportLookup {
  readonly membership: Membership;
  readonly participants: readonly ImportParticipant[];
  readonly known: readonly ImportKnownForm[];
}

/** Reads as the actor: who is not seen is not there. */
export function lookUpForImport(
  pools: Pools,
  asked: {
    readonly trialId: TrialId;
    readonly actorId: string;
    readonly form: string;
    /** Ids or screening numbers. */
    readonly names: readonly string[];
  },
): Promise<ImportLookup> {
  const { trialId, actorId, form } = asked;
  // Nobody's number holds what no text of the database can hold.
  const names = asked.names.filter((name) => !/[\0\p{Surrogate}]/u.test(name));
  return readAs(pools, actorId, async (client) => {
    const membership = await selectMembership(client, trialId);
    const { rows: people } = await client.query<{ participant_id: string; site_id: string; screening_number: string }>(
      `select participant_id, site_id, screening_number from api.participant
       where trial_id = $1 and (screening_number = any ($2::text[]) or participant_id::text = any ($3::text[]))`,
      [trialId, names, names.map((name) => name.toLowerCase())],
    );
    const participants = people.map((row) => ({
      participantId: row.participant_id as ParticipantId,
      siteId: row.site_id,
      screeningNumber: row.screening_number,
    }));
    const { rows } = await client.query<FormRow>(
      `select participant_id, visit, occurrence, happened_on, items, rows, version from api.form
       where trial_id = $1 and form = $2 and participant_id = any ($3::uuid[])`,
      [trialId, form, participants.map(({ participantId }) => participantId)],
    );
    return { membership, participants, known: rows.map(knownForm) };
  });
}

interface FormRow {
  readonly participant_id: string;
  readonly visit: string;
  readonly occurrence: number;
  readonly happened_on: string;
  readonly items: Readonly<Record<string, ItemValue>>;
  readonly rows: readonly {
    readonly rowId: string;
    readonly group: string;
    readonly items: ImportKnownForm['items'];
  }[];
  readonly version: number;
}

function knownForm({ participant_id, happened_on, rows, ...row }: FormRow): ImportKnownForm {
  const missing = /^missing: (.+)$/.exec(happened_on)?.[1];
  const happenedOn = missing === undefined ? happened_on : { missing };
  const byId = Object.fromEntries(rows.map(({ rowId, ...one }) => [rowId, one]));
  return { ...row, rows: byId, participantId: participant_id, happenedOn: happenedOn as ImportKnownForm['happenedOn'] };
}
