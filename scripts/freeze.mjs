// `npm run freeze [-- NAME]`: keeps a backup of rehearsals as this version writes it, which every later version must restore.
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PrepareProblem, prepare, root } from '../bin/prepare.mjs';

/** Small ones that touch much: sealed lists, a product, two periods, adverse events. */
const rehearsals = [
  ['raynaud', 2],
  ['mesems', 2],
];
const largestBytes = 200_000;

try {
  await prepare();
  freeze(process.argv[2] ?? JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version);
} catch (problem) {
  if (!(problem instanceof PrepareProblem)) throw problem;
  console.error(problem.message);
  process.exitCode = 3;
}

function freeze(name) {
  const target = join(root, 'validation', 'frozen', name);
  if (existsSync(target)) throw new PrepareProblem(`${target} is there already: what is frozen stays as it is.`);
  const work = mkdtempSync(join(tmpdir(), 'equipoise-freeze-'));
  try {
    const draft = join(work, 'frozen');
    mkdirSync(draft);
    // The database's user, where root lends itself to one, must pass through.
    chmodSync(work, 0o711);
    equipoise(work, 'migrate');
    for (const [trial, participants] of rehearsals)
      equipoise(work, 'rehearse', trial, '--participants', String(participants), '--seed', '1');
    const backup = join(draft, 'backup.age');
    equipoise(work, 'backup', '--output', backup);
    writeFileSync(join(draft, 'trials.json'), equipoise(work, 'trials', '--json'));
    cpSync(join(work, 'keys'), join(draft, 'test-key'), { recursive: true });
    // The note names the file by its place on this computer.
    const note = JSON.parse(readFileSync(`${backup}.json`, 'utf8'));
    writeFileSync(`${backup}.json`, `${JSON.stringify({ ...note, file: 'backup.age' }, null, 2)}\n`);
    const { length } = readFileSync(backup);
    if (length > largestBytes)
      throw new PrepareProblem(`The backup has ${length} bytes, more than ${largestBytes}: rehearse less.`);
    mkdirSync(join(root, 'validation', 'frozen'), { recursive: true });
    cpSync(draft, `${target}.part`, { recursive: true });
    renameSync(`${target}.part`, target);
    console.log(`${target}: ${length} bytes, ${note.trials} trials, ${note.events} events. Run: npm test -- frozen`);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Runs a command of this version on a database and keys of its own. @returns what it printed */
function equipoise(work, ...args) {
  const { status, stdout } = spawnSync(process.execPath, [join(root, 'bin', 'equipoise.mjs'), ...args], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      DATABASE_URL: '',
      EQUIPOISE_ROLE_PREFIX: 'equipoise',
      EQUIPOISE_DATA: join(work, 'data'),
      EQUIPOISE_KEYS: join(work, 'keys'),
      EQUIPOISE_MASTER_KEY: undefined,
    },
  });
  if (status !== 0) throw new PrepareProblem(`equipoise ${args.join(' ')} failed`);
  return stdout;
}
