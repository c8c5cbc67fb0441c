// Designs: what the sequences are together, against what the protocol says they are.
import { describe, expect, it } from 'vitest';
import type { PartialProtocol } from '../prune.js';
import type { Design, Treatment } from '../schema.js';
import { declaredNames } from './declared.js';
import { checkScheme } from './scheme.js';

/** A protocol of sequences written as "ABBA". */
function planOf(design: Design, sequences: readonly string[], treatments?: readonly Treatment[]): PartialProtocol {
  const letters = [...new Set(sequences.join(''))].sort();
  const periods = Array.from({ length: sequences[0]!.length }, (_, index) => ({ id: `p${index + 1}`, name: 'Period' }));
  return {
    design,
    periods,
    treatments: [...(treatments ?? letters.map((id): Treatment => ({ id, name: id, kind: 'active' })))],
    sequences: sequences.map((name) => ({ id: `s${name}`, name, treatments: [...name] })),
  };
}

const codesOf = (plan: PartialProtocol) => checkScheme(plan, declaredNames(plan)).map(({ code }) => code);

type Scheme = NonNullable<Extract<Design, { type: 'crossover' }>['scheme']>;

describe('the scheme of a crossover', () => {
  it.each<[Scheme, string, string[]]>([
    ['twoByTwo', 'AB BA', []],
    ['twoByTwo', 'AB BA AA', ['scheme-not-met']],
    ['twoByTwo', 'ABB BAA', ['scheme-not-met']],
    // Williams 1949: four treatments in four sequences, three in six.
    ['williams', 'ABDC BCAD CDBA DACB', []],
    ['williams', 'ABC BCA CAB ACB BAC CBA', []],
    ['williams', 'ABC BCA CAB', ['scheme-not-met']],
    ['williams', 'ABCD BADC CDAB DCBA', ['scheme-not-met']],
    ['latinSquare', 'ABC BCA CAB', []],
    ['latinSquare', 'ABC BCA CBA', ['scheme-not-met']],
    ['replicate', 'ABBA BAAB', []],
    ['replicate', 'ABA BAB', []],
    ['replicate', 'AB BA', ['scheme-not-met']],
    // Every pair of three treatments once: balanced.
    ['incompleteBlocks', 'AB BC CA', []],
    ['incompleteBlocks', 'AB BC', ['scheme-not-met']],
    ['incompleteBlocks', 'ABC BCA CAB', ['scheme-not-met']],
  ])('%s of %s: %j', (scheme, sequences, codes) => {
    const found = codesOf(planOf({ type: 'crossover', scheme }, sequences.split(' ')));
    expect(found.filter((code) => code !== 'sequence-without-crossover')).toEqual(codes);
  });

  it.each(['ABAB BABA CDCD DCDC', 'AB BA'])('says nothing of %s where no scheme is named', (sequences) => {
    expect(codesOf(planOf({ type: 'crossover' }, sequences.split(' ')))).toEqual([]);
  });

  it('warns of a sequence that never changes its treatment', () => {
    expect(codesOf(planOf({ type: 'crossover' }, ['AB', 'BB']))).toEqual(['sequence-without-crossover']);
  });
});

describe('a delayed start', () => {
  it.each([
    ['AA PA', []],
    ['AAA PAA PPA', []],
    ['AA AA', ['sequence-repeated']],
    ['AP PA', ['delayed-start']],
    ['AA PP', ['delayed-start']],
  ])('of A in %s: %j', (sequences, codes) => {
    expect(codesOf(planOf({ type: 'delayedStart', active: 'A' }, sequences.split(' ')))).toEqual(codes);
  });
});

describe('a factorial', () => {
  const factor = (id: string) => ({
    id,
    name: id,
    levels: [
      { id: 'off', name: 'Off' },
      { id: 'on', name: 'On' },
    ],
  });
  const design: Design = { type: 'factorial', factors: [factor('x'), factor('y')] };
  const treatment = (id: string, levels: Record<string, string> | undefined): Treatment => ({
    id,
    name: id,
    kind: 'active',
    ...(levels && { levels }),
  });
  const full = [
    treatment('A', { x: 'off', y: 'off' }),
    treatment('B', { x: 'on', y: 'off' }),
    treatment('C', { x: 'off', y: 'on' }),
    treatment('D', { x: 'on', y: 'on' }),
  ];

  it('has every combination once', () => {
    expect(codesOf(planOf(design, ['A', 'B', 'C', 'D'], full))).toEqual([]);
  });

  it('misses one', () => {
    expect(codesOf(planOf(design, ['A', 'B', 'C'], full.slice(0, 3)))).toEqual(['factorial-incomplete']);
    expect(codesOf(planOf({ ...design, fraction: true }, ['A', 'B', 'C'], full.slice(0, 3)))).toEqual([]);
  });

  it.each([
    ['a combination twice', { x: 'off', y: 'off' }, ['combination-repeated', 'factorial-incomplete']],
    ['a level that there is not', { x: 'off', y: 'half' }, ['unknown-level']],
    ['a factor that there is not', { x: 'off', y: 'on', z: 'on' }, ['unknown-factor']],
    ['a treatment without a level', { x: 'off' }, ['level-missing']],
    ['a treatment without levels', undefined, ['level-missing']],
  ])('has %s', (_name, levels, codes) => {
    expect(codesOf(planOf(design, ['A', 'B', 'C', 'D'], [...full.slice(0, 3), treatment('D', levels)]))).toEqual(codes);
  });
});
