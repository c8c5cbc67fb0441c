// `npm run bench`: builds what is stale, then times our statistics beside their peers in R (--quick, --json FILE); `npm run bench -- server`
// times the server beside its database instead (--size small, medium or full, --json FILE), and
// `npm run bench -- browser` the web application in a Chromium (--size small or full, --json FILE).
import { PrepareProblem, prepare } from '../bin/prepare.mjs';

try {
  await prepare();
} catch (problem) {
  if (!(problem instanceof PrepareProblem)) throw problem;
  console.error(problem.message);
  process.exit(3);
}
const [, , what] = process.argv;
if (what === 'server' || what === 'browser') process.argv.splice(2, 1);
if (what === 'server') await import('./server.mjs');
else if (what === 'browser') await import('./browser.mjs');
else await import('./run.mjs');
