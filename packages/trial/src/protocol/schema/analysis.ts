// Analyses: an endpoint, an analysis set, a comparison, and an estimator with its options. One entry of the union for each method.
import { z } from 'zod';
import { Slug } from '../../id.js';
import {
  cluster,
  degreesOfFreedom,
  draws,
  information,
  likelihood,
  mixedIntegration,
  modelInterval,
  modelTest,
  offset,
  standardErrors,
  strata,
  terms,
  times,
  zeroTerms,
} from './analysis-option.js';
import { MissingData } from './missing-data.js';
import { provenance } from './provenance.js';
import { Expression, named } from './text.js';

const Effect = z.strictObject({
  term: z.enum(['sequence', 'treatment']).describe('what is compared'),
  active: Slug.describe('the one'),
  reference: Slug.describe('with the other'),
  factor: Slug.optional().describe('factorial: compares two levels of this factor, over the levels of the others'),
  visit: Slug.optional().describe('endpoints by visit: the comparison at this visit'),
});

/** What every analysis says. */
const common = {
  ...named,
  endpoint: Slug.describe('id of the endpoint'),
  set: Slug.describe('id of the analysis set'),
  role: z
    .enum(['primary', 'secondary', 'sensitivity', 'supporting', 'exploratory', 'descriptive'])
    .describe('what it is in the trial; sensitivity: the same estimand under other assumptions'),
  estimand: Slug.optional().describe('id of the estimand that it estimates'),
  sensitivityOf: Slug.optional().describe('role sensitivity: id of the analysis whose assumptions it varies'),
  period: Slug.optional().describe('only this period of an endpoint that has one value in each'),
  subset: Expression.optional().describe('only participants for whom this is true; over endpoints with role covariate'),
  effect: Effect.describe('what is compared with what'),
  confidence: z.number().gt(0).lt(1).optional().describe('level of the interval; absent: 0.95'),
  missingData: MissingData.optional().describe('what is done about values that are not there'),
  ...provenance,
};

