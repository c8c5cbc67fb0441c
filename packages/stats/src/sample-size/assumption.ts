// What the power of a design rests on: each assumption by a stable code with its numbers, and as an English sentence.

/** The sentences of this package by their codes; `{name}` stands for a number. */
export const designSentences = {
  'nb-counts':
    'Negative-binomial counts, control rate {controlRate}, rate ratio {rateRatio}, dispersion φ = 1/θ = {dispersion} in both arms.',
  'fixed-exposure': 'Everyone is observed for {exposure}.',
  'staggered-entry': 'Entry evenly over {accrualTime}; the trial ends {followUpTime} after the last entry.',
  'nb-wald': 'Wald test of the log rate ratio with expected information; large-sample approximation.',
  'null-variance-control-rate': 'Variance under the null hypothesis from the control rate (Zhu and Lakkis 2014).',
  'null-variance-true-rates': 'Variance under the null hypothesis from the true rates (Zhu and Lakkis 2014).',
  'null-variance-pooled-rate': 'Variance under the null hypothesis from the pooled rate (Zhu and Lakkis 2014).',
  'crossover-counts':
    'Counts of two periods of {exposure} each, control rate {controlRate}, rate ratio {rateRatio}, period ratio {periodRatio}.',
  'crossover-variance':
    'Variance of relative rates: {dispersionBetween} between participants, {dispersionWithin} between the periods of one.',
  'first-periods': 'Only first periods are compared.',
  'both-periods': 'Each participant’s periods are compared; every participant has both; no carry-over.',
  'reference-normal': 'Reference distribution: normal; large-sample variance.',
  'reference-t': 'Reference distribution: t with n − 2 degrees of freedom; large-sample variance.',
  'nb-equivalence':
    'Negative-binomial counts, rates {rate1} and {rate2}, dispersion φ = 1/θ = {dispersion}, exposure {exposure}.',
  'rate-ratio-margin': 'Equivalence means a rate ratio between {lower} and {upper}.',
  'means-of-groups': 'Normal outcomes, difference {difference}, within-group standard deviation {sd}; pooled t test.',
  'means-of-periods':
    'Normal outcomes, difference {difference}, within-participant standard deviation {sd}; pooled t test.',
  'crossover-complete': 'AB/BA crossover, every participant has both periods; no carry-over.',
  proportions:
    'Proportions {control} under control and {treatment} under treatment; chi-square test without continuity correction.',
  'hazards-schoenfeld': 'Proportional hazards, hazard ratio {hazardRatio}; Schoenfeld’s formula.',
  'hazards-freedman': 'Proportional hazards, hazard ratio {hazardRatio}; Freedman’s formula.',
  'exponential-survival':
    'Exponential survival with control hazard {controlHazard}; entry over {accrualTime}, then {followUpTime} of follow-up.',
  'level-two-sided': 'Two-sided level {alpha}; only rejections on the side of the alternative count as power.',
  'level-both-sides': 'Two-sided level {alpha}; rejections on both sides count as power.',
  'level-one-sided': 'One-sided level {alpha}; only rejections on the side of the alternative count as power.',
  'level-equivalence': 'Two one-sided tests, each at level {alpha}.',
  'level-equivalence-t': 'Two one-sided t tests, each at level {alpha}.',
  dropout: 'Of those randomised, {dropoutShare} give no data, whatever their arm.',
} as const;

/** What a sentence mentions. A name that ends in "Share" is of a fraction, written as a percentage; a list is of fractions too. */
export type DesignFacts = Readonly<Record<string, number | string | readonly number[]>>;

/** One thing that the power of a design rests on. */
export interface DesignSentence {
  /** Stable, kebab-case: for sentences in other languages. */
  readonly code: string;
  readonly facts: DesignFacts;
  /** In English, with the facts in it. */
  readonly sentence: string;
}

/** Puts facts into a sentence of a list. */
export function designSentence<C extends string>(
  sentences: Readonly<Record<C, string>>,
  code: C,
  facts: DesignFacts = {},
): DesignSentence {
  const sentence = sentences[code].replace(/\{(\w+)\}/g, (_, name: string) => written(name, facts[name]!));
  return { code, facts, sentence };
}

/** An assumption of this package. */
export function assume(code: keyof typeof designSentences, facts: DesignFacts = {}): DesignSentence {
  return designSentence(designSentences, code, facts);
}

function written(name: string, fact: DesignFacts[string]): string {
  if (typeof fact === 'string') return fact;
  if (typeof fact !== 'number') return fact.map(percent).join(', ');
  return name.endsWith('Share') ? percent(fact) : String(fact);
}

function percent(fraction: number): string {
  return `${Number((100 * fraction).toFixed(2))}%`;
}
