// The third party of a code break collects its answer over the interface, without an account.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readProtocol, requireProtocolFile } from '../cli/find-trial.js';
import { openTestServer, type TestServer } from '../test-support/server.js';

let server: TestServer;
beforeAll(async () => {
  const { source } = readProtocol(requireProtocolFile('epilepsy', 'a test'));
  server = await openTestServer({ protocol: source, until: 'created' });
  const manager = server.as('trialManager');
  for (const role of ['coordinator', 'investigator', 'monitor'])
    await manager.must('grantRole', { actorId: server.as(role).actorId, role, sites: ['notStated'] });
  await manager.must('activateSite', { siteId: 'notStated', approvedOn: '2026-01-05' });
  await manager.must('commitAllocation', { list: [{ stratum: 'all', sequence: 'progabide' }] });
  await manager.must('goLive', {});
});
afterAll(() => server.close());

const collect = (body: object, headers: Readonly<Record<string, string>> = {}) =>
  server.app.inject({
    method: 'POST',
    url: '/api/collected-answers',
    headers: { 'idempotency-key': randomUUID(), ...headers },
    payload: body,
  });

describe('the answer for a third party', () => {
  it('is collected once, by the code and the number alone, and shown to nobody of the trial [acceptance A]', async () => {
    const participantId = randomUUID();
    const coordinator = server.as('coordinator');
    const day = { screeningNumber: 'S-1', screenedOn: '2026-02-01' };
    await coordinator.must('screenParticipant', { participantId, siteId: 'notStated', ...day });
    await coordinator.must('randomise', { participantId, randomisedOn: '2026-02-02' });
    const [row] = await coordinator.see('participants');
    const randomisationNumber = String(row.randomisation_number);
    const answerTo = { thirdParty: { name: 'Dr. Example', function: 'emergency physician' } };
    const asked = { participantId, emergency: true, reason: 'seizure', typedConfirmation: randomisationNumber };
    const broken = await server.as('investigator').must('breakCode', { ...asked, answerTo }, { confirmed: true });
    const { collectionCode } = broken.body.answer;
    const right = { collectionCode, randomisationNumber, collectedBy: 'Dr. Example, emergency physician' };

    const wrongNumber = await collect({ ...right, randomisationNumber: 'R-0' });
    const wrongCode = await collect({ ...right, collectionCode: 'nobody gave this out' });
    const without = ({ instance: _, ...document }: Readonly<Record<string, unknown>>) => document;
    expect(without(wrongNumber.json())).toEqual(without(wrongCode.json()));
    expect(wrongCode.json()).toMatchObject({ code: 'collection-wrong', status: 403 });

    const key = { 'idempotency-key': randomUUID() };
    const told = await collect(right, key);
    // What is given is said in the words of the protocol, period by period, as the operator's own answer says it.
    const treatments = [{ id: 'treatmentPeriod', when: 'Four periods of two weeks', treatment: 'Progabide' }];
    expect([told.statusCode, told.json()]).toEqual([200, { sequence: 'progabide', treatments }]);
    // An answer that was lost on its way is sent again to the same request, and to no other.
    expect((await collect(right, key)).json()).toEqual({ sequence: 'progabide', treatments });
    expect((await collect(right)).json()).toMatchObject({ code: 'collection-used' });
    for (const name of ['investigator', 'coordinator', 'monitor', 'trialManager'])
      for (const view of ['participants', 'openings', 'audit']) {
        // What is about the whole trial names both treatments.
        const rows = ((await server.as(name).ask(view)).body.rows ?? []).filter(
          (row: { readonly site_id: string | null }) => row.site_id !== null,
        );
        expect(JSON.stringify(rows)).not.toContain('progabide');
      }
  });

  it('is not found by trying', async () => {
    const statuses: number[] = [];
    for (let n = 0; n < 14; n += 1)
      statuses.push(
        (await collect({ collectionCode: `${n}`, randomisationNumber: 'R-1', collectedBy: 'x' })).statusCode,
      );
    expect(statuses.at(-1)).toBe(429);
  });
});
