import { readFileSync } from 'node:fs';
import { commands, formatIssue, parseProtocol } from '@equipoise/trial';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseScenario } from './parse-scenario.js';
import { planRehearsal, type RehearsalPlan } from './plan-rehearsal.js';
import { runInMemory } from './run-in-memory.js';

const trials = new URL('../../../../trials/', import.meta.url);

function load(trial: string, name: string) {
  const protocolSource = readFileSync(new URL(`${trial}/protocol.yaml`, trials), 'utf8');
  const protocol = parseProtocol(protocolSource, 'protocol.yaml');
  if (!protocol.ok) throw new Error(protocol.issues.map(formatIssue).join('\n'));
  const source = readFileSync(new URL(`${trial}/scenarios/${name}.yaml`, trials), 'utf8');
  const scenario = parseScenario({ source, file: `${name}.yaml`, protocol: protocol.value });
  if (!scenario.ok) throw new Error(scenario.issues.map(formatIssue).join('\n'));
  return { protocol: protocol.value, protocolSource, scenario: scenario.value };
}

const shipped = ['mesems', 'raynaud', 'epilepsy'].flatMap((trial) =>
  ['default', 'null'].map((name) => ({ trial, name })),
);

function randomisedIn(plan: RehearsalPlan): number {
  return plan.commands.filter(({ command }) => command.name === 'randomise').length;
}

describe('planRehearsal', () => {
  it.each(shipped)('plans $trial ($name) so that every command is accepted, to the unblinding', ({ trial, name }) => {
    const plan = planRehearsal({ ...load(trial, name), seed: 1, participants: 30 });
    const run = runInMemory(plan);
    expect(run.refusals).toEqual([]);
    expect(run.trial.isUnblinded).toBe(true);
    expect(randomisedIn(plan)).toBe(30);
  });

  it.each(['mesems', 'raynaud', 'epilepsy'])('is accepted for any seed and size: %s', (trial) => {
    const input = load(trial, 'default');
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000 }), fc.integer({ min: 1, max: 30 }), (seed, participants) => {
        const plan = planRehearsal({ ...input, seed, participants });
        expect(randomisedIn(plan)).toBe(participants);
        expect(runInMemory(plan).refusals).toEqual([]);
      }),
      { numRuns: 8 },
    );
  });

  it('gives every participant the sequence for which the outcomes were made', () => {
    const plan = planRehearsal({ ...load('mesems', 'default'), seed: 5, participants: 20 });
    const { events } = runInMemory(plan);
    const opened = events.flatMap((event) =>
      event.type === 'AllocationOpened' && event.stream.kind === 'sealedParticipant'
        ? [[event.stream.participantId, event.payload.sequence] as const]
        : [],
    );
    expect(opened.length).toBeGreaterThanOrEqual(20);
    for (const [participantId, sequence] of opened) expect(plan.sequenceOf.get(participantId)).toBe(sequence);
  });

  it('takes every bag of the model trial from its label over its release to the scans of two people', () => {
    const plan = planRehearsal({ ...load('mesems', 'default'), seed: 6, participants: 20 });
    const { events } = runInMemory(plan);
    const count = (type: string) => events.filter((event) => event.type === type).length;
    const infusions = count('InfusionRecorded');
    expect(infusions).toBeGreaterThan(20);
    for (const type of ['InfusionScheduled', 'BagPrepared', 'LabelPrinted', 'BagReleased', 'InfusionCleared'])
      expect(count(type), type).toBe(infusions);
    const checks = events.flatMap((event) => (event.type === 'BedsideChecked' ? [event.payload.failures] : []));
    expect(checks).toHaveLength(2 * infusions);
    expect(checks.flat()).toEqual([]);
    // Nothing of it is a deviation but what the scenario makes one.
    const expected = [undefined, 'gate-overridden', 'visit-outside-window'];
    const rules = events.flatMap((event) => (event.type === 'DeviationRecorded' ? [event.payload.rule] : []));
    expect(rules.filter((rule) => !expected.includes(rule))).toEqual([]);
  });

  it('gives the same bytes twice, and others for another seed', () => {
    const input = load('mesems', 'default');
    const text = (seed: number) => JSON.stringify(planRehearsal({ ...input, seed, participants: 12 }).commands);
    expect(text(3)).toBe(text(3));
    expect(text(4)).not.toBe(text(3));
  });

  it('lists commands in the order of time, each with a body that its schema allows and an id of its own', () => {
    const plan = planRehearsal({ ...load('mesems', 'default'), seed: 2, participants: 20 });
    const times = plan.commands.map(({ at = '' }) => at);
    expect(times).toEqual([...times].sort());
    expect(new Set(plan.commands.map(({ commandId }) => commandId)).size).toBe(plan.commands.length);
    for (const { command } of plan.commands) expect(commands[command.name].safeParse(command.body).success).toBe(true);
  });

  it('stamps the trial as synthetic, with its scenario and seed', () => {
    const [first] = planRehearsal({ ...load('raynaud', 'default'), seed: 9, participants: 3 }).commands;
    expect(first?.command).toMatchObject({
      name: 'createTrial',
      body: { mode: 'rehearsal', synthetic: true, origin: { scenario: 'default', seed: 9, participants: 3 } },
    });
  });

  it('does not let the arms show in who comes when, who leaves, or what is missing', () => {
    const input = load('mesems', 'default');
    const reversed = {
      ...input,
      protocol: {
        ...input.protocol,
        sequences: input.protocol.sequences.map((sequence) => ({
          ...sequence,
          treatments: [...sequence.treatments].reverse(),
        })),
      },
    };
    const blind = [
      ...['screenParticipant', 'randomise', 'scheduleInfusion', 'prepareInfusion', 'printLabel', 'releaseBag'],
      ...['recordHandover', 'permitInfusion', 'checkBedside', 'clearInfusion', 'recordInfusion', 'withdraw'],
    ];
    const shown = (plan: RehearsalPlan) =>
      plan.commands
        .filter(({ command }) => blind.includes(command.name))
        .map(({ at, actorId, command }) => JSON.stringify({ at, actorId, command }));
    const swapped = planRehearsal({ ...reversed, seed: 8, participants: 20 });
    expect(shown(swapped)).toEqual(shown(planRehearsal({ ...input, seed: 8, participants: 20 })));
  });
});
