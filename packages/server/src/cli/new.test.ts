// `equipoise new`: asks what is not said, writes a trial that is checked and rehearsed, and overwrites nothing.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { makeCommandLine } from './command-line.js';
import { type Ask, run } from './new.js';
import { CommandProblem } from './options.js';
import { readPlan } from './rehearse.js';

let folder: string;
let printed = '';
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'equipoise-new-'));
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
});
afterAll(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

/** Answers by the beginning of the question; everything else as usual. */
function answering(answers: Readonly<Record<string, string>>): { readonly ask: Ask; readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    ask: async (question, usual) => {
      asked.push(question);
      return Object.entries(answers).find(([start]) => question.startsWith(start))?.[1] ?? usual;
    },
  };
}

describe('equipoise new', () => {
  it('asks what is not said, and writes what can be rehearsed at once', async () => {
    const dir = path.join(folder, 'asked');
    const { ask, asked } = answering({
      Design: 'CROSSOVER',
      Treatments: 'Low, High , Placebo',
      Title: 'A "quoted": title',
    });
    await run({ dir, yes: false, endpoint: 'count', sites: 2 }, ask);
    expect(asked.map((question) => question.split(/[ ,]/)[0])).toEqual([
      'Design',
      'Title',
      'Acronym',
      'Treatments',
      'Participants',
      'Method',
      'Do',
    ]);
    const { protocol } = readPlan({ trial: dir, participants: 12 });
    expect(protocol.title).toBe('A "quoted": title');
    expect(protocol.treatments.map(({ name }) => name)).toEqual(['Low', 'High', 'Placebo']);
    expect(protocol.sequences).toHaveLength(6);
    expect(protocol.sites).toHaveLength(2);
    expect(printed).toContain(`${dir}/protocol.yaml`);
  });

  it('names the schema in the first line', () => {
    const [first = ''] = readFileSync(path.join(folder, 'asked', 'protocol.yaml'), 'utf8').split('\n');
    const schema = /^# yaml-language-server: \$schema=(.+)$/.exec(first)?.[1] ?? '';
    expect(JSON.parse(readFileSync(path.resolve(folder, 'asked', schema), 'utf8'))).toHaveProperty('$schema');
  });

  it('takes everything from the command line', async () => {
    const dir = path.join(folder, 'said');
    const words = [
      'new',
      dir,
      '--design',
      'delayedStart',
      '--treatments',
      'Drug,Care',
      '--endpoint',
      'binary',
      '--no-open-label',
      '-y',
    ];
    let code: number | undefined = -1;
    await makeCommandLine((ended) => {
      code = ended;
    }).parseAsync(words, { from: 'user' });
    expect(code).toBeUndefined();
    const { protocol } = readPlan({ trial: dir, participants: 8 });
    expect(protocol.design).toMatchObject({ type: 'delayedStart', active: 'drug' });
    expect(protocol.blinding.openLabel).toBeUndefined();
  });

  it('overwrites nothing', async () => {
    const file = path.join(folder, 'said', 'protocol.yaml');
    const before = readFileSync(file, 'utf8');
    await expect(run({ dir: path.join(folder, 'said'), yes: true })).rejects.toThrow('is there already');
    expect(readFileSync(file, 'utf8')).toBe(before);
  });

  it('says all that is wrong with the answers at once', async () => {
    const dir = path.join(folder, 'wrong');
    const wrong = run({ dir, yes: true, treatments: 'Drug', acronym: '?' });
    await expect(wrong).rejects.toThrow(CommandProblem);
    await expect(wrong).rejects.toThrow(/acronym[\s\S]*treatments/);
    await expect(run({ dir, yes: false }, answering({ Design: 'square' }).ask)).rejects.toThrow('none of parallel');
  });
});
