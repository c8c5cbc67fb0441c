// The master key: from the environment or a key management service, rotated with everything still opening, escrowed by name.
import { createCipheriv, createDecipheriv, randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, unlink, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { TrialId } from '@equipoise/trial';
import { split } from 'shamir-secret-sharing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { backup } from '../backup/backup.js';
import { loadBackup, verifyRestored } from '../backup/restore.js';
import { readProtocol, requireProtocolFile } from '../cli/find-trial.js';
import { escrow, recover } from '../cli/key.js';
import { CommandExecutor } from '../execute/execute.js';
import { decryptFile, encryptFile, fileWrappingKey } from '../file/file-cipher.js';
import { roleNames } from '../store/pool.js';
import { openOn } from '../system.js';
import { openEmptyDatabase, openTestSystem } from '../test-support/system.js';
import { readKeyFile, replaceKeyFile, sourceOf } from './key-file.js';
import { openKeyring, publicHalf } from './keyring.js';
import { readMasterKey, wrapByKms } from './master-key.js';
import { Opener, openSecret } from './opener.js';
import { rotateMasterKey } from './rotate.js';

/** Speaks the part of AWS KMS that is asked: AES-256-GCM, the encryption context as associated data. */
class KeyService {
  readonly #key = randomBytes(32);
  readonly asked: string[] = [];
  #server: Server | undefined;

  async open(): Promise<string> {
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const action = String(request.headers['x-amz-target']).split('.')[1] ?? '';
        this.asked.push(action);
        const answer = this.#answer(action, JSON.parse(Buffer.concat(chunks).toString('utf8')));
        response.writeHead(answer === undefined ? 400 : 200, { 'content-type': 'application/x-amz-json-1.1' });
        response.end(JSON.stringify(answer ?? { __type: 'InvalidCiphertextException' }));
      });
    });
    await new Promise<void>((resolve) => this.#server?.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    await new Promise((resolve) => this.#server?.close(resolve));
  }

  #answer(action: string, body: Record<string, unknown>): object | undefined {
    const context = Buffer.from(JSON.stringify(body.EncryptionContext));
    if (action === 'Encrypt') {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', this.#key, nonce).setAAD(context);
      const text = Buffer.concat([cipher.update(Buffer.from(String(body.Plaintext), 'base64')), cipher.final()]);
      const blob = Buffer.concat([nonce, text, cipher.getAuthTag()]);
      return { CiphertextBlob: blob.toString('base64'), KeyId: body.KeyId };
    }
    try {
      const blob = Buffer.from(String(body.CiphertextBlob), 'base64');
      const decipher = createDecipheriv('aes-256-gcm', this.#key, blob.subarray(0, 12)).setAAD(context);
      decipher.setAuthTag(blob.subarray(-16));
      const text = Buffer.concat([decipher.update(blob.subarray(12, -16)), decipher.final()]);
      return { Plaintext: text.toString('base64'), KeyId: body.KeyId };
    } catch {
      return undefined;
    }
  }
}

const service = new KeyService();
let endpoint: string;
beforeAll(async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
  endpoint = await service.open();
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await service.close();
});

describe('a master key', () => {
  it('is wrapped by a key management service, for its installation alone', async () => {
    const masterKey = randomBytes(32);
    const source = await wrapByKms(masterKey, 'here', { keyId: 'alias/equipoise', endpoint, region: 'eu-central-1' });
    expect(JSON.stringify(source)).not.toContain(masterKey.toString('hex'));
    expect(await readMasterKey(source, 'here')).toEqual(masterKey);
    await expect(readMasterKey(source, 'elsewhere')).rejects.toThrow(/key management service/);
    expect(service.asked).toEqual(['Encrypt', 'Decrypt', 'Decrypt']);
  });

  it('stays in the environment, and is asked for by name where it is not there', async () => {
    const key = randomBytes(32).toString('hex');
    const directory = await mkdtemp(path.join(tmpdir(), 'equipoise-environment-'));
    const installationId = randomUUID();
    try {
      vi.stubEnv('EQUIPOISE_MASTER_KEY', key);
      const { readMasterKey: read, file } = await openKeyring({ installationId, directory, create: true });
      expect((await read()).toString('hex')).toBe(key);
      expect(await readFile(file, 'utf8')).not.toContain(key);
      vi.stubEnv('EQUIPOISE_MASTER_KEY', 'short');
      await expect(read()).rejects.toThrow(/EQUIPOISE_MASTER_KEY, as 64/);
    } finally {
      vi.stubEnv('EQUIPOISE_MASTER_KEY', undefined);
      await rm(directory, { recursive: true });
    }
  });
});

async function* parts(content: string | Buffer): AsyncGenerator<Buffer> {
  yield Buffer.from(content);
}

async function collect(content: AsyncIterable<Buffer>): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of content) pieces.push(piece);
  return Buffer.concat(pieces);
}

