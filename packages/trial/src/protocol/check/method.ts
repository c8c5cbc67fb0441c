// Checks that each estimator can do with its endpoint what the analysis asks: type, shape, design, strata and options.
import { type Finding, fault, listWords, oneOf, type Path, type Told } from '../finding.js';
import type { PartialProtocol } from '../prune.js';
import type { Analysis, AnalysisMethod, Endpoint } from '../schema.js';
import { say } from '../sentence.js';
import { type Declared, unknownName } from './declared.js';

type EndpointType = Endpoint['type'];

/** One value for each participant, one in each period, or one at each visit. */
type Shape = 'single' | 'byPeriod' | 'byVisit';

interface Needs {
  readonly types: readonly EndpointType[];
  /** Shapes of the endpoint that the method takes. */
  readonly shapes: readonly Shape[];
}

const single: readonly Shape[] = ['single'];
const several: readonly Shape[] = ['byPeriod', 'byVisit'];
const any: readonly Shape[] = ['single', 'byPeriod', 'byVisit'];
const counts: readonly EndpointType[] = ['count'];
const numbers: readonly EndpointType[] = ['continuous', 'count'];
const ordered: readonly EndpointType[] = ['continuous', 'count', 'ordinal'];
const events: readonly EndpointType[] = ['timeToEvent'];

const needs: Readonly<Record<AnalysisMethod, Needs>> = {
  'nb-glm': { types: counts, shapes: single },
  'poisson-glm': { types: counts, shapes: single },
  'quasipoisson-glm': { types: counts, shapes: single },
  'zero-inflated-nb': { types: counts, shapes: single },
  'hurdle-nb': { types: counts, shapes: single },
  'nb-glmm': { types: counts, shapes: any },
  'poisson-glmm': { types: counts, shapes: any },
  'poisson-gamma-frailty': { types: counts, shapes: any },
  'conditional-poisson': { types: counts, shapes: several },
  gee: { types: ['count', 'binary', 'continuous'], shapes: any },
  logistic: { types: ['binary'], shapes: single },
  ancova: { types: numbers, shapes: single },
  lmm: { types: numbers, shapes: any },
  mmrm: { types: numbers, shapes: ['byVisit'] },
  'crossover-2x2-hills-armitage': { types: ordered, shapes: ['byPeriod'] },
  koch: { types: ordered, shapes: ['byPeriod'] },
  'crossover-lmm': { types: numbers, shapes: ['byPeriod'] },
  wilcoxon: { types: ordered, shapes: single },
  'hodges-lehmann': { types: numbers, shapes: single },
  'van-elteren': { types: ordered, shapes: single },
  permutation: { types: ordered, shapes: single },
  rerandomisation: { types: ordered, shapes: single },
  'two-by-two': { types: ['binary'], shapes: single },
  'mantel-haenszel': { types: ['binary'], shapes: single },
  'two-poisson-rates': { types: counts, shapes: single },
  'kaplan-meier': { types: events, shapes: single },
  'log-rank': { types: events, shapes: single },
  cox: { types: events, shapes: single },
  rmst: { types: events, shapes: single },
  'cumulative-incidence': { types: events, shapes: single },
  summary: { types: ['count', 'continuous', 'binary', 'ordinal', 'timeToEvent'], shapes: any },
};

const codes: Readonly<Partial<Record<EndpointType, string>>> = {
  count: 'method-needs-counts',
  binary: 'method-needs-binary',
  timeToEvent: 'method-needs-time-to-event',
};

interface Examined {
  readonly analysis: Analysis;
  readonly endpoint: Endpoint;
  readonly declared: Declared;
  readonly path: Path;
}

/** Everything that an analysis asks of its method and that this cannot give. */
export function checkMethod(protocol: PartialProtocol, examined: Examined): readonly Finding[] {
  return [
    ...checkType(examined),
    ...checkShape(examined),
    ...checkTwoByTwoCrossover(protocol, examined),
    ...checkRole(examined),
    ...checkStrata(protocol, examined),
    ...checkOptions(protocol, examined),
    ...checkMissing(examined),
    ...checkStrategies(protocol, examined),
  ];
}

