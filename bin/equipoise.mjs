#!/usr/bin/env node
// The command `equipoise`: installs and builds what is missing, with Node's own modules only, then hands over.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { PrepareProblem, prepare, root } from './prepare.mjs';

try {
  await prepare();
} catch (problem) {
  if (!(problem instanceof PrepareProblem)) throw problem;
  process.stderr.write(`${problem.message}\n`);
  process.exit(3);
}
const { runCommandLine } = await import(pathToFileURL(join(root, 'packages/server/dist/cli/main.js')).href);
await runCommandLine(process.argv.slice(2));
