// The re-randomisation test of a small trial, against every allocation counted by hand.
import { expect, test } from 'vitest';
import { analyse } from '../analyse.js';
import { analysisOf, outcome, tableSnapshot } from '../fixture/table-trial.fixture.js';
import { tinyId, tinyStream } from '../fixture/tiny-trial.fixture.js';

const design = {
  method: 'permutedBlocks',
  blockSizes: [4],
  sequences: ['a', 'b'],
  ratio: [1, 1],
};

function tested(values: readonly number[], arms: string, more: object = {}) {
  const committed = tinyStream(tinyId(5, 1), [{ type: 'AllocationCommitted', payload: { design } } as never]);
  const snapshot = tableSnapshot({
    sequences: { a: ['a'], b: ['b'] },
    measure: { y: 'integer' },
    endpoints: [outcome('count', 'y')],
    analyses: [
      analysisOf('test', 'a', 'b', {
        method: 'rerandomisation',
        effect: { term: 'sequence', active: 'a', reference: 'b' },
        ...more,
      }),
    ],
    people: values.map((y, index) => ({ sequence: arms[index]!, index, visits: { end: { y } } })),
    events: committed,
  });
  return analyse(snapshot).analyses[0]!;
}

// One block of four has six orders; 1, 2 against 7, 9 is the largest difference either way: two of six.
test('one block: two of six orders are as far apart', () => {
  const answer = tested([1, 7, 2, 9], 'abab');
  expect(answer.p).toBeCloseTo(2 / 6, 12);
  expect(answer.result).toMatchObject({ method: 'exact', allocations: 6 });
});

// Two blocks have 36 orders, not the 70 of complete randomisation. Both blocks at their largest difference, or both at their least: 2 of 36.
test('two blocks: orders within blocks alone', () => {
  const answer = tested([1, 7, 2, 9, 11, 17, 12, 19], 'abababab');
  expect(answer.result).toMatchObject({ allocations: 36 });
  expect(answer.p).toBeCloseTo(2 / 36, 12);
  expect(answer.methodDescription).toContain('permuted blocks');
});

test('a list has no other allocations', () => {
  const list = tested([1, 7, 2, 9], 'abab', { effect: { term: 'treatment', active: 'a', reference: 'b' } });
  expect(list).toMatchObject({ status: 'not estimable', p: null });
});