function checkType({ analysis: { method }, endpoint, path }: Examined): readonly Finding[] {
  const { types } = needs[method];
  if (types.includes(endpoint.type)) return [];
  const code = (types.length === 1 ? codes[types[0]!] : undefined) ?? 'method-not-for-endpoint';
  const message = say`${method} can't take the ${endpoint.type} endpoint "${endpoint.id}"`;
  return [fault(code, message, say`an endpoint of type ${oneOf(types)}`, [...path, 'endpoint'])];
}

function checkShape({ analysis, endpoint, path }: Examined): readonly Finding[] {
  const { method, period, effect } = analysis;
  const isByPeriod = endpoint.visitsByPeriod !== undefined;
  const findings: Finding[] = [];
  if (period !== undefined && !isByPeriod) {
    const message = say`the endpoint "${endpoint.id}" has no value for each period`;
    findings.push(
      fault('period-not-in-endpoint', message, say`an endpoint with visitsByPeriod, or no period`, [...path, 'period']),
    );
  }
  const isByVisit = endpoint.summary === 'byVisit';
  if (effect.visit !== undefined && !isByVisit) {
    const message = say`the endpoint "${endpoint.id}" has no value for each visit`;
    findings.push(
      fault('visit-not-in-endpoint', message, say`an endpoint with summary: byVisit`, [...path, 'effect', 'visit']),
    );
  }
  if (effect.visit !== undefined && isByVisit && endpoint.visits?.includes(effect.visit) === false) {
    const message = say`the endpoint "${endpoint.id}" has no value at "${effect.visit}"`;
    findings.push(fault('visit-not-in-endpoint', message, listWords(endpoint.visits), [...path, 'effect', 'visit']));
  }
  if (findings.length > 0) return findings;
  const { shapes } = needs[method];
  if (isByVisit && !shapes.includes('byVisit') && effect.visit === undefined) {
    const message = say`the endpoint "${endpoint.id}" has a value at each visit, and ${method} takes one`;
    return [fault('visit-needed', message, say`effect.visit, or another method`, [...path, 'endpoint'])];
  }
  if (isByPeriod && !shapes.includes('byPeriod') && period === undefined && !isByVisit) {
    const message = say`the endpoint "${endpoint.id}" has a value in each period, and ${method} takes one`;
    const allowed = say`period: ${oneOf(Object.keys(endpoint.visitsByPeriod ?? {}))}`;
    return [fault('period-needed', message, allowed, [...path, 'endpoint'])];
  }
  const isSingle = !isByVisit && !isByPeriod;
  if (!isSingle || shapes.includes('single') || isCrossoverPair(method)) return [];
  const message = say`${method} needs several values of a participant, and "${endpoint.id}" has one`;
  const allowed = oneOf(shapes.map((shape) => (shape === 'byVisit' ? 'summary: byVisit' : 'visitsByPeriod')));
  return [fault('method-needs-repeats', message, say`an endpoint with ${allowed}`, [...path, 'endpoint'])];
}

function isCrossoverPair(method: AnalysisMethod): boolean {
  return method === 'crossover-2x2-hills-armitage' || method === 'koch';
}

function checkTwoByTwoCrossover(protocol: PartialProtocol, { analysis, endpoint, path }: Examined): readonly Finding[] {
  const { method, effect } = analysis;
  if (!isCrossoverPair(method) && method !== 'crossover-lmm') return [];
  const findings: Finding[] = [];
  const periods = Object.keys(endpoint.visitsByPeriod ?? {}).length;
  const isTwoByTwo = periods === 2 && (protocol.sequences ?? []).length === 2;
  if (isCrossoverPair(method) && !isTwoByTwo && protocol.sequences) {
    const message = say`${method} needs two sequences and an endpoint with a value in each of two periods`;
    const allowed = say`an endpoint with visitsByPeriod for two periods`;
    findings.push(fault('method-needs-two-periods', message, allowed, [...path, 'endpoint']));
  }
  if (effect.term !== 'treatment')
    findings.push(fault('effect-term', say`${method} compares treatments`, 'term: treatment', [...path, 'effect']));
  return findings;
}

