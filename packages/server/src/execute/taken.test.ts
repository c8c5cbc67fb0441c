// What is used once in a trial: a bag code, an adverse event's id and a deviation's id of one participant are not another's.
import { randomUUID } from 'node:crypto';
import type { Command, CommandId, SubmittedCommand } from '@equipoise/trial';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { readPlan } from '../cli/rehearse.js';
import { runRehearsal } from '../drive/rehearsal.js';
import { checkReadTables } from '../store/rebuild.js';
import { openTestSystem } from '../test-support/system.js';
import { CommandExecutor } from './execute.js';

const whole = readPlan({ trial: 'mesems', participants: 4, seed: 3 });
const plan = {
  ...whole,
  commands: whole.commands.slice(
    0,
    whole.commands.findIndex(({ command }) => command.name === 'makeDataCut'),
  ),
};

describe.each(Object.keys(inject('clusters')).slice(-1))('what is used once, on %s,', (cluster) => {
  let system: Awaited<ReturnType<typeof openTestSystem>>;
  beforeAll(async () => {
    system = await openTestSystem(cluster);
    await runRehearsal(system, plan);
  });
  afterAll(() => system.discard());

  it.each([
    ['prepareInfusion', 'bagCode', 'bag code'],
    ['reportAdverseEvent', 'adverseEventId', 'adverse event id'],
    ['recordDeviation', 'deviationId', 'deviation id'],
  ] as const)('of %s: the %s stays with its participant', async (name, key, what) => {
    const [one] = sent(name);
    expect(one).toBeDefined();
    const other = plan.commands.find(
      ({ command }) => command.name === 'randomise' && command.body.participantId !== participantOf(one),
    );
    const template =
      name === 'prepareInfusion' ? sent(name).find((each) => participantOf(each) !== participantOf(one)) : one;
    const body = {
      ...template?.command.body,
      participantId: name === 'prepareInfusion' ? participantOf(template) : participantOf(other),
      [key]: { ...one?.command.body }[key as never],
    };
    const result = await new CommandExecutor(system).execute(plan.trialId, {
      commandId: randomUUID() as CommandId,
      actorId: (await actorFor(name, String(body.participantId))) as SubmittedCommand['actorId'],
      command: { name, body } as unknown as Command,
    });
    expect(result).toMatchObject({ accepted: false, code: 'already-in-use', facts: { what } });
    expect(await checkReadTables(system.pools.owner, plan.trialId)).toEqual([]);
  });

  const sent = (name: string) => plan.commands.filter(({ command }) => command.name === name);

  /** Somebody who may send this command at the participant's site. */
  async function actorFor(name: string, participantId: string): Promise<string | undefined> {
    const { rows } = await system.pools.owner.query<{ actor_id: string }>(
      `select g.actor_id from read.role_grant g join read.participant p using (trial_id)
       where g.trial_id = $1 and p.participant_id = $2 and g.site_id in ('*', p.site_id) and $3 = any (g.rights) limit 1`,
      [plan.trialId, participantId, name],
    );
    return rows[0]?.actor_id;
  }
});

function participantOf(submitted: SubmittedCommand | undefined): string {
  return String((submitted?.command.body as { participantId?: string } | undefined)?.participantId);
}
