// Whole rehearsals from their commands to their analysis: the replica of the published result, and one that is still blind.
import { readFileSync } from 'node:fs';
import { formatIssue, parseProtocol } from '@equipoise/trial';
import { beforeAll, describe, expect, test } from 'vitest';
import { analyse } from './analyse.js';
import { parseScenario } from './cohort/parse-scenario.js';
import { planRehearsal } from './cohort/plan-rehearsal.js';
import { runInMemory } from './cohort/run-in-memory.js';
import { memorySnapshot } from './fixture/memory-snapshot.fixture.js';
import type { AnalysisOutput } from './output.js';

function rehearsed(name: string, more: { readonly participants?: number } = {}) {
  const read = (file: string) => readFileSync(new URL(`../../../trials/mesems/${file}`, import.meta.url), 'utf8');
  const protocol = parseProtocol(read('protocol.yaml'), 'protocol.yaml');
  if (!protocol.ok) throw new Error(protocol.issues.map(formatIssue).join('\n'));
  const scenario = parseScenario({ source: read(`scenarios/${name}.yaml`), file: name, protocol: protocol.value });
  if (!scenario.ok) throw new Error(scenario.issues.map(formatIssue).join('\n'));
  const plan = planRehearsal({ protocol: protocol.value, scenario: scenario.value, seed: 1, ...more });
  const run = runInMemory(plan);
  return { plan, run };
}

describe('the replica cohort', () => {
  let rehearsal: ReturnType<typeof rehearsed>;
  let output: AnalysisOutput;
  beforeAll(() => {
    rehearsal = rehearsed('published');
    output = analyse(memorySnapshot(rehearsal.plan, rehearsal.run, { isOpen: true }));
  });
  const row = (event: string, group: string) => {
    const found = output.safety.find((one) => one.event === event && one.group === group);
    return found && [found.events, found.participants];
  };

  // The published numbers: Uccelli et al., Lancet Neurology 2021;20:917-929, abstract.
  test('has the published numbers of participants and adverse events', () => {
    expect(rehearsal.run.refusals).toEqual([]);
    expect(output.participants.bySequence).toEqual({ earlyMsc: 69, delayedMsc: 75 });
    expect([row('all', 'earlyMsc'), row('all', 'delayedMsc')]).toEqual([
      [93, 35],
      [120, 42],
    ]);
    expect([row('infections', 'earlyMsc')?.[0], row('infections', 'delayedMsc')?.[0]]).toEqual([18, 36]);
    expect([row('serious', 'msc'), row('serious', 'placebo')]).toEqual([
      [0, 0],
      [9, 7],
    ]);
    expect([row('fatal', 'earlyMsc'), row('fatal', 'delayedMsc')]).toEqual([
      [0, 0],
      [0, 0],
    ]);
  });

  test.each(['primary', 'primaryObserved'])('gives the published rate ratio after rounding (%s)', (id) => {
    const result = output.analyses.find((one) => one.id === id)!;
    const rounded = [result.estimate, ...(result.ci ?? []), result.p].map((value) => value?.toFixed(2));
    expect(rounded).toEqual(['0.94', '0.50', '1.78', '0.84']);
  });

  test('concludes by the rule, and says that nothing behind the first hypothesis was tested', () => {
    expect(output.conclusion).toContain(
      'did not demonstrate a difference: rate ratio 0.94 (95% CI 0.50 to 1.78), p = 0.84',
    );
    expect(output.conclusion).toContain('SYNTHETIC');
    const statuses = ['primary', 'combinedActivity', 'relapses'].map(
      (id) => output.analyses.find((one) => one.id === id)?.status,
    );
    expect(statuses).toEqual(['tested', 'not tested (nominal)', 'not tested (nominal)']);
    expect(output.analyses.filter(({ postHoc }) => postHoc)).toEqual([]);
  });
});

describe('a rehearsal that is still blind', () => {
  const { plan, run } = rehearsed('default', { participants: 40 });

  test('gives the same analysis, of dummy arms, whatever the allocation [acceptance E]', () => {
    const turned = new Map(
      [...plan.sequenceOf].map(([id, sequence]) => [id, sequence === 'earlyMsc' ? 'delayedMsc' : 'earlyMsc']),
    );
    const blind = analyse(memorySnapshot(plan, run, { isOpen: false }));
    expect(blind).toEqual(analyse(memorySnapshot({ ...plan, sequenceOf: turned }, run, { isOpen: false })));
    expect(blind.dummyArms).toBe(true);
    expect(Object.values(blind.participants.bySequence)).toEqual([20, 20]);
  });

  test('analyses the week-24 cut without what came after it', () => {
    const cut = { id: 'week24', visits: ['screening', 'W0', 'W4', 'W12', 'W24'] };
    const output = analyse(memorySnapshot(plan, run, { isOpen: true, cut }));
    expect(output.analyses.map(({ id }) => id)).toContain('primary');
    expect(output.analyses.map(({ id }) => id)).not.toContain('t2Volume48');
    const whole = analyse(memorySnapshot(plan, run, { isOpen: true }));
    const primary = (from: typeof output) => from.analyses.find(({ id }) => id === 'primary')!;
    expect(primary(output).estimate).toBe(primary(whole).estimate);
    expect(output.safety[0]!.events).toBeLessThan(whole.safety[0]!.events);
  });
});