function checkRole({ analysis, endpoint, path }: Examined): readonly Finding[] {
  if (analysis.role === 'primary' && endpoint.role !== 'primary') {
    const message = say`the primary analysis is of the ${endpoint.role} endpoint "${endpoint.id}"`;
    return [fault('primary-endpoint', message, say`the primary endpoint`, [...path, 'endpoint'])];
  }
  if (analysis.method !== 'summary' || analysis.role === 'descriptive' || analysis.role === 'exploratory') return [];
  const message = say`summary compares nothing: "${analysis.id}" can't be ${analysis.role}`;
  return [fault('summary-role', message, 'role: descriptive', [...path, 'role'])];
}

function checkStrata(protocol: PartialProtocol, { analysis, declared, path }: Examined): readonly Finding[] {
  const strata = 'strata' in analysis ? (analysis.strata ?? []) : [];
  const randomised = (protocol.randomisation?.strata ?? []).map(({ id }) => id);
  const covariates = (protocol.endpoints ?? []).filter(({ role }) => role === 'covariate').map(({ id }) => id);
  const national = declared.nationalTrial.size > 0 ? ['nationalTrial'] : [];
  const known = ['site', ...national, ...randomised, ...covariates];
  const unknown = strata.flatMap((id, index): Finding[] =>
    known.includes(id) || protocol.randomisation === undefined
      ? []
      : [
          fault('unknown-stratum', say`nothing divides participants by "${id}"`, listWords(known), [
            ...path,
            'strata',
            index,
          ]),
        ],
  );
  const needsStrata = analysis.method === 'van-elteren' || analysis.method === 'mantel-haenszel';
  if (!needsStrata || strata.length > 0) return unknown;
  return [
    fault('strata-needed', say`${analysis.method} compares within strata`, `strata: ${known.join(', ')}`, [
      ...path,
      'method',
    ]),
  ];
}

function checkOptions(protocol: PartialProtocol, { analysis, endpoint, declared, path }: Examined): readonly Finding[] {
  const findings: Finding[] = [];
  const within = 'cluster' in analysis ? analysis.cluster : 'random' in analysis ? analysis.random : undefined;
  if (within === 'nationalTrial' && declared.nationalTrial.size === 0) {
    const key = 'cluster' in analysis ? 'cluster' : 'random';
    findings.push(fault('cluster-missing', say`there are no national trials`, 'participant, site', [...path, key]));
  }
  if (analysis.method === 'gee') {
    const fitting = { poisson: 'count', binomial: 'binary', gaussian: 'continuous' }[analysis.family];
    if (endpoint.type !== fitting && needs.gee.types.includes(endpoint.type)) {
      const message = say`the family ${analysis.family} is not for a ${endpoint.type} endpoint`;
      findings.push(
        fault('family-not-for-endpoint', message, say`an endpoint of type ${fitting}`, [...path, 'family']),
      );
    }
  }
  if (analysis.method === 'rerandomisation' && protocol.randomisation?.method === 'uploadedList') {
    const message = say`an uploaded list does not say how else it could have come out`;
    findings.push(
      fault('rerandomisation-of-list', message, say`a method of randomisation that is drawn here`, [...path, 'method']),
    );
  }
  if (analysis.method === 'cumulative-incidence' && endpoint.type === 'timeToEvent' && !endpoint.event?.competing) {
    const message = say`no event competes with that of "${endpoint.id}"`;
    findings.push(fault('competing-missing', message, say`an endpoint with event.competing`, [...path, 'endpoint']));
  }
  if (analysis.method === 'cox' && analysis.interval === 'profile') {
    const message = say`no profile interval of a hazard ratio is computed`;
    findings.push(fault('interval-not-of-method', message, 'interval: wald', [...path, 'interval']));
  }
  const isClustered = ['gee', 'nb-glmm', 'poisson-glmm', 'poisson-gamma-frailty', 'conditional-poisson'];
  if (analysis.effect.visit !== undefined && isClustered.includes(analysis.method)) {
    const message = say`${analysis.method} gives one effect for all visits`;
    findings.push(fault('visit-not-of-method', message, say`no visit, or mmrm`, [...path, 'effect', 'visit']));
  }
  const test = 'test' in analysis ? analysis.test : undefined;
  const isRobust = 'standardErrors' in analysis && (analysis.standardErrors ?? 'model') !== 'model';
  const interval = 'interval' in analysis ? analysis.interval : undefined;
  if (isRobust && (interval === 'profile' || test === 'likelihoodRatio')) {
    const message = say`a likelihood is not robust: robust standard errors give Wald tests and intervals`;
    findings.push(
      fault('robust-likelihood', message, say`interval: wald, test: wald or score`, [...path, 'standardErrors']),
    );
  }
  return findings;
}

