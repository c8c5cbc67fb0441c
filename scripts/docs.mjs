// `npm run docs`: writes the catalogues and the walks anew, from the definitions and from the tests that walk. Read the difference.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { PrepareProblem, prepare, root } from '../bin/prepare.mjs';

const tests = [
  'packages/trial/src/catalogue-document.test.ts',
  'packages/server/src/walk',
  'packages/server/src/http/interface-types.test.ts',
  'validation/acceptance/acceptance.test.ts',
];

try {
  await prepare({ withBuild: false });
} catch (problem) {
  if (!(problem instanceof PrepareProblem)) throw problem;
  console.error(problem.message);
  process.exit(3);
}
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
const { status } = spawnSync(process.execPath, [vitest, 'run', ...tests, '--update'], { cwd: root, stdio: 'inherit' });
process.exitCode = status ?? 1;
