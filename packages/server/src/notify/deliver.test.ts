// Deliveries, marks, clocks and what blinded people see of reports, in a trial whose open part is written by hand.
import { randomUUID } from 'node:crypto';
import type { TrialId } from '@equipoise/trial';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Mail } from '../mail/mailer.js';
import { addAlert, setDigest } from '../store/notify/delivery.js';
import { openTestSystem } from '../test-support/system.js';
import { deliverNotifications, mostAttempts } from './deliver.js';

type TestSystem = Awaited<ReturnType<typeof openTestSystem>>;

const trialId = randomUUID() as TrialId;
const officer = randomUUID();
const other = randomUUID();
const start = '2026-03-28T10:00:00.000Z';
const later = (minutes: number) => new Date(Date.parse(start) + minutes * 60_000).toISOString();

describe('deliverNotifications', () => {
  let system: TestSystem;
  const mails: Mail[] = [];
  let isDown = false;
  const options = {
    mailer: {
      send: async (mail: Mail) => {
        if (isDown) throw new Error('no connection to the post office of jane@example.org');
        mails.push(mail);
      },
    },
    addressOf: async (actorId: string) =>
      actorId === officer ? { email: 'officer@example.org', language: 'de' } : undefined,
  };

  beforeAll(async () => {
    system = await openTestSystem();
    const { owner } = system.pools;
    await owner.query("insert into record.trial (trial_id, mode, protocol_id) values ($1, 'live', 'small')", [trialId]);
    await owner.query(
      "insert into read.trial (trial_id, mode, protocol_id, acronym, protocol_version, status, synthetic) values ($1, 'live', 'small', 'SMALL', '1', 'recruiting', false)",
      [trialId],
    );
    for (const actorId of [officer, other]) {
      await owner.query(
        "insert into read.role_grant (trial_id, mode, actor_id, role, site_id, blinded, rights) values ($1, 'live', $2, 'safetyOfficer', '*', true, '{notifications}')",
        [trialId, actorId],
      );
    }
  });
  afterAll(() => system.discard());

  const alert = (code: string, at = start) =>
    addAlert(system.pools.writer, {
      trialId,
      noticeId: randomUUID(),
      code,
      roles: ['safetyOfficer'],
      facts: { rule: 'relatedDeath' },
      at,
    });
  const states = async () => {
    const { rows } = await system.pools.owner.query<{ actor_id: string; state: string; attempts: number }>(
      'select actor_id, state, attempts from notify.delivery where trial_id = $1 order by actor_id = $2 desc, state',
      [trialId, officer],
    );
    return rows.map(
      ({ actor_id, state, attempts }) => `${actor_id === officer ? 'officer' : 'other'} ${state} ${attempts}`,
    );
  };

  it('tells each person once, in their language, however often and from how many places it is called', async () => {
    await alert('stopping-rule');
    await Promise.all([
      deliverNotifications(system, start, options),
      deliverNotifications(system, start, options),
      deliverNotifications(system, start, options),
    ]);
    await deliverNotifications(system, later(1), options);
    expect(mails.map(({ to, subject }) => `${to}: ${subject}`)).toEqual([
      'officer@example.org: SMALL: Abbruchregel relatedDeath ist erreicht',
    ]);
    expect(await states()).toEqual(['officer sent 1', 'other noAddress 1']);
  });

  it('tries again later and later where the post office is away, and gives up in the end, without the address in the note', async () => {
    isDown = true;
    await alert('stopping-rule');
    let now = later(2);
    for (let attempt = 1; attempt <= mostAttempts; attempt++) {
      await deliverNotifications(system, now, options);
      // Too early for the next attempt.
      expect((await deliverNotifications(system, now, options)).failed).toBe(0);
      now = new Date(Date.parse(now) + 60_000 * 4 ** (attempt - 1)).toISOString();
    }
    isDown = false;
    expect((await deliverNotifications(system, now, options)).sent).toBe(0);
    expect(await states()).toContain(`officer dead ${mostAttempts}`);
    const { rows } = await system.pools.owner.query("select problem from notify.delivery where state = 'dead'");
    expect(rows).toEqual([{ problem: 'Error' }]);
  });

  it('takes over what another process began and did not end', async () => {
    mails.length = 0;
    const late = '2026-06-01T00:00:00.000Z';
    await system.pools.owner.query(
      "update notify.delivery set state = 'sending', claimed_at = $2, next_attempt_at = $2 where trial_id = $1 and actor_id = $3 and state = 'sent'",
      [trialId, late, officer],
    );
    await deliverNotifications(system, '2026-06-01T00:04:00.000Z', options);
    expect(mails).toHaveLength(0);
    await deliverNotifications(system, '2026-06-01T00:06:00.000Z', options);
    expect(mails).toHaveLength(1);
  });

  it('sends nothing of a trial that is rehearsed', async () => {
    const rehearsal = randomUUID();
    await system.pools.owner.query("insert into record.trial values ($1, 'rehearsal', 'small')", [rehearsal]);
    await system.pools.owner.query(
      "insert into read.role_grant (trial_id, mode, actor_id, role, site_id, blinded, rights) values ($1, 'rehearsal', $2, 'safetyOfficer', '*', true, '{notifications}')",
      [rehearsal, officer],
    );
    await addAlert(system.pools.writer, {
      trialId: rehearsal as TrialId,
      noticeId: randomUUID(),
      code: 'stopping-rule',
      roles: ['safetyOfficer'],
      facts: {},
      at: start,
    });
    expect((await deliverNotifications(system, '2026-06-02T00:00:00.000Z', options)).planned).toBe(0);
  });

  it('keeps a wish for one mail a day', async () => {
    await setDigest(system.pools.writer, officer, 'daily');
    await setDigest(system.pools.writer, officer, 'each');
    const { rows } = await system.pools.owner.query('select digest from notify.preference where actor_id = $1', [
      officer,
    ]);
    expect(rows).toEqual([{ digest: 'each' }]);
  });
});
