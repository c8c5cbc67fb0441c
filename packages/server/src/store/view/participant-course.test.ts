// What became of a participant, as those see it who may: consents, assessments, gates, infusions, forms, histories; and the verified record.
import { randomUUID } from 'node:crypto';
import { unlinkSync, writeFileSync } from 'node:fs';
import type { RehearsalPlan } from '@equipoise/analysis';
import { ActorId, type CommandBody, CommandId, type CommandName } from '@equipoise/trial';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPlan } from '../../cli/rehearse.js';
import { runRehearsal } from '../../drive/rehearsal.js';
import { CommandExecutor } from '../../execute/execute.js';
import { verifyJob } from '../../job/jobs.js';
import { openTestSystem } from '../../test-support/system.js';
import { newestCheckpointFile, writeCheckpoint } from '../checkpoint-file.js';
import { readAs } from '../pool.js';
import { readView, type StoredView } from './view.js';

let system: Awaited<ReturnType<typeof openTestSystem>>;
let plan: RehearsalPlan;
/** Infused twice. */
let participantId: string;
let siteId: string;

beforeAll(async () => {
  system = await openTestSystem();
  const whole = readPlan({ trial: 'mesems', participants: 6, seed: 11 });
  plan = {
    ...whole,
    commands: whole.commands.slice(
      0,
      whole.commands.findIndex(({ command }) => command.name === 'lockTrial'),
    ),
  };
  await runRehearsal(system, plan);
  const infusions = sent('recordInfusion').map((body) => body.participantId as string);
  participantId = infusions.find((id) => infusions.filter((one) => one === id).length === 2) ?? '';
  siteId = sent('screenParticipant').find((body) => body.participantId === participantId)?.siteId ?? '';
});
afterAll(() => system.discard());

function sent<C extends CommandName>(name: C): readonly CommandBody<C>[] {
  return plan.commands.flatMap(({ command }) => (command.name === name ? [command.body as CommandBody<C>] : []));
}
const personOf = (role: string, at: 'here' | 'elsewhere' = 'here') => {
  const found = plan.actors.find(
    (one) =>
      one.role === role && (one.sites === 'all' ? at === 'here' : one.sites.includes(siteId) === (at === 'here')),
  );
  return found?.actorId ?? '';
};
const see = (actorId: string, view: StoredView, params: object = { participantId }) =>
  readView(system, plan.trialId, { actorId, view, params: params as Readonly<Record<string, unknown>> });
const own = <C extends CommandName>(name: C) =>
  sent(name).filter((body) => (body as { participantId?: string }).participantId === participantId);

const must = async (actorId: string, name: CommandName, body: object) => {
  const at = '2040-01-01T00:00:00.000Z';
  const result = await new CommandExecutor(system).execute(plan.trialId, {
    ...{ commandId: CommandId.parse(randomUUID()), actorId: ActorId.parse(actorId), at },
    confirmation: { method: 'operator', at },
    command: { name, body } as never,
  });
  expect(result, name).toMatchObject({ accepted: true });
};

const courseViews: readonly StoredView[] = [
  'participantConsents',
  'participantEligibility',
  'participantGates',
  'participantMilestones',
  'adverseEventHistory',
  'deviationHistory',
  'attachmentHistory',
  'formStates',
  'treatmentGuesses',
];

