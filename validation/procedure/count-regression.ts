// Regressions of counts: negative binomial, Poisson, quasi-Poisson, zero-inflated, hurdle.
import {
  type DataFrame,
  dropNbTerms,
  fitHurdleNb,
  fitNbGlmToFrame,
  fitPoissonGlm,
  fitZeroInflatedNb,
  modelMatrix,
  valuesAt,
} from '@equipoise/stats';
import { type Procedure, type Spec, tableOf, termsOf, text } from './spec.js';

/** Results about one effect, which a spec need not name. */
const EFFECT_KEYS = [
  'rateRatio',
  'logRateRatio',
  'logLikNull',
  'thetaNull',
  'lrt',
  'profileLowerRateRatio',
  'profileUpperRateRatio',
  'waldMustBeFlagged',
  'treatSE',
  'effect',
];

const nbGlm: Procedure = ({ spec, expected }, data) => {
  const table = tableOf(data, spec);
  const effect = spec.effect === undefined ? impliedEffect(spec, expected, table) : text(spec, 'effect');
  const { fit } = fitNbGlmToFrame(table, {
    response: text(spec, 'response'),
    terms: termsOf(spec),
    ...(spec.offset === undefined ? {} : { offset: text(spec, 'offset') }),
    ...(spec.weights === undefined ? {} : { weights: text(spec, 'weights') }),
    ...(effect === undefined ? {} : { effect }),
  });
  return {
    ...fit,
    rateRatio: fit.effect?.rateRatio,
    logRateRatio: fit.effect?.logRateRatio,
    interceptLogMean: fit.coefficients['(Intercept)'],
    // The supremum is the maximum where nothing diverges.
    logLikSup: fit.logLikSup ?? fit.logLik,
    lrt: fit.effect?.lrt,
    logLikNull: fit.effect?.lrt?.logLikNull,
    thetaNull: fit.effect?.lrt?.thetaNull,
    profileLowerRateRatio: fit.effect?.profileCiFull?.ci[0],
    profileUpperRateRatio: fit.effect?.profileCiFull?.ci[1],
    waldMustBeFlagged: fit.flags.includes('wald-invalid'),
    treatSE: fit.effect?.wald?.se,
  };
};

/** Where results about an effect are expected without its name: the first column of the treatment, or else the first of all. */
function impliedEffect(spec: Spec, expected: unknown, table: DataFrame): string | undefined {
  const keys = typeof expected === 'object' && expected !== null ? Object.keys(expected) : [];
  if (!keys.some((key) => EFFECT_KEYS.includes(key))) return undefined;
  const { names } = modelMatrix(termsOf(spec), table, { required: [text(spec, 'response')] });
  const columns = names.filter((name) => name !== '(Intercept)');
  return columns.find((name) => /^(treat|trt|arm|group|drug)/i.test(name)) ?? columns[0];
}

const nbLrtTerms: Procedure = ({ spec }, data) => dropNbTerms(countInput(spec, data));

const poissonGlm: Procedure = ({ spec }, data) =>
  fitPoissonGlm({
    ...countInput(spec, data),
    ...(spec.effect === undefined ? {} : { effect: text(spec, 'effect') }),
  });

const quasiPoissonGlm: Procedure = ({ spec }, data) => {
  const { coefficients, dfResidual, quasi } = fitPoissonGlm(countInput(spec, data));
  return { coefficients, dfResidual, ...quasi };
};

/** Without `zeroTerms` every row has the same probability of a structural zero. */
const zeroInflatedNb: Procedure = ({ spec }, data) => fitZeroInflatedNb(twoPartInput(spec, data, []));

/** Without `zeroTerms` the hurdle has the counts' terms, as in pscl. */
const hurdleNb: Procedure = ({ spec }, data) => fitHurdleNb(twoPartInput(spec, data, termsOf(spec)));

export const COUNT_REGRESSION: ReadonlyMap<string, Procedure> = new Map([
  ['hurdle-nb', hurdleNb],
  ['nb-glm', nbGlm],
  ['nb-glm-lrt-terms', nbLrtTerms],
  ['poisson-glm', poissonGlm],
  ['quasipoisson-glm', quasiPoissonGlm],
  ['zero-inflated-nb', zeroInflatedNb],
]);

function countInput(spec: Spec, data: DataFrame | undefined, further: readonly string[] = []) {
  const table = tableOf(data, spec);
  const response = text(spec, 'response');
  const optional = (key: string): readonly string[] => (spec[key] === undefined ? [] : [text(spec, key)]);
  const [offset, weights] = [optional('offset'), optional('weights')];
  const design = modelMatrix(termsOf(spec), table, { required: [response, ...offset, ...weights, ...further] });
  const at = (expression: string): Float64Array => valuesAt(expression, table, design.rowIndex);
  return {
    response: at(response),
    design,
    ...(offset.length === 0 ? {} : { offset: at(offset[0]!) }),
    ...(weights.length === 0 ? {} : { weights: at(weights[0]!) }),
  };
}

function twoPartInput(spec: Spec, data: DataFrame | undefined, otherwise: readonly string[]) {
  const zeroTerms = spec.zeroTerms === undefined ? otherwise : termsOf(spec, 'zeroTerms');
  const pieces = (terms: readonly string[]) => terms.flatMap((term) => term.split(/[:*]/));
  const input = countInput(spec, data, pieces(zeroTerms));
  const required = [text(spec, 'response'), ...pieces(termsOf(spec))];
  const zeros = modelMatrix(zeroTerms, tableOf(data, spec), { required });
  return { ...input, zeroDesign: zeros };
}
