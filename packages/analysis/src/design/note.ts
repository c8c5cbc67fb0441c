// What a reader must know of a planned design besides what its power rests on, and by what formula that is found.
import { type DesignFacts, type DesignSentence, designSentence } from '@equipoise/stats';

/** By their codes; `{name}` stands for a fact. */
export const noteSentences = {
  'missing-exposure': 'Of an exposure of {exposure}, {missingShare} is missing; the formula takes it off everyone.',
  'dispersion-given-baseline':
    'The dispersion is that given the baseline; the formula gives everyone the mean rate, the simulation draws baselines.',
  'periods-by-chance':
    'No dispersionWithin is stated: the periods of a participant are taken to differ by chance alone (Poisson).',
  'more-sequences':
    'The formula is that of two sequences; a design with more has more degrees of freedom for the error.',
  'sd-of-participants': 'The standard deviation is {sd} between participants.',
  'sd-of-periods':
    'The standard deviation is {sd} between participants; the periods of one correlate by {correlation}.',
  'sd-given-baseline':
    'The standard deviation is {sd} between participants; the baseline takes off what a correlation of {correlation} explains.',
  'pairs-as-groups':
    'The formula compares two groups; that participants are their own controls is left out, which is cautious.',
  looks: 'Looks at {rates} of the information before the end ({boundary}).',
  'looks-left-out': 'The looks before the end are left out: this is the power of a design without them.',
  'futility-left-out': 'The futility boundary is left out: it is known for one-sided tests and spending functions.',
  'after-others': 'It is tested only when the {before} before it in the fixed sequence are rejected.',
  'graph-weight': 'The graph gives it {weight} of the level at the start.',
  'graph-no-weight': 'The graph gives it no level at the start: the power is that at the whole level, once passed on.',
  'bonferroni-weight': 'Bonferroni gives it {weight} of the level.',
  'step-weight':
    'The procedure ({procedure}) is sure to give it 1/{count} of the level; rejecting others gives it more.',
} as const;

/** By their codes, without a full stop. */
export const formulaSentences = {
  'nb-information': 'information about the log rate ratio of negative-binomial counts, as in rpact getSampleSizeCounts',
  'nb-crossover': 'comparison within participants of the counts of two periods (docs/statistics/design.md)',
  't-test': 't test with the non-central t distribution, as in R power.t.test',
  proportions: 'normal approximation, variance pooled under the null hypothesis, as in R power.prop.test',
  schoenfeld: 'Schoenfeld’s number of events, as in rpact getSampleSizeSurvival',
} as const;

/** A note by its code. */
export function note(code: keyof typeof noteSentences, facts: DesignFacts = {}): DesignSentence {
  return designSentence(noteSentences, code, facts);
}

/** A formula by its code. */
export function formulaOf(code: keyof typeof formulaSentences): DesignSentence {
  return designSentence(formulaSentences, code);
}
