// Least squares with a fixed effect for each participant: what remains within participants.
import type { FixedEffects } from '../mixed/fixed-effect.js';
import { type LinearRows, workingDesign } from '../mixed/working-design.js';

/** The within-participant fit. Columns that are constant within participants are aliased. */
export interface WithinFit {
  /** Is there any residual variation, and a degree of freedom for it? Without it there is no test. */
  readonly converged: boolean;
  readonly flags: readonly ('no-residual-variation' | 'nothing-within-participants')[];
  readonly sigma: number;
  /** Rows less participants less coefficients. */
  readonly df: number;
  readonly aliased: readonly string[];
  readonly coefficients: Readonly<Record<string, number>>;
  readonly nObs: number;
  readonly nClusters: number;
  /** For contrasts and tests; the degrees of freedom are exact. */
  readonly effects: FixedEffects;
}

/** What rounding leaves of a column that is constant within participants, as a share of its largest value. */
const ROUNDING = 1e-12;

/**
 * Regresses deviations from the participants' means on each other. @throws RangeError as `fitLmm`
 * @see Frisch and Waugh (1933); lm with the participant as factor in R
 */
export function fitWithinParticipants(rows: LinearRows): WithinFit {
  const original = workingDesign(rows);
  const { n, cluster, clusters, names } = original;
  const columns = names.length;
  const centred = new Float64Array(n * columns);
  for (let j = 0; j < columns; j += 1) {
    const column = deviations((i) => rows.design.values[i * columns + j]!, cluster, clusters);
    for (let i = 0; i < n; i += 1) centred[i * columns + j] = column[i]!;
  }
  const response = deviations((i) => rows.response[i]!, cluster, clusters);
  const design = workingDesign({ response, design: { names, values: centred }, cluster });
  const { p } = design;
  const df = n - clusters - p;
  const isUsable = design.unit > 0 && df > 0 && p > 0;
  // In units of the response's scale: RSS = n, the basis has QᵀQ = n I.
  const variance = isUsable ? n / df : Number.NaN;
  const phi = new Float64Array(p * p);
  const slope = new Float64Array(p * p);
  for (let j = 0; j < p; j += 1) {
    phi[j * p + j] = variance / n;
    slope[j * p + j] = n / (variance * variance);
  }
  const coefficients: Record<string, number> = {};
  design.basis.kept.forEach((column, i) => {
    let sum = 0;
    for (let j = i; j < p; j += 1) sum += design.basis.toCoefficients[i * p + j]! * design.leastSquares[j]!;
    coefficients[names[column]!] = sum;
  });
  return {
    converged: isUsable,
    flags: isUsable ? [] : [p === 0 ? 'nothing-within-participants' : 'no-residual-variation'],
    sigma: design.unit * Math.sqrt(variance),
    df,
    aliased: design.basis.aliased.map((column) => names[column]!).filter((name) => name !== '(Intercept)'),
    coefficients,
    nObs: n,
    nClusters: clusters,
    effects: {
      design,
      beta: design.leastSquares,
      phi,
      ...(isUsable
        ? { satterthwaite: { slopes: [slope], weights: Float64Array.of((2 * variance * variance) / df) } }
        : {}),
    },
  };
}

function deviations(value: (row: number) => number, cluster: Int32Array, clusters: number): Float64Array {
  const sums = new Float64Array(clusters);
  const counts = new Float64Array(clusters);
  let largest = 0;
  cluster.forEach((who, i) => {
    sums[who]! += value(i);
    counts[who]! += 1;
    largest = Math.max(largest, Math.abs(value(i)));
  });
  return Float64Array.from(cluster, (who, i) => {
    const rest = value(i) - sums[who]! / counts[who]!;
    return Math.abs(rest) > ROUNDING * largest ? rest : 0;
  });
}
