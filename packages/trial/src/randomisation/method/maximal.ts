// The maximal procedure: every order that ends in balance and never exceeds the imbalance is equally likely.
import type { DesignOf } from '../../event/randomisation-design.js';
import { type Draw, drawLarge } from '../draw.js';

/** Draws orders of a design's length; the ways to go on are counted once. */
export interface MaximalOrders {
  /** How many orders there are. */
  readonly count: bigint;
  readonly draw: (draw: Draw) => number[];
  /** The ways to go on after `position` entries with the first sequence ahead by `lead`; 0 where that is not allowed. */
  readonly waysFrom: (position: number, lead: number) => bigint;
}

/**
 * The admissible orders. An order is found from its rank among all of them, in which at every place the orders that go
 * on with the first sequence come before those that go on with the second.
 * @see Berger, Ivanova and Knoll 2003, Statistics in Medicine 22:3017
 */
export function maximalOrders({ length, maximumImbalance }: DesignOf<'maximalProcedure'>): MaximalOrders {
  const width = 2 * maximumImbalance + 1;
  const ways: bigint[][] = Array.from({ length: length + 1 }, () => Array<bigint>(width).fill(0n));
  const at = (position: number, lead: number): bigint => ways[position]?.[lead + maximumImbalance] ?? 0n;
  (ways[length] as bigint[])[maximumImbalance] = 1n;
  for (let position = length - 1; position >= 0; position--) {
    for (let lead = -maximumImbalance; lead <= maximumImbalance; lead++) {
      (ways[position] as bigint[])[lead + maximumImbalance] = at(position + 1, lead + 1) + at(position + 1, lead - 1);
    }
  }
  return {
    count: at(0, 0),
    waysFrom: at,
    draw: (draw) => {
      let rank = drawLarge(draw, at(0, 0));
      let lead = 0;
      return Array.from({ length }, (_, position) => {
        const first = at(position + 1, lead + 1);
        const isFirst = rank < first;
        if (!isFirst) rank -= first;
        lead += isFirst ? 1 : -1;
        return isFirst ? 0 : 1;
      });
    },
  };
}
