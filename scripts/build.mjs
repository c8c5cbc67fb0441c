// `npm run build`: installs and builds what is missing or stale, and nothing else.
import { PrepareProblem, prepare } from '../bin/prepare.mjs';

try {
  await prepare();
  console.log('Built.');
} catch (problem) {
  if (!(problem instanceof PrepareProblem)) throw problem;
  console.error(problem.message);
  process.exitCode = 3;
}
