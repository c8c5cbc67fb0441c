// `npm run screens`: saves the main screens under docs/screens, from a rehearsal that is under way. Look at each of them.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { PrepareProblem, prepare, root } from '../bin/prepare.mjs';

try {
  await prepare();
} catch (problem) {
  if (!(problem instanceof PrepareProblem)) throw problem;
  console.error(problem.message);
  process.exit(3);
}
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
const { status } = spawnSync(process.execPath, [vitest, 'run', 'validation/browser/screens.test.ts'], {
  cwd: root,
  env: { ...process.env, EQUIPOISE_SCREENS: 'save' },
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
