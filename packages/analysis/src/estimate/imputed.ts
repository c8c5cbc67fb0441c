// Multiple imputation in an analysis: at random, after the reference, or shifted step by step; pooled by Rubin's rules.
import {
  factor,
  imputeCounts,
  imputeNormal,
  modelMatrix,
  type PooledEstimate,
  poolImputed,
  randomSource,
  type SetEstimate,
  tippingPoint,
} from '@equipoise/stats';
import type { Analysis, MissingData } from '@equipoise/trial';
import { groupOfRow, levelsOf } from './comparison.js';
import { type MethodResult, notEstimable } from './estimate.js';
import type { EstimationInput, ModelRow } from './model-table.js';
import { answerOf, effectTerm, type PreparedModel, partsOf, prepareModel } from './prepared-model.js';
import { seedOf } from './rank.js';

type Imputing = Extract<MissingData, { readonly imputations: number }>;
type Base = Pick<MethodResult, 'methodDescription' | 'effectMeasure'>;

/** What an analysis imputes; undefined where it imputes nothing. */
export function imputationOf({ missingData }: Analysis): Imputing | undefined {
  return missingData !== undefined && 'imputations' in missingData ? missingData : undefined;
}

/** An analysis of completed data: the estimate with its variance, on the scale on which it is about normal. */
interface Completion {
  readonly base: Base;
  readonly terms: readonly string[];
  readonly offset?: string | undefined;
  /** One row for each participant (and visit), in that order; the response is what was observed. */
  readonly rows: readonly ModelRow[];
  readonly analyse: (response: Float64Array, model: PreparedModel) => SetEstimate;
  readonly dfComplete?: (model: PreparedModel) => number | undefined;
}

/**
 * A count over the planned visits: what was missed is imputed by a negative-binomial regression with the visits that were read as
 * exposure. Rates do not change over time.
 */
export function imputedCounts(input: EstimationInput, imputing: Imputing, given: Completion): MethodResult {
  const { protocol, analysis } = input;
  const endpoint = protocol.endpoints.find(({ id }) => id === analysis.endpoint);
  const base = described(given.base, imputing);
  if (endpoint?.summary !== 'sum') return notEstimable(base, ['only a sum of counts over visits can be imputed']);
  if (imputing.strategy === 'referenceBased' && imputing.rule === 'copyIncrements')
    return notEstimable(base, ['counts have no increments to copy: jumpToReference or copyReference']);
  const planned = given.rows.map((row) => ({ ...row, response: row.response ?? 0, scansRead: row.visits.length }));
  return withModel(input, imputing, { ...given, base, rows: planned }, ({ model, covariates, group, isActive }) => {
    const observed = new Map(given.rows.map((row) => [row.participant.participantId, row]));
    const own = model.used.map(({ participant }) => observed.get(participant.participantId)!);
    return (delta) =>
      imputeCounts({
        events: own.map(({ response = 0 }) => response),
        exposure: own.map(({ scansRead }) => scansRead),
        planned: model.used.map(({ scansRead }) => scansRead),
        group,
        covariates,
        ...(imputing.strategy === 'referenceBased' &&
          imputing.rule !== 'copyIncrements' && {
            assumption: countRules[imputing.rule],
            reference: imputing.reference,
          }),
        rateFactor: (row) => (isActive(row) ? Math.exp(delta) : 1),
        imputations: imputing.imputations,
        random: randomSource(seedOf(`${protocol.id}/${analysis.id}`)),
      });
  });
}

/** Continuous values at one visit or several: imputed by a normal model of all visits, in each group apart. */
export function imputedValues(input: EstimationInput, imputing: Imputing, given: Completion): MethodResult {
  const { protocol, analysis } = input;
  const base = described(given.base, imputing);
  const people = new Set(given.rows.map(({ participant }) => participant.participantId));
  const visits = given.rows.length / Math.max(1, people.size);
  if (!Number.isInteger(visits)) return notEstimable(base, ['participants have values at different visits']);
  const placeheld = given.rows.map((row) => ({ ...row, response: row.response ?? 0 }));
  const observed = new Map(given.rows.map((row) => [keyOf(row), row.response]));
  return withModel(input, imputing, { ...given, base, rows: placeheld }, ({ model, covariates, group, isActive }) => {
    const first = model.used.flatMap((_, at) => (at % visits === 0 ? [at] : []));
    return (delta) =>
      imputeNormal({
        responses: first.map((at) =>
          model.used.slice(at, at + visits).map((row) => observed.get(keyOf(row)) ?? Number.NaN),
        ),
        group: factor(
          first.map((at) => group.values[at]),
          group.levels,
        ),
        covariates: first.map((at) => covariates[at]!),
        ...(imputing.strategy === 'referenceBased' && {
          assumption: valueRules[imputing.rule],
          reference: imputing.reference,
        }),
        delta: (row) => (isActive(first[row]!) ? delta : 0),
        imputations: imputing.imputations,
        random: randomSource(seedOf(`${protocol.id}/${analysis.id}`)),
      });
  });
}

