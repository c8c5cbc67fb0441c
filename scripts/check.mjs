// `npm run check`: everything that continuous integration asks; all steps run, and the summary names those that failed.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { PrepareProblem, prepare, root } from '../bin/prepare.mjs';
import { findForbiddenWords } from './glossary.mjs';

const bin = (path) => join(root, 'node_modules', path);
const biome = bin('@biomejs/biome/bin/biome');
const tsc = bin('typescript/bin/tsc');

/** Each step answers true if it passed, and prints what a person needs if it did not. */
const steps = [
  ['format', () => node(biome, 'format', '.')],
  ['lint', () => node(biome, 'lint', '--error-on-warnings', '.')],
  ['import directions', checkImports],
  ['types', () => node(tsc, '-b') && ['.', 'packages/web'].every((at) => node(tsc, '-p', `${at}/tsconfig.test.json`))],
  ['dead code', () => node(bin('knip/bin/knip.js'), '--no-progress', '--no-config-hints')],
  ['glossary', checkWords],
  ['tests', () => node(join(root, 'scripts', 'test.mjs'))],
];

try {
  // What does not build is named by the step "types".
  await prepare({ withBuild: false });
} catch (problem) {
  if (!(problem instanceof PrepareProblem)) throw problem;
  console.error(problem.message);
  process.exit(3);
}
const wanted = process.argv.slice(2);
const results = steps
  .filter(([name]) => wanted.length === 0 || wanted.includes(name))
  .map(([name, passes]) => {
    console.log(`\n== ${name}`);
    const start = Date.now();
    const ok = passes();
    console.log(`${ok ? 'passed' : 'FAILED'} in ${((Date.now() - start) / 1000).toFixed(1)} s`);
    return { name, ok };
  });
const failed = results.filter(({ ok }) => !ok).map(({ name }) => name);
console.log(failed.length === 0 ? '\ncheck: all passed' : `\ncheck: FAILED: ${failed.join(', ')}`);
process.exitCode = failed.length === 0 && results.length > 0 ? 0 : 1;

function node(...args) {
  return spawnSync(process.execPath, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] }).status === 0;
}

/** A tool that reads nothing finds nothing wrong: it must have read every source, and have followed names from package to package. */
function checkImports() {
  const run = spawnSync(
    process.execPath,
    [
      bin('dependency-cruiser/bin/dependency-cruise.mjs'),
      'packages',
      '--config',
      '.dependency-cruiser.cjs',
      '--output-type',
      'json',
    ],
    { cwd: root, stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 1 << 28 },
  );
  const { modules, summary } = JSON.parse(run.stdout.toString());
  for (const { rule, from, to } of summary.violations) console.log(`${rule.name}: ${from} → ${to}`);
  const read = new Set(modules.map(({ source }) => source));
  const missed = listSources('packages').filter((file) => !read.has(file));
  for (const file of missed) console.log(`not read: ${file}`);
  const crossings = modules.flatMap(({ source, dependencies }) =>
    dependencies.filter(
      ({ resolved }) => packageOf(resolved) !== undefined && packageOf(resolved) !== packageOf(source),
    ),
  );
  console.log(`${read.size} modules read, ${crossings.length} imports from package to package`);
  return summary.violations.length === 0 && missed.length === 0 && read.size > 0 && crossings.length > 0;
}

function packageOf(path) {
  return /^packages\/([^/]+)\/src\//.exec(path)?.[1];
}

function checkWords() {
  const { findings, files } = findForbiddenWords(root);
  for (const { file, line, word, instead } of findings) console.log(`${file}:${line}: "${word}": say ${instead}`);
  console.log(`${files} files read`);
  return findings.length === 0 && files > 0;
}

function listSources(dir) {
  return readdirSync(join(root, dir), { withFileTypes: true }).flatMap((entry) => {
    const path = `${dir}/${entry.name}`;
    if (entry.isDirectory()) return ['dist', 'node_modules'].includes(entry.name) ? [] : listSources(path);
    return /\/src\/.*(?<!\.d)\.tsx?$/.test(path) ? [path] : [];
  });
}
