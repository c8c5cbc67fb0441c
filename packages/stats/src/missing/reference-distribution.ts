// The distribution of a participant's responses under an assumption on what happened after they were last observed.
import { invertPositiveDefinite } from '../algebra/cholesky.js';

/**
 * What missing responses from some visit on are assumed to be like.
 * `missing-at-random`: as in the own group, given what was observed.
 * `jump-to-reference`: from then on the mean of the reference group.
 * `copy-reference`: as if in the reference group from the start.
 * `copy-increments`: from the own group's last mean on, changes in mean as in the reference group.
 * `last-mean-carried`: the own group's last mean stays.
 */
export type MissingAssumption =
  | 'missing-at-random'
  | 'jump-to-reference'
  | 'copy-reference'
  | 'copy-increments'
  | 'last-mean-carried';

/** Mean and covariance over the visits. */
export interface VisitDistribution {
  readonly mean: Float64Array;
  /** visits × visits. */
  readonly covariance: Float64Array;
}

/**
 * The joint distribution under an assumption from visit `from` (0-based) on. The covariance is such that responses before
 * `from` are spread as in the own group and those after, given them, as in the reference group. Undefined when the reference
 * group's covariance is not positive definite.
 * @see Carpenter, Roger and Kenward (2013), Journal of Biopharmaceutical Statistics 23, 1352–1371, section 4
 */
export function distributionUnder(
  assumption: MissingAssumption,
  {
    own,
    reference,
    from,
  }: { readonly own: VisitDistribution; readonly reference: VisitDistribution; readonly from: number },
): VisitDistribution | undefined {
  const visits = own.mean.length;
  if (assumption === 'missing-at-random' || from >= visits) return own;
  if (assumption === 'copy-reference') return reference;
  const covariance = joinCovariances(own.covariance, reference.covariance, { visits, from });
  if (covariance === undefined) return undefined;
  const carried = own.mean[Math.max(0, from - 1)]!;
  const gap = from === 0 ? 0 : carried - reference.mean[from - 1]!;
  const later: Readonly<Record<typeof assumption, (visit: number) => number>> = {
    'jump-to-reference': (visit) => reference.mean[visit]!,
    'copy-increments': (visit) => reference.mean[visit]! + gap,
    'last-mean-carried': () => carried,
  };
  const mean = own.mean.map((value, visit) => (visit < from ? value : later[assumption](visit)));
  return { mean, covariance };
}

/**
 * Σ₁₁ = A₁₁, Σ₂₁ = R₂₁R₁₁⁻¹A₁₁, Σ₂₂ = R₂₂ − R₂₁R₁₁⁻¹(R₁₁ − A₁₁)R₁₁⁻¹R₁₂, with A the own and R the reference covariance and
 * 1 the visits before `from`.
 */
function joinCovariances(
  own: Float64Array,
  reference: Float64Array,
  { visits, from }: { readonly visits: number; readonly from: number },
): Float64Array | undefined {
  if (from === 0) return reference;
  const before = Float64Array.from({ length: from * from }, (_, at) => {
    return reference[Math.floor(at / from) * visits + (at % from)]!;
  });
  const inverse = invertPositiveDefinite(before, from);
  if (inverse === undefined) return undefined;
  const after = visits - from;
  // Slopes of later on earlier visits in the reference group, after × from.
  const slopes = Float64Array.from({ length: after * from }, (_, at) => {
    const row = from + Math.floor(at / from);
    let sum = 0;
    for (let k = 0; k < from; k += 1) sum += reference[row * visits + k]! * inverse[k * from + (at % from)]!;
    return sum;
  });
  const joined = Float64Array.from(reference);
  for (let i = 0; i < from; i += 1) for (let j = 0; j < from; j += 1) joined[i * visits + j] = own[i * visits + j]!;
  for (let i = 0; i < after; i += 1) {
    for (let j = 0; j < from; j += 1) {
      let sum = 0;
      for (let k = 0; k < from; k += 1) sum += slopes[i * from + k]! * own[k * visits + j]!;
      joined[(from + i) * visits + j] = sum;
      joined[j * visits + from + i] = sum;
    }
    for (let j = 0; j < after; j += 1) {
      let sum = reference[(from + i) * visits + from + j]!;
      for (let k = 0; k < from; k += 1) {
        for (let l = 0; l < from; l += 1) {
          const excess = reference[k * visits + l]! - own[k * visits + l]!;
          sum -= slopes[i * from + k]! * excess * slopes[j * from + l]!;
        }
      }
      joined[(from + i) * visits + from + j] = sum;
    }
  }
  return joined;
}
