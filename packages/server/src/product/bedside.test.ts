// The bedside on a real database: two people at once, servers that do not know of each other, telephones without connection.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CommandExecutor } from '../execute/execute.js';
import { checkReadTables } from '../store/rebuild.js';
import { actor, ProductRun, uuid } from '../test-support/product-trial.js';
import { openTestSystem } from '../test-support/system.js';

const day = '2026-03-10';
const scanAt = `${day}T10:00:00.000Z`;

describe('at the bedside', () => {
  let run: ProductRun;
  let made: { bagCode: string; labelCode: string };
  beforeAll(async () => {
    run = await ProductRun.open(await openTestSystem(), 'early', 1);
    await run.enrol(1);
    run.now = `${day}T08:00:00.000Z`;
    made = await run.makeBag(run.participant(1), 'infusion1', day);
  });
  afterAll(() => run.system.discard());

  it('takes the scans of two people who scan at once on two servers, each once however often it is sent', async () => {
    const scans = [1, 2].map((number) => run.scan(run.participant(1), { ...made, number, at: scanAt }));
    const servers = [run.executor, new CommandExecutor(run.system)];
    const senders = ['infusionNurse', 'investigator'] as const;
    const bodies = await Promise.all(scans);
    const sends = [0, 1, 0, 1].map((person, index) =>
      servers[index < 2 ? person : 1 - person]!.execute(run.trialId, {
        commandId: uuid('2', person + 1) as never,
        actorId: actor(senders[person]!),
        at: scanAt,
        command: { name: 'checkBedside', body: bodies[person] } as never,
      }),
    );
    const results = await Promise.all(sends);
    for (const result of results) expect(result).toMatchObject({ accepted: true, outcome: { verdict: 'go' } });
    const chain = await run.see('monitor', 'chainOfIdentity', { participantId: run.participant(1) });
    expect(chain.filter(({ type }) => type === 'BedsideChecked')).toHaveLength(2);
    run.now = `${day}T10:01:00.000Z`;
    const cleared = await run.do('infusionNurse', 'clearInfusion', {
      ...{ participantId: run.participant(1), administration: 'infusion1', bagCode: made.bagCode },
    });
    expect(cleared.outcome).toEqual({ checks: 2 });
  });

  it('takes what a telephone kept, late, backwards and twice', async () => {
    run.now = `${day}T20:00:00.000Z`;
    const about = { participantId: run.participant(1), administration: 'infusion1', bagCode: made.bagCode };
    const step = (number: number, name: string, at: string) => ({
      ...{ ...about, stepId: uuid('7', number), step: name },
      happenedAt: { at: `${day}T${at}:00.000Z`, zone: 'Europe/Rome' },
    });
    const kept = [
      step(1, 'started', '10:05'),
      step(2, 'interrupted', '10:20'),
      step(3, 'resumed', '10:30'),
      step(4, 'ended', '10:55'),
    ];
    for (const body of [...kept].reverse()) await run.do('infusionNurse', 'recordInfusionStep', body);
    for (const body of kept) {
      expect(await run.try('infusionNurse', 'recordInfusionStep', body)).toMatchObject({ code: 'step-known' });
    }
    const recorded = await run.do('infusionNurse', 'recordInfusion', {
      ...{ ...about, startedAt: `${day}T10:05:00.000Z`, endedAt: `${day}T10:55:00.000Z`, zone: 'Europe/Rome' },
      ...{ volumeInfusedMl: 66, residualVolumeMl: 4, interrupted: true },
    });
    expect(recorded.outcome.deviations).toBe(0);
    expect(await checkReadTables(run.system.pools.owner, run.trialId)).toEqual([]);
    const [account] = await run.see('cellLaboratory', 'productReconciliation');
    expect(account).toMatchObject({ infusedVolumeMl: 66, residualVolumeMl: 4, findings: [] });
  });
});
