// A computer whose clock jumps: the record has the time of the database, and no event is before the one before it.
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { openTestServer, type TestServer } from '../test-support/server.js';

let server: TestServer;
beforeAll(async () => {
  server = await openTestServer();
});
afterEach(() => {
  vi.useRealTimers();
});
afterAll(() => server.close());

it('follows the database, whatever the clock of the program says', async () => {
  const databaseNow = async () => {
    const { rows } = await server.system.pools.owner.query<{ now: Date }>('select clock_timestamp() as now');
    return rows[0]?.now.getTime() ?? Number.NaN;
  };
  const begun = await databaseNow();
  for (const [index, year] of [2099, 2001, 2050].entries()) {
    vi.useFakeTimers({ toFake: ['Date'], now: new Date(`${year}-07-01T12:00:00Z`) });
    const { body } = await server.as('coordinator').must('screenParticipant', {
      ...{ participantId: randomUUID(), siteId: 'genoa', screeningNumber: `S-${index}`, screenedOn: '2000-01-06' },
    });
    expect(body.repeated).toBe(false);
  }
  vi.useRealTimers();
  const ended = await databaseNow();
  const { rows } = await server.system.pools.sealed.query<{ recorded_at: Date }>(
    `select recorded_at from record.event where trial_id = $1 and type = 'ParticipantScreened' order by position`,
    [server.trialId],
  );
  const times = rows.map((row) => new Date(row.recorded_at).getTime());
  expect(times).toHaveLength(3);
  // The record has whole milliseconds.
  for (const time of times) {
    expect(time).toBeGreaterThanOrEqual(Math.floor(begun) - 1);
    expect(time).toBeLessThanOrEqual(Math.ceil(ended) + 1);
  }
  expect([...times].sort((a, b) => a - b)).toEqual(times);
});
