// A small rehearsal under each method of randomisation: planned, played and recomputed from what it revealed.
import { readFileSync } from 'node:fs';
import { allocationOf, claimedLevels, formatIssue, type Payload, type Protocol, parseProtocol } from '@equipoise/trial';
import { describe, expect, it } from 'vitest';
import { parseScenario } from './parse-scenario.js';
import { planRehearsal } from './plan-rehearsal.js';
import { type MemoryRun, runInMemory } from './run-in-memory.js';

const read = (file: string) => readFileSync(new URL(`../../../../trials/mesems/${file}`, import.meta.url), 'utf8');
const source = read('protocol.yaml');
const ratio = '{ earlyMsc: 1, delayedMsc: 1 }';
const bySite = 'strata: [{ id: site, from: site }]';

/** The model trial under another randomisation, parsed and checked as a file is. */
function trialWith(randomisation: string): { protocol: Protocol; protocolSource: string } {
  const protocolSource = source.replace(/^randomisation:\n(?: .*\n)+/m, `randomisation: ${randomisation}\n`);
  expect(protocolSource).not.toBe(source);
  const parsed = parseProtocol(protocolSource, 'protocol.yaml');
  if (!parsed.ok) throw new Error(parsed.issues.map(formatIssue).join('\n'));
  return { protocol: parsed.value, protocolSource };
}

function payloads<T extends Parameters<typeof has>[1]>(run: MemoryRun, type: T): Payload<T>[] {
  return run.events.filter((event) => has(event, type)).map((event) => event.payload as Payload<T>);
}

function has(event: MemoryRun['events'][number], type: MemoryRun['events'][number]['type']): boolean {
  return event.type === type;
}

function rehearse(randomisation: string, participants = 10) {
  const { protocol, protocolSource } = trialWith(randomisation);
  const scenario = parseScenario({ source: read('scenarios/default.yaml'), file: 'default', protocol });
  if (!scenario.ok) throw new Error(scenario.issues.map(formatIssue).join('\n'));
  const plan = planRehearsal({ protocol, protocolSource, scenario: scenario.value, seed: 3, participants });
  return { plan, run: runInMemory(plan) };
}

describe('a rehearsal', () => {
  it.each([
    ['simple', `{ method: simple, ratio: { earlyMsc: 2, delayedMsc: 1 }, ${bySite} }`],
    ['blocks', `{ method: permutedBlocks, blockSizes: [2, 4], ratio: ${ratio}, ${bySite} }`],
    ['a biased coin', '{ method: biasedCoin, probability: 0.7, strata: [] }'],
    ['a big stick', `{ method: bigStick, maximumImbalance: 2, ${bySite} }`],
    ['a coin with tolerance', '{ method: biasedCoinWithTolerance, maximumImbalance: 2, probability: 0.6, strata: [] }'],
    ['a maximal procedure', '{ method: maximalProcedure, maximumImbalance: 2, length: 12, strata: [] }'],
    ['an urn', `{ method: urn, initialBalls: 1, addedBalls: 2, ${bySite} }`],
    [
      'minimisation',
      `{ method: minimisation, factors: [{ id: site, from: site }, { id: sex, from: { item: sex } }, { id: all, from: trial, weight: 0.5 }], measure: variance, probability: 0.9, ratio: ${ratio}, strata: [], caps: { trial: 144, site: 9 } }`,
    ],
    ['a list', '{ method: uploadedList, strata: [] }'],
  ])('by %s is played as it was planned, and follows from what it reveals', (_name, randomisation) => {
    const { plan, run } = rehearse(randomisation);
    expect(run.refusals).toEqual([]);
    const [committed] = payloads(run, 'AllocationCommitted');
    const [unblinded] = payloads(run, 'TrialUnblinded');
    const levels = claimedLevels(committed!.design, payloads(run, 'AllocationClaimed'));
    const recomputed = [...run.participants].flatMap(([id, { randomisation: entry }]) =>
      entry === undefined
        ? []
        : [[id, allocationOf(unblinded!.revealed, committed!.design, { ...entry, levels })] as const],
    );
    expect(recomputed).toHaveLength(10);
    expect(new Map(recomputed)).toEqual(plan.sequenceOf);
  });

  it('that would go beyond a cap is not played', () => {
    expect(() => rehearse('{ method: biasedCoin, probability: 0.7, strata: [], caps: { site: 1 } }', 20)).toThrow(
      /more than the 1 participants that the cap site=\w+ allows/,
    );
  });
});