describe('what became of a participant', () => {
  it('shows the consents that were given with version, day and items', async () => {
    const rows = await see(personOf('coordinator'), 'participantConsents');
    const given = own('recordConsent');
    expect(given.length).toBeGreaterThan(0);
    expect(
      rows.map(({ consent, consent_version, given_on, items }) => ({ consent, consent_version, given_on, items })),
    ).toEqual(
      given.map(({ consent, consentVersion, givenOn, items }) => ({
        consent,
        consent_version: consentVersion,
        given_on: typeof givenOn === 'string' ? givenOn : null,
        items,
      })),
    );
    expect(rows.filter(({ is_latest }) => is_latest)).toHaveLength(new Set(given.map(({ consent }) => consent)).size);
  });

  it('shows each assessment of eligibility with the values that decided every criterion', async () => {
    const rows = await see(personOf('investigator'), 'participantEligibility');
    expect(rows.map(({ stage }) => stage)).toEqual(own('assessEligibility').map(({ stage }) => stage));
    const criteria = rows[0]?.criteria as readonly { id: string; satisfied: boolean; facts: Record<string, unknown> }[];
    expect(criteria.find(({ id }) => id === 'age')?.facts).toHaveProperty('ageYears');
    expect(await see(personOf('edssRater'), 'participantEligibility')).toEqual([]);
  });

  it('shows gates and infusions to who sees visits, the values of a gate to who reads forms, and nothing of a bag to anybody', async () => {
    const [investigator, rater] = [personOf('investigator'), personOf('edssRater')];
    const rows = await see(investigator, 'participantGates');
    expect(rows.filter(({ step }) => step === 'infused').map(({ administration }) => administration)).toEqual(
      own('recordInfusion').map(({ administration }) => administration),
    );
    const gated = rows.find(({ step, gate }) => step === 'permitted' && gate !== null);
    expect(gated?.gate).toMatchObject({ satisfied: true, facts: { activeInfection: false } });
    const unread = await see(rater, 'participantGates');
    expect(unread.map(({ step }) => step)).toEqual(rows.map(({ step }) => step));
    expect(unread.every(({ gate, why }) => gate === null && why === null)).toBe(true);
    for (const person of [investigator, rater]) {
      const raw = await readAs(system.pools, person, (client) =>
        client.query(`select * from api.participant_event($1, $2, 'schedule')`, [plan.trialId, participantId]),
      );
      expect(raw.rows.length).toBeGreaterThan(3);
      expect(JSON.stringify(raw.rows)).not.toMatch(/bagCode|volume|donation|chainOfIdentity|harvestId|checks/i);
    }
  });

  it('shows when somebody was screened, randomised and withdrew', async () => {
    const rows = await see(personOf('coordinator'), 'participantMilestones');
    const days = Object.fromEntries(rows.map(({ milestone, happened_on }) => [String(milestone), happened_on]));
    expect(days).toMatchObject({
      screened: own('screenParticipant')[0]?.screenedOn,
      randomised: own('randomise')[0]?.randomisedOn,
    });
  });

  it('tells at which visits whose guess was recorded, and what was guessed to nobody', async () => {
    const given = own('recordTreatmentGuess').map(({ visit, by }) => ({ visit, guessed_by: by }));
    expect(given.length).toBeGreaterThan(0);
    for (const role of ['edssRater', 'coordinator', 'monitor'])
      expect(await see(personOf(role), 'treatmentGuesses'), role).toEqual(
        given.map((one) => ({
          ...one,
          participant_id: participantId,
          site_id: siteId,
          recorded_at: expect.any(Date),
        })),
      );
  });

  it('names participants by number in listings of safety, also to who sees no list of participants', async () => {
    const pharmacovigilance = personOf('pharmacovigilance');
    expect(await see(pharmacovigilance, 'participants', {})).toEqual([]);
    const numbers = new Set(
      (await see(personOf('dataManager'), 'participants', {})).map(
        (row) => row.randomisation_number ?? row.screening_number,
      ),
    );
    for (const view of ['lineListing', 'seriousEvents'] as const) {
      const rows = await see(pharmacovigilance, view, {});
      expect(rows, view).toEqual(await see(personOf('safetyOfficer'), view, {}));
      expect(rows.length, view).toBeGreaterThan(0);
      for (const { participant } of rows) expect(numbers, view).toContain(participant);
    }
  });

  it('shows the history of adverse events in place, fact by fact', async () => {
    const reported = sent('reportAdverseEvent')[0];
    const rows = await see(personOf('safetyOfficer'), 'adverseEventHistory', {
      participantId: reported?.participantId,
    });
    expect(rows.length).toBeGreaterThan(0);
    const first = rows[0] as unknown as { action: string; changes: { fact: string; from: unknown; to: unknown }[] };
    expect(first.action).toBe('recorded');
    expect(first.changes).toContainEqual({ fact: 'term', from: null, to: reported?.term });
  });

  it('tells where each form stands, and why one cannot be changed', async () => {
    const [before] = await see(personOf('coordinator'), 'formStates');
    expect(before).toMatchObject({ closed_by: null });
    const { visit, form, occurrence } = before as unknown as { visit: string; form: string; occurrence: number };
    await must(personOf('monitor'), 'freezeForms', { participantId, forms: [{ visit, form, occurrence }] });
    const after = await see(personOf('edssRater'), 'formStates');
    expect(after.find((row) => row.visit === visit && row.form === form)).toMatchObject({ closed_by: 'frozen' });
  });

  it('shows nothing of it to who works at another site or has not the right, in a view or by the function below it', async () => {
    for (const actorId of [personOf('coordinator', 'elsewhere'), '11111111-1111-4111-8111-111111111111', '']) {
      for (const view of courseViews) expect(await see(actorId, view), view).toEqual([]);
      for (const right of [
        'participants',
        'forms',
        'schedule',
        'adverseEvents',
        'deviations',
        'attachments',
        'audit',
      ]) {
        const raw = await readAs(system.pools, actorId, (client) =>
          client.query('select * from api.participant_event($1, $2, $3)', [plan.trialId, participantId, right]),
        );
        expect(raw.rows, right).toEqual([]);
      }
    }
    const laboratory = personOf('cellLaboratory');
    for (const view of courseViews) expect(await see(laboratory, view), view).toEqual([]);
  });
});