const NbGlm = z.strictObject({
  method: z.literal('nb-glm').describe('negative-binomial regression, NB2, log link'),
  ...common,
  terms,
  offset,
  information,
  standardErrors,
  interval: modelInterval,
  test: modelTest,
});
const PoissonGlm = z.strictObject({
  method: z.literal('poisson-glm').describe('Poisson regression, log link'),
  ...common,
  terms,
  offset,
  standardErrors,
  interval: modelInterval,
  test: modelTest,
});
const QuasiPoissonGlm = z.strictObject({
  method: z.literal('quasipoisson-glm').describe('Poisson regression with a free dispersion, t quantiles'),
  ...common,
  terms,
  offset,
});
const ZeroInflatedNb = z.strictObject({
  method: z.literal('zero-inflated-nb').describe('NB2 regression with an excess of zeros'),
  ...common,
  terms,
  offset,
  zeroTerms,
});
const HurdleNb = z.strictObject({
  method: z.literal('hurdle-nb').describe('zero or not by logistic regression, then zero-truncated NB2'),
  ...common,
  terms,
  offset,
  zeroTerms,
});
const NbGlmm = z.strictObject({
  method: z.literal('nb-glmm').describe('NB2 regression with a random intercept'),
  ...common,
  terms,
  offset,
  random: cluster,
  integration: mixedIntegration,
});
const PoissonGlmm = z.strictObject({
  method: z.literal('poisson-glmm').describe('Poisson regression with a random intercept'),
  ...common,
  terms,
  offset,
  random: cluster,
  integration: mixedIntegration,
});
const PoissonGammaFrailty = z.strictObject({
  method: z.literal('poisson-gamma-frailty').describe('Poisson regression with a gamma frailty, exact likelihood'),
  ...common,
  terms,
  offset,
  cluster,
});
const ConditionalPoisson = z.strictObject({
  method: z.literal('conditional-poisson').describe('Poisson regression given the total of each participant'),
  ...common,
  terms,
  offset,
});
const Gee = z.strictObject({
  method: z.literal('gee').describe('generalised estimating equations'),
  ...common,
  terms,
  offset,
  cluster,
  family: z.enum(['poisson', 'binomial', 'gaussian']).describe('distribution of the margin, with its own link'),
  correlation: z
    .enum(['independence', 'exchangeable', 'ar1'])
    .optional()
    .describe('working correlation; absent: exchangeable'),
});
const Logistic = z.strictObject({
  method: z.literal('logistic').describe('logistic regression'),
  ...common,
  terms,
  measure: z
    .enum(['oddsRatio', 'riskDifference', 'riskRatio'])
    .optional()
    .describe('odds ratio of the model, or the marginal measure by g-computation; absent: oddsRatio'),
  standardErrors,
  interval: modelInterval,
  test: modelTest,
});
const Ancova = z.strictObject({
  method: z.literal('ancova').describe('linear regression with covariates'),
  ...common,
  terms,
  standardErrors,
});
const Lmm = z.strictObject({
  method: z.literal('lmm').describe('linear model with a random intercept'),
  ...common,
  terms,
  random: cluster,
  likelihood,
  degreesOfFreedom,
});
const Mmrm = z.strictObject({
  method: z.literal('mmrm').describe('linear model for repeated measures with correlated errors'),
  ...common,
  terms,
  covariance: z
    .enum(['unstructured', 'compoundSymmetry', 'ar1', 'toeplitz'])
    .optional()
    .describe('of the visits of a participant; absent: unstructured'),
  likelihood,
  degreesOfFreedom,
});
const HillsArmitage = z.strictObject({
  method: z
    .literal('crossover-2x2-hills-armitage')
    .describe('differences of the periods compared between the sequences'),
  ...common,
});
const Koch = z.strictObject({
  method: z.literal('koch').describe('rank analysis of the 2×2 crossover'),
  ...common,
  exact: z
    .boolean()
    .optional()
    .describe('exact distribution in place of the normal; absent: where there are no ties and few values'),
});
const CrossoverLmm = z.strictObject({
  method: z
    .literal('crossover-lmm')
    .describe('linear model of a crossover: sequence, period, treatment, random participant'),
  ...common,
  terms,
  carryover: z.boolean().optional().describe('adds the first-order carry-over of the treatment before'),
  participant: z.enum(['random', 'fixed']).optional().describe('how participants are taken; absent: random'),
  likelihood,
  degreesOfFreedom,
});
const Wilcoxon = z.strictObject({
  method: z.literal('wilcoxon').describe('Wilcoxon–Mann–Whitney rank-sum test'),
  ...common,
  exact: z.boolean().optional().describe('exact distribution, ties included; absent: normal'),
  continuity: z.boolean().optional().describe('continuity correction of the normal; absent: true'),
});
const HodgesLehmann = z.strictObject({
  method: z
    .literal('hodges-lehmann')
    .describe('median of the pairwise differences, with the interval of the rank-sum test'),
  ...common,
  exact: z.boolean().optional().describe('exact distribution; absent: normal'),
});
const VanElteren = z.strictObject({
  method: z.literal('van-elteren').describe('rank-sum test within strata'),
  ...common,
  strata,
});
const Permutation = z.strictObject({
  method: z.literal('permutation').describe('permutation test'),
  ...common,
  statistic: z
    .enum(['meanDifference', 'rankSum', 'meanRatio'])
    .optional()
    .describe('what is compared; absent: meanDifference'),
  strata,
  draws,
});
const Rerandomisation = z.strictObject({
  method: z.literal('rerandomisation').describe('test over the allocations that the randomisation could have made'),
  ...common,
  statistic: z
    .enum(['meanDifference', 'rankSum', 'meanRatio'])
    .optional()
    .describe('what is compared; absent: meanDifference'),
  draws,
});
const TwoByTwo = z.strictObject({
  method: z.literal('two-by-two').describe('two proportions'),
  ...common,
  measure: z
    .enum(['riskDifference', 'riskRatio', 'oddsRatio'])
    .optional()
    .describe('how they are compared; absent: riskDifference'),
  interval: z
    .enum(['wald', 'newcombe', 'miettinenNurminen', 'exact'])
    .optional()
    .describe('kind of confidence interval; absent: miettinenNurminen, of an odds ratio exact'),
  test: z
    .enum(['fisher', 'pearson', 'yates', 'miettinenNurminen'])
    .optional()
    .describe('by which p is found; absent: that of the interval'),
});
const MantelHaenszel = z.strictObject({
  method: z.literal('mantel-haenszel').describe('two proportions within strata'),
  ...common,
  strata,
  measure: z
    .enum(['riskDifference', 'riskRatio', 'oddsRatio'])
    .optional()
    .describe('how they are compared; absent: riskDifference'),
});
const TwoPoissonRates = z.strictObject({
  method: z.literal('two-poisson-rates').describe('two rates of events for each time at risk'),
  ...common,
  interval: z.enum(['wald', 'exact']).optional().describe('kind of confidence interval; absent: exact'),
  exposureWeeks: z.number().positive().optional().describe('planned weeks at risk of each participant'),
});
const KaplanMeier = z.strictObject({
  method: z.literal('kaplan-meier').describe('curves of the share without the event, with medians'),
  ...common,
  interval: z.enum(['plain', 'log', 'logLog']).optional().describe('scale of the pointwise intervals; absent: logLog'),
  times,
});
const LogRank = z.strictObject({
  method: z.literal('log-rank').describe('log-rank test, with weights where rho is not 0'),
  ...common,
  strata,
  rho: z.number().min(0).optional().describe('Harrington–Fleming weight S(t)^rho; absent: 0'),
});
const Cox = z.strictObject({
  method: z.literal('cox').describe('proportional hazards regression'),
  ...common,
  terms,
  strata,
  ties: z.enum(['efron', 'breslow']).optional().describe('treatment of ties; absent: efron'),
  interval: modelInterval,
  test: modelTest,
});
const Rmst = z.strictObject({
  method: z.literal('rmst').describe('restricted mean time without the event'),
  ...common,
  tau: z.number().positive().describe('time to which it is restricted, in the unit of the endpoint'),
});
const CumulativeIncidence = z.strictObject({
  method: z.literal('cumulative-incidence').describe('share with the event where another can come first'),
  ...common,
  times,
});
const Summary = z.strictObject({
  method: z.literal('summary').describe('description of each group; no comparison'),
  ...common,
});

/** An analysis that the protocol plans, with the options that its method has. */
export const Analysis = z.discriminatedUnion('method', [
  NbGlm,
  PoissonGlm,
  QuasiPoissonGlm,
  ZeroInflatedNb,
  HurdleNb,
  NbGlmm,
  PoissonGlmm,
  PoissonGammaFrailty,
  ConditionalPoisson,
  Gee,
  Logistic,
  Ancova,
  Lmm,
  Mmrm,
  HillsArmitage,
  Koch,
  CrossoverLmm,
  Wilcoxon,
  HodgesLehmann,
  VanElteren,
  Permutation,
  Rerandomisation,
  TwoByTwo,
  MantelHaenszel,
  TwoPoissonRates,
  KaplanMeier,
  LogRank,
  Cox,
  Rmst,
  CumulativeIncidence,
  Summary,
]);
export type Analysis = z.infer<typeof Analysis>;
export type AnalysisMethod = Analysis['method'];
/** An analysis by one method, with its options. */
export type AnalysisBy<M extends AnalysisMethod> = Extract<Analysis, { readonly method: M }>;
