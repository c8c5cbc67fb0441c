// Standardisation (g-computation): each arm's mean if every analysed participant were in it, and their ratio and difference.
import { normalQuantile, normalTwoSided } from '../distribution/normal.js';
import { checkConfidence } from '../glm/glm-check.js';
import { type DataFrame, dataFrame, factor, numeric } from '../model/data-frame.js';
import { modelMatrix } from '../model/model-matrix.js';
import { type CovarianceKind, type FittedMean, fitMeanModel, type MeanModel, meanOf } from './mean-model.js';

/** Options of {@link standardisedEffect}. */
export interface StandardisationOptions {
  /** The factor of the arms; its first level is the reference. */
  readonly treatment: string;
  /** Covariance of the coefficients. Default 'HC0'. */
  readonly covariance?: CovarianceKind;
  /**
   * 'random': the participants are a sample, so that their covariates add to the uncertainty (the population effect); 'fixed':
   * the effect is that among these participants. Default 'random'.
   */
  readonly covariates?: 'random' | 'fixed';
  /** Default 0.95. */
  readonly confidence?: number;
}

/** A standardised mean, per unit of exposure where the model has an offset. */
export interface StandardisedMean {
  readonly level: string;
  readonly estimate: number;
  readonly se: number;
  /** From the log scale for counts, the logit scale for proportions. */
  readonly ci: readonly [number, number];
}

/** A comparison of a level with the reference. */
export interface StandardisedComparison {
  readonly level: string;
  /** Ratio of the means; `se` is that of its logarithm. Absent unless both are above zero. */
  readonly ratio?: StandardisedTest;
  readonly difference: StandardisedTest;
}

/** An estimate with its z test. */
export interface StandardisedTest {
  readonly estimate: number;
  readonly se: number;
  readonly z: number;
  readonly p: number;
  readonly ci: readonly [number, number];
}

/** Standardised means and effects; empty unless the regression converged with every coefficient finite. */
export interface StandardisedEffect {
  readonly converged: boolean;
  readonly flags: readonly ('not-converged' | 'separation' | 'aliased')[];
  readonly means: readonly StandardisedMean[];
  readonly comparisons: readonly StandardisedComparison[];
}

/**
 * Predicts each analysed row in each arm, averages, and takes the variance of the averages from the rows' influence: the
 * coefficients' part J A⁻¹ uᵢ, and for random covariates (μᵢ − μ̄)/n. An offset is left out of the predictions, so that means are per
 * unit of exposure. Valid under randomisation even where the model of the covariates is wrong, for canonical links and the sandwich.
 * @throws RangeError for an unknown factor, and as the family's own fit
 * @see Freedman (2008); Ge et al. (2011), Drug Information Journal 45, 481–493; Bartlett (2018), Statistics in Biopharmaceutical
 * Research 10, 60–67; Ye, Bannick, Yi and Shao (2023), Journal of the American Statistical Association 118, 2370–2382
 */
export function standardisedEffect(
  data: DataFrame,
  model: MeanModel,
  options: StandardisationOptions,
): StandardisedEffect {
  const { treatment, covariance = 'HC0', covariates = 'random', confidence = 0.95 } = options;
  checkConfidence(confidence);
  const arms = data.columns.get(treatment);
  if (arms?.kind !== 'factor' || arms.levels.length < 2) {
    throw new RangeError(`"${treatment}" is no factor with at least two levels in the table.`);
  }
  const fitted = fitMeanModel(data, model, covariance);
  const flags: StandardisedEffect['flags'][number][] = [];
  if (fitted.aliased.length > 0) flags.push('aliased');
  if (fitted.divergentTerms.length > 0) flags.push('separation');
  if (!fitted.converged) flags.push('not-converged');
  const isWhole = fitted.converged && fitted.columns.length === fitted.design.names.length;
  if (!isWhole) return { converged: false, flags, means: [], comparisons: [] };

  const { levels } = arms;
  const predictions = levels.map((level) => predictAll(data, { model, fitted, treatment, level, levels }));
  const variance = (a: number, b: number): number =>
    varianceOf(fitted, { kind: covariance, covariates, one: predictions[a]!, other: predictions[b]! });
  const z = normalQuantile(0.5 + confidence / 2);
  const means = levels.map((level, a): StandardisedMean => {
    const estimate = predictions[a]!.mean;
    const se = Math.sqrt(variance(a, a));
    return { level, estimate, se, ci: intervalOfMean(model, { estimate, half: z * se }) };
  });
  const comparisons = levels.slice(1).map((level, k): StandardisedComparison => {
    const [own, reference] = [predictions[k + 1]!.mean, predictions[0]!.mean];
    const [vOwn, vReference, shared] = [variance(k + 1, k + 1), variance(0, 0), variance(k + 1, 0)];
    const difference = testOf(own - reference, Math.sqrt(vOwn + vReference - 2 * shared), z);
    if (!(own > 0 && reference > 0)) return { level, difference };
    const logVariance = vOwn / (own * own) + vReference / (reference * reference) - (2 * shared) / (own * reference);
    const log = testOf(Math.log(own / reference), Math.sqrt(logVariance), z);
    const ratio = { ...log, estimate: own / reference, ci: [Math.exp(log.ci[0]), Math.exp(log.ci[1])] as const };
    return { level, ratio, difference };
  });
  return { converged: true, flags, means, comparisons };
}

