// Before each test file: a failing property of fast-check shows its seed and the one command that replays it.
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import type { RunDetails } from 'fast-check';
import { expect } from 'vitest';

const file = expect.getState().testPath ?? '';

// fast-check takes a tenth of a second to load; most files do without it.
if (file !== '' && readFileSync(file, 'utf8').includes('fast-check')) {
  const fc = await import('fast-check');
  const seed = process.env.EQUIPOISE_SEED;
  fc.configureGlobal({
    ...(seed === undefined ? {} : { seed: Number(seed) }),
    reporter: (run: RunDetails<unknown>) => {
      if (!run.failed) return;
      throw new Error(`${fc.defaultReportMessage(run)}\n\nReplay: ${replayCommand(run)}`, { cause: run.errorInstance });
    },
  });
}

function replayCommand(run: RunDetails<unknown>): string {
  const name = (expect.getState().currentTestName ?? '').replaceAll(' > ', ' ').replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const test = relative(process.cwd(), file);
  return `EQUIPOISE_SEED=${run.seed} npm test -- ${quote(test)} -t ${quote(name)}`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
