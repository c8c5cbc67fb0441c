// The entries of one stratum in their order, whatever they are drawn from: a seed's keys, or any source of chance.
import type { RandomisationDesign } from '../event/randomisation-design.js';
import type { Draw } from './draw.js';
import { type CountingDesign, nextShares } from './method/counting.js';
import { maximalOrders } from './method/maximal.js';
import { createMargins } from './method/minimisation.js';
import { permutedBlock } from './method/permuted-block.js';
import { pickByShares } from './method/pick.js';

/** A design whose entries are drawn: any but a list. */
export type DrawnDesign = Exclude<RandomisationDesign, { readonly method: 'uploadedList' }>;

/** The draws of a unit of a stratum: of block b where the method draws whole blocks, of entry i where it draws entries. */
export type DrawOf = (unit: number) => Draw;

/** The levels of the factors of minimisation, in the design's order, of whoever took entry `index` of the stratum. */
export type LevelsOf = (index: number) => readonly string[];

/** Gives the index into the design's sequences of an entry (0-based), the same one however often and in any order. */
export type StratumEntries = (index: number) => number;

/** Makes the entries of strata of one design. What the design alone decides is worked out once. */
export function entriesOfDesign(design: DrawnDesign): (drawOf: DrawOf, levelsOf?: LevelsOf) => StratumEntries {
  switch (design.method) {
    case 'permutedBlocks': {
      const size = design.blockSizes.length === 1 ? design.blockSizes[0] : undefined;
      return (drawOf) => entriesInBlocks((block) => permutedBlock(drawOf(block), design), size);
    }
    case 'maximalProcedure': {
      const orders = maximalOrders(design);
      return (drawOf) => entriesInBlocks((block) => orders.draw(drawOf(block)), design.length);
    }
    case 'minimisation':
      return (drawOf, levelsOf) => {
        if (levelsOf === undefined) throw new RangeError('minimisation needs the levels of earlier entries');
        const margins = createMargins(design);
        return entriesInTurn((index) => {
          const levels = levelsOf(index);
          const sequence = pickByShares(drawOf(index), margins.nextShares(levels));
          margins.add(levels, sequence);
          return sequence;
        });
      };
    case 'simple':
      return (drawOf) => (index) => pickByShares(drawOf(index), design.ratio);
    default:
      return (drawOf) => countedEntries(design, drawOf);
  }
}

function countedEntries(design: CountingDesign, drawOf: DrawOf): StratumEntries {
  const counts = design.sequences.map(() => 0);
  return entriesInTurn((index) => {
    const sequence = pickByShares(drawOf(index), nextShares(design, counts));
    counts[sequence] = (counts[sequence] as number) + 1;
    return sequence;
  });
}

/** Remembers what came before; `next` is asked once for each entry, in order. */
function entriesInTurn(next: (index: number) => number): StratumEntries {
  const known: number[] = [];
  return (index) => {
    while (known.length <= index) known.push(next(known.length));
    return known[index] as number;
  };
}

/** Blocks of one size are opened alone; where sizes are drawn, the blocks before say where a block begins. */
function entriesInBlocks(openBlock: (block: number) => readonly number[], size: number | undefined): StratumEntries {
  if (size !== undefined) {
    let last = -1;
    let entries: readonly number[] = [];
    return (index) => {
      const block = Math.floor(index / size);
      if (block !== last) entries = openBlock(block);
      last = block;
      return entries[index - block * size] as number;
    };
  }
  const known: number[] = [];
  let blocks = 0;
  return (index) => {
    while (known.length <= index) {
      known.push(...openBlock(blocks));
      blocks += 1;
    }
    return known[index] as number;
  };
}
