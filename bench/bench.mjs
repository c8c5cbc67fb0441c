// `npm run bench`: builds what is stale, then times our statistics beside their peers in R. Arguments: --quick, --json FILE.
import { PrepareProblem, prepare } from '../bin/prepare.mjs';

try {
  await prepare();
} catch (problem) {
  if (!(problem instanceof PrepareProblem)) throw problem;
  console.error(problem.message);
  process.exit(3);
}
await import('./run.mjs');
