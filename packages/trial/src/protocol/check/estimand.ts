// Checks objectives, intercurrent events and estimands: all five attributes, and analyses that estimate just that.
import { type Finding, fault, listWords, type Path, type Told, warning } from '../finding.js';
import type { PartialProtocol } from '../prune.js';
import type { Analysis, AnalysisMethod, Estimand } from '../schema.js';
import { say } from '../sentence.js';
import { type Declared, unknownName, unknownNames } from './declared.js';
import { unknownLevels } from './level.js';
import { noItem } from './reads.js';

/** Estimands are complete, and each primary one has its analysis and a sensitivity analysis. */
export function checkEstimands(protocol: PartialProtocol, declared: Declared): readonly Finding[] {
  const estimands = protocol.estimands ?? [];
  return [
    ...checkObjectives(protocol, declared),
    ...checkEvents(protocol, declared),
    ...estimands.flatMap((estimand, index) =>
      checkEstimand(protocol, estimand, { declared, path: ['estimands', index] }),
    ),
    ...(protocol.analyses ?? []).flatMap((analysis, index) =>
      checkAnalysis(protocol, analysis, { declared, path: ['analyses', index] }),
    ),
    ...checkPresence(protocol, declared),
  ];
}

interface Place {
  readonly declared: Declared;
  readonly path: Path;
}

function checkObjectives(protocol: PartialProtocol, declared: Declared): readonly Finding[] {
  return (protocol.objectives ?? []).flatMap((objective, index): readonly Finding[] => {
    const path = ['objectives', index];
    const findings = [
      ...unknownNames('estimand', objective.estimands, declared, [...path, 'estimands']),
      ...unknownNames('endpoint', objective.endpoints, declared, [...path, 'endpoints']),
    ];
    if (objective.estimands !== undefined || objective.endpoints !== undefined) return findings;
    const message = say`nothing measures the objective "${objective.id}"`;
    return [fault('objective-unmeasured', message, say`estimands, or endpoints`, path)];
  });
}

function checkEvents(protocol: PartialProtocol, declared: Declared): readonly Finding[] {
  return (protocol.intercurrentEvents ?? []).flatMap(({ occurs }, index): readonly Finding[] => {
    const path = ['intercurrentEvents', index, 'occurs'];
    if (occurs.by === 'administrationNotGiven')
      return unknownNames('administration', occurs.administrations, declared, [...path, 'administrations']);
    if (occurs.by !== 'form') return [];
    const unknown = unknownName('form', occurs.form, declared, [...path, 'form']);
    const form = protocol.forms?.find(({ id }) => id === occurs.form);
    if (form === undefined || occurs.date === undefined) return unknown;
    const dates = form.items.filter(({ type }) => type === 'date' || type === 'partialDate' || type === 'instant');
    const item = form.items.find(({ id }) => id === occurs.date);
    if (item !== undefined && !dates.includes(item)) {
      const message = say`the item "${item.id}" of type ${item.type} dates nothing`;
      return [fault('event-date', message, listWords(dates.map(({ id }) => id)), [...path, 'date'])];
    }
    if (declared.item.has(`${form.id}.${occurs.date}`)) return unknown;
    return [noItem(occurs.date, { form: form.id, items: form.items.map(({ id }) => id), path: [...path, 'date'] })];
  });
}

function checkEstimand(protocol: PartialProtocol, estimand: Estimand, { declared, path }: Place): readonly Finding[] {
  const { treatment, population, intercurrentEvents } = estimand;
  const arms = [...declared.sequence];
  const named = intercurrentEvents.map(({ event }) => event);
  const left = [...declared.intercurrentEvent].filter((id) => !named.includes(id));
  return [
    ...unknownName('analysisSet', population.set, declared, [...path, 'population', 'set']),
    ...(treatment.factor === undefined
      ? (['active', 'reference'] as const).flatMap((side) =>
          unknownName('treatment', treatment[side], declared, [...path, 'treatment', side], arms),
        )
      : unknownLevels(
          protocol,
          { ...treatment, factor: treatment.factor },
          { declared, path: [...path, 'treatment'] },
        )),
    ...(treatment.active === treatment.reference
      ? [
          fault(
            'effect-same',
            say`"${treatment.active}" can't be compared with itself`,
            say`two treatments or sequences`,
            [...path, 'treatment', 'reference'],
          ),
        ]
      : []),
    ...unknownName('endpoint', estimand.endpoint, declared, [...path, 'endpoint']),
    ...intercurrentEvents.flatMap(({ event }, index): readonly Finding[] => {
      const at = [...path, 'intercurrentEvents', index, 'event'];
      if (named.indexOf(event) === index) return unknownName('intercurrentEvent', event, declared, at);
      return [
        fault('duplicate-id', say`the event "${event}" has a strategy already`, say`one strategy for each event`, at),
      ];
    }),
    ...(left.length === 0
      ? []
      : [
          {
            ...fault(
              'estimand-incomplete',
              say`the estimand "${estimand.id}" has no strategy for ${listWords(left)}`,
              say`a strategy for each intercurrent event`,
              [...path, 'intercurrentEvents'],
            ),
            atKey: true,
          },
        ]),
    ...measureOfEndpoint(protocol, estimand, path),
  ];
}

