// Linear and logistic models, marginal means, standardised effects.
import {
  type CovarianceKind,
  type DataFrame,
  fitLinear,
  fitLogistic,
  type MeanFamily,
  type MeanModel,
  marginalMeans,
  modelMatrix,
  standardisedEffect,
  valuesAt,
} from '@equipoise/stats';
import { type Procedure, type Spec, tableOf, termsOf, text } from './spec.js';

const ancova: Procedure = ({ spec }, data) => {
  const { input, table } = inputOf(spec, data);
  const fit = fitLinear(input);
  const treatment = treatmentColumns(spec, input.design.names, table).map((name) => fit.ci[name]);
  return { ...fit, ciTreatment: treatment.length === 1 ? treatment[0] : treatment };
};

const logistic: Procedure = ({ spec }, data) => fitLogistic(inputOf(spec, data).input);

const means: Procedure = ({ spec }, data) => {
  const answer = marginalMeans(tableOf(data, spec), modelOf(spec), {
    factor: text(spec, 'factor'),
    ...(spec.weights === undefined ? {} : { weights: text(spec, 'weights') as 'equal' | 'proportional' }),
    ...covarianceOf(spec),
  });
  const byLevel = (value: (one: (typeof answer.means)[number]) => unknown) =>
    Object.fromEntries(answer.means.map((one) => [one.level, value(one)]));
  const byPair = (value: (one: (typeof answer.contrasts)[number]) => unknown) =>
    Object.fromEntries(answer.contrasts.map((one) => [one.levels.join(' - '), value(one)]));
  return {
    means: byLevel((one) => one.estimate),
    se: byLevel((one) => one.se),
    response: byLevel((one) => one.response.estimate),
    responseSE: byLevel((one) => one.response.se),
    responseCi: byLevel((one) => one.response.ci),
    contrasts: byPair((one) => one.estimate),
    contrastSE: byPair((one) => one.se),
    p: byPair((one) => one.p),
  };
};

const standardised: Procedure = ({ spec }, data) => {
  const answer = standardisedEffect(tableOf(data, spec), modelOf(spec), {
    treatment: text(spec, 'treatment'),
    covariates: text(spec, 'covariates') as 'random' | 'fixed',
    ...covarianceOf(spec),
  });
  const byLevel = (value: (one: (typeof answer.comparisons)[number]) => unknown) =>
    Object.fromEntries(answer.comparisons.map((one) => [one.level, value(one)]));
  return {
    means: Object.fromEntries(answer.means.map((one) => [one.level, one.estimate])),
    meanSE: Object.fromEntries(answer.means.map((one) => [one.level, one.se])),
    ratio: byLevel((one) => one.ratio?.estimate),
    logRatioSE: byLevel((one) => one.ratio?.se),
    difference: byLevel((one) => one.difference.estimate),
    differenceSE: byLevel((one) => one.difference.se),
  };
};

export const LINEAR: ReadonlyMap<string, Procedure> = new Map([
  ['ancova', ancova],
  ['logistic-glm', logistic],
  ['marginal-means', means],
  ['standardised-effect', standardised],
]);

function inputOf(spec: Spec, data: DataFrame | undefined) {
  const table = tableOf(data, spec);
  const response = text(spec, 'response');
  const optional = (key: string): readonly string[] => (spec[key] === undefined ? [] : [text(spec, key)]);
  const [offset, weights] = [optional('offset'), optional('weights')];
  const design = modelMatrix(termsOf(spec), table, { required: [response, ...offset, ...weights] });
  const at = (expression: string): Float64Array => valuesAt(expression, table, design.rowIndex);
  const input = {
    response: at(response),
    design,
    ...(offset.length === 0 ? {} : { offset: at(offset[0]!) }),
    ...(weights.length === 0 ? {} : { weights: at(weights[0]!) }),
    ...(spec.effect === undefined ? {} : { effect: text(spec, 'effect') }),
  };
  return { input, table };
}

/** The columns of the treatment: the term of that name, otherwise the first factor, otherwise the first column. */
function treatmentColumns(spec: Spec, names: readonly string[], table: DataFrame): readonly string[] {
  if (spec.effect !== undefined) return [text(spec, 'effect')];
  const terms = termsOf(spec).flatMap((term) => term.split(/[*:]/).map((piece) => piece.trim()));
  const isFactor = (term: string): boolean => table.columns.get(term)?.kind === 'factor';
  const term =
    terms.find((one) => /^(treat|trt|arm$|group$|drug$)/i.test(one)) ?? terms.find(isFactor) ?? terms[0] ?? '';
  const column = table.columns.get(term);
  const own = column?.kind === 'factor' ? column.levels.slice(1).map((level) => `${term}${level}`) : [term];
  return names.filter((name) => own.includes(name));
}

function modelOf(spec: Spec): MeanModel {
  return {
    family: text(spec, 'family') as MeanFamily,
    response: text(spec, 'response'),
    terms: termsOf(spec),
    ...(spec.offset === undefined ? {} : { offset: text(spec, 'offset') }),
  };
}

function covarianceOf(spec: Spec): { readonly covariance?: CovarianceKind } {
  return spec.covariance === undefined ? {} : { covariance: text(spec, 'covariance') as CovarianceKind };
}
