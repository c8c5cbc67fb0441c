// A rehearsal that is in its middle today.
import { readFileSync } from 'node:fs';
import { formatIssue, parseProtocol } from '@equipoise/trial';
import { describe, expect, it } from 'vitest';
import { parseScenario } from './parse-scenario.js';
import { planUnderWay } from './plan-under-way.js';
import { runInMemory } from './run-in-memory.js';

const folder = new URL('../../../../trials/mesems/', import.meta.url);
const protocolSource = readFileSync(new URL('protocol.yaml', folder), 'utf8');
const protocol = parseProtocol(protocolSource, 'protocol.yaml');
if (!protocol.ok) throw new Error(protocol.issues.map(formatIssue).join('\n'));
const scenario = parseScenario({
  source: readFileSync(new URL('scenarios/default.yaml', folder), 'utf8'),
  file: 'default.yaml',
  protocol: protocol.value,
});
if (!scenario.ok) throw new Error(scenario.issues.map(formatIssue).join('\n'));

describe('planUnderWay', () => {
  it('has participants in every period today, is accepted, and holds nothing of the future', () => {
    const now = '2026-11-24T10:00:00.000Z';
    const input = { protocol: protocol.value, protocolSource, scenario: scenario.value, seed: 1, participants: 36 };
    const plan = planUnderWay({ ...input, now, share: 0.6 });
    expect(plan.commands.every(({ at }) => at !== undefined && at <= now)).toBe(true);
    const last = plan.commands.at(-1)?.at ?? '';
    expect(last > '2026-11-10').toBe(true);
    const run = runInMemory(plan);
    expect(run.refusals).toEqual([]);
    expect(run.trial.isUnblinded).toBe(false);
    const count = (name: string) => plan.commands.filter(({ command }) => command.name === name).length;
    expect(count('randomise')).toBeGreaterThan(12);
    expect(count('randomise')).toBeLessThan(36);
    expect(count('lockTrial')).toBe(0);
  });
});
