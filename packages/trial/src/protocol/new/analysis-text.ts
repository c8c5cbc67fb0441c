// How a new trial is analysed: an estimand and a primary analysis for each kind of endpoint, and one that varies its assumptions.
import { idOf, type NewTrialAnswers } from './answers.js';
import type { Comparison, NewLayout } from './layout.js';
import { quote } from './quote.js';

interface Method {
  /** Lines of the analysis, from `method` on. */
  readonly primary: readonly string[];
  /** What the sensitivity analysis says otherwise. */
  readonly sensitivity: readonly string[];
  readonly varies: string;
  readonly measure: string;
  readonly comment: string;
}

/** The sections `estimands`, `analyses` and `testing`. */
export function writeAnalyses(answers: NewTrialAnswers, layout: NewLayout): string {
  const [first, ...others] = layout.comparisons;
  const method = (comparison: Comparison) => methodFor(answers, comparison);
  const main = method(first!);
  const tested = layout.comparisons.map((comparison, index) => (index === 0 ? 'primary' : analysisId(comparison)));
  return `# What is to be estimated, in five attributes (ICH E9(R1)): population, treatments, endpoint, intercurrent events, measure.
estimands:
  - id: primaryEstimand
    name: ${quote(first!.name)}
    level: primary
    population: { set: FAS, description: "All who were randomised" }
    treatment: { ${estimandArms(first!, layout)} }
    endpoint: outcome
    intercurrentEvents: [{ event: stopped, strategy: treatmentPolicy, handling: "Values after it count as they are" }]
    summaryMeasure: ${main.measure}

# How it is estimated. ${main.comment}
analyses:
${writeAnalysis({ id: 'primary', name: first!.name, role: 'primary', estimand: true, lines: main.primary }, first!)}
  # The same estimand under other assumptions.
${writeAnalysis({ id: 'sensitivity', name: `${first!.name}, ${main.varies}`, role: 'sensitivity', estimand: true, lines: ['sensitivityOf: primary', ...main.sensitivity] }, first!)}
${others.map((each) => writeAnalysis({ id: analysisId(each), name: each.name, role: 'secondary', estimand: false, lines: method(each).primary }, each)).join('')}
# Which analyses are tests, and how the error over all of them is kept at alpha.
testing:
${
  tested.length === 1
    ? '  procedure: fixedSequence\n  order: [primary]'
    : `  procedure: holm\n  analyses: [${tested.join(', ')}]`
}
  alpha: 0.05
`;
}

function estimandArms({ active, reference, factor, name }: Comparison, { treatments }: NewLayout): string {
  if (factor === undefined) return `active: ${active}, reference: ${reference}`;
  const only = treatments.find(
    ({ levels = {} }) =>
      levels[factor] === 'given' && Object.values(levels).filter((level) => level === 'given').length === 1,
  );
  return `active: ${only!.id}, reference: neither, description: ${quote(`${name}, over the levels of the others`)}`;
}

function analysisId({ id }: Comparison): string {
  return `primary${id.charAt(0).toUpperCase()}${id.slice(1)}`;
}

interface Written {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly estimand: boolean;
  readonly lines: readonly string[];
}

function writeAnalysis({ id, name, role, estimand, lines }: Written, comparison: Comparison): string {
  const { term, active, reference, factor } = comparison;
  const all = [
    `name: ${quote(name)}`,
    ...(estimand ? ['estimand: primaryEstimand'] : []),
    'endpoint: outcome',
    'set: FAS',
    `role: ${role}`,
    ...lines,
    `effect: { term: ${term}, active: ${active}, reference: ${reference}${factor === undefined ? '' : `, factor: ${factor}`} }`,
    'missingData: { strategy: availableData, rationale: "Missing at random, given what the model holds" }',
  ];
  return `  - id: ${id}\n${all.map((line) => `    ${line}\n`).join('')}`;
}

function methodFor({ design, endpoint, treatments }: NewTrialAnswers, { term, factor }: Comparison): Method {
  if (design === 'crossover') return crossoverMethod(endpoint, treatments.length);
  const effect = factor ?? term;
  const covariates = design === 'factorial' ? treatments.map(idOf) : [effect];
  switch (endpoint) {
    case 'count': {
      const model = [
        `method: nb-glm`,
        `terms: ${list([...covariates, 'log(outcomeBefore + 1)'])}`,
        'offset: log(scansRead)',
      ];
      return {
        primary: [...model, 'information: expected'],
        sensitivity: [...model, 'information: observedJoint'],
        varies: 'with the observed information',
        measure: 'rateRatio',
        comment: 'Negative-binomial regression; the offset is the number of visits that contributed.',
      };
    }
    case 'continuous': {
      const model = ['method: ancova', `terms: ${list([...covariates, 'outcomeBefore'])}`];
      return {
        primary: model,
        sensitivity: [...model, 'standardErrors: HC3'],
        varies: 'with robust standard errors',
        measure: 'meanDifference',
        comment: 'Analysis of covariance, adjusted for the value before treatment.',
      };
    }
    case 'binary':
      return {
        primary: ['method: two-by-two', 'measure: riskDifference', 'interval: miettinenNurminen'],
        sensitivity: ['method: two-by-two', 'measure: riskDifference', 'interval: newcombe'],
        varies: 'with the interval of Newcombe',
        measure: 'riskDifference',
        comment: 'Difference of two proportions, interval of Miettinen and Nurminen.',
      };
    case 'timeToEvent': {
      const model = ['method: cox', `terms: ${list(covariates)}`];
      return {
        primary: [...model, 'ties: efron'],
        sensitivity: [...model, 'ties: breslow'],
        varies: 'with ties by Breslow',
        measure: 'hazardRatio',
        comment: 'Proportional hazards regression.',
      };
    }
  }
}

function crossoverMethod(endpoint: NewTrialAnswers['endpoint'], periods: number): Method {
  if (endpoint === 'continuous') {
    return {
      primary: ['method: crossover-lmm', 'degreesOfFreedom: kenwardRoger'],
      sensitivity:
        periods > 2
          ? ['method: crossover-lmm', 'carryover: true', 'degreesOfFreedom: kenwardRoger']
          : ['method: crossover-lmm', 'participant: fixed'],
      varies: periods > 2 ? 'with carry-over' : 'with participants as fixed effects',
      measure: 'meanDifference',
      comment: 'Linear mixed model with sequence, period, treatment and a random participant.',
    };
  }
  const family = endpoint === 'count' ? 'poisson' : 'binomial';
  const model = ['method: gee', `family: ${family}`, 'terms: [treatment, period]'];
  return {
    primary: [...model, 'correlation: exchangeable'],
    sensitivity: [...model, 'correlation: independence'],
    varies: 'with another working correlation',
    measure: endpoint === 'count' ? 'rateRatio' : 'oddsRatio',
    comment: 'Estimating equations with the participant as cluster; standard errors are robust.',
  };
}

function list(terms: readonly string[]): string {
  return `[${terms.map((term) => (/[,:()]/.test(term) ? `"${term}"` : term)).join(', ')}]`;
}
