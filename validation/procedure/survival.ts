// Time to event.
import {
  cumulativeIncidence,
  type DataFrame,
  dataFrame,
  fitCoxToFrame,
  incidenceAt,
  kaplanMeier,
  logRank,
  modelMatrix,
  proportionalHazardsTest,
  restrictedMean,
  type SurvivalScale,
  survivalAt,
  survivalFromFrame,
  survivalQuantile,
  type TimeTransform,
} from '@equipoise/stats';
import { count, factorOf, numbers, type Procedure, type Spec, tableOf, termsOf, text } from './spec.js';

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
  const { fit } = fitCoxToFrame(withFactors(tableOf(data, spec), [spec.strata]), {
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

const proportionality: Procedure = ({ spec }, data) => {
  const table = withFactors(tableOf(data, spec), [spec.strata]);
  const required = ['time', 'status', ...(spec.strata === undefined ? [] : [text(spec, 'strata')])];
  const design = modelMatrix(termsOf(spec), table, { required, intercept: false });
  const ties = text(spec, 'ties') as 'efron' | 'breslow';
  const input = { ...survivalInput(spec, data), design, ties };
  return proportionalHazardsTest(input, { transform: text(spec, 'transform') as TimeTransform });
};

const rmst: Procedure = ({ spec }, data) => {
  const { means } = restrictedMean(survivalInput(spec, data), { tau: count(spec, 'tau') });
  return { rmst: oneOrList(means.map((mean) => mean.rmst)), se: oneOrList(means.map(({ se }) => se)) };
};

/** A list of groups and event codes, each with lists over the times. */
const incidence: Procedure = ({ spec }, data) => {
  const times = numbers(spec, 'times');
  return cumulativeIncidence(survivalInput(spec, data), { scale: scaleOf(spec) }).map((curve) => {
    const rows = incidenceAt(curve, times);
    return {
      group: curve.group,
      cause: curve.cause,
      time: rows.map((row) => row.time),
      incidence: rows.map((row) => row.incidence),
      se: rows.map((row) => row.se),
      lower: rows.map((row) => row.lower),
      upper: rows.map((row) => row.upper),
    };
  });
};

export const SURVIVAL: ReadonlyMap<string, Procedure> = new Map([
  ['cox', cox],
  ['cumulative-incidence', incidence],
  ['g-rho', gRho],
  ['kaplan-meier', kaplanMeierAt],
  ['kaplan-meier-median', kaplanMeierMedian],
  ['log-rank', logRankTest],
  ['proportional-hazards', proportionality],
  ['rmst', rmst],
]);

function survivalInput(spec: Spec, data: DataFrame | undefined) {
  const table = withFactors(tableOf(data, spec), [spec.group, spec.strata]);
  return survivalFromFrame(table, {
    time: textOr(spec, 'time', 'time'),
    event: textOr(spec, 'status', 'status'),
    ...(spec.group === undefined ? {} : { group: text(spec, 'group') }),
    ...(spec.strata === undefined ? {} : { strata: text(spec, 'strata') }),
  });
}

/** Numbers that name groups become factors. */
function withFactors(table: DataFrame, names: readonly unknown[]): DataFrame {
  const columns = [...table.columns].map(
    ([name, column]) => [name, names.includes(name) ? factorOf(table, name) : column] as const,
  );
  return dataFrame(Object.fromEntries(columns));
}

function curvesOf(spec: Spec, data: DataFrame | undefined) {
  return kaplanMeier(survivalInput(spec, data), { scale: scaleOf(spec) });
}

function scaleOf(spec: Spec): SurvivalScale {
  const scale = textOr(spec, 'confType', 'log');
  if (!isScale(scale)) throw new Error(`The confType "${scale}" is not known.`);
  return scale;
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
