// The procedures that a case may name, and the keys of a spec that have but one meaning for each.

/** Keys of any spec that only explain. */
export const PROSE_KEYS: readonly string[] = ['note', 'notes', 'publishedSource', 'description'];

type FixedKeys = Readonly<Record<string, readonly string[] | 'any text'>>;

const LOG_NB: FixedKeys = { family: ['negbin2'], link: ['log'] };
const POISSON: FixedKeys = { family: ['poisson'], link: ['log'] };

/**
 * Every procedure of the layout, with the spec keys that its runner need not read: they state what the procedure always does,
 * so that any other value than those named is refused. All other keys must be read by the runner.
 */
export const PROCEDURE_LIST: ReadonlyMap<string, FixedKeys> = new Map<string, FixedKeys>([
  ['ancova', { family: ['gaussian'], link: ['identity'] }],
  ['conditional-poisson', POISSON],
  ['cox', {}],
  ['crossover-2x2-hills-armitage', { d: ['period1 - period2'], s: ['period1 + period2'] }],
  ['g-rho', {}],
  ['gee', POISSON],
  ['graphical-bonferroni', {}],
  ['group-sequential', {}],
  ['hurdle-nb', { ...LOG_NB, zeroLink: ['logit'] }],
  ['kaplan-meier', {}],
  ['kaplan-meier-median', {}],
  ['lmm', {}],
  ['log-rank', {}],
  ['mmrm', { covariance: ['unstructured'], method: ['REML'] }],
  ['nb-glm', LOG_NB],
  ['nb-glm-lrt-terms', LOG_NB],
  ['nb-glmm', LOG_NB],
  ['p-adjust', {}],
  ['permutation-test', { statistic: ['difference in means'] }],
  ['poisson-gamma-frailty', POISSON],
  ['poisson-glm', POISSON],
  ['poisson-glmm', POISSON],
  ['quasipoisson-glm', { family: ['quasipoisson'], link: ['log'] }],
  ['rmst', {}],
  ['rubins-rules', {}],
  ['sample-size', {}],
  ['two-by-two', {}],
  ['two-poisson-rates', { unit: 'any text' }],
  ['van-elteren', { scores: ['modified ridit', 'modified ridit: rank/(n_h+1)'] }],
  ['wilcoxon-rank-sum', {}],
  ['wilcoxon-rank-sum-exact', {}],
  ['zero-inflated-nb', { ...LOG_NB, zeroLink: ['logit'] }],
  // Further procedures of our own reference cases.
  ['bland-altman', {}],
  ['cohen-kappa', {}],
  ['crossover-lmm', {}],
  ['intraclass-correlation', {}],
  ['cumulative-incidence', {}],
  ['hodges-lehmann', {}],
  ['impute-counts', {}],
  ['impute-normal', {}],
  ['incidence-rate', {}],
  ['logistic-glm', { family: ['binomial'], link: ['logit'] }],
  ['mantel-haenszel', {}],
  ['mantel-haenszel-rates', {}],
  ['marginal-means', {}],
  ['paired-proportions', {}],
  ['proportional-hazards', {}],
  ['signed-rank', {}],
  ['standardised-effect', {}],
  ['trend-in-proportions', {}],
]);