it('is rotated, to a service too: what was sealed opens, a cut rotation settles, and two of three named holders recover every key: a file and a backup of before open', async () => {
  const system = await openTestSystem();
  const shares = await mkdtemp(path.join(tmpdir(), 'equipoise-shares-'));
  try {
    const trialId = TrialId.parse(randomUUID());
    const actorId = randomUUID() as never;
    const { source } = readProtocol(requireProtocolFile('epilepsy', 'a test'));
    const executor = new CommandExecutor(system);
    for (const command of [
      { name: 'createTrial', body: { protocolSource: source, mode: 'rehearsal', synthetic: true, origin: {} } },
      { name: 'commitAllocation', body: { list: [{ stratum: 'all', sequence: 'placebo' }] } },
    ] as const)
      expect(
        await executor.execute(trialId, { commandId: randomUUID() as never, actorId, command: command as never }),
      ).toMatchObject({ accepted: true });
    const opens = async (keyring = system.keyring) =>
      (await openSecret(new Opener(system.pools.sealed, trialId, keyring)))?.kind;
    const installationId = path.basename(system.keyring.file, '.json');
    const directory = path.dirname(system.keyring.file);

    const stored = await collect(encryptFile(parts('of before'), fileWrappingKey(system.keyring.commandKey, trialId)));
    const ofBefore = path.join(shares, 'before.age');
    await backup(system, { file: ofBefore });

    const first = await rotateMasterKey(system, { kind: 'file' });
    expect(first).toMatchObject({ from: system.keyring.masterKeyFingerprint, dataKeys: 1 });
    expect(await opens()).toBe('list');
    const { keys: between } = await readKeyFile(system.keyring.file, installationId);
    const second = await rotateMasterKey(system, {
      kind: 'kms',
      keyId: 'alias/equipoise',
      endpoint,
      region: 'eu-central-1',
    });
    expect(await opens()).toBe('list');
    const { keys } = await readKeyFile(system.keyring.file, installationId);
    expect(keys).not.toHaveProperty('masterKeyHex');
    expect(keys.formerMasterKeys).toHaveLength(2);

    // As if it had ended after the database and before the file.
    const { masterKey: next } = keys;
    if (next === undefined) throw new Error('the rotation left another file');
    await replaceKeyFile(system.keyring.file, { ...between, otherMasterKeys: [next] });
    const settled = await openKeyring({ installationId, directory, create: false, expected: second.to });
    expect(settled.masterKeyFingerprint).toBe(second.to);
    const { keys: settledKeys } = await readKeyFile(settled.file, installationId);
    expect(sourceOf(settledKeys).kind).toBe('kms');
    expect(settledKeys.formerMasterKeys).toHaveLength(2);
    expect(await opens(settled)).toBe('list');

    vi.stubEnv('DATABASE_URL', system.url);
    vi.stubEnv('EQUIPOISE_KEYS', directory);
    const { dataDir } = system;
    const holders = ['A. Holder', 'B. Holder', 'C. Holder'];
    expect(await escrow({ dataDir, shares: 3, threshold: 2, output: shares, holders })).toBe(0);
    const files = (await readdir(shares))
      .filter((file) => /^share/.test(file))
      .sort()
      .map((file) => path.join(shares, file));
    expect(await recover({ dataDir, shares: [files[0], files[2]] as string[] })).toBe(0);
    await expect(recover({ dataDir, shares: [files[1]] as string[] })).rejects.toThrow(/2 different shares/);
    // Shares of the first form, of the master key alone: after a rotation they do not bring the other keys back.
    const [masterKey] = await settled.readMasterKeys();
    const ofFirstForm = await Promise.all(
      (await split(new Uint8Array(masterKey as Buffer), 2, 2)).map(async (secret, index) => {
        const file = path.join(shares, `old-${index}.json`);
        const share = { equipoiseKeyShare: 1, installationId, masterKeyFingerprint: second.to, share: index + 1 };
        const secretHex = Buffer.from(secret).toString('hex');
        await writeFile(file, JSON.stringify({ ...share, of: 2, threshold: 2, secretHex }));
        return file;
      }),
    );
    await expect(recover({ dataDir, shares: ofFirstForm })).rejects.toThrow(/make another escrow/);
    await expect(recover({ dataDir, shares: [files[0], ofFirstForm[1]] as string[] })).rejects.toThrow(
      /not of one escrow/,
    );

    const lost = system.keyring;
    await unlink(lost.file);
    expect(await recover({ dataDir, shares: [files[1], files[2]] as string[] })).toBe(0);
    const recovered = await openKeyring({ installationId, directory, create: false, expected: second.to });
    expect(publicHalf(recovered.signingKey)).toBe(publicHalf(lost.signingKey));
    expect(await opens(recovered)).toBe('list');
    const content = decryptFile(parts(stored), fileWrappingKey(recovered.commandKey, trialId));
    expect(String(await collect(content))).toBe('of before');
    const database = await openEmptyDatabase('embedded PostgreSQL');
    try {
      const { header } = await loadBackup(database, {
        file: ofBefore,
        role: roleNames('equipoise'),
        keyDirectory: directory,
      });
      const options = { dataDir: database.dataDir, keyDirectory: directory, logins: 'one' } as const;
      const restored = await openOn(database, options);
      try {
        expect(await verifyRestored(restored, header)).toEqual([]);
        // Wrapped by the first master key then, and by the present one from now on.
        const opener = new Opener(restored.pools.sealed, trialId, {
          readMasterKeys: async () => [await restored.keyring.readMasterKey()],
        });
        expect((await openSecret(opener))?.kind).toBe('list');
        expect(restored.keyring.masterKeyFingerprint).toBe(second.to);
      } finally {
        await restored.close();
      }
    } finally {
      await database.discard();
    }
    const { rows } = await system.pools.writer.query<{ kind: string; facts: object; fingerprint: string }>(
      'select kind, facts, master_key_fingerprint as fingerprint from ops.key_event order by position',
    );
    expect(rows.map(({ kind }) => kind)).toEqual(['rotated', 'rotated', 'escrowed', 'recovery rehearsed', 'recovered']);
    const text = JSON.stringify(rows);
    for (const holder of holders) expect(text).toContain(holder);
    for (const file of files) expect(text).not.toContain(JSON.parse(await readFile(file, 'utf8')).secretHex);
    await expect(system.pools.owner.query('delete from ops.key_event')).rejects.toMatchObject({ code: 'EQ001' });
  } finally {
    vi.unstubAllEnvs();
    await rm(shares, { recursive: true });
    await system.discard();
  }
}, 900_000);
