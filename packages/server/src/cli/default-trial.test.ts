// The trial of a first start is configured, and the packages know none.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { readDefaultTrial } from './default-trial.js';
import { CommandProblem } from './options.js';
import { readPlan } from './rehearse.js';

const folder = mkdtempSync(path.join(tmpdir(), 'equipoise-default-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('names a trial and a scenario that are shipped', () => {
  const { trial, scenario } = readDefaultTrial();
  expect(readPlan({ trial, participants: 2 }).protocol.id).toBe(trial);
  expect(readdirSync(path.join(packages, '../trials', trial, 'scenarios'))).toContain(`${scenario}.yaml`);
});

it.each(['no JSON', '{}', '[]', 'null', '{"trial":1,"scenario":"default"}'])('is refused as %s', (text) => {
  const file = path.join(folder, 'default.json');
  writeFileSync(file, text);
  expect(() => readDefaultTrial(file)).toThrow(CommandProblem);
  expect(() => readDefaultTrial(path.join(folder, 'none.json'))).toThrow(CommandProblem);
});

const packages = fileURLToPath(new URL('../../..', import.meta.url));
/** Words of the model trial, its product, its disease and its endpoint. (An "EDSS rater" is among the roles of the house.) */
const words = /mesems|sclerosis|gadolinium|mesenchym|stem cell|(?<!\p{L})(mscs?|gels?|rrms)(?!\p{L})|baselineGel/iu;
/** What a package says by itself: neither tests, nor fixtures, nor the made cases that stand beside them. */
const said = /\.(ts|json|yaml|mjs)$/;
const made = /\.(test|fixture)\.(ts|yaml)$|\/test-support\/|\/fixture\/|\/event\/examples\//;

it('and nothing else in any package speaks of the model trial', () => {
  const files = readdirSync(packages).flatMap((name) => [
    `${name}/package.json`,
    ...readdirSync(path.join(packages, name, 'src'), { recursive: true, encoding: 'utf8' })
      .map((file) => `${name}/src/${file.replaceAll('\\', '/')}`)
      .filter((file) => said.test(file) && !made.test(file)),
  ]);
  expect(files.length).toBeGreaterThan(300);
  const found = files.flatMap((file) =>
    readFileSync(path.join(packages, file), 'utf8')
      .split('\n')
      .flatMap((line, index) => (words.test(line) ? [`${file}:${index + 1}: ${line.trim()}`] : [])),
  );
  expect(found).toEqual([]);
});
