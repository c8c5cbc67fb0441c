// Queries, verification, signatures, locks and coding on the real database: views, rights by site, races, rebuild.
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { type Command, type CommandName, normaliseTerm } from '@equipoise/trial';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readPlan } from '../cli/rehearse.js';
import { drive } from '../drive/drive.js';
import { CommandExecutor } from '../execute/execute.js';
import { openOn, type System } from '../system.js';
import { openTestSystem } from '../test-support/system.js';
import { DictionaryProblem, importDictionary } from './dictionary.js';
import { checkReadTables } from './rebuild.js';
import { readView, type StoredView } from './view/view.js';

const review = `
dataReview:
  signatures:
    - { id: reviewed, name: Reviewed, meaning: I reviewed these data., scope: form }
  verification:
    sample: { percent: 100 }
  lockConditions: [queriesClosed]
`;

let one: Awaited<ReturnType<typeof openTestSystem>>;
let other: System;
let executor: CommandExecutor;
let plan: ReturnType<typeof readPlan>;
let participantId: string;
let siteId: string;
const people = {
  monitor: randomUUID(),
  investigator: randomUUID(),
  dataManager: randomUUID(),
  elsewhere: randomUUID(),
};
type Person = keyof typeof people;

beforeAll(async () => {
  one = await openTestSystem();
  const { url: connectionString, dataDir, keyring } = one;
  other = await openOn(
    { connectionString, kind: 'external', dataDir, close: async () => undefined },
    { dataDir, keyDirectory: path.dirname(keyring.file) },
  );
  executor = new CommandExecutor(one);
  const planned = readPlan({ trial: 'raynaud', participants: 4, seed: 21 });
  const end = planned.commands.findIndex(({ command }) => command.name === 'lockTrial');
  const commands = planned.commands.slice(0, end).map((submitted) => {
    const { command } = submitted;
    if (command.name !== 'createTrial') return submitted;
    const body = { ...command.body, protocolSource: command.body.protocolSource + review };
    return { ...submitted, command: { ...command, body } };
  });
  plan = { ...planned, commands };
  await drive(one, executor, plan.trialId, plan.commands);
  const screening = commands.find(({ command }) => command.name === 'screenParticipant')!.command;
  ({ participantId, siteId } = screening.body as unknown as { participantId: string; siteId: string });
  const manager = commands[0]!.actorId;
  const grants = [
    ['monitor', 'monitor', [siteId]],
    ['investigator', 'investigator', [siteId]],
    ['dataManager', 'dataManager', 'all'],
  ] as const;
  for (const [person, role, sites] of grants)
    await send(manager, 'grantRole', { actorId: people[person], role, sites });
});
afterAll(async () => {
  await other.close();
  await one.discard();
});

const send = (actorId: string, name: CommandName, body: object, by = executor) =>
  by.execute(plan.trialId, {
    commandId: randomUUID() as never,
    actorId: actorId as never,
    command: { name, body } as Command,
    confirmation: { method: 'password', at: new Date().toISOString() },
  });
const act = async (person: Person, name: CommandName, body: object) => {
  const result = await send(people[person], name, { participantId, ...body });
  expect(result, name).toMatchObject({ accepted: true });
};
const see = (person: Person, view: StoredView, params = {}) =>
  readView(one, plan.trialId, { actorId: people[person], view, params });
const aForm = async () => {
  const [row] = await see('monitor', 'verification', { participantId });
  const { visit, form, occurrence, version } = row as unknown as {
    visit: string;
    form: string;
    occurrence: number;
    version: number;
  };
  return { visit, form, occurrence, version };
};

it('shows queries to those who have the right, each site its own, with what is mine', async () => {
  const queryId = randomUUID();
  const { visit, form } = await aForm();
  const body = { queries: [{ queryId, place: { visit, form } }], category: 'sourceDiffers', text: 'It differs.' };
  await act('monitor', 'openQuery', body);
  expect(await see('investigator', 'queries', { mine: 'true' })).toMatchObject([{ query_id: queryId, age_days: 0 }]);
  expect(await see('elsewhere', 'queries')).toEqual([]);
  await act('investigator', 'answerQuery', { queryId, text: 'It is as in the source.' });
  expect(await see('monitor', 'queries', { mine: 'true', status: 'answered' })).toHaveLength(1);
  await act('monitor', 'closeQuery', { queryIds: [queryId] });
  expect(await see('monitor', 'queries', { status: 'unclosed', participantId })).toEqual([]);
  const steps = await see('monitor', 'queryHistory', { queryId });
  expect(steps.map(({ step }) => step)).toEqual(['opened', 'answered', 'closed']);
});

it('lists what is to be verified until it is, and again when the value changes [acceptance 38]', async () => {
  const place = await aForm();
  const isListed = async () =>
    (await see('monitor', 'verification', { participantId })).some(
      ({ visit, form }) => visit === place.visit && form === place.form,
    );
  await act('monitor', 'verifySource', { forms: [place] });
  expect(await isListed()).toBe(false);
  const values = await see('investigator', 'forms', { participantId });
  const value = values.find(
    ({ visit, form, value: of }) => visit === place.visit && form === place.form && typeof of === 'number',
  );
  const items = { [String(value?.item)]: Number(value?.value) + 1 };
  const { visit, form, occurrence } = place;
  await act('investigator', 'correctValue', { visit, form, occurrence, items, reason: 'misread' });
  expect(await isListed()).toBe(true);
  const pack = await see('monitor', 'visitPack', { siteId });
  expect(pack[0]).toMatchObject({ kind: 'form' });
});

