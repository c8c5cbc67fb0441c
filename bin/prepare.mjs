// Installs and builds what is missing or stale, once at a time; with Node's own modules only, since nothing else may be there.
import { spawn } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Why the program can't be made ready; `message` is one sentence for the person at the terminal. */
export class PrepareProblem extends Error {}

const stateDir = join(root, '.equipoise-build');
const lockFile = join(stateDir, 'lock');
const installedFile = join(root, 'node_modules', '.equipoise-installed');
const builtFile = join(stateDir, 'built');

/** Makes the program ready to run: quick when nothing is stale, and safe when several processes do it at once. */
export async function prepare({ withBuild = true } = {}) {
  checkNode();
  const isStale = () => isInstallStale() || (withBuild && isBuildStale());
  if (!isStale()) return;
  const unlock = await lock();
  try {
    if (isInstallStale()) await install();
    if (withBuild && isBuildStale()) await build();
  } finally {
    unlock();
  }
}

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  throw new PrepareProblem(
    `Equipoise needs Node 20.19 or newer, and this is ${process.versions.node}: see https://nodejs.org.`,
  );
}

// ---- what is stale

function packageDirs() {
  return readdirSync(join(root, 'packages')).map((name) => join(root, 'packages', name));
}

function installHash() {
  const hash = createHash('sha256').update(readFileSync(join(root, 'package-lock.json')));
  for (const file of [root, ...packageDirs()].map((dir) => join(dir, 'package.json'))) hash.update(readFileSync(file));
  return hash.update(`${process.platform} ${process.arch}`).digest('hex');
}

function sourceHash() {
  const hash = createHash('sha256');
  for (const name of readdirSync(root).filter((each) => /^tsconfig.*\.json$/.test(each)))
    addFile(hash, join(root, name));
  for (const dir of packageDirs()) {
    for (const name of ['tsconfig.json', 'package.json', 'index.html', 'vite.config.ts'])
      addFile(hash, join(dir, name));
    if (existsSync(join(dir, 'public'))) addFolder(hash, join(dir, 'public'));
    addFolder(hash, join(dir, 'src'));
  }
  return hash.update(readFileSync(installedFile)).digest('hex');
}

function addFolder(hash, dir) {
  const entries = readdirSync(dir, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const path = join(dir, entry.name);
    if (entry.isDirectory()) addFolder(hash, path);
    else if (!/\.test\.tsx?$/.test(entry.name)) addFile(hash, path);
  }
}

function addFile(hash, path) {
  if (!existsSync(path)) return;
  hash.update(path.slice(root.length)).update('\0').update(readFileSync(path)).update('\0');
}

function isInstallStale() {
  return readIfThere(installedFile) !== installHash();
}

function isBuildStale() {
  return readIfThere(builtFile) !== sourceHash() || !isWhole();
}

/** tsc trusts its notes, not the folder: a deleted dist/ must be seen here. */
function isWhole() {
  return packageDirs().every((dir) => ['index.js', 'index.html'].some((name) => existsSync(join(dir, 'dist', name))));
}

