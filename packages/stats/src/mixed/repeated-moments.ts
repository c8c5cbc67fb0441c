// Cross-products of repeated measures, gathered by pattern of visits, so that a likelihood costs the same for any number of
// participants.

/** Rows of participants: the response, the columns of the design, who and which visit. */
export interface RepeatedRows {
  /** n values. */
  readonly response: Float64Array;
  /** n × p, row by row. */
  readonly basis: Float64Array;
  readonly p: number;
  /** For each row the participant's number, from 0. */
  readonly cluster: ArrayLike<number>;
  /** For each row the visit's number, from 0. */
  readonly visit: ArrayLike<number>;
}

/**
 * Participants who were seen at the same s visits. Z = [X, y] of a participant is s × (p + 1); symmetric matrices are packed by
 * rows of their lower triangle; a pair of visits (a, b), b ≤ a, has the number a(a + 1)/2 + b.
 */
export interface Pattern {
  /** The visits, ascending. */
  readonly visits: readonly number[];
  /** For each pair of the pattern's visits, its number among the pairs of all visits. */
  readonly pairs: Int32Array;
  /** Number of participants. */
  readonly size: number;
  /** Each participant's Z, one after the other. */
  readonly rows: Float64Array;
  /** Columns of Z, p + 1. */
  readonly width: number;
  /**
   * For each pair a packed matrix: Σ z_a z_aᵀ, or Σ (z_a z_bᵀ + z_b z_aᵀ) for a ≠ b. Absent where there are so few participants
   * that it is quicker to go through them.
   */
  readonly moments?: Float64Array;
}

/** From this number of participants on, a pattern is reduced to its moments. */
const MOMENTS_FROM = 4;

/** Length of a packed symmetric matrix with this many rows. */
export function packedLength(width: number): number {
  return (width * (width + 1)) / 2;
}

/** @throws RangeError when a participant has two rows at one visit */
export function gatherPatterns(data: RepeatedRows): readonly Pattern[] {
  const byParticipant = new Map<number, number[]>();
  for (let i = 0; i < data.response.length; i += 1) {
    const rows = byParticipant.get(data.cluster[i]!);
    if (rows === undefined) byParticipant.set(data.cluster[i]!, [i]);
    else rows.push(i);
  }
  const byPattern = new Map<string, { readonly visits: readonly number[]; readonly participants: number[][] }>();
  for (const rows of byParticipant.values()) {
    rows.sort((a, b) => data.visit[a]! - data.visit[b]!);
    const visits = rows.map((row) => data.visit[row]!);
    const repeated = visits.find((visit, k) => k > 0 && visits[k - 1] === visit);
    if (repeated !== undefined) {
      throw new RangeError(`A participant has two rows at visit ${repeated + 1}; one row for each visit is allowed.`);
    }
    const key = visits.join();
    const pattern = byPattern.get(key);
    if (pattern === undefined) byPattern.set(key, { visits, participants: [rows] });
    else pattern.participants.push(rows);
  }
  return [...byPattern.values()].map(({ visits, participants }) => patternOf(data, visits, participants));
}

function patternOf(
  { response, basis, p }: RepeatedRows,
  visits: readonly number[],
  participants: readonly (readonly number[])[],
): Pattern {
  const s = visits.length;
  const width = p + 1;
  const rows = new Float64Array(participants.length * s * width);
  let at = 0;
  for (const own of participants) {
    for (const row of own) {
      for (let j = 0; j < p; j += 1) rows[at++] = basis[row * p + j]!;
      rows[at++] = response[row]!;
    }
  }
  const pairs = new Int32Array(packedLength(s));
  let pair = 0;
  for (let a = 0; a < s; a += 1) for (let b = 0; b <= a; b += 1) pairs[pair++] = packedLength(visits[a]!) + visits[b]!;
  const pattern = { visits, pairs, size: participants.length, rows, width };
  if (participants.length < MOMENTS_FROM) return pattern;
  const length = packedLength(width);
  const moments = new Float64Array(pairs.length * length);
  const local = pairs.map((_, k) => k);
  for (let i = 0; i < participants.length; i += 1)
    addPairProducts(moments, rows, { start: i * s * width, s, width, pairs: local });
  return { ...pattern, moments };
}

/** Where a participant's s rows of `width` values begin, and to which packed matrix each pair's product goes. */
export interface PairProducts {
  readonly start: number;
  readonly s: number;
  readonly width: number;
  readonly pairs: Int32Array;
}

/** Adds z_a z_aᵀ or z_a z_bᵀ + z_b z_aᵀ of one participant to the packed matrix of each pair, one after another in `out`. */
export function addPairProducts(out: Float64Array, z: Float64Array, { start, s, width, pairs }: PairProducts): void {
  const length = packedLength(width);
  let pair = 0;
  for (let a = 0; a < s; a += 1) {
    const atA = start + a * width;
    for (let b = 0; b < a; b += 1) {
      const atB = start + b * width;
      let at = pairs[pair++]! * length;
      for (let j = 0; j < width; j += 1) {
        const za = z[atA + j]!;
        const zb = z[atB + j]!;
        for (let k = 0; k <= j; k += 1) {
          out[at] = out[at]! + za * z[atB + k]! + zb * z[atA + k]!;
          at += 1;
        }
      }
    }
    let at = pairs[pair++]! * length;
    for (let j = 0; j < width; j += 1) {
      const za = z[atA + j]!;
      for (let k = 0; k <= j; k += 1) {
        out[at] = out[at]! + za * z[atA + k]!;
        at += 1;
      }
    }
  }
}

