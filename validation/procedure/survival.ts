// Time to event.
import {
  fitCoxToFrame,
  kaplanMeier,
  logRank,
  restrictedMean,
  type SurvivalScale,
  survivalAt,
  survivalFromFrame,
  survivalQuantile,
} from '@equipoise/stats';
import type { DataFrame } from '@equipoise/stats';
import { count, type Procedure, type Spec, tableOf, termsOf, text } from './spec.js';

/** A list of groups, each with lists over the times; times beyond the group's last observation are left out. */
const kaplanMeierAt: Procedure = ({ spec }, data) => {
  const times = numbers(spec, 'times');
  return curvesOf(spec, data).map((curve) => {
    const rows = survivalAt(curve, times);
    return {
      group: curve.group,
      time: rows.map((row) => row.time),
      atRisk: rows.map((row) => row.atRisk),
      survival: rows.map((row) => row.survival),
      se: rows.map((row) => row.se),
      lower: rows.map((row) => row.lower),
      upper: rows.map((row) => row.upper),
    };
  });
};

const kaplanMeierMedian: Procedure = ({ spec }, data) => {
  const medians = curvesOf(spec, data).map((curve) => survivalQuantile(curve));
  return {
    median: oneOrList(medians.map(({ quantile }) => quantile)),
    lower: oneOrList(medians.map(({ lower }) => lower)),
    upper: oneOrList(medians.map(({ upper }) => upper)),
  };
};

const logRankTest: Procedure = ({ spec }, data) => logRank(survivalInput(spec, data));

const gRho: Procedure = ({ spec }, data) => logRank(survivalInput(spec, data), { rho: count(spec, 'rho') });

const cox: Procedure = ({ spec }, data) => {
  const ties = spec.ties === undefined ? 'efron' : text(spec, 'ties');
  if (ties !== 'efron' && ties !== 'breslow') throw new Error(`The ties "${ties}" are not known.`);
  const { fit } = fitCoxToFrame(tableOf(data, spec), {
    time: textOr(spec, 'time', 'time'),
    event: textOr(spec, 'status', 'status'),
    terms: termsOf(spec),
    ties,
    ...(spec.entry === undefined ? {} : { entry: text(spec, 'entry') }),
    ...(spec.strata === undefined ? {} : { strata: text(spec, 'strata') }),
    ...(spec.cluster === undefined ? {} : { cluster: text(spec, 'cluster') }),
  });
  return {
    ...fit,
    ci: fit.columns.map((name) => fit.ci[name]),
    lrt: fit.lrt?.chisq,
    wald: fit.wald?.chisq,
    score: fit.score?.chisq,
    seRobust: fit.robust?.se,
    pRobust: fit.robust?.p,
    waldRobust: fit.robust?.wald?.chisq,
  };
};

const rmst: Procedure = ({ spec }, data) => {
  const { means } = restrictedMean(survivalInput(spec, data), { tau: count(spec, 'tau') });
  return { rmst: oneOrList(means.map((mean) => mean.rmst)), se: oneOrList(means.map(({ se }) => se)) };
};

export const SURVIVAL: ReadonlyMap<string, Procedure> = new Map([
  ['cox', cox],
  ['g-rho', gRho],
  ['kaplan-meier', kaplanMeierAt],
  ['kaplan-meier-median', kaplanMeierMedian],
  ['log-rank', logRankTest],
  ['rmst', rmst],
]);

function survivalInput(spec: Spec, data: DataFrame | undefined) {
  return survivalFromFrame(tableOf(data, spec), {
    time: textOr(spec, 'time', 'time'),
    event: textOr(spec, 'status', 'status'),
    ...(spec.group === undefined ? {} : { group: text(spec, 'group') }),
    ...(spec.strata === undefined ? {} : { strata: text(spec, 'strata') }),
  });
}

function curvesOf(spec: Spec, data: DataFrame | undefined) {
  const scale = textOr(spec, 'confType', 'log');
  if (!isScale(scale)) throw new Error(`The confType "${scale}" is not known.`);
  return kaplanMeier(survivalInput(spec, data), { scale });
}

function isScale(name: string): name is SurvivalScale {
  return ['plain', 'log', 'log-log', 'logit'].includes(name);
}

/** Without groups a case file has a number where it has a list otherwise. */
function oneOrList<V>(values: readonly V[]): V | readonly V[] {
  return values.length === 1 ? values[0]! : values;
}

function textOr(spec: Spec, key: string, otherwise: string): string {
  return spec[key] === undefined ? otherwise : text(spec, key);
}

function numbers(spec: Spec, key: string): readonly number[] {
  const value = spec[key];
  const list = Array.isArray(value) ? value : [value];
  if (!list.every((item) => typeof item === 'number')) throw new Error(`The spec's ${key} must be a list of numbers.`);
  return list;
}
