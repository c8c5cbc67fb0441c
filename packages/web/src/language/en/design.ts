// What a power rests on, and by what formula it was found: the sentences of the server by their codes.

export const design = {
  'design.assumption.nb-counts':
    'Negative-binomial counts, control rate {controlRate}, rate ratio {rateRatio}, dispersion φ = 1/θ = {dispersion} in both arms.',
  'design.assumption.fixed-exposure': 'Everyone is observed for {exposure}.',
  'design.assumption.staggered-entry':
    'Entry evenly over {accrualTime}; the trial ends {followUpTime} after the last entry.',
  'design.assumption.nb-wald': 'Wald test of the log rate ratio with expected information; large-sample approximation.',
  'design.assumption.null-variance-control-rate':
    'Variance under the null hypothesis from the control rate (Zhu and Lakkis 2014).',
  'design.assumption.null-variance-true-rates':
    'Variance under the null hypothesis from the true rates (Zhu and Lakkis 2014).',
  'design.assumption.null-variance-pooled-rate':
    'Variance under the null hypothesis from the pooled rate (Zhu and Lakkis 2014).',
  'design.assumption.crossover-counts':
    'Counts of two periods of {exposure} each, control rate {controlRate}, rate ratio {rateRatio}, period ratio {periodRatio}.',
  'design.assumption.crossover-variance':
    'Variance of relative rates: {dispersionBetween} between participants, {dispersionWithin} between the periods of one.',
  'design.assumption.first-periods': 'Only first periods are compared.',
  'design.assumption.both-periods':
    'Each participant’s periods are compared; every participant has both; no carry-over.',
  'design.assumption.reference-normal': 'Reference distribution: normal; large-sample variance.',
  'design.assumption.reference-t': 'Reference distribution: t with n − 2 degrees of freedom; large-sample variance.',
  'design.assumption.nb-equivalence':
    'Negative-binomial counts, rates {rate1} and {rate2}, dispersion φ = 1/θ = {dispersion}, exposure {exposure}.',
  'design.assumption.rate-ratio-margin': 'Equivalence means a rate ratio between {lower} and {upper}.',
  'design.assumption.means-of-groups':
    'Normal outcomes, difference {difference}, within-group standard deviation {sd}; pooled t test.',
  'design.assumption.means-of-periods':
    'Normal outcomes, difference {difference}, within-participant standard deviation {sd}; pooled t test.',
  'design.assumption.crossover-complete': 'AB/BA crossover, every participant has both periods; no carry-over.',
  'design.assumption.proportions':
    'Proportions {control} under control and {treatment} under treatment; chi-square test without continuity correction.',
  'design.assumption.hazards-schoenfeld': 'Proportional hazards, hazard ratio {hazardRatio}; Schoenfeld’s formula.',
  'design.assumption.hazards-freedman': 'Proportional hazards, hazard ratio {hazardRatio}; Freedman’s formula.',
  'design.assumption.exponential-survival':
    'Exponential survival with control hazard {controlHazard}; entry over {accrualTime}, then {followUpTime} of follow-up.',
  'design.assumption.level-two-sided':
    'Two-sided level {alpha}; only rejections on the side of the alternative count as power.',
  'design.assumption.level-both-sides': 'Two-sided level {alpha}; rejections on both sides count as power.',
  'design.assumption.level-one-sided':
    'One-sided level {alpha}; only rejections on the side of the alternative count as power.',
  'design.assumption.level-equivalence': 'Two one-sided tests, each at level {alpha}.',
  'design.assumption.level-equivalence-t': 'Two one-sided t tests, each at level {alpha}.',
  'design.assumption.dropout': 'Of those randomised, {dropoutShare} give no data, whatever their arm.',
  'design.assumption.missing-exposure':
    'Of an exposure of {exposure}, {missingShare} is missing; the formula takes it off everyone.',
  'design.assumption.dispersion-given-baseline':
    'The dispersion is that given the baseline; the formula gives everyone the mean rate, the simulation draws baselines.',
  'design.assumption.periods-by-chance':
    'No dispersionWithin is stated: the periods of a participant are taken to differ by chance alone (Poisson).',
  'design.assumption.more-sequences':
    'The formula is that of two sequences; a design with more has more degrees of freedom for the error.',
  'design.assumption.sd-of-participants': 'The standard deviation is {sd} between participants.',
  'design.assumption.sd-of-periods':
    'The standard deviation is {sd} between participants; the periods of one correlate by {correlation}.',
  'design.assumption.sd-given-baseline':
    'The standard deviation is {sd} between participants; the baseline takes off what a correlation of {correlation} explains.',
  'design.assumption.pairs-as-groups':
    'The formula compares two groups; that participants are their own controls is left out, which is cautious.',
  'design.assumption.looks': 'Looks at {rates} of the information before the end ({boundary}).',
  'design.assumption.looks-left-out':
    'The looks before the end are left out: this is the power of a design without them.',
  'design.assumption.futility-left-out':
    'The futility boundary is left out: it is known for one-sided tests and spending functions.',
  'design.assumption.after-others': 'It is tested only when the {before} before it in the fixed sequence are rejected.',
  'design.assumption.graph-weight': 'The graph gives it {weight} of the level at the start.',
  'design.assumption.graph-no-weight':
    'The graph gives it no level at the start: the power is that at the whole level, once passed on.',
  'design.assumption.bonferroni-weight': 'Bonferroni gives it {weight} of the level.',
  'design.assumption.step-weight':
    'The procedure ({procedure}) is sure to give it 1/{count} of the level; rejecting others gives it more.',
  'design.formula.nb-information':
    'information about the log rate ratio of negative-binomial counts, as in rpact getSampleSizeCounts',
  'design.formula.nb-crossover':
    'comparison within participants of the counts of two periods (docs/statistics/design.md)',
  'design.formula.t-test': 't test with the non-central t distribution, as in R power.t.test',
  'design.formula.proportions':
    'normal approximation, variance pooled under the null hypothesis, as in R power.prop.test',
  'design.formula.schoenfeld': 'Schoenfeld’s number of events, as in rpact getSampleSizeSurvival',
  'design.method.nb-glm': 'Negative-binomial regression',
  'design.method.poisson-glm': 'Poisson regression',
  'design.method.quasipoisson-glm': 'Poisson regression with a free dispersion',
  'design.method.zero-inflated-nb': 'Negative-binomial regression with an excess of zeros',
  'design.method.hurdle-nb': 'Hurdle model, logistic and negative-binomial',
  'design.method.nb-glmm': 'Negative-binomial regression with a random intercept',
  'design.method.poisson-glmm': 'Poisson regression with a random intercept',
  'design.method.poisson-gamma-frailty': 'Poisson regression with a gamma frailty',
  'design.method.conditional-poisson': 'Poisson regression within participants',
  'design.method.gee': 'Generalised estimating equations',
  'design.method.logistic': 'Logistic regression',
  'design.method.ancova': 'Linear regression with covariates',
  'design.method.lmm': 'Linear model with a random intercept',
  'design.method.mmrm': 'Linear model for repeated measures',
  'design.method.koch': 'Rank analysis of the 2×2 crossover',
  'design.method.wilcoxon': 'Wilcoxon–Mann–Whitney test',
  'design.method.van-elteren': 'Rank-sum test within strata',
  'design.method.permutation': 'Permutation test',
  'design.method.rerandomisation': 'Rerandomisation test',
  'design.method.two-by-two': 'Two proportions',
  'design.method.mantel-haenszel': 'Two proportions within strata',
  'design.method.two-poisson-rates': 'Two rates of events',
  'design.method.kaplan-meier': 'Kaplan–Meier curves',
  'design.method.log-rank': 'Log-rank test',
  'design.method.cox': 'Proportional hazards regression',
  'design.method.rmst': 'Restricted mean time',
  'design.method.cumulative-incidence': 'Cumulative incidence',
  'design.method.summary': 'Description, no comparison',
  'design.boundary.lanDeMetsOBrienFleming': 'Lan–DeMets spending like O’Brien–Fleming',
  'design.boundary.lanDeMetsPocock': 'Lan–DeMets spending like Pocock',
  'design.boundary.hwangShihDeCani': 'Hwang–Shih–DeCani spending',
  'design.boundary.kimDeMets': 'Kim–DeMets spending',
  'design.boundary.oBrienFleming': 'boundary of O’Brien and Fleming',
  'design.boundary.pocock': 'boundary of Pocock',
  'design.boundary.wangTsiatis': 'boundary of Wang and Tsiatis',
  'design.boundary.haybittlePeto': 'Haybittle–Peto boundary',
  'design.procedure.holm': 'Holm',
  'design.procedure.hochberg': 'Hochberg',
  'design.procedure.hommel': 'Hommel',
  'design.procedure.bonferroni': 'Bonferroni',
  'design.procedure.fixedSequence': 'fixed sequence',
  'design.procedure.graphical': 'graph',
  'design.method.crossover-2x2-hills-armitage': '2×2 crossover after Hills and Armitage',
  'design.method.crossover-lmm': 'Linear mixed model of the crossover',
  'design.method.hodges-lehmann': 'Hodges–Lehmann estimate',
} as const;