type Measure = Estimand['summaryMeasure'];

const measuresOfEndpoint: Readonly<Record<string, readonly Measure[]>> = {
  count: ['rateRatio', 'rateDifference', 'meanDifference', 'meanRatio', 'medianDifference', 'probabilityOfSuperiority'],
  continuous: ['meanDifference', 'meanRatio', 'medianDifference', 'probabilityOfSuperiority'],
  binary: ['riskDifference', 'riskRatio', 'oddsRatio'],
  ordinal: ['oddsRatio', 'medianDifference', 'meanDifference', 'probabilityOfSuperiority'],
  timeToEvent: [
    'hazardRatio',
    'restrictedMeanSurvivalDifference',
    'survivalDifference',
    'medianDifference',
    'riskDifference',
  ],
};

function measureOfEndpoint(protocol: PartialProtocol, estimand: Estimand, path: Path): readonly Finding[] {
  const endpoint = protocol.endpoints?.find(({ id }) => id === estimand.endpoint);
  if (endpoint === undefined) return [];
  const fitting = measuresOfEndpoint[endpoint.type] ?? [];
  if (fitting.includes(estimand.summaryMeasure)) return [];
  const message = say`a ${endpoint.type} endpoint has no ${estimand.summaryMeasure}`;
  return [fault('estimand-measure', message, listWords(fitting), [...path, 'summaryMeasure'])];
}

const means: readonly Measure[] = ['meanDifference'];
const rates: readonly Measure[] = ['rateRatio', 'meanRatio'];
const risks: readonly Measure[] = ['riskDifference', 'riskRatio', 'oddsRatio'];
const ranks: readonly Measure[] = ['medianDifference', 'probabilityOfSuperiority'];

/** What each method estimates or tests; absent: nothing that an estimand asks for. */
const measuresOfMethod: Readonly<Partial<Record<AnalysisMethod, readonly Measure[]>>> = {
  'nb-glm': rates,
  'poisson-glm': rates,
  'quasipoisson-glm': rates,
  'zero-inflated-nb': rates,
  'hurdle-nb': rates,
  'nb-glmm': rates,
  'poisson-glmm': rates,
  'poisson-gamma-frailty': rates,
  'conditional-poisson': rates,
  'two-poisson-rates': [...rates, 'rateDifference'],
  gee: [...rates, 'oddsRatio', 'meanDifference'],
  logistic: risks,
  'two-by-two': risks,
  'mantel-haenszel': risks,
  ancova: means,
  lmm: means,
  mmrm: means,
  'crossover-lmm': means,
  'crossover-2x2-hills-armitage': means,
  koch: [...ranks, 'meanDifference'],
  wilcoxon: [...ranks, 'meanDifference'],
  'hodges-lehmann': ranks,
  'van-elteren': [...ranks, 'meanDifference'],
  permutation: [...means, ...ranks, 'meanRatio', 'rateRatio'],
  rerandomisation: [...means, ...ranks, 'meanRatio', 'rateRatio'],
  'kaplan-meier': ['survivalDifference', 'medianDifference', 'riskDifference'],
  'log-rank': ['hazardRatio'],
  cox: ['hazardRatio'],
  rmst: ['restrictedMeanSurvivalDifference'],
  'cumulative-incidence': ['riskDifference'],
};

