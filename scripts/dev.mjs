// `npm run dev`: starts the program, and again after every change of a source that builds. Arguments are those of `equipoise start`.
import { spawn } from 'node:child_process';
import { watch } from 'node:fs';
import { join } from 'node:path';
import { PrepareProblem, prepare, root } from '../bin/prepare.mjs';

let running;
let timer;
let isBusy = false;
let isWanted = false;

for (const part of ['packages', 'trials']) {
  watch(join(root, part), { recursive: true }, (_event, name) => {
    if (name !== null && /(^|[\\/])(dist|node_modules)([\\/]|$)|\.test\.ts$|\.tsbuildinfo$/.test(name)) return;
    clearTimeout(timer);
    timer = setTimeout(restart, 300);
  });
}
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, async () => {
    await stop();
    process.exit(0);
  });
}
await restart();

async function restart() {
  isWanted = true;
  if (isBusy) return;
  isBusy = true;
  while (isWanted) {
    isWanted = false;
    await buildAndStart();
  }
  isBusy = false;
}

async function buildAndStart() {
  try {
    await prepare();
  } catch (problem) {
    if (!(problem instanceof PrepareProblem)) throw problem;
    console.error(`${problem.message} Waiting for the next change.`);
    return;
  }
  await stop();
  running = spawn(process.execPath, [join(root, 'bin', 'equipoise.mjs'), 'start', ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
}

function stop() {
  const child = running;
  running = undefined;
  if (child === undefined || child.exitCode !== null) return Promise.resolve();
  return new Promise((succeed) => {
    child.once('exit', succeed);
    child.kill('SIGTERM');
  });
}
