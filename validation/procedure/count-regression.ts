// Regressions of counts: negative binomial, Poisson, quasi-Poisson.
import { type DataFrame, dropNbTerms, fitNbGlmToFrame, fitPoissonGlm, modelMatrix, valuesAt } from '@equipoise/stats';
import { type Procedure, type Spec, tableOf, termsOf, text } from './spec.js';

const nbGlm: Procedure = ({ spec }, data) => {
  const table = tableOf(data, spec);
  const { fit } = fitNbGlmToFrame(table, {
    response: text(spec, 'response'),
    terms: termsOf(spec),
    ...(spec.offset === undefined ? {} : { offset: text(spec, 'offset') }),
    ...(spec.effect === undefined ? {} : { effect: text(spec, 'effect') }),
  });
  return {
    ...fit,
    rateRatio: fit.effect?.rateRatio,
    logRateRatio: fit.effect?.logRateRatio,
    interceptLogMean: fit.coefficients['(Intercept)'],
    lrt: fit.effect?.lrt,
    logLikNull: fit.effect?.lrt?.logLikNull,
    thetaNull: fit.effect?.lrt?.thetaNull,
    profileLowerRateRatio: fit.effect?.profileCiFull?.ci[0],
    profileUpperRateRatio: fit.effect?.profileCiFull?.ci[1],
    waldMustBeFlagged: fit.flags.includes('wald-invalid'),
    treatSE: fit.effect?.wald?.se,
  };
};

const nbLrtTerms: Procedure = ({ spec }, data) => dropNbTerms(countInput(spec, data));

const poissonGlm: Procedure = ({ spec }, data) => fitPoissonGlm(countInput(spec, data));

const quasiPoissonGlm: Procedure = ({ spec }, data) => {
  const { coefficients, dfResidual, quasi } = fitPoissonGlm(countInput(spec, data));
  return { coefficients, dfResidual, ...quasi };
};

export const COUNT_REGRESSION: ReadonlyMap<string, Procedure> = new Map([
  ['nb-glm', nbGlm],
  ['nb-glm-lrt-terms', nbLrtTerms],
  ['poisson-glm', poissonGlm],
  ['quasipoisson-glm', quasiPoissonGlm],
]);

function countInput(spec: Spec, data: DataFrame | undefined) {
  const table = tableOf(data, spec);
  const response = text(spec, 'response');
  const design = modelMatrix(termsOf(spec), table, { required: [response] });
  return { response: valuesAt(response, table, design.rowIndex), design };
}
