// The end of a trial over HTTP: what marks it, by when authorities are told, who was told, and who may record and see it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestServer, type TestServer } from '../../test-support/server.js';

describe('the end of the trial', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await openTestServer();
  });
  afterAll(() => server.close());

  it('is recorded by the trial manager, again with a reason alone, and shown with what was told when', async () => {
    const manager = server.as('trialManager');
    await manager.must('recordTrialEnd', { milestone: 'lastVisit', on: '2026-02-27' });
    await manager.must('recordTrialEnd', { milestone: 'end', on: '2026-03-02' });
    const again = { milestone: 'end', on: '2026-03-03', premature: { why: 'Recruitment stopped' } };
    expect((await manager.send('recordTrialEnd', again)).body.code).toBe('reason-required');
    await manager.must('recordTrialEnd', { ...again, reason: 'the last call was a day later' });
    const told = { milestone: 'end', to: 'authority', notifiedOn: '2026-03-10', reference: 'A-17' };
    await manager.must('recordEndNotification', told);
    const rows = await manager.see('trialEnd');
    expect(rows).toMatchObject([
      { milestone: 'lastVisit', happened_on: '2026-02-27', due_on: null, is_replaced: false },
      { milestone: 'end', happened_on: '2026-03-02', due_on: '2026-03-17', is_replaced: true },
      {
        ...{ milestone: 'end', happened_on: '2026-03-03', due_on: '2026-03-18', is_replaced: false },
        ...{ premature_why: 'Recruitment stopped', reason: 'the last call was a day later' },
      },
      {
        ...{ type: 'TrialEndNotified', milestone: 'end', told_to: 'authority', happened_on: '2026-03-10' },
        ...{ reference: 'A-17', due_on: null, national_trial: null },
      },
    ]);
  });

  it('is recorded by nobody else', async () => {
    const end = { milestone: 'lastVisit', on: '2026-02-27' };
    for (const name of ['coordinator', 'investigator', 'dataManager', 'cellLaboratory', 'nobody'])
      expect((await server.as(name).send('recordTrialEnd', end)).status, name).toBeGreaterThanOrEqual(403);
  });
});
