// The reference set of a trial: the allocations that its design could have made for the same participants in the same order.
import type { RandomisationDesign } from '../event/randomisation-design.js';
import { designProblem } from './design-problem.js';
import type { Draw } from './draw.js';
import { createMargins } from './method/minimisation.js';
import { type StratumDesign, startOf } from './process.js';
import { type DrawnDesign, entriesOfDesign, type StratumEntries } from './stratum-entries.js';

/** Who was randomised, in the order of entry. */
export interface EnteredParticipant {
  readonly stratum: string;
  /** The levels of the factors of minimisation, in the design's order; needed for minimisation alone. */
  readonly levels?: readonly string[];
  /**
   * The entry of the stratum, where two participants may have one (a replacement by the same entry): whoever has the
   * entry of somebody before gets the same sequence. Absent: everyone has an entry of their own.
   */
  readonly index?: number;
}

/** Allocations as indices into the design's sequences, one for each participant in the order given. */
export interface ReferenceSet {
  /** Whether every allocation that could be is here. */
  readonly isComplete: boolean;
  readonly allocations: readonly (readonly number[])[];
  /** Of each allocation, with the sum 1; in a sample all are equal. */
  readonly probabilities: readonly number[];
}

/**
 * Every allocation that the design can make for these participants, with its probability, where there are at most
 * `most` of them; else a sample of `draws` allocations, each drawn by the design. Throws a RangeError where the design
 * cannot be drawn from (a list), or where minimisation lacks levels.
 *
 * @param random uniform on [0, 1)
 * @see Rosenberger and Lachin 2016, Randomization in Clinical Trials, chapter 6
 */
export function referenceSet(
  design: RandomisationDesign,
  participants: readonly EnteredParticipant[],
  options: { readonly random: () => number; readonly draws: number; readonly most?: number },
): ReferenceSet {
  const drawn = requireDrawn(design);
  const { entries, entryOf } = entriesOf(participants);
  const all = enumerate(drawn, entries, options.most ?? 10_000);
  if (all !== undefined) {
    const allocations = all.allocations.map((allocation) => entryOf.map((entry) => allocation[entry] as number));
    return { isComplete: true, allocations, probabilities: all.probabilities };
  }
  const { draws } = options;
  if (!Number.isInteger(draws) || draws < 1) throw new RangeError(`draws must be a whole number from 1, not ${draws}`);
  const draw = allocationSampler(design, participants, options.random);
  const allocations = Array.from({ length: draws }, draw);
  return { isComplete: false, allocations, probabilities: allocations.map(() => 1 / draws) };
}

/**
 * Draws allocations for these participants, one at each call, each with the probability that the design gives it. For a
 * test over many allocations that need not be kept. Throws as `referenceSet`.
 */
export function allocationSampler(
  design: RandomisationDesign,
  participants: readonly EnteredParticipant[],
  random: () => number,
): () => number[] {
  const { entries, entryOf } = entriesOf(participants);
  const draw = createSampler(requireDrawn(design), entries, random);
  return () => {
    const allocation = draw();
    return entryOf.map((entry) => allocation[entry] as number);
  };
}

/** The entries that were taken, in order, and which of them each participant has. */
function entriesOf(participants: readonly EnteredParticipant[]): {
  readonly entries: readonly EnteredParticipant[];
  readonly entryOf: readonly number[];
} {
  const entries: EnteredParticipant[] = [];
  const known = new Map<string, number>();
  const entryOf = participants.map((participant) => {
    const { stratum, index } = participant;
    const key = index === undefined ? undefined : `${stratum}|${index}`;
    const shared = key === undefined ? undefined : known.get(key);
    if (shared !== undefined) return shared;
    const entry = entries.push(participant) - 1;
    if (key !== undefined) known.set(key, entry);
    return entry;
  });
  return { entries, entryOf };
}

function createSampler(
  design: DrawnDesign,
  participants: readonly EnteredParticipant[],
  random: () => number,
): () => number[] {
  const draw: Draw = {
    below: (bound) => Math.floor(random() * bound),
    word: () => Math.floor(random() * 2 ** 32),
  };
  const entriesFor = entriesOfDesign(design);
  const places = placesOf(participants);
  return () => {
    const strata = new Map<string, StratumEntries>();
    return participants.map(({ stratum }, participant) => {
      const known = strata.get(stratum);
      const levelsOf = (index: number) => participants[places.get(stratum)?.[index] as number]?.levels ?? [];
      const entries = known ?? entriesFor(() => draw, levelsOf);
      if (known === undefined) strata.set(stratum, entries);
      return entries(places.indexOf(participant));
    });
  };
}

/** The participants of each stratum in order, and each one's entry within it. */
function placesOf(participants: readonly EnteredParticipant[]) {
  const byStratum = new Map<string, number[]>();
  const indices = participants.map(({ stratum }, participant) => {
    const known = byStratum.get(stratum) ?? [];
    byStratum.set(stratum, known);
    return known.push(participant) - 1;
  });
  return {
    get: (stratum: string) => byStratum.get(stratum),
    indexOf: (participant: number) => indices[participant] as number,
  };
}

interface Partial {
  readonly allocation: readonly number[];
  readonly probability: number;
}

/** What a design knows of a stratum while its allocations are enumerated. */
interface Known {
  readonly probabilities: (levels: readonly string[]) => readonly number[];
  readonly after: (levels: readonly string[], sequence: number) => Known;
}

function enumerate(
  design: DrawnDesign,
  participants: readonly EnteredParticipant[],
  most: number,
): { readonly allocations: (readonly number[])[]; readonly probabilities: number[] } | undefined {
  let open: readonly (Partial & { readonly strata: ReadonlyMap<string, Known> })[] = [
    { allocation: [], probability: 1, strata: new Map() },
  ];
  const start = startOfKnown(design);
  for (const { stratum, levels = [] } of participants) {
    const next: (Partial & { readonly strata: ReadonlyMap<string, Known> })[] = [];
    for (const { allocation, probability, strata } of open) {
      const known = strata.get(stratum) ?? start;
      const probabilities = known.probabilities(levels);
      for (let sequence = 0; sequence < probabilities.length; sequence++) {
        const chance = probabilities[sequence] as number;
        if (chance <= 0) continue;
        next.push({
          allocation: [...allocation, sequence],
          probability: probability * chance,
          strata: new Map(strata).set(stratum, known.after(levels, sequence)),
        });
      }
      if (next.length > most) return undefined;
    }
    open = next;
  }
  return { allocations: open.map((one) => one.allocation), probabilities: open.map((one) => one.probability) };
}

function startOfKnown(design: DrawnDesign): Known {
  if (design.method !== 'minimisation') return knownOfProcess(startOf(design as StratumDesign));
  const after = (past: readonly { readonly levels: readonly string[]; readonly sequence: number }[]): Known => ({
    probabilities: (levels) => {
      const margins = createMargins(design);
      for (const one of past) margins.add(one.levels, one.sequence);
      const shares = margins.nextShares(levels);
      const sum = shares.reduce((total, share) => total + share, 0);
      return shares.map((share) => share / sum);
    },
    after: (levels, sequence) => after([...past, { levels, sequence }]),
  });
  return after([]);
}

function knownOfProcess(state: ReturnType<typeof startOf>): Known {
  return {
    probabilities: () => state.probabilities,
    after: (_levels, sequence) => knownOfProcess(state.after(sequence)),
  };
}

function requireDrawn(design: RandomisationDesign): DrawnDesign {
  const problem = designProblem(design);
  if (problem !== undefined) throw new RangeError(problem);
  return design as DrawnDesign;
}
