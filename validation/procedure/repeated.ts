// Models of repeated counts: random intercepts, gamma frailty, conditional Poisson, estimating equations.
import {
  clusterInput,
  type DataFrame,
  fitConditionalPoisson,
  fitGammaFrailty,
  fitGee,
  fitNbGlmm,
  fitPoissonGlmm,
  type GeeCorrelation,
  type GeeFamily,
} from '@equipoise/stats';
import { type Procedure, type Spec, tableOf, termsOf, text } from './spec.js';

/** The input of a model whose spec names the clusters under `key`. */
function inputOf(spec: Spec, data: DataFrame | undefined, cluster: string) {
  return clusterInput(tableOf(data, spec), {
    response: text(spec, 'response'),
    terms: termsOf(spec),
    cluster,
    ...(spec.offset === undefined ? {} : { offset: text(spec, 'offset') }),
    ...(spec.order === undefined ? {} : { order: text(spec, 'order') }),
  });
}

/** The column of a random intercept such as `(1|subject)`. */
function interceptOf(spec: Spec): string {
  const match = /^\(?\s*1\s*\|\s*([\w.]+)\s*\)?$/.exec(text(spec, 'random').trim());
  if (match === null) throw new Error(`The random part ${text(spec, 'random')} is not one random intercept.`);
  return match[1]!;
}

/** Laplace is 1 point; "adaptive Gauss-Hermite, 25 points" says how many. */
function pointsOf(spec: Spec): number {
  const method = spec.method === undefined ? 'Laplace' : text(spec, 'method');
  if (method === 'Laplace') return 1;
  const match = /^adaptive Gauss-Hermite, (\d+) points$/.exec(method);
  if (match === null) throw new Error(`The method ${method} is not known.`);
  return Number(match[1]);
}

const nbGlmm: Procedure = ({ spec }, data) =>
  fitNbGlmm({ ...inputOf(spec, data, interceptOf(spec)), quadraturePoints: pointsOf(spec) });

const poissonGlmm: Procedure = ({ spec }, data) =>
  fitPoissonGlmm({ ...inputOf(spec, data, interceptOf(spec)), quadraturePoints: pointsOf(spec) });

const gammaFrailty: Procedure = ({ spec }, data) => fitGammaFrailty(inputOf(spec, data, text(spec, 'cluster')));

/** `lrtTreatment` is of the term called treatment, or else of the first term. */
const conditionalPoisson: Procedure = ({ spec }, data) => {
  const input = inputOf(spec, data, text(spec, 'strata'));
  const { terms, termOf, names } = input.design;
  const treatment = Math.max(
    0,
    terms.findIndex((term) => /^(treat|trt|arm)/i.test(term)),
  );
  const test = names.filter((_, column) => termOf[column] === treatment);
  const fit = fitConditionalPoisson({ ...input, test });
  return { ...fit, lrtTreatment: fit.jointTest, informativeSubjects: fit.informativeStrata };
};

const gee: Procedure = ({ spec }, data) => {
  const variant = spec.variant === undefined ? 'geepack' : text(spec, 'variant');
  if (!/^(geepack|Liang-Zeger)/.test(variant)) throw new Error(`The variant ${variant} is not known.`);
  const isGeepack = variant.startsWith('geepack');
  const input = inputOf(spec, data, text(spec, 'cluster'));
  const fit = fitGee({
    ...input,
    ...(isGeepack || input.order === undefined ? {} : { order: ranksInCluster(input.cluster, input.order) }),
    family: (spec.family ?? 'poisson') as GeeFamily,
    correlation: text(spec, 'corstr') as GeeCorrelation,
    moments: isGeepack ? 'geepack' : 'liang-zeger',
    corrections: ['mancl-derouen', 'kauermann-carroll', 'morel'],
  });
  const { corrected } = fit;
  return {
    ...fit,
    seManclDeRouen: corrected['mancl-derouen']?.se,
    seKauermannCarroll: corrected['kauermann-carroll']?.se,
    seMorel: corrected.morel?.se,
  };
};

/** The gee package knows no gaps: the rows of a cluster, once sorted, are its places 1, 2, … */
function ranksInCluster(cluster: ArrayLike<string | number>, order: ArrayLike<number>): readonly number[] {
  const places = new Map<string | number, number[]>();
  for (let i = 0; i < order.length; i += 1) {
    const own = places.get(cluster[i]!);
    if (own === undefined) places.set(cluster[i]!, [order[i]!]);
    else own.push(order[i]!);
  }
  for (const own of places.values()) own.sort((a, b) => a - b);
  return Array.from(order, (value, i) => places.get(cluster[i]!)!.indexOf(value) + 1);
}

export const REPEATED: ReadonlyMap<string, Procedure> = new Map([
  ['conditional-poisson', conditionalPoisson],
  ['gee', gee],
  ['nb-glmm', nbGlmm],
  ['poisson-gamma-frailty', gammaFrailty],
  ['poisson-glmm', poissonGlmm],
]);