function readIfThere(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

// ---- the lock

async function lock() {
  const token = `${process.pid} ${randomUUID()}`;
  const draft = join(stateDir, `lock.${randomUUID()}`);
  try {
    mkdirSync(stateDir, { recursive: true });
    writeFileSync(draft, token);
  } catch (error) {
    throw explain(error);
  }
  let hasSpoken = false;
  try {
    while (!takeLock(draft)) {
      const holder = readIfThere(lockFile);
      if (holder === undefined) continue;
      if (!isAlive(Number(holder.split(' ')[0]))) {
        breakLock(holder);
        continue;
      }
      if (!hasSpoken) process.stderr.write('Another process installs or builds; waiting for it …\n');
      hasSpoken = true;
      await sleep(200);
    }
  } finally {
    rmSync(draft, { force: true });
  }
  const release = () => {
    if (readIfThere(lockFile) === token) rmSync(lockFile, { force: true });
  };
  process.once('exit', release);
  return () => {
    process.removeListener('exit', release);
    release();
  };
}

/** A hard link appears at once with its content, and only where no such file is. */
function takeLock(draft) {
  try {
    linkSync(draft, lockFile);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw explain(error);
  }
}

/** Removes the lock of a dead process, and gives it back if another one took it in the meantime. */
function breakLock(holder) {
  const aside = join(stateDir, `lock.${randomUUID()}`);
  try {
    renameSync(lockFile, aside);
    if (readFileSync(aside, 'utf8') !== holder) linkSync(aside, lockFile);
  } catch {
    // Somebody else removed it.
  }
  rmSync(aside, { force: true });
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

// ---- the work

async function install() {
  process.stderr.write('Installing the dependencies (the first time takes about a minute) …\n');
  const hash = installHash();
  const [program, ...args] = npmCommand();
  await run(program, [...args, 'install', '--include=dev', '--include=optional', '--no-audit', '--no-fund'], {
    env: npmEnvironment(),
    failure: 'The dependencies could not be installed: see the lines above; is the network there?',
    isQuiet: true,
  });
  // npm may have put the lock file in order.
  writeFileSync(installedFile, installHash() === hash ? hash : installHash());
}

/** The npm that started us, or the one beside this Node, or the one on the path. */
function npmCommand() {
  const started = process.env.npm_execpath;
  if (started !== undefined && basename(started) === 'npm-cli.js' && existsSync(started))
    return [process.execPath, started];
  const beside = join(dirname(process.execPath), '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js');
  return existsSync(beside) ? [process.execPath, beside] : ['npm'];
}

/** Without what `npm start`, `npm test` and `npx` tell their child about their own call. */
function npmEnvironment() {
  const own =
    /^npm_(package_|lifecycle_|command$|execpath$|config_(global|package|call|workspaces?|include_workspace_root|prefix|local_prefix|global_prefix|omit|only|production|dry_run|ignore_scripts|package_lock_only)$)/;
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !own.test(name)));
  delete env.NODE_ENV;
  return env;
}

async function build() {
  process.stderr.write('Building …\n');
  const hash = sourceHash();
  rmSync(builtFile, { force: true });
  const args = [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-b', join(root, 'tsconfig.json')];
  await run(process.execPath, isWhole() ? args : [...args, '--force'], {
    failure: 'The build failed: see the lines above.',
  });
  // The pages come from the built rules of a trial.
  rmSync(join(root, 'packages', 'web', 'dist'), { recursive: true, force: true });
  await run(process.execPath, [join(root, 'node_modules', 'vite', 'bin', 'vite.js'), 'build', '--logLevel', 'warn'], {
    cwd: join(root, 'packages', 'web'),
    failure: 'The build of the web application failed: see the lines above.',
  });
  writeFileSync(builtFile, hash);
}

function run(program, args, { cwd = root, env = process.env, failure, isQuiet = false }) {
  return new Promise((succeed, fail) => {
    const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const keep = (text) => {
      output += text;
      if (!isQuiet) process.stderr.write(text);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', (error) => fail(explain(error)));
    child.on('close', (code) => {
      if (code === 0) return succeed(undefined);
      if (isQuiet) process.stderr.write(output);
      fail(new PrepareProblem(failure));
    });
  });
}

function explain(error) {
  if (error.code === 'EACCES' || error.code === 'EPERM' || error.code === 'EROFS') {
    return new PrepareProblem(
      `No permission to write in ${root}: install and build as its owner first (node bin/equipoise.mjs --help).`,
    );
  }
  if (error.code === 'ENOSPC')
    return new PrepareProblem(`The disk that holds ${root} is full: free at least 1 GB there.`);
  if (error.code === 'ENOENT') return new PrepareProblem('npm was not found: install it together with Node.');
  return error;
}