function checkAnalysis(protocol: PartialProtocol, analysis: Analysis, { declared, path }: Place): readonly Finding[] {
  const sensitivity = checkSensitivity(protocol, analysis, { declared, path });
  if (analysis.estimand === undefined) return sensitivity;
  const unknown = unknownName('estimand', analysis.estimand, declared, [...path, 'estimand']);
  const estimand = protocol.estimands?.find(({ id }) => id === analysis.estimand);
  if (estimand === undefined) return [...sensitivity, ...unknown];
  const findings: Finding[] = [];
  const differs = (what: Told, own: string, wanted: string, at: Path) => {
    if (own === wanted) return;
    const message = say`the estimand "${estimand.id}" has the ${what} "${wanted}"`;
    findings.push(fault('estimand-mismatch', message, `"${wanted}"`, at));
  };
  differs(say`endpoint`, analysis.endpoint, estimand.endpoint, [...path, 'endpoint']);
  if (analysis.role === 'primary' || analysis.role === 'secondary')
    differs(say`analysis set`, analysis.set, estimand.population.set, [...path, 'set']);
  const { factor } = estimand.treatment;
  if (factor !== undefined) differs(say`factor`, analysis.effect.factor ?? 'none', factor, [...path, 'effect']);
  const arms: ReadonlySet<string> = declared[analysis.effect.term];
  for (const side of ['active', 'reference'] as const) {
    const isSameKind =
      factor === undefined
        ? arms.has(estimand.treatment[side]) && analysis.effect.factor === undefined
        : analysis.effect.factor === factor;
    if (isSameKind) differs(side, analysis.effect[side], estimand.treatment[side], [...path, 'effect', side]);
  }
  const measures = measuresOfMethod[analysis.method] ?? [];
  const isPossible = measureOfEndpoint(protocol, estimand, path).length === 0;
  if (isPossible && !measures.includes(estimand.summaryMeasure)) {
    const message = say`${analysis.method} does not estimate the ${estimand.summaryMeasure} of "${estimand.id}"`;
    const fitting = Object.entries(measuresOfMethod).filter(([, list]) => list?.includes(estimand.summaryMeasure));
    findings.push(
      fault('method-not-of-estimand', message, listWords(fitting.map(([method]) => method)), [...path, 'method']),
    );
  }
  return [...sensitivity, ...findings];
}

function checkSensitivity(
  protocol: PartialProtocol,
  analysis: Analysis,
  { declared, path }: Place,
): readonly Finding[] {
  const { role, sensitivityOf } = analysis;
  if (role !== 'sensitivity') {
    if (sensitivityOf === undefined) return [];
    const message = say`the analysis "${analysis.id}" has the role ${role}`;
    return [{ ...fault('sensitivity-role', message, 'role: sensitivity', [...path, 'sensitivityOf']), atKey: true }];
  }
  if (sensitivityOf === undefined) {
    const message = say`the sensitivity analysis "${analysis.id}" does not say of what`;
    return [fault('sensitivity-of-nothing', message, 'sensitivityOf', [...path, 'role'])];
  }
  const at = [...path, 'sensitivityOf'];
  const main = protocol.analyses?.find(({ id }) => id === sensitivityOf);
  // That there is no primary analysis is told at the analyses.
  if (main === undefined)
    return sensitivityOf === 'primary' ? [] : unknownName('analysis', sensitivityOf, declared, at);
  if (sensitivityOf === analysis.id || main.role === 'sensitivity')
    return [
      fault('sensitivity-of-itself', say`"${sensitivityOf}" is a sensitivity analysis`, say`the main analysis`, at),
    ];
  const isOther = main.estimand !== undefined && analysis.estimand !== undefined && main.estimand !== analysis.estimand;
  if (!isOther) return [];
  const message = say`"${main.id}" estimates "${main.estimand}": another estimand is no sensitivity analysis of it`;
  return [fault('sensitivity-estimand', message, `"${main.estimand}"`, [...path, 'estimand'])];
}

/** Each primary estimand has a primary analysis, and that has a sensitivity analysis (ICH E9(R1) A.5.2). */
function checkPresence(protocol: PartialProtocol, declared: Declared): readonly Finding[] {
  const { analyses, estimands } = protocol;
  if (analyses === undefined || analyses.length < declared.analysis.size) return [];
  if (estimands === undefined) {
    if (declared.estimand.size > 0) return [];
    const message = say`no estimand says what the primary analysis is to estimate`;
    return [{ ...warning('estimand-missing', message, say`estimands, in five attributes`, ['analyses']), atKey: true }];
  }
  return estimands.flatMap((estimand, index): Finding[] => {
    if (estimand.level === 'exploratory') return [];
    const path = ['estimands', index];
    const own = analyses.filter((analysis) => analysis.estimand === estimand.id && analysis.role !== 'sensitivity');
    if (own.length === 0) {
      const message = say`no analysis estimates "${estimand.id}"`;
      return [fault('estimand-without-analysis', message, say`an analysis that names it`, path)];
    }
    if (estimand.level !== 'primary') return [];
    const ids = own.map(({ id }) => id);
    const isSensitivity = ({ role, estimand: of, sensitivityOf = '' }: Analysis) =>
      role === 'sensitivity' && (of === estimand.id || ids.includes(sensitivityOf));
    if (analyses.some(isSensitivity)) return [];
    const message = say`the primary estimand "${estimand.id}" has no sensitivity analysis`;
    return [
      fault('sensitivity-missing', message, say`an analysis with role: sensitivity that varies its assumptions`, path),
    ];
  });
}
