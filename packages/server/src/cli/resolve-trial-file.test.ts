// What TRIAL on the command line stands for.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { CommandProblem } from './options.js';
import { listShippedTrials, resolveTrialFile, shippedTrialsDir } from './resolve-trial-file.js';

const folder = mkdtempSync(join(tmpdir(), 'equipoise trial-'));
mkdirSync(join(folder, 'trials', 'own'), { recursive: true });
writeFileSync(join(folder, 'trials', 'own', 'protocol.yaml'), '');
writeFileSync(join(folder, 'rope.yaml'), '');
afterAll(() => rmSync(folder, { recursive: true }));

describe('resolveTrialFile', () => {
  it('finds a trial that the product brings, from any folder', () => {
    const protocolFile = join(shippedTrialsDir, 'mesems', 'protocol.yaml');
    expect(resolveTrialFile('mesems', folder)).toEqual({
      kind: 'file',
      protocolFile,
      folder: join(shippedTrialsDir, 'mesems'),
      name: 'mesems',
    });
  });

  it("finds a trial under the current folder's trials/ by name", () => {
    expect(resolveTrialFile('own', folder)).toMatchObject({ folder: join(folder, 'trials', 'own'), name: 'own' });
  });

  it('takes a path to a protocol file or to its folder', () => {
    expect(resolveTrialFile('./rope.yaml', folder)).toMatchObject({
      protocolFile: join(folder, 'rope.yaml'),
      name: 'rope',
    });
    expect(resolveTrialFile('./trials/own', folder)).toMatchObject({ name: 'own' });
  });

  it('takes an id of a trial in the database', () => {
    const trialId = '4f6c2f0e-3d5b-4a57-9a53-2f1d6a0c9b11';
    expect(resolveTrialFile(trialId.toUpperCase(), folder)).toEqual({ kind: 'id', trialId });
  });

  it('refuses anything else and lists the trials that there are', () => {
    expect(() => resolveTrialFile('nothing', folder)).toThrow(CommandProblem);
    expect(() => resolveTrialFile('nothing', folder)).toThrow(listShippedTrials().join(', '));
    expect(listShippedTrials()).toContain('mesems');
  });
});
