// The commands of this person that wait on this device, for the pages; one page at a time sends them.
import { useSyncExternalStore } from 'react';
import { flushOutbox, type Waiting } from './outbox.js';
import { outboxStore } from './store.js';

let accountId: string | undefined;
let waiting: readonly Waiting[] = [];
const listeners = new Set<() => void>();
/** Told after something was sent: what it changed is asked anew. */
export const outboxEvents = new EventTarget();

/** Names the person whose commands they are, and reads what waits. */
export async function openOutbox(account: string): Promise<void> {
  accountId = account;
  await refresh();
}

async function refresh(): Promise<void> {
  waiting = accountId === undefined ? [] : await outboxStore(accountId).list();
  for (const listener of listeners) listener();
}

/** Keeps commands of a person until they are sent. @throws Error where this device can keep nothing */
export async function keepWaiting(account: string, commands: readonly Omit<Waiting, 'id'>[]): Promise<void> {
  accountId = account;
  const store = outboxStore(account);
  for (const command of commands) await store.add(command);
  await refresh();
}

/** Takes a command away that the server refused, with those that waited for it. */
export async function dropWaiting(thing: string): Promise<void> {
  if (accountId === undefined) return;
  const store = outboxStore(accountId);
  for (const command of await store.list()) if (command.thing === thing) await store.remove(command.id);
  await refresh();
}

/** Sends what waits; of all pages of this browser one does. */
export async function sendOutbox(): Promise<void> {
  const account = accountId;
  if (account === undefined || waiting.every(({ refused }) => refused !== undefined)) return;
  const send = async () => {
    const { sent } = await flushOutbox(outboxStore(account));
    if (sent > 0) outboxEvents.dispatchEvent(new Event('sent'));
  };
  await (navigator.locks === undefined ? send() : navigator.locks.request('equipoise-outbox', send));
  await refresh();
}

/** The commands that wait, the oldest first. */
export function useWaiting(): readonly Waiting[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => waiting,
  );
}
