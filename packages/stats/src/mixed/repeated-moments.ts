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
  /** For each row the visit's number, from 0 to visits − 1. */
  readonly visit: ArrayLike<number>;
  readonly visits: number;
}

/**
 * Participants who were seen at the same s visits. Z = [X, y] of a participant is s × (p + 1); symmetric (p + 1) × (p + 1)
 * matrices are packed by rows of their lower triangle; a pair of visits (a, b), b ≤ a, has the number a(a + 1)/2 + b.
 */
export interface Pattern {
  /** The visits, ascending. */
  readonly visits: readonly number[];
  /** Number of participants. */
  readonly size: number;
  /** For each pair a packed matrix: Σ z_a z_aᵀ, or Σ (z_a z_bᵀ + z_b z_aᵀ) for a ≠ b. */
  readonly moments: Float64Array;
  /** First row of each participant's Z among `order`, for what needs the participants one by one. */
  readonly rows: readonly (readonly number[])[];
}

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
  const byPattern = new Map<string, { readonly visits: readonly number[]; readonly rows: number[][] }>();
  for (const rows of byParticipant.values()) {
    rows.sort((a, b) => data.visit[a]! - data.visit[b]!);
    const visits = rows.map((row) => data.visit[row]!);
    const repeated = visits.find((visit, k) => k > 0 && visits[k - 1] === visit);
    if (repeated !== undefined) {
      throw new RangeError(`A participant has two rows at visit ${repeated + 1}; one row for each visit is allowed.`);
    }
    const key = visits.join();
    const pattern = byPattern.get(key);
    if (pattern === undefined) byPattern.set(key, { visits, rows: [rows] });
    else pattern.rows.push(rows);
  }
  return [...byPattern.values()].map(({ visits, rows }) => ({
    visits,
    size: rows.length,
    rows,
    moments: momentsOf(data, rows, visits.length),
  }));
}

function momentsOf(
  { response, basis, p }: RepeatedRows,
  participants: readonly (readonly number[])[],
  s: number,
): Float64Array {
  const width = p + 1;
  const length = packedLength(width);
  const moments = new Float64Array(packedLength(s) * length);
  const z = new Float64Array(s * width);
  for (const rows of participants) {
    for (let a = 0; a < s; a += 1) {
      const row = rows[a]!;
      for (let j = 0; j < p; j += 1) z[a * width + j] = basis[row * p + j]!;
      z[a * width + p] = response[row]!;
    }
    let at = 0;
    for (let a = 0; a < s; a += 1) {
      for (let b = 0; b < a; b += 1) at = addCross(moments, at, z, a * width, b * width, width);
      at = addSquare(moments, at, z, a * width, width);
    }
  }
  return moments;
}

function addCross(out: Float64Array, start: number, z: Float64Array, a: number, b: number, width: number): number {
  let at = start;
  for (let j = 0; j < width; j += 1) {
    const za = z[a + j]!;
    const zb = z[b + j]!;
    for (let k = 0; k <= j; k += 1) {
      out[at] = out[at]! + za * z[b + k]! + zb * z[a + k]!;
      at += 1;
    }
  }
  return at;
}

function addSquare(out: Float64Array, start: number, z: Float64Array, a: number, width: number): number {
  let at = start;
  for (let j = 0; j < width; j += 1) {
    const za = z[a + j]!;
    for (let k = 0; k <= j; k += 1) {
      out[at] = out[at]! + za * z[a + k]!;
      at += 1;
    }
  }
  return at;
}

/** Adds Σ Zᵀ K Z over a pattern's participants to the packed `out`; K is symmetric, s × s. */
export function addWeighted(pattern: Pattern, kernel: Float64Array, out: Float64Array): void {
  const s = pattern.visits.length;
  const length = out.length;
  const { moments } = pattern;
  let at = 0;
  for (let a = 0; a < s; a += 1) {
    for (let b = 0; b <= a; b += 1) {
      const weight = kernel[a * s + b]!;
      if (weight !== 0) for (let t = 0; t < length; t += 1) out[t] = out[t]! + weight * moments[at + t]!;
      at += length;
    }
  }
}

/**
 * The products of each pair's matrix with v: pairs × width, row by row. With v = (−β, 1) they give Σ r_a r_b of the residuals
 * and Σ x_a r_b + x_b r_a.
 */
export function projectMoments(pattern: Pattern, v: Float64Array): Float64Array {
  const width = v.length;
  const pairs = packedLength(pattern.visits.length);
  const out = new Float64Array(pairs * width);
  const { moments } = pattern;
  let at = 0;
  for (let pair = 0; pair < pairs; pair += 1) {
    const row = pair * width;
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

/** Σ Z M Zᵀ over a pattern's participants, s × s, for a packed symmetric M whose off-diagonal elements are doubled. */
export function contractMoments(pattern: Pattern, doubled: Float64Array): Float64Array {
  const s = pattern.visits.length;
  const out = new Float64Array(s * s);
  const { moments } = pattern;
  let at = 0;
  for (let a = 0; a < s; a += 1) {
    for (let b = 0; b <= a; b += 1) {
      let sum = 0;
      for (let t = 0; t < doubled.length; t += 1) sum += doubled[t]! * moments[at + t]!;
      at += doubled.length;
      const value = a === b ? sum : 0.5 * sum;
      out[a * s + b] = value;
      out[b * s + a] = value;
    }
  }
  return out;
}
