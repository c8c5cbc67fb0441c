// Files that people name: what can't be read is said in one sentence, never as a fault of the program.
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readText } from './find-trial.js';
import { CommandProblem } from './options.js';
import { readTable } from './read-table.js';

describe.each([
  ['that is not there', path.join(tmpdir(), 'no-such-folder', 'data.csv')],
  ['that is a folder', tmpdir()],
])('a file %s', (_what, file) => {
  it('is a problem that names it', () => {
    for (const read of [readText, readTable]) {
      expect(() => read(file)).toThrow(CommandProblem);
      expect(() => read(file)).toThrow(file);
    }
  });
});
