// The command `equipoise design`: words, JSON, and the same answer by any number of threads.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { designScenarios, simulationTask } from '@equipoise/analysis';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { simulateJobs } from '../design/simulate.js';
import { run } from './design.js';
import { readProtocol, requireProtocolFile } from './find-trial.js';

const fileOf = (name: string) => fileURLToPath(new URL(`../../../../trials/${name}/protocol.yaml`, import.meta.url));
const mesems = fileOf('mesems');

let folder: string;
let printed = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'equipoise-design-'));
  printed = '';
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

async function jsonOf(workers: number, seed = 4): Promise<string> {
  const json = path.join(folder, `${workers}-${seed}.json`);
  expect(await run({ trial: mesems, power: true, simulate: 30, workers, seed, json })).toBe(0);
  return readFileSync(json, 'utf8');
}

describe('equipoise design', () => {
  it('prints power and operating characteristics, and writes the same JSON by one thread and by three', async () => {
    const one = await jsonOf(1);
    for (const words of [
      'Needed for a power of 80.0%',
      'Planned are 144',
      'type I error',
      'dispersion × 0.5',
      'not converged',
    ]) {
      expect(printed).toContain(words);
    }
    expect(await jsonOf(3)).toBe(one);
    expect(await jsonOf(1, 5)).not.toBe(one);
    const { simulation } = JSON.parse(one) as {
      simulation: { scenarios: { id: string; trials: number; path: string }[] };
    };
    expect(simulation.scenarios).toHaveLength(12);
    expect(simulation.scenarios[0]).toMatchObject({
      id: 'primaryPower/null/variation-1/dropout-5%',
      trials: 30,
      path: 'counts',
    });
  });

  it('shares trials in chunks of any size, also of analyses without the fast path', async () => {
    const { protocol } = readProtocol(requireProtocolFile(fileOf('williams'), 'A test'));
    const scenario = designScenarios(protocol)[1]!;
    const jobs = [{ scenario, place: 1, task: simulationTask(protocol, scenario) }];
    const done: number[] = [];
    const shared = { protocol, jobs, seed: 2, trials: 12 };
    const whole = await simulateJobs({ ...shared, workers: 1, chunk: 12, onProgress: (count) => done.push(count) });
    expect(await simulateJobs({ ...shared, workers: 3, chunk: 5 })).toEqual(whole);
    expect(whole[0]!.trials).toBe(12);
    expect(done).toEqual([12]);
  });

  it('says what is wrong in a sentence', async () => {
    const options = { power: false, seed: 1 };
    await expect(run({ ...options, trial: fileOf('raynaud'), power: true })).rejects.toThrow(
      /states no assumptions of power/,
    );
    await expect(run({ ...options, trial: mesems, simulate: 5, only: ['variation-3'] })).rejects.toThrow(
      /No scenario has "variation-3"/,
    );
  });
});