/** Strategies of the estimand that no analysis can follow: from data nobody has, or with a value that nothing names. */
function checkStrategies(protocol: PartialProtocol, { analysis, endpoint, path }: Examined): readonly Finding[] {
  const estimand = protocol.estimands?.find(({ id }) => id === analysis.estimand);
  return (estimand?.intercurrentEvents ?? []).flatMap(({ event, strategy }): readonly Finding[] => {
    const isComposite = strategy === 'composite' && endpoint.type !== 'timeToEvent';
    if (strategy !== 'principalStratum' && !isComposite) return [];
    const message = isComposite
      ? say`nothing says which value of "${endpoint.id}" the event "${event}" stands for`
      : say`who would have the event "${event}" under the other treatment is not observed`;
    const allowed = say`treatmentPolicy, hypothetical, whileOnTreatment${isComposite ? say`, or an endpoint whose value counts the event` : ''}`;
    return [fault('strategy-not-computed', message, allowed, [...path, 'estimand'])];
  });
}

const imputing: readonly AnalysisMethod[] = ['nb-glm', 'ancova', 'mmrm'];

function checkMissing({ analysis, endpoint, declared, path }: Examined): readonly Finding[] {
  const { missingData, effect, method } = analysis;
  if (missingData === undefined) return [];
  const at = [...path, 'missingData'];
  const refuse = (message: Told, allowed: Told) => [
    fault('missing-data-strategy', message, allowed, [...at, 'strategy']),
  ];
  if ('imputations' in missingData && !imputing.includes(method))
    return refuse(
      say`values are not imputed for ${method}`,
      say`availableData, completeCase, or ${listWords(imputing)}`,
    );
  if ('imputations' in missingData && method === 'nb-glm' && endpoint.summary !== 'sum')
    return refuse(say`counts are imputed as sums over visits, and "${endpoint.id}" is none`, 'summary: sum');
  if (missingData.strategy === 'referenceBased' && missingData.rule === 'copyIncrements' && method === 'nb-glm')
    return refuse(say`counts have no increments to copy`, say`rule: jumpToReference or copyReference`);
  if (missingData.strategy === 'singleValue' && (missingData.value === 'worst' || missingData.value === 'best'))
    return refuse(
      say`nothing says which values of "${endpoint.id}" are the ${missingData.value}`,
      'nonResponse, lastObservation',
    );
  if (missingData.strategy === 'singleValue' && missingData.value === 'nonResponse' && endpoint.type !== 'binary')
    return refuse(say`a ${endpoint.type} endpoint has no non-response`, say`a binary endpoint`);
  if (missingData.strategy === 'referenceBased')
    return unknownName(effect.term, missingData.reference, declared, [...at, 'reference']);
  const isMixed = method === 'mmrm' || method === 'lmm' || method === 'crossover-lmm';
  if (missingData.strategy !== 'singleValue' || !isMixed) return [];
  const message = say`${method} needs no single values in place of those that are missing`;
  return [
    fault('missing-data-strategy', message, 'availableData, multipleImputation, referenceBased, tippingPoint', [
      ...at,
      'strategy',
    ]),
  ];
}