it('gives what is to be verified in pages of what is due', async () => {
  const all = await see('monitor', 'verification');
  expect(all.length).toBeGreaterThan(4);
  expect(await see('monitor', 'verification', { limit: '2' })).toEqual(all.slice(0, 2));
  expect(await see('monitor', 'verification', { limit: '2', offset: '2' })).toEqual(all.slice(2, 4));
  expect(await see('monitor', 'verification', { offset: String(all.length) })).toEqual([]);
});

it('signs what the screen showed, and shows the signature as void when that changes [acceptance 31]', async () => {
  const [shown, other] = (await see('investigator', 'signingPack', { participantId })) as never as Record<
    string,
    never
  >[];
  const { visit, form, occurrence, hash } = shown!;
  const both = [shown!, other!].map((one) => ({
    ...{ visit: one.visit, form: one.form, occurrence: one.occurrence, hash: one.hash },
  }));
  expect(hash).toBe(both[0]?.hash);
  await act('investigator', 'signForms', { meaning: 'reviewed', forms: both });
  const [signature] = await see('investigator', 'signatures', { participantId });
  expect(signature).toMatchObject({ valid: true, signer: people.investigator, statement: 'I reviewed these data.' });
  expect(signature).toMatchObject({ holds: 'all', forms: [{ valid: true }, { valid: true }] });
  const values = await see('investigator', 'forms', { participantId });
  const value = values.find((row) => row.visit === visit && row.form === form);
  const items = { [String(value?.item)]: { missing: 'unknown' } };
  await act('investigator', 'correctValue', { visit, form, occurrence, items, reason: 'not in the source' });
  expect(await see('investigator', 'signatures', { participantId })).toMatchObject([
    // Of two forms that were signed at once the other one stays signed.
    { valid: false, holds: 'some', forms: both.map((one) => ({ ...one, valid: one.hash !== hash })) },
  ]);
  const again = await see('investigator', 'signingPack', { participantId });
  expect(again.find((row) => row.visit === visit && row.form === form)).toMatchObject({
    changed_items: [String(value?.item)],
    signed_before_at: expect.any(Date),
  });
});

it('imports a dictionary once, and codes by its words and by a person', async () => {
  // Words that mean nothing, made up for this test.
  const terms = ['Glumbitis', 'Wozzle ache', 'Frabbing'].map((term, index) => ({
    code: String(index + 1),
    term,
    isCurrent: term !== 'Frabbing',
    path: [{ level: 'class', code: '9', term: 'Glum disorders' }],
  }));
  const version = { dictionary: 'glumdra', version: '1', terms };
  expect(await importDictionary(one.pools.writer, version)).toBe(true);
  expect(await importDictionary(one.pools.writer, version)).toBe(false);
  await expect(importDictionary(one.pools.writer, { ...version, terms: terms.slice(1) })).rejects.toThrow(
    DictionaryProblem,
  );
  expect(normaliseTerm('WOZZLE-ache ')).toBe('wozzle ache');
});

it('names on the road to lock what blocks, and refuses the lock of the trial until it is gone', async () => {
  const queryId = randomUUID();
  await act('monitor', 'openQuery', { queries: [{ queryId, place: {} }], category: 'other', text: 'Is it all?' });
  const road = await see('dataManager', 'roadToLock', { participantId });
  expect(road).toMatchObject([{ ready: false, queries_open: expect.any(Number) }]);
  const refused = await send(people.dataManager, 'lockTrial', {});
  expect(refused).toMatchObject({ accepted: false });
  await act('monitor', 'closeQuery', { queryIds: [queryId] });
});

it('lets no edit pass a lock of the participant, though two processes send both at once', async () => {
  const executors = [executor, new CommandExecutor(other)] as const;
  const values = await see('investigator', 'forms', { participantId });
  const numbers = values.filter(({ value }) => typeof value === 'number').slice(0, 6);
  const edits = numbers.map(({ visit, form, occurrence, item, value }, index) =>
    send(
      people.investigator,
      'correctValue',
      { participantId, visit, form, occurrence, items: { [String(item)]: Number(value) + 1 }, reason: 'misread' },
      executors[index % 2],
    ),
  );
  const open = await see('dataManager', 'queries', { participantId, status: 'unclosed' });
  if (open.length > 0) await act('monitor', 'closeQuery', { queryIds: open.map(({ query_id }) => query_id) });
  const lock = send(people.dataManager, 'lockParticipant', { participantId }, executors[1]);
  const results = await Promise.all(edits);
  const locked = await lock;
  const { rows } = await one.pools.owner.query<{ type: string }>(
    `select type from record.event where trial_id = $1 and stream_id = $2 order by version`,
    [plan.trialId, participantId],
  );
  const types = rows.map(({ type }) => type);
  if (locked.accepted) expect(types.lastIndexOf('FormCorrected')).toBeLessThan(types.indexOf('ParticipantLocked'));
  else expect(locked.code).toBe('lock-conditions-unmet');
  for (const result of results) if (!result.accepted) expect(result.code).toBe('participant-locked');
  expect(await checkReadTables(one.pools.owner, plan.trialId)).toEqual([]);
});