interface Ready {
  readonly model: PreparedModel;
  readonly covariates: readonly (readonly number[])[];
  readonly group: ReturnType<typeof factor>;
  readonly isActive: (row: number) => boolean;
}

interface Completed {
  readonly completed: readonly Float64Array[];
  readonly flags: readonly string[];
}

function withModel(
  input: EstimationInput,
  imputing: Imputing,
  { base, rows, terms, offset, analyse, dfComplete }: Completion,
  imputer: (ready: Ready) => (delta: number) => Completed,
): MethodResult {
  const { analysis, protocol } = input;
  const prepared = prepareModel(input, base, { rows, terms, offset, also: imputing.terms ?? [] });
  if (!prepared.ok) return prepared.answer;
  const { model } = prepared;
  const groups = model.used.map((row) => groupOfRow(row, analysis.effect));
  const levels = levelsOf(analysis.effect, protocol).filter((level) => groups.includes(level));
  if (imputing.strategy === 'referenceBased' && !levels.includes(imputing.reference))
    return notEstimable(base, [...model.flags, `no one contributes in: ${imputing.reference}`], model.used);
  const impute = imputer({
    model,
    covariates: covariatesOf(model, analysis, {
      own: imputing.terms ?? terms,
      required: [...terms, ...(offset === undefined ? [] : [offset]), ...(imputing.terms ?? [])],
    }),
    group: factor(groups, levels),
    isActive: (row) => groups[row] === analysis.effect.active,
  });
  const confidence = analysis.confidence ?? 0.95;
  const found = new Map<number, { readonly pooled?: PooledEstimate; readonly flags: readonly string[] }>();
  const pooledAt = (delta: number) => {
    const { completed, flags } = impute(delta);
    const df = dfComplete?.(model);
    const pooled =
      completed.length < 2
        ? undefined
        : poolImputed(completed, (set) => analyse(set, model), {
            confidence,
            ...(df !== undefined && { dfComplete: df }),
          }).pooled;
    found.set(delta, { ...(pooled !== undefined && { pooled }), flags });
    return pooled;
  };
  const isRatio = base.effectMeasure === 'rate ratio';
  const main = pooledAt(0);
  const shifts =
    imputing.strategy === 'tippingPoint'
      ? tippingPoint({
          deltas: [...new Set([0, ...imputing.deltas])].sort((a, b) => a - b),
          estimateAt: (delta) => found.get(delta)?.pooled ?? pooledAt(delta),
          alpha: 1 - confidence,
        })
      : undefined;
  const scale = (value: number) => (isRatio ? Math.exp(value) : value);
  const tipped = shifts?.changes.map(
    ({ from, to, becomes }) => `between the shifts ${from} and ${to} the estimate becomes ${becomes.replace('-', ' ')}`,
  );
  return answerOf(base, model, {
    estimate: main && scale(main.estimate),
    ci: main?.ci && [scale(main.ci[0]), scale(main.ci[1])],
    p: main?.p,
    converged: main !== undefined,
    flags: [
      ...(found.get(0)?.flags ?? []),
      ...(main === undefined ? ['the imputation or an analysis of a completed set gave no estimate'] : []),
      ...(shifts === undefined ? [] : tipped?.length ? tipped : ['the conclusion is the same for all shifts']),
    ],
    result: {
      imputations: imputing.imputations,
      ...(main && { pooled: main }),
      ...(shifts && { tippingPoint: shifts }),
    },
  });
}

/**
 * Columns of the imputation model beside the group: of its own terms, else of those of the analysis; without the group and the visit,
 * in each of which the imputation has slopes of its own.
 */
function covariatesOf(
  { frame, used }: PreparedModel,
  analysis: Analysis,
  { own, required }: { readonly own: readonly string[]; readonly required: readonly string[] },
): readonly (readonly number[])[] {
  const varying = new Set([effectTerm(analysis), 'sequence', 'treatment', 'visit', 'participant']);
  const terms = own.filter((term) => !term.split(/[:*]/).some((part) => varying.has(part.trim())));
  const { names, values } = modelMatrix(terms, frame, { required: partsOf(required) });
  return used.map((_, row) => names.slice(1).map((_name, at) => values[row * names.length + at + 1]!));
}

const countRules = { jumpToReference: 'jump-to-reference', copyReference: 'copy-reference' } as const;
const valueRules = { ...countRules, copyIncrements: 'copy-increments' } as const;

function described({ methodDescription, effectMeasure }: Base, imputing: Imputing): Base {
  const how = {
    multipleImputation: 'missing at random in each group',
    referenceBased: '',
    tippingPoint: 'missing at random in each group, then shifted in the active group',
  }[imputing.strategy];
  const rule = imputing.strategy === 'referenceBased' ? `${spaced(imputing.rule)} (${imputing.reference})` : how;
  return {
    methodDescription: `${methodDescription}; ${imputing.imputations} imputations, ${rule}; Rubin's rules, Barnard–Rubin degrees of freedom`,
    effectMeasure,
  };
}

function spaced(text: string): string {
  return text.replace(/([a-z])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`);
}

function keyOf({ participant, visit, period }: ModelRow): string {
  return `${participant.participantId}|${period ?? ''}|${visit ?? ''}`;
}
