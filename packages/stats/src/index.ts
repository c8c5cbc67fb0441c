// Pure numerics: distributions, model matrices, count regression, crossovers, proportions, rates, random numbers.
export type { AgreementLimit, BlandAltman } from './agreement/bland-altman.js';
export { blandAltman } from './agreement/bland-altman.js';
export type { ArmBlindingIndex, ArmGuesses, BlindingIndex, BlindingIndices } from './agreement/blinding-index.js';
export { blindingIndices } from './agreement/blinding-index.js';
export type { IntraclassCorrelation, IntraclassCorrelations } from './agreement/intraclass-correlation.js';
export { intraclassCorrelations } from './agreement/intraclass-correlation.js';
export type { CohenKappa, FleissKappa, FleissPart, KappaWeights } from './agreement/kappa.js';
export { cohenKappa, fleissKappa } from './agreement/kappa.js';
export type {
  CrossoverInference,
  CrossoverLmm,
  CrossoverModel,
  TreatmentContrast,
  TreatmentMean,
} from './crossover/crossover-lmm.js';
export { crossoverLmm } from './crossover/crossover-lmm.js';
export type {
  CrossoverGroup,
  HillsArmitage,
  HillsArmitageInput,
  PooledComparison,
} from './crossover/hills-armitage.js';
export { hillsArmitage } from './crossover/hills-armitage.js';
export type { KochAnalysis, KochComparison } from './crossover/koch.js';
export { koch } from './crossover/koch.js';
export type { WithinFit } from './crossover/within-participants.js';
export { fitWithinParticipants } from './crossover/within-participants.js';
export type { Description } from './description/describe.js';
export { describeSample, mean, quantile, standardDeviation, variance } from './description/describe.js';
export { chiSquareCdf, chiSquareQuantile, chiSquareUpper, chiSquareUpperQuantile } from './distribution/chi-square.js';
export { digamma, trigamma } from './distribution/digamma.js';
export type { Urn } from './distribution/discrete.js';
export {
  binomialCdf,
  binomialPmf,
  binomialUpper,
  hypergeometricCdf,
  hypergeometricPmf,
  hypergeometricUpper,
  negativeBinomialCdf,
  negativeBinomialPmf,
  poissonCdf,
  poissonPmf,
  poissonUpper,
} from './distribution/discrete.js';
export { fCdf, fQuantile, fUpper } from './distribution/f-distribution.js';
export { betaQuantile, regularizedBeta } from './distribution/incomplete-beta.js';
export type { Tails } from './distribution/incomplete-gamma.js';
export { gammaQuantile, regularizedGamma } from './distribution/incomplete-gamma.js';
export { logBeta, logGamma } from './distribution/log-gamma.js';
export {
  normalCdf,
  normalDensity,
  normalQuantile,
  normalTwoSided,
  normalUpper,
  normalUpperQuantile,
} from './distribution/normal.js';
export { studentTCdf, studentTQuantile, studentTTwoSided, studentTUpper } from './distribution/student-t.js';
export type { GlmTermTest } from './glm/fit-glm.js';
export { dropGlmTerms, fitLogistic, fitPoissonGlm } from './glm/fit-glm.js';
export type { GlmFamily } from './glm/glm-family.js';
export type { GlmEffect, GlmFit, GlmFlag, GlmInput, GlmWald, LogisticFit, PoissonGlmFit } from './glm/glm-fit.js';
export type { RobustKind } from './glm/sandwich.js';
export type { LinearTermTest } from './linear/drop-linear-terms.js';
export { dropLinearTerms } from './linear/drop-linear-terms.js';
export type { LinearEffect, LinearFit, LinearFlag, LinearInput, LinearTest } from './linear/fit-linear.js';
export { fitLinear } from './linear/fit-linear.js';
export type { MarginalContrast, MarginalMean, MarginalMeans, MarginalOptions } from './marginal/marginal-means.js';
export { marginalMeans } from './marginal/marginal-means.js';
export type { CovarianceKind, MeanFamily, MeanModel } from './marginal/mean-model.js';
export type {
  StandardisationOptions,
  StandardisedComparison,
  StandardisedEffect,
  StandardisedMean,
  StandardisedTest,
} from './marginal/standardised-effect.js';
export { standardisedEffect } from './marginal/standardised-effect.js';
export type { EventStrategy, StrategyCount, StrategyValues, ValueStatus } from './missing/event-strategy.js';
export { applyStrategyToCount, applyStrategyToValues } from './missing/event-strategy.js';
export type {
  CountAssumption,
  CountImputationFlag,
  CountImputationInput,
  CountImputations,
} from './missing/impute-counts.js';
export { imputeCounts } from './missing/impute-counts.js';
export type { NormalImputationFlag, NormalImputationInput, NormalImputations } from './missing/impute-normal.js';
export { imputeNormal } from './missing/impute-normal.js';
export type {
  ImputedAnalysis,
  SetEstimate,
  TippingPoint,
  TippingPointInput,
  TippingRow,
} from './missing/pool-imputed.js';
export { poolImputed, tippingPoint } from './missing/pool-imputed.js';
export type { MissingAssumption, VisitDistribution } from './missing/reference-distribution.js';
export { distributionUnder } from './missing/reference-distribution.js';
export type { PooledEstimate, RubinsRulesInput } from './missing/rubins-rules.js';
export { rubinsRules } from './missing/rubins-rules.js';
export type { CoefficientTables } from './mixed/coefficient-table.js';
export type { CovarianceName } from './mixed/covariance-structure.js';
export type { LmmFit, LmmFlag, LmmModel, LmmOptions } from './mixed/fit-lmm.js';
export { fitLmm, fitLmmToFrame } from './mixed/fit-lmm.js';
export type { MmrmFit, MmrmFlag, MmrmModel, MmrmOptions, RepeatedLinearRows } from './mixed/fit-mmrm.js';
export { fitMmrm, fitMmrmToFrame } from './mixed/fit-mmrm.js';
export type {
  CovarianceUncertainty,
  DfMethod,
  FixedEffectContrast,
  FixedEffects,
  FixedEffectTest,
} from './mixed/fixed-effect.js';
export { contrastOf, termRows, testOf } from './mixed/fixed-effect.js';
export type { LevelMean, MeansModel } from './mixed/ls-means.js';
export { levelMeans } from './mixed/ls-means.js';
export type { LikelihoodMethod } from './mixed/repeated-likelihood.js';
export type { RobustCovarianceKind } from './mixed/robust-covariance.js';
export type { LinearRows, WorkingDesign } from './mixed/working-design.js';
export type { Column, DataFrame, FactorColumn, NumericColumn } from './model/data-frame.js';
export { dataFrame, factor, numeric } from './model/data-frame.js';
export type { Expression } from './model/expression.js';
export { columnsOf, evaluateExpression, parseExpression } from './model/expression.js';
export type { Formula } from './model/formula.js';
export { parseFormula } from './model/formula.js';
export type { ModelMatrix, ModelMatrixOptions } from './model/model-matrix.js';
export { modelMatrix, valuesAt } from './model/model-matrix.js';
export type { AdjustmentMethod, PValue } from './multiplicity/adjust-p.js';
export { adjustP } from './multiplicity/adjust-p.js';
export type {
  GraphicalBonferroni,
  GraphicalBonferroniInput,
  TestingGraph,
} from './multiplicity/graphical-bonferroni.js';
export { graphicalBonferroni } from './multiplicity/graphical-bonferroni.js';
export type {
  Decision,
  Hypothesis,
  HypothesisFamily,
  TestingInput,
  TestingProcedure,
} from './multiplicity/testing-procedure.js';
export { parallelGatekeepingGraph, testingProcedure } from './multiplicity/testing-procedure.js';
export type { CountStatisticInput, TimeStatisticInput } from './permutation/allocation-statistic.js';
export {
  hillsArmitageStatistic,
  logRankStatistic,
  meanDifferenceStatistic,
  nbScoreStatistic,
  nbWaldStatistic,
  rankSumStatistic,
  studentTStatistic,
} from './permutation/allocation-statistic.js';
export type { ExactSumTest } from './permutation/exact-sum-test.js';
export { exactSumTest } from './permutation/exact-sum-test.js';
export type { ShiftEstimate, ShiftOptions } from './permutation/hodges-lehmann.js';
export { hodgesLehmann } from './permutation/hodges-lehmann.js';
export type { PermutationOptions, PermutationStatistic, PermutationTest } from './permutation/permutation-test.js';
export { permutationTest } from './permutation/permutation-test.js';
export type {
  Allocation,
  AllocationStatistic,
  CompleteReference,
  RerandomisationInput,
  RerandomisationTest,
  SampledReference,
} from './permutation/rerandomisation.js';
export { rerandomisationTest } from './permutation/rerandomisation.js';
export type { SignedRankTest, SignTest } from './permutation/signed-rank.js';
export { signedRank, signTest } from './permutation/signed-rank.js';
export type { TwoSamples } from './permutation/van-elteren.js';
export { vanElteren } from './permutation/van-elteren.js';
export type { RankFlag, WilcoxonTest } from './permutation/wilcoxon.js';
export { meanDifferencePermutation, midRanks, wilcoxonRankSum } from './permutation/wilcoxon.js';
export type { ConditionalOddsRatio, FisherExact } from './proportion/fisher-exact.js';
export { fisherExact } from './proportion/fisher-exact.js';
export type { CommonEstimate, StratifiedFlag, StratifiedTwoByTwo } from './proportion/mantel-haenszel.js';
export { mantelHaenszel } from './proportion/mantel-haenszel.js';
export type { TwoProportions } from './proportion/miettinen-nurminen.js';
export { differenceInterval, ratioInterval } from './proportion/miettinen-nurminen.js';
export type { PairedCounts, PairedProportions } from './proportion/paired-proportions.js';
export { pairedProportions } from './proportion/paired-proportions.js';
export { clopperPearson, wilson } from './proportion/single-proportion.js';
export type { TrendTest } from './proportion/trend.js';
export { cochranArmitage } from './proportion/trend.js';
export type { TwoByTwo } from './proportion/two-by-two.js';
export { twoByTwo } from './proportion/two-by-two.js';
export type { RandomSource } from './random/random-source.js';
export { randomSource } from './random/random-source.js';
export type { ExposureRecords, IncidenceRate, RateComparison } from './rate/incidence.js';
export { compareIncidence, incidenceRate } from './rate/incidence.js';
export type { StratifiedRates } from './rate/mantel-haenszel-rates.js';
export { mantelHaenszelRates } from './rate/mantel-haenszel-rates.js';
export type { TwoPoissonRates, TwoRates } from './rate/two-poisson-rates.js';
export { exactBinomialP, garwood, twoPoissonRates } from './rate/two-poisson-rates.js';
export type { CountRegressionInput } from './regression/count-problem.js';
export type { TermTest } from './regression/drop-terms.js';
export { dropNbTerms } from './regression/drop-terms.js';
export type { NbGlmInput, NbGlmModel } from './regression/fit-nb-glm.js';
export { fitNbGlm, fitNbGlmToFrame } from './regression/fit-nb-glm.js';
export type { NbEstimate } from './regression/nb-engine.js';
export type { NbFitter, NbFitterOptions, NbFitterResult } from './regression/nb-fitter.js';
export { nbFitter } from './regression/nb-fitter.js';
export type {
  ChiSquareTest,
  Interval,
  NbGlmEffect,
  NbGlmFit,
  NbGlmFlag,
  NbInterval,
  NbWald,
} from './regression/nb-glm-fit.js';
export type { ClusterInput, ClusterModel } from './repeated/cluster-input.js';
export { clusterInput } from './repeated/cluster-input.js';
export type { ConditionalPoissonFit, ConditionalPoissonInput } from './repeated/fit-conditional-poisson.js';
export { fitConditionalPoisson } from './repeated/fit-conditional-poisson.js';
export type { GammaFrailtyFit, GammaFrailtyInput } from './repeated/fit-gamma-frailty.js';
export { fitGammaFrailty } from './repeated/fit-gamma-frailty.js';
export { fitGee } from './repeated/fit-gee.js';
export type { GlmmInput } from './repeated/fit-glmm.js';
export { fitNbGlmm, fitPoissonGlmm } from './repeated/fit-glmm.js';
export type {
  GeeCorrectedErrors,
  GeeCorrection,
  GeeCorrelation,
  GeeFamily,
  GeeFit,
  GeeFlag,
  GeeInput,
  GeeMoments,
} from './repeated/gee-fit.js';
export type { GlmmFit, RepeatedEffect, RepeatedFit, RepeatedFlag } from './repeated/glmm-fit.js';
export type { EffectOptions } from './repeated/repeated-model.js';
export type { CrossoverColumns, WithinParticipantRateRatio } from './repeated/within-participant-rate-ratio.js';
export { withinParticipantRateRatio } from './repeated/within-participant-rate-ratio.js';
export type { DesignFacts, DesignSentence } from './sample-size/assumption.js';
export { designSentence } from './sample-size/assumption.js';
export type { BlindedReestimation, BlindedReestimationInput } from './sample-size/blinded-reestimation.js';
export { blindedReestimation } from './sample-size/blinded-reestimation.js';
export type { ArmSizes, TestLevel } from './sample-size/check-number.js';
export type { LogRankDesign, LogRankSize, SurvivalFollowUp } from './sample-size/log-rank-design.js';
export { logRankPower, logRankSampleSize, meanEventProbability } from './sample-size/log-rank-design.js';
export type { MeanDesign } from './sample-size/mean-design.js';
export { logSdOfCv, meanPower } from './sample-size/mean-design.js';
export type { NbCrossoverDesign, NbCrossoverPower } from './sample-size/nb-crossover.js';
export { nbCrossoverPower } from './sample-size/nb-crossover.js';
export type { NbEquivalenceDesign } from './sample-size/nb-equivalence.js';
export { nbEquivalencePower } from './sample-size/nb-equivalence.js';
export type { ExposurePlan, NbRate } from './sample-size/nb-information.js';
export { exposuresAt, informationOfExposures, meanInformation } from './sample-size/nb-information.js';
export type { NbPower, NbSampleSize, NbSizeOptions, NbTwoArmDesign } from './sample-size/nb-two-arm.js';
export { controlRateFromPooled, nbPower, nbSampleSize, optimalAllocation } from './sample-size/nb-two-arm.js';
export { noncentralTUpper } from './sample-size/noncentral-t.js';
export type { DesignPower, DesignSize, PowerPoint, SizeRequest, TrialDesign } from './sample-size/power-of.js';
export { powerCurve, powerOf, sampleSizeOf } from './sample-size/power-of.js';
export type { ProportionDesign } from './sample-size/proportion-design.js';
export { proportionPower, proportionSampleSize } from './sample-size/proportion-design.js';
export type { NullVariance, ZhuLakkisDesign, ZhuLakkisSize } from './sample-size/zhu-lakkis.js';
export { zhuLakkisPower, zhuLakkisSampleSize } from './sample-size/zhu-lakkis.js';
export type { SequentialBounds, StoppingProbabilities } from './sequential/crossing-probabilities.js';
export { stoppingProbabilities } from './sequential/crossing-probabilities.js';
export type {
  EfficacyBoundary,
  FutilityRule,
  GroupSequentialDesign,
  GroupSequentialInput,
  OperatingCharacteristics,
} from './sequential/group-sequential-design.js';
export { groupSequentialDesign, operatingCharacteristics } from './sequential/group-sequential-design.js';
export type { MonitoredLook, MonitoringPlan, ObservedLook } from './sequential/information-monitor.js';
export { blindedInformation, informationOfFit, monitorInformation } from './sequential/information-monitor.js';
export type { SpendingFunction } from './sequential/spending.js';
export { spentError } from './sequential/spending.js';
export type { CountSampler } from './simulate/count-sampler.js';
export { countAt, countSampler } from './simulate/count-sampler.js';
export type { CountTrialScenario } from './simulate/count-trial-scenario.js';
export type { CountTrialSimulator, SimulatedFit, SimulatedRows } from './simulate/count-trial-simulator.js';
export { countTrialSimulator, trialDesign } from './simulate/count-trial-simulator.js';
export type { MonteCarlo, SimulationSummary, SimulationTally } from './simulate/simulation-tally.js';
export { EMPTY_TALLY, mergeTallies, summariseTally } from './simulate/simulation-tally.js';
export type { UniformStream } from './simulate/uniform-stream.js';
export { uniformStream } from './simulate/uniform-stream.js';
export type { CoxFit, CoxFlag, CoxInference } from './survival/cox-fit.js';
export type { CoxTies } from './survival/cox-likelihood.js';
export type { CumulativeIncidence, CumulativeIncidenceOptions, IncidenceAt } from './survival/cumulative-incidence.js';
export { cumulativeIncidence, incidenceAt } from './survival/cumulative-incidence.js';
export type { CoxInput, CoxModel } from './survival/fit-cox.js';
export { fitCox, fitCoxToFrame } from './survival/fit-cox.js';
export type {
  KaplanMeierOptions,
  SurvivalAt,
  SurvivalCurve,
  SurvivalQuantile,
  SurvivalScale,
} from './survival/kaplan-meier.js';
export { kaplanMeier, survivalAt, survivalQuantile } from './survival/kaplan-meier.js';
export type { LogRankFlag, LogRankTest } from './survival/log-rank.js';
export { logRank } from './survival/log-rank.js';
export type { ProportionalHazardsTest, TimeTransform } from './survival/proportional-hazards.js';
export { proportionalHazardsTest } from './survival/proportional-hazards.js';
export type { RestrictedMean, RestrictedMeanComparison, RestrictedMeans } from './survival/restricted-mean.js';
export { restrictedMean } from './survival/restricted-mean.js';
export type { SurvivalColumns, SurvivalInput } from './survival/survival-data.js';
export { survivalFromFrame } from './survival/survival-data.js';
export type { HurdleFit, HurdleFlag, HurdleInput } from './zero-inflated/fit-hurdle-nb.js';
export { fitHurdleNb } from './zero-inflated/fit-hurdle-nb.js';
export { fitZeroInflatedNb } from './zero-inflated/fit-zinb.js';
export type { ZinbFit, ZinbFlag, ZinbInput } from './zero-inflated/zinb-fit.js';
