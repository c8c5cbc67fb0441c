// The key file: made once, whole, whoever asks first.
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { openKeyring } from './keyring.js';

it('gives everyone who opens a new installation at once the same keys, and leaves one file', async () => {
  const directory = await mkdtemp(path.join(tmpdir(), 'equipoise-keyring-'));
  try {
    const installationId = crypto.randomUUID();
    const opened = await Promise.all(
      Array.from({ length: 16 }, () => openKeyring({ installationId, directory, create: true })),
    );
    expect(new Set(opened.map(({ masterKeyFingerprint }) => masterKeyFingerprint)).size).toBe(1);
    expect(await readdir(directory)).toEqual([`${installationId}.json`]);
  } finally {
    await rm(directory, { recursive: true });
  }
});
