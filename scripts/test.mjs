// `npm test`: makes the program ready, runs all tests (arguments filter them), and ends with one line that counts them.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PrepareProblem, prepare, root } from '../bin/prepare.mjs';

process.exitCode = await test(process.argv.slice(2));

async function test(args) {
  try {
    await prepare();
  } catch (problem) {
    if (!(problem instanceof PrepareProblem)) throw problem;
    console.error(problem.message);
    return 3;
  }
  const folder = mkdtempSync(join(tmpdir(), 'equipoise-test-'));
  try {
    const file = join(folder, 'result.json');
    const code = await runVitest([...args, '--reporter=default', '--reporter=json', `--outputFile.json=${file}`]);
    const { passed, failed, skipped } = count(file);
    console.log(`tests: ${passed} passed, ${failed} failed, ${skipped} skipped`);
    return code !== 0 || failed > 0 || passed === 0 ? 1 : 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function runVitest(args) {
  return new Promise((succeed, fail) => {
    const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
    const child = spawn(process.execPath, [vitest, 'run', ...args], {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
    child.on('error', fail);
    child.on('close', (code) => succeed(code ?? 1));
  });
}

/** A file that fails before its first test counts as one failed test: nothing that is broken may read as 0 failed. */
function count(file) {
  let result;
  try {
    result = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
  const brokenFiles = result.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && !assertionResults.some((each) => each.status === 'failed'),
  ).length;
  return {
    passed: result.numPassedTests,
    failed: result.numFailedTests + brokenFiles,
    skipped: result.numPendingTests + result.numTodoTests,
  };
}
