// The database and this program make the same bytes of an envelope, whatever stands in its texts.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Walk } from '../test-support/walk.js';
import { verifyRecord } from './verify.js';

let walk: Walk;
beforeAll(async () => {
  walk = await Walk.open();
});
afterAll(() => walk.system.discard());

it.each([
  ['quotes, backslashes and slashes', 'a "b" \\ / c'],
  ['control characters', '\b\f\n\r\t\u0001\u001f\u007f'],
  ['signs beyond ASCII', 'é µ ≥ 日本 \u2028 \u2029 \ufeff'],
  ['signs beyond the first plane', '𝒳 👩🏽‍🔬'],
  ['what looks like an escape', '\\u0041 \\n &amp; <b>'],
])('agrees on %s', async (_, reason) => {
  if ((await verifyRecord(walk.system.pools.sealed, walk.trialId)).events === 0) await walk.goLive();
  const role = { actorId: walk.actor('reader'), role: 'reader' };
  await walk.set('trialManager', 'revokeRole', { ...role, reason: `because ${reason}.` });
  await walk.set('trialManager', 'grantRole', { ...role, sites: 'all' });
  const { rows } = await walk.system.pools.sealed.query<{ reason: string }>(
    "select reason from record.event where trial_id = $1 and type = 'RoleRevoked' order by version desc limit 1",
    [walk.trialId],
  );
  expect(rows[0]?.reason).toBe(`because ${reason}.`);
  expect((await verifyRecord(walk.system.pools.sealed, walk.trialId)).findings).toEqual([]);
});
