// The key file: made once, whole, whoever asks first; read in the form of any version; and all of it in an escrow.
import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { firstKeys, keptKeysFingerprint, packKeys, unpackKeys } from './kept-key.js';
import { fingerprint } from './key-file.js';
import { openKeyring, recoverKeyFile } from './keyring.js';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'equipoise-keyring-'));
});
afterEach(() => rm(directory, { recursive: true }));

it('gives everyone who opens a new installation at once the same keys, and leaves one file', async () => {
  const installationId = crypto.randomUUID();
  const opened = await Promise.all(
    Array.from({ length: 16 }, () => openKeyring({ installationId, directory, create: true })),
  );
  expect(new Set(opened.map(({ masterKeyFingerprint }) => masterKeyFingerprint)).size).toBe(1);
  expect(await readdir(directory)).toEqual([`${installationId}.json`]);
});

it('reads a file of the first version, and keeps every key of it in the form of this one', async () => {
  const installationId = crypto.randomUUID();
  const [present, former, commandKey, signingSeed] = Array.from({ length: 4 }, () => randomBytes(32)) as [
    Buffer,
    Buffer,
    Buffer,
    Buffer,
  ];
  const file = path.join(directory, `${installationId}.json`);
  const ofFirstVersion = {
    equipoiseKeys: 1,
    installationId,
    masterKeyHex: present.toString('hex'),
    otherMasterKeys: [
      { kind: 'file', hex: former.toString('hex') },
      { kind: 'environment', variable: 'EQUIPOISE_NO_SUCH_KEY' },
    ],
    commandKeyHex: commandKey.toString('hex'),
    signingSeedHex: signingSeed.toString('hex'),
  };
  await writeFile(file, JSON.stringify(ofFirstVersion));
  const expected = fingerprint(present);
  for (const keyring of [
    await openKeyring({ installationId, directory, create: false, expected }),
    await openKeyring({ installationId, directory, create: false, expected }),
  ]) {
    expect(await keyring.readMasterKeys()).toEqual([present, former]);
    expect(keyring.commandKey).toEqual(commandKey);
    expect(keyring.keptKeysFingerprint).toBe(keptKeysFingerprint({ commandKey, signingSeed }));
  }
  const now = JSON.parse(await readFile(file, 'utf8'));
  expect(now).toMatchObject({
    equipoiseKeys: 2,
    // What can't be read today may be there tomorrow.
    otherMasterKeys: [{ kind: 'environment', variable: 'EQUIPOISE_NO_SUCH_KEY' }],
  });
  expect(JSON.stringify(now)).not.toContain(former.toString('hex'));
});

it('is written again from what an escrow holds, whole: no key differs, and nothing but the whole is taken', async () => {
  const installationId = crypto.randomUUID();
  const keys = { ...firstKeys(randomBytes(32), installationId), masterKey: randomBytes(32) };
  const secret = packKeys({ ...keys, formerMasterKeys: [randomBytes(32), randomBytes(32)] });
  const given = unpackKeys(secret);
  if (given === undefined) throw new Error('the secret does not come apart');
  await recoverKeyFile({ installationId, directory, keys: given });
  const keyring = await openKeyring({ installationId, directory, create: false });
  expect(packKeys(await keyring.readKeptKeys())).toEqual(secret);
  expect(keyring.commandKey).toEqual(keys.commandKey);
  expect(unpackKeys(secret.subarray(0, -1))).toBeUndefined();
  expect(unpackKeys(secret.subarray(0, 65))).toBeUndefined();
  expect(unpackKeys(Buffer.concat([Buffer.from([1]), secret.subarray(1)]))).toBeUndefined();
  await expect(recoverKeyFile({ installationId, directory, keys: given })).rejects.toMatchObject({ code: 'EEXIST' });
});
