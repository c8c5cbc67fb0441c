// What waits on a device is sent in its order, once, and stops where the server says no.
import { describe, expect, it } from 'vitest';
import { ConnectionLost, Problem } from '../api/http.js';
import { flushOutbox, type OutboxStore, type SendWaiting, type Waiting } from './outbox.js';

class Memory implements OutboxStore {
  #next = 1;
  all: Waiting[] = [];
  readonly list = async () => [...this.all];
  readonly add = async (command: Omit<Waiting, 'id'>) => {
    const id = this.#next++;
    this.all.push({ ...command, id });
    return id;
  };
  readonly replace = async (command: Waiting) => {
    this.all = this.all.map((one) => (one.id === command.id ? command : one));
  };
  readonly remove = async (id: number) => {
    this.all = this.all.filter((one) => one.id !== id);
  };
}

const command = (key: string, thing: string, version: Waiting['version'] = 0): Omit<Waiting, 'id'> => ({
  ...{ trialId: 't', command: 'recordForm', body: {}, key, version, thing, words: key, path: '/', at: '2026-11-23' },
});
const refusal = new Problem(412, 'changed-meanwhile', 'Changed', 'Look again.', {}, []);

async function storeOf(...commands: readonly Omit<Waiting, 'id'>[]): Promise<Memory> {
  const store = new Memory();
  for (const one of commands) await store.add(one);
  return store;
}

/** Answers each command as told by its key. */
function sender(answers: Readonly<Record<string, number | Error>>) {
  const sent: [string, number | undefined][] = [];
  const send: SendWaiting = async ({ key }, version) => {
    sent.push([key, version]);
    const answer = answers[key] ?? 1;
    if (typeof answer !== 'number') throw answer;
    return { version: answer };
  };
  return { sent, send };
}

describe('the outbox', () => {
  it('sends the oldest first; what follows it has the version of its answer', async () => {
    const store = await storeOf(command('a', 'x', 3), command('b', 'x', 'after'), command('c', 'y', 0));
    const { sent, send } = sender({ a: 8 });
    expect(await flushOutbox(store, send)).toEqual({ sent: 3, refused: 0, isLost: false });
    expect(sent).toEqual([
      ['a', 3],
      ['b', 8],
      ['c', 0],
    ]);
    expect(store.all).toEqual([]);
  });

  it('keeps a command that was refused with its refusal, holds back what follows it, and sends the rest', async () => {
    const store = await storeOf(command('a', 'x'), command('b', 'x', 'after'), command('c', 'y'));
    const { sent, send } = sender({ a: refusal });
    expect(await flushOutbox(store, send)).toEqual({ sent: 1, refused: 1, isLost: false });
    expect(sent.map(([key]) => key)).toEqual(['a', 'c']);
    expect(store.all.map(({ key, refused }) => [key, refused?.code])).toEqual([
      ['a', 'changed-meanwhile'],
      ['b', undefined],
    ]);
    expect(await flushOutbox(store, send)).toEqual({ sent: 0, refused: 0, isLost: false });
  });

  it.each([
    ['a lost connection', new ConnectionLost('lost')],
    ['a session that ended', new Problem(401, 'not-signed-in', '', '', {}, [])],
    ['a server that is busy', new Problem(503, 'busy', '', '', {}, [])],
  ])('stops at %s, and goes on later under the same key', async (_name, error) => {
    const store = await storeOf(command('a', 'x', 2), command('b', 'y'));
    const lost = sender({ a: error });
    expect(await flushOutbox(store, lost.send)).toEqual({ sent: 0, refused: 0, isLost: true });
    expect(store.all).toHaveLength(2);
    const { sent, send } = sender({});
    await flushOutbox(store, send);
    expect(sent).toEqual([
      ['a', 2],
      ['b', 0],
    ]);
  });

  it('writes the version to what follows before it forgets what was sent', async () => {
    const store = await storeOf(command('a', 'x', 1), command('b', 'x', 'after'));
    const { send } = sender({ a: 5, b: new ConnectionLost('lost') });
    await flushOutbox(store, send);
    expect(store.all.map(({ key, version }) => [key, version])).toEqual([['b', 5]]);
  });
});
