// Drafts and waiting commands on the device, sealed under a key that the server keeps for the person.
import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import { askRoute, Problem } from '../api/http.js';
import { importDraftKey, type Sealed, seal, unseal } from './cipher.js';
import type { OutboxStore, Waiting } from './outbox.js';

interface Stored extends Sealed {
  readonly keyId: string;
}

interface Schema extends DBSchema {
  drafts: { key: string; value: Stored };
  waiting: { key: number; value: Stored };
}

interface Vault {
  readonly keyId: string;
  readonly key: CryptoKey;
  readonly base: IDBPDatabase<Schema>;
}

let vault: { readonly accountId: string; readonly promise: Promise<Vault | undefined> } | undefined;

/** What nobody has told the key of: without a server or a safe context nothing is kept. */
function openVault(accountId: string): Promise<Vault | undefined> {
  if (vault?.accountId !== accountId) {
    const promise = makeVault(accountId).catch(() => {
      vault = undefined;
      return undefined;
    });
    vault = { accountId, promise };
  }
  return vault.promise;
}

async function makeVault(accountId: string): Promise<Vault | undefined> {
  if (crypto.subtle === undefined) return undefined;
  const storedAs = `equipoise.draft-key.${accountId}`;
  const known = localStorage.getItem(storedAs);
  // The key first: where nobody is signed in, nothing is made on the device.
  const told = known === null ? undefined : await tellKey(known);
  const { draftKeyId, key } = told ?? (await askRoute('POST /api/me/draft-keys'));
  const base = await openDB<Schema>('equipoise-drafts', 1, {
    upgrade(made) {
      made.createObjectStore('drafts');
      made.createObjectStore('waiting', { autoIncrement: true });
    },
    // Whoever erases the device must not wait for this page.
    blocking: (_old, _new, event) => {
      (event.target as IDBDatabase).close();
      vault = undefined;
    },
  });
  if (known !== null && told === undefined) await forget(base, known);
  localStorage.setItem(storedAs, draftKeyId);
  return { keyId: draftKeyId, key: await importDraftKey(key), base };
}

async function tellKey(id: string) {
  try {
    return await askRoute('GET /api/me/draft-keys/{id}', { path: { id } });
  } catch (error) {
    if (error instanceof Problem && error.status === 404) return undefined;
    throw error;
  }
}

/** Drafts whose key was destroyed open no more. */
async function forget(base: IDBPDatabase<Schema>, keyId: string): Promise<void> {
  for (const store of ['drafts', 'waiting'] as const) {
    let cursor = await base.transaction(store, 'readwrite').store.openCursor();
    while (cursor !== null) {
      if (cursor.value.keyId === keyId) await cursor.delete();
      cursor = await cursor.continue();
    }
  }
}

/** Keeps a draft. Answers whether it is kept. */
export async function keepDraft(accountId: string, place: string, value: unknown): Promise<boolean> {
  const open = await openVault(accountId);
  if (open === undefined) return false;
  const sealed = await seal(open.key, place, value);
  await open.base.put('drafts', { keyId: open.keyId, ...sealed }, `${open.keyId}/${place}`);
  return true;
}

export async function findDraft<T>(accountId: string, place: string): Promise<T | undefined> {
  const open = await openVault(accountId);
  const stored = await open?.base.get('drafts', `${open.keyId}/${place}`);
  return open === undefined || stored === undefined ? undefined : unseal<T>(open.key, place, stored);
}

export async function dropDraft(accountId: string, place: string): Promise<void> {
  const open = await openVault(accountId);
  await open?.base.delete('drafts', `${open.keyId}/${place}`);
}

/** The commands that wait, as the outbox works on them. */
export function outboxStore(accountId: string): OutboxStore {
  return {
    list: async () => {
      const open = await openVault(accountId);
      if (open === undefined) return [];
      const found: Waiting[] = [];
      let cursor = await open.base.transaction('waiting').store.openCursor();
      const sealed: { readonly id: number; readonly stored: Stored }[] = [];
      while (cursor !== null) {
        if (cursor.value.keyId === open.keyId) sealed.push({ id: cursor.key, stored: cursor.value });
        cursor = await cursor.continue();
      }
      for (const { id, stored } of sealed) {
        const command = await unseal<Omit<Waiting, 'id'>>(open.key, 'waiting', stored);
        if (command !== undefined) found.push({ ...command, id });
      }
      return found;
    },
    add: async (command) => {
      const open = await openVault(accountId);
      if (open === undefined) throw new Error('Nothing can be kept on this device.');
      const sealed = await seal(open.key, 'waiting', command);
      return open.base.add('waiting', { keyId: open.keyId, ...sealed });
    },
    replace: async ({ id, ...command }) => {
      const open = await openVault(accountId);
      if (open === undefined) return;
      const sealed = await seal(open.key, 'waiting', command);
      await open.base.put('waiting', { keyId: open.keyId, ...sealed }, id);
    },
    remove: async (id) => {
      const open = await openVault(accountId);
      await open?.base.delete('waiting', id);
    },
  };
}
