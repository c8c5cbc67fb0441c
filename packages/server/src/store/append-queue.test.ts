// Which appends go side by side, which together, and which after one another.
import { describe, expect, it } from 'vitest';
import { AppendQueue } from './append-queue.js';

interface Sent {
  readonly id: string;
  readonly writes: readonly string[];
}

/** A queue whose transactions end when the test says so. */
function heldQueue() {
  const begun: { readonly ids: readonly string[]; readonly end: (cause?: Error) => void }[] = [];
  const queue = new AppendQueue<Sent, string>(
    ({ writes }) => writes,
    (inputs) =>
      new Promise((resolve, reject) => {
        const results = inputs.map(({ id }) => ({ status: 'fulfilled' as const, value: id }));
        begun.push({
          ids: inputs.map(({ id }) => id),
          end: (cause) => (cause === undefined ? resolve(results) : reject(cause)),
        });
      }),
    () => undefined,
  );
  return {
    queue,
    batches: () => begun.map(({ ids }) => ids),
    end: (at: number, cause?: Error) => begun[at]?.end(cause),
  };
}

describe('appends of one trial', () => {
  it('go side by side where they write to different streams, and together where they waited', async () => {
    const { queue, batches, end } = heldQueue();
    const all = ['a', 'b', 'c', 'd'].map((id) => queue.add({ id, writes: [id] }));
    expect(batches()).toEqual([['a'], ['b']]);
    end(0);
    await all[0];
    expect(batches()).toEqual([['a'], ['b'], ['c', 'd']]);
    end(1);
    end(2);
    expect(await Promise.all(all)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('wait for one under way that writes to a stream of theirs, and so do those that may rest on them', async () => {
    const { queue, batches, end } = heldQueue();
    const first = queue.add({ id: 'first', writes: ['stratum'] });
    const second = queue.add({ id: 'second', writes: ['stratum', 'cap'] });
    const third = queue.add({ id: 'third', writes: ['cap'] });
    const apart = queue.add({ id: 'apart', writes: ['other'] });
    expect(batches()).toEqual([['first'], ['apart']]);
    end(1);
    await apart;
    expect(batches()).toHaveLength(2);
    end(0);
    await first;
    expect(batches()[2]).toEqual(['second', 'third']);
    end(2);
    expect(await Promise.all([second, third])).toEqual(['second', 'third']);
  });

  it('go on after a transaction that failed as a whole', async () => {
    const { queue, batches, end } = heldQueue();
    const first = queue.add({ id: 'first', writes: ['stratum'] });
    const second = queue.add({ id: 'second', writes: ['stratum'] });
    end(0, new Error('the connection was lost'));
    await expect(first).rejects.toThrow('the connection was lost');
    expect(batches()).toEqual([['first'], ['second']]);
    end(1);
    expect(await second).toBe('second');
  });
});
