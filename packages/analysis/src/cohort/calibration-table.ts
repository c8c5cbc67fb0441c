// The table that a targeted analysis will be fitted to, and the counts behind each of its responses.
import {
  dataFrame,
  factor,
  fitNbGlm,
  type ModelMatrix,
  modelMatrix,
  type NbGlmFit,
  numeric,
  valuesAt,
} from '@equipoise/stats';
import type { AnalysisBy, Endpoint, Protocol } from '@equipoise/trial';
import { shownCount } from './outcome-plan.js';
import type { ParticipantPlan } from './participant-script.js';
import { createQuickFit } from './quick-nb-fit.js';
import type { Scenario } from './scenario-schema.js';

/** The counts of one row that may be moved: those of one participant at the visits that contribute. */
export interface MovableCounts {
  readonly byVisit: Map<string, number>;
  readonly visits: readonly string[];
}

/** A targeted analysis, ready to be fitted again and again to other counts. */
export interface CalibrationTable {
  /** One for each row of the design. */
  readonly rows: readonly MovableCounts[];
  /** The response of each row as the counts are now. */
  readonly response: () => Float64Array;
  /** The whole fit, with the effect under the expected and under the joint observed information. */
  readonly fit: (response: Float64Array) => NbGlmFit;
  /** A quick refit near a whole one, for the search. */
  readonly quickFit: (near: NbGlmFit) => ReturnType<typeof createQuickFit>;
}

interface Input {
  readonly protocol: Protocol;
  readonly scenario: Scenario;
  readonly plans: readonly ParticipantPlan[];
  readonly analysis: AnalysisBy<'nb-glm'>;
}

/**
 * Builds the table of an NB regression. As the analysis will do, it leaves out participants without a contributing
 * visit. Throws a `RangeError` for an endpoint or a covariate whose values are not known when a rehearsal is planned.
 */
export function calibrationTable({ protocol, scenario, plans, analysis }: Input): CalibrationTable {
  const endpoint = protocol.endpoints.find((one) => one.id === analysis.endpoint);
  if (endpoint === undefined || endpoint.summary !== 'sum') {
    throw new RangeError(`The analysis "${analysis.id}" can't be aimed at: its endpoint must be a sum of counts.`);
  }
  const item = `${endpoint.item.form}.${endpoint.item.item}`;
  const visits = endpoint.visits ?? endpoint.visitsByPeriod?.[analysis.period ?? ''] ?? [];
  const all = plans.flatMap((plan) => {
    const byVisit = plan.counts.get(item);
    const contributing = visits.filter((visit) => isContributing(plan, endpoint, visit));
    return byVisit === undefined || contributing.length === 0 ? [] : [{ plan, byVisit, visits: contributing }];
  });
  const total = ({ plan, visits: own }: (typeof all)[number]) =>
    own.reduce((sum, visit) => sum + (shownCount(item, visit, scenario, plan.counts) ?? 0), 0);
  const { matrix, offset } = designOf({ protocol, scenario, analysis }, all);
  const rows = matrix.rowIndex.map((index) => all[index] as (typeof all)[number]);
  const effect = `${analysis.effect.term}${analysis.effect.active}`;
  return {
    rows,
    response: () => Float64Array.from(rows, total),
    fit: (response) =>
      fitNbGlm({ response, design: matrix, offset, effect, confidence: analysis.confidence ?? 0.95, detail: 'core' }),
    quickFit: ({ coefficients, theta }) =>
      createQuickFit({
        design: matrix.values,
        columns: matrix.names.length,
        offset,
        effect: matrix.names.indexOf(effect),
        start: { coefficients: Float64Array.from(matrix.names, (name) => coefficients[name] ?? 0), theta },
      }),
  };
}

function isContributing({ course }: ParticipantPlan, endpoint: Endpoint, visitId: string): boolean {
  const visit = course.visits.find((one) => one.visit.id === visitId);
  return visit !== undefined && !visit.isMissed && (visit.status[endpoint.item.form] ?? 'done') === 'done';
}

function designOf(
  { protocol, scenario, analysis }: Omit<Input, 'plans'>,
  all: readonly (MovableCounts & { readonly plan: ParticipantPlan })[],
): { readonly matrix: ModelMatrix; readonly offset: Float64Array } {
  const terms = analysis.terms ?? [analysis.effect.term];
  const { term, reference } = analysis.effect;
  const levels = (own: typeof term, ids: readonly string[]) =>
    own === term ? [reference, ...ids.filter((id) => id !== reference)] : ids;
  const period = Math.max(
    0,
    protocol.periods.findIndex((one) => one.id === analysis.period),
  );
  const covariates = protocol.endpoints.filter((one) => terms.some((text) => new RegExp(`\\b${one.id}\\b`).test(text)));
  const sequences = protocol.sequences.map((one) => one.id);
  const treatments = protocol.treatments.map((one) => one.id);
  const frame = dataFrame({
    sequence: factor(
      all.map(({ plan }) => plan.sequence.id),
      levels('sequence', sequences),
    ),
    treatment: factor(
      all.map(({ plan }) => plan.sequence.treatments[period]),
      levels('treatment', treatments),
    ),
    scansRead: numeric(all.map(({ visits }) => visits.length)),
    ...Object.fromEntries(
      covariates.map((one) => [one.id, numeric(all.map(({ plan }) => covariateOf(plan, one, scenario)))]),
    ),
  });
  const { offset } = analysis;
  const matrix = modelMatrix(terms, frame, { required: offset === undefined ? [] : [offset] });
  return { matrix, offset: valuesAt(offset ?? '0', frame, matrix.rowIndex) };
}

/** The value of an endpoint at one visit; NaN where the visit does not contribute. */
function covariateOf(plan: ParticipantPlan, endpoint: Endpoint, scenario: Scenario): number {
  const [visit, ...others] = endpoint.visits ?? [];
  const recorded = plan.enrolment.values[endpoint.item.item];
  const isBefore = plan.enrolment.forms.some((form) => form.visit === visit && form.form === endpoint.item.form);
  if (isBefore && typeof recorded === 'number') return recorded;
  const item = `${endpoint.item.form}.${endpoint.item.item}`;
  const count = visit === undefined ? undefined : shownCount(item, visit, scenario, plan.counts);
  if (visit === undefined || others.length > 0 || (count === undefined && !isBefore && !plan.counts.has(item))) {
    throw new RangeError(`The covariate "${endpoint.id}" is not known when a rehearsal is planned.`);
  }
  return count !== undefined && isContributing(plan, endpoint, visit) ? count : Number.NaN;
}
