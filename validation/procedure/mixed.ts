// Linear mixed models: random intercepts, and repeated measures with a covariance of the visits.
import {
  type CovarianceName,
  type CrossoverInference,
  crossoverLmm,
  type DfMethod,
  type FixedEffects,
  fitLmmToFrame,
  fitMmrmToFrame,
  type ModelMatrix,
  type RobustCovarianceKind,
  termRows,
  testOf,
} from '@equipoise/stats';
import { type Procedure, type Spec, tableOf, termsOf, text } from './spec.js';

const lmm: Procedure = ({ spec }, data) => {
  const random = /^\s*\(\s*1\s*\|\s*([\w.]+)\s*\)\s*$/.exec(text(spec, 'random'));
  if (random === null) throw new Error(`The random part ${text(spec, 'random')} can't be read; (1|NAME) is needed.`);
  const { fit, design } = fitLmmToFrame(tableOf(data, spec), {
    response: text(spec, 'response'),
    terms: termsOf(spec),
    cluster: random[1]!,
    method: methodOf(spec),
  });
  return { ...fit, sdSubject: fit.sdCluster, ...jointTests(spec, fit.effects, design) };
};

const mmrm: Procedure = ({ spec }, data) => {
  const { fit, design } = fitMmrmToFrame(tableOf(data, spec), {
    response: text(spec, 'response'),
    terms: termsOf(spec),
    cluster: text(spec, 'cluster'),
    visit: text(spec, 'order'),
    covariance: text(spec, 'covariance') as CovarianceName,
    ...(spec.robust === undefined ? {} : { robust: text(spec, 'robust') as RobustCovarianceKind }),
    method: methodOf(spec),
  });
  return { ...fit, ...jointTests(spec, fit.effects, design) };
};

const crossover: Procedure = ({ spec }, data) => {
  const { random, fixed } = crossoverLmm(tableOf(data, spec), {
    response: text(spec, 'response'),
    participant: text(spec, 'subject'),
    treatment: text(spec, 'treatment'),
    period: text(spec, 'period'),
    ...(spec.sequence === undefined ? {} : { sequence: text(spec, 'sequence') }),
    carryover: spec.carryover === true,
    ...(spec.covariates === undefined ? {} : { covariates: termsOf(spec, 'covariates') }),
    df: text(spec, 'df') as DfMethod,
  });
  const byPair = ({ contrasts }: CrossoverInference) =>
    Object.fromEntries(contrasts.map((contrast) => [`${contrast.first} - ${contrast.second}`, contrast]));
  return {
    ...random.fit,
    sdSubject: random.fit.sdCluster,
    sigmaWithin: fixed.fit.sigma,
    random: {
      ...random,
      contrasts: byPair(random),
      means: Object.fromEntries(random.means.map((mean) => [mean.treatment, mean])),
    },
    fixed: { ...fixed, contrasts: byPair(fixed) },
  };
};

export const MIXED: ReadonlyMap<string, Procedure> = new Map([
  ['crossover-lmm', crossover],
  ['lmm', lmm],
  ['mmrm', mmrm],
]);

function methodOf(spec: Spec): 'REML' | 'ML' {
  const method = spec.method === undefined ? 'REML' : text(spec, 'method');
  if (method !== 'REML' && method !== 'ML') throw new Error(`The method ${method} is unknown; REML or ML is needed.`);
  return method;
}

/** F tests of the coefficients of the term that the spec names as "joint". */
function jointTests(spec: Spec, effects: FixedEffects, design: ModelMatrix) {
  if (spec.joint === undefined) return {};
  const rows = termRows(design, text(spec, 'joint'));
  return {
    jointSatterthwaite: testOf(effects, rows, 'satterthwaite'),
    jointKenwardRoger: testOf(effects, rows, 'kenward-roger'),
  };
}
