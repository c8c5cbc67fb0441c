// Gathers the rows of a design that are equal, by hashing; the sufficient form of count data for a log-link model.

/** Rows that hold the same values of design and offset form a group. Arrays may be longer than used; they are reused. */
export interface RowPatterns {
  groups: number;
  /** The group of each row; groups are numbered in the order of their first rows. */
  member: Int32Array;
  /** The first row of each group. */
  first: Int32Array;
}

/** Irrational numbers that repeat only after 32 columns. */
const FACTORS = Float64Array.from({ length: 32 }, (_, j) => 1 + (((j + 1) * 0.6180339887498949) % 1));

/** Up to this many groups are compared one by one, without a hash. */
const FEW = 4;

/** What is gathered. */
export interface PatternRows {
  /** n × columns, row by row. */
  readonly values: Float64Array;
  readonly rows: number;
  readonly columns: number;
  readonly offset: ArrayLike<number> | undefined;
}

/** Scratch of {@link gatherRows}: slots of a hash table, marked by the generation that filled them. */
export interface PatternScratch {
  slots: Int32Array;
  marks: Int32Array;
  generation: number;
  readonly number: Float64Array;
  readonly words: Uint32Array;
}

/** Scratch that grows with what it gathers. */
export function patternScratch(): PatternScratch {
  const number = new Float64Array(1);
  return {
    slots: new Int32Array(0),
    marks: new Int32Array(0),
    generation: 0,
    number,
    words: new Uint32Array(number.buffer),
  };
}

/** Empty patterns. */
export function rowPatterns(): RowPatterns {
  return { groups: 0, member: new Int32Array(0), first: new Int32Array(0) };
}

/**
 * Gathers equal rows into `patterns`. A row's hash is made from the bits of Σ_j c_j x_j with irrational c_j; rows of one hash
 * are compared number by number, so a collision costs time and nothing else.
 */
export function gatherRows(input: PatternRows, patterns: RowPatterns, scratch: PatternScratch): void {
  const { rows, values, columns, offset } = input;
  reserve(patterns, scratch, rows);
  const { member, first } = patterns;
  let groups = 0;
  for (let i = 0; i < rows; i += 1) {
    let group = -1;
    if (groups <= FEW) {
      const at = i * columns;
      for (let known = 0; known < groups && group < 0; known += 1) {
        const other = first[known]! * columns;
        // From the last column, since the first is all ones as a rule.
        let j = columns - 1;
        while (j >= 0 && values[other + j] === values[at + j]) j -= 1;
        if (j < 0 && (offset === undefined || offset[first[known]!] === offset[i])) group = known;
      }
    }
    if (group < 0) {
      const slot = findSlot(input, i, scratch, first);
      group = scratch.slots[slot]!;
      if (scratch.marks[slot] !== scratch.generation) {
        group = groups;
        scratch.marks[slot] = scratch.generation;
        scratch.slots[slot] = group;
        first[group] = i;
        groups += 1;
      }
    }
    member[i] = group;
  }
  patterns.groups = groups;
}

/** The slot that holds the group of a row, or the empty one where it belongs. */
function findSlot(input: PatternRows, row: number, scratch: PatternScratch, first: Int32Array): number {
  const { values, columns, offset } = input;
  const { slots, marks, number, words, generation } = scratch;
  const at = row * columns;
  let sum = offset === undefined ? 0 : 0.7548776662466927 * offset[row]!;
  for (let j = 0; j < columns; j += 1) sum += FACTORS[j & 31]! * values[at + j]!;
  number[0] = sum;
  const mask = slots.length - 1;
  let slot = hashOf(words[0]!, words[1]!) & mask;
  while (marks[slot] === generation && !isSameRow(input, first[slots[slot]!]!, row)) slot = (slot + 1) & mask;
  return slot;
}

function isSameRow({ values, columns, offset }: PatternRows, a: number, b: number): boolean {
  const rowA = a * columns;
  const rowB = b * columns;
  for (let j = 0; j < columns; j += 1) if (values[rowA + j] !== values[rowB + j]) return false;
  return offset === undefined || offset[a] === offset[b];
}

/** The finaliser of MurmurHash3 on two words. */
function hashOf(low: number, high: number): number {
  let hash = low ^ Math.imul(high, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 16), 0xc2b2ae35);
  return hash ^ (hash >>> 15);
}

function reserve(patterns: RowPatterns, scratch: PatternScratch, rows: number): void {
  if (patterns.member.length < rows) {
    patterns.member = new Int32Array(rows);
    patterns.first = new Int32Array(rows);
  }
  let size = 64;
  while (size < 2 * rows) size *= 2;
  if (scratch.slots.length < size) {
    scratch.slots = new Int32Array(size);
    scratch.marks = new Int32Array(size);
    scratch.generation = 0;
  }
  scratch.generation += 1;
  if (scratch.generation > 2_000_000_000) {
    scratch.marks.fill(0);
    scratch.generation = 1;
  }
}