describe('the verification of the record', () => {
  it('is kept with what it found, without counting what is sealed', async () => {
    const manager = personOf('trialManager');
    expect(await see(manager, 'recordVerifications', {})).toEqual([]);
    await writeCheckpoint(system, plan.trialId);
    await verifyJob.run(system);
    const audit = await see(manager, 'audit', {});
    const [row] = await see(manager, 'recordVerifications', {});
    expect(row).toMatchObject({ is_sound: true, findings: [], events: audit.length, checkpoint_at: expect.any(Date) });
    expect(await see(personOf('coordinator'), 'recordVerifications', {})).toEqual([]);
  });

  it('names what was altered to who may see it there, a place in a sealed stream to nobody, and a checkpoint that is not to be trusted', async () => {
    const { rows: sealedEvents } = await system.pools.owner.query<{ stream_id: string }>(
      `select stream_id from record.event where trial_id = $1 and type = 'BagFilled' limit 1`,
      [plan.trialId],
    );
    const sealedStream = sealedEvents[0]?.stream_id;
    await system.pools.owner.query('alter table record.event disable trigger user');
    await system.pools.owner.query(
      `update record.event set reason = 'altered' where (trial_id, stream_id, version) in (($1, $2, 1), ($1, $3, 1))`,
      [plan.trialId, participantId, sealedStream],
    );
    await system.pools.owner.query('alter table record.event enable trigger user');
    const file = newestCheckpointFile(system.dataDir, plan.trialId) ?? '';
    writeFileSync(file, '{}');
    await expect(verifyJob.run(system)).rejects.toThrow(/finding/);
    unlinkSync(file);
    const [found] = await see(personOf('trialManager'), 'recordVerifications', {});
    expect(found?.findings).toEqual([
      { code: 'checkpoint-untrusted', streamId: null, version: null },
      { code: 'event-altered', streamId: participantId, version: 1 },
      { code: 'event-altered', streamId: null, version: null },
    ]);
    const monitor = randomUUID();
    const sites = plan.protocol.sites.map(({ id }) => id).filter((id) => id !== siteId);
    await must(personOf('trialManager'), 'grantRole', { actorId: monitor, role: 'monitor', sites });
    const [row] = await see(monitor, 'recordVerifications', {});
    expect(row?.is_sound).toBe(false);
    expect(JSON.stringify(row)).not.toContain(participantId);
  });
});
