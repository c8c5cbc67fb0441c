// Terms of a model are read as R writes them.
import { describe, expect, it } from 'vitest';
import { readModelTerm } from './model-term.js';

describe('readModelTerm', () => {
  it.each<[string, readonly string[], boolean]>([
    ['sequence', ['sequence'], true],
    ['log(baselineGel + 1)', ['baselineGel'], false],
    ['log(base/4)', ['base'], false],
    ['log(age)', ['age'], false],
    ['-age^2 * (weight - 1.5e2)', ['age', 'weight'], false],
    ['sqrt(exp(x)) + x', ['x'], false],
    [' x ', ['x'], true],
  ])('reads %j', (source, names, isPlainName) => {
    expect(readModelTerm(source)).toEqual({ ok: true, names, isPlainName });
  });

  it.each<[string, number]>([
    ['', 0],
    ['log(x', 5],
    ['x +', 3],
    ['x y', 2],
    ['ns(x)', 0],
    ['x ~ y', 1],
    ['log()', 4],
    ['(x))', 3],
  ])('refuses %j at %i', (source, offset) => {
    expect(readModelTerm(source)).toMatchObject({ ok: false, offset });
  });
});