/** Adds Σ Zᵀ K Z over a pattern's participants to the packed `out`; K is symmetric, s × s. */
export function addWeighted(pattern: Pattern, kernel: Float64Array, out: Float64Array): void {
  const { moments, rows, size, width } = pattern;
  const s = pattern.visits.length;
  const length = out.length;
  if (moments !== undefined) {
    let at = 0;
    for (let a = 0; a < s; a += 1) {
      for (let b = 0; b <= a; b += 1) {
        const weight = kernel[a * s + b]!;
        for (let t = 0; t < length; t += 1) out[t] = out[t]! + weight * moments[at + t]!;
        at += length;
      }
    }
    return;
  }
  const turned = new Float64Array(width);
  for (let start = 0; start < size * s * width; start += s * width) {
    for (let a = 0; a < s; a += 1) {
      turned.fill(0);
      for (let b = 0; b < s; b += 1) {
        const weight = kernel[a * s + b]!;
        for (let j = 0; j < width; j += 1) turned[j] = turned[j]! + weight * rows[start + b * width + j]!;
      }
      let at = 0;
      for (let j = 0; j < width; j += 1) {
        const z = rows[start + a * width + j]!;
        for (let k = 0; k <= j; k += 1) {
          out[at] = out[at]! + z * turned[k]!;
          at += 1;
        }
      }
    }
  }
}

/**
 * The products of each pair's matrix with v: pairs × width, row by row. With v = (−β, 1) they give Σ r_a r_b of the residuals
 * and Σ x_a r_b + x_b r_a.
 */
export function projectMoments(pattern: Pattern, v: Float64Array): Float64Array {
  const { moments, rows, size, width, pairs } = pattern;
  const s = pattern.visits.length;
  const out = new Float64Array(pairs.length * width);
  if (moments !== undefined) {
    let at = 0;
    for (let row = 0; row < out.length; row += width) {
      for (let j = 0; j < width; j += 1) {
        let sum = 0;
        const vj = v[j]!;
        for (let k = 0; k < j; k += 1) {
          const value = moments[at++]!;
          sum += value * v[k]!;
          out[row + k] = out[row + k]! + value * vj;
        }
        out[row + j] = out[row + j]! + sum + moments[at++]! * vj;
      }
    }
    return out;
  }
  const residual = new Float64Array(s);
  for (let start = 0; start < size * s * width; start += s * width) {
    for (let a = 0; a < s; a += 1) {
      let sum = 0;
      for (let j = 0; j < width; j += 1) sum += rows[start + a * width + j]! * v[j]!;
      residual[a] = sum;
    }
    let row = 0;
    for (let a = 0; a < s; a += 1) {
      for (let b = 0; b <= a; b += 1) {
        const ra = a === b ? 0 : residual[a]!;
        const rb = residual[b]!;
        for (let j = 0; j < width; j += 1) {
          out[row + j] = out[row + j]! + rows[start + a * width + j]! * rb + rows[start + b * width + j]! * ra;
        }
        row += width;
      }
    }
  }
  return out;
}

/** Σ Z M Zᵀ over a pattern's participants, s × s, for a packed symmetric M whose off-diagonal elements are doubled. */
export function contractMoments(pattern: Pattern, doubled: Float64Array): Float64Array {
  const { moments, rows, size, width } = pattern;
  const s = pattern.visits.length;
  const out = new Float64Array(s * s);
  if (moments !== undefined) {
    let at = 0;
    for (let a = 0; a < s; a += 1) {
      for (let b = 0; b <= a; b += 1) {
        let sum = 0;
        for (let t = 0; t < doubled.length; t += 1) sum += doubled[t]! * moments[at + t]!;
        at += doubled.length;
        out[a * s + b] = a === b ? sum : 0.5 * sum;
        out[b * s + a] = out[a * s + b]!;
      }
    }
    return out;
  }
  const turned = new Float64Array(width);
  for (let start = 0; start < size * s * width; start += s * width) {
    for (let a = 0; a < s; a += 1) {
      turned.fill(0);
      let at = 0;
      for (let j = 0; j < width; j += 1) {
        const z = 0.5 * rows[start + a * width + j]!;
        let sum = 0;
        for (let k = 0; k < j; k += 1) {
          const value = doubled[at++]!;
          sum += value * rows[start + a * width + k]!;
          turned[k] = turned[k]! + value * z;
        }
        turned[j] = turned[j]! + 0.5 * sum + 2 * doubled[at++]! * z;
      }
      for (let b = 0; b < s; b += 1) {
        let sum = 0;
        for (let j = 0; j < width; j += 1) sum += turned[j]! * rows[start + b * width + j]!;
        out[a * s + b] = out[a * s + b]! + sum;
      }
    }
  }
  return out;
}