interface Prediction {
  readonly mean: number;
  /** n predicted means. */
  readonly each: Float64Array;
  /** Slopes of the average in the coefficients. */
  readonly gradient: Float64Array;
}

interface PredictionProblem {
  readonly model: MeanModel;
  readonly fitted: FittedMean;
  readonly treatment: string;
  readonly level: string;
  readonly levels: readonly string[];
}

function predictAll(data: DataFrame, { model, fitted, treatment, level, levels }: PredictionProblem): Prediction {
  const rows = fitted.design.rowIndex;
  const frame = dataFrame(
    Object.fromEntries(
      [...data.columns].map(([name, column]) => {
        if (name === treatment)
          return [
            name,
            factor(
              rows.map(() => level),
              levels,
            ),
          ] as const;
        return [
          name,
          column.kind === 'factor'
            ? factor(
                rows.map((row) => column.values[row]),
                column.levels,
              )
            : numeric(rows.map((row) => column.values[row]!)),
        ] as const;
      }),
    ),
  );
  const { values, rows: n, names } = modelMatrix(model.terms, frame);
  const p = names.length;
  const each = new Float64Array(n);
  const gradient = new Float64Array(p);
  for (let i = 0; i < n; i += 1) {
    let eta = 0;
    for (let j = 0; j < p; j += 1) eta += values[i * p + j]! * fitted.beta[j]!;
    const { mean, slope } = meanOf(model.family, eta);
    each[i] = mean;
    for (let j = 0; j < p; j += 1) gradient[j] = gradient[j]! + (slope * values[i * p + j]!) / n;
  }
  return { mean: each.reduce((sum, value) => sum + value, 0) / n, each, gradient };
}

interface VarianceProblem {
  readonly kind: CovarianceKind;
  readonly covariates: 'random' | 'fixed';
  readonly one: Prediction;
  readonly other: Prediction;
}

/** The covariance of two standardised means. */
function varianceOf(fitted: FittedMean, { kind, covariates, one, other }: VarianceProblem): number {
  const { covariance, scores, bread } = fitted;
  const p = one.gradient.length;
  const n = one.each.length;
  const form = (matrix: Float64Array): number => {
    let sum = 0;
    for (let j = 0; j < p; j += 1) {
      for (let k = 0; k < p; k += 1) sum += one.gradient[j]! * matrix[j * p + k]! * other.gradient[k]!;
    }
    return sum;
  };
  if (covariates === 'fixed') return form(covariance);
  const spread = (i: number, of: Prediction): number => (of.each[i]! - of.mean) / n;
  let sum = 0;
  if (kind === 'model') {
    for (let i = 0; i < n; i += 1) sum += spread(i, one) * spread(i, other);
    return form(covariance) + sum;
  }
  const carried = (of: Prediction): Float64Array =>
    Float64Array.from({ length: p }, (_, k) => {
      let total = 0;
      for (let j = 0; j < p; j += 1) total += of.gradient[j]! * bread[j * p + k]!;
      return total;
    });
  const [byOne, byOther] = [carried(one), carried(other)];
  for (let i = 0; i < n; i += 1) {
    let a = spread(i, one);
    let b = spread(i, other);
    for (let k = 0; k < p; k += 1) {
      a += byOne[k]! * scores[i * p + k]!;
      b += byOther[k]! * scores[i * p + k]!;
    }
    sum += a * b;
  }
  return sum;
}

function testOf(estimate: number, se: number, z: number): StandardisedTest {
  const statistic = estimate / se;
  return { estimate, se, z: statistic, p: normalTwoSided(statistic), ci: [estimate - z * se, estimate + z * se] };
}

function intervalOfMean(
  { family }: MeanModel,
  { estimate, half }: { readonly estimate: number; readonly half: number },
): readonly [number, number] {
  if (family === 'linear') return [estimate - half, estimate + half];
  if (family !== 'logistic') {
    const factorOfMean = Math.exp(half / estimate);
    return [estimate / factorOfMean, estimate * factorOfMean];
  }
  const logit = Math.log(estimate / (1 - estimate));
  const width = half / (estimate * (1 - estimate));
  return [meanOf(family, logit - width).mean, meanOf(family, logit + width).mean];
}
