// A model's table made ready: rows that contribute, columns that terms may name, the design, and the column of the effect.
import { type DataFrame, dataFrame, factor, type ModelMatrix, modelMatrix, numeric, valuesAt } from '@equipoise/stats';
import { type Analysis, type Protocol, readModelTerm } from '@equipoise/trial';
import { assignedTreatment } from '../derive/administration.js';
import { isRatio } from '../effect-measure.js';
import { byCodeUnits } from '../text.js';
import { groupOfRow } from './comparison.js';
import { finiteInterval, type MethodResult, notEstimable } from './estimate.js';
import type { EstimationInput, ModelRow } from './model-table.js';

/** What a regression needs, and what was left out on the way. */
export interface PreparedModel {
  readonly frame: DataFrame;
  readonly design: ModelMatrix;
  /** Rows of the design, in its order. */
  readonly used: readonly ModelRow[];
  readonly response: Float64Array;
  readonly offset: Float64Array | undefined;
  /** Name of the column that compares active with reference. */
  readonly effect: string;
  readonly flags: readonly string[];
}

type Base = Pick<MethodResult, 'methodDescription' | 'effectMeasure'>;

/** The prepared model, or the answer that says why there is none. */
export type Preparation =
  | { readonly ok: true; readonly model: PreparedModel }
  | { readonly ok: false; readonly answer: MethodResult };

export interface ModelSpec {
  readonly rows: readonly ModelRow[];
  readonly terms: readonly string[];
  readonly offset?: string | undefined;
  /** Terms of another part of the model, which rows must be complete for too. */
  readonly also?: readonly string[];
  /** True for counts: values that are none give no estimate. */
  readonly isCount?: boolean;
}

/**
 * Leaves out rows without a response, a covariate or a finite offset, counting them in `flags`, and makes the design. There is no
 * model where no one contributes in a group that is compared, where a term has no finite value, or where there are no more rows than
 * coefficients: such a model fits any data.
 */
export function prepareModel(input: EstimationInput, base: Base, spec: ModelSpec): Preparation {
  const { analysis } = input;
  const rows = spec.rows.filter(({ response }) => response !== undefined);
  const flags: string[] = [];
  const refuse = (reason: string, used: readonly ModelRow[] = []): Preparation => ({
    ok: false,
    answer: notEstimable(base, [...flags, reason], used),
  });
  if (rows.length < spec.rows.length) flags.push(`${spec.rows.length - rows.length} without a readable visit`);
  if (rows.length === 0) return refuse('no participant contributes');
  const frame = modelFrame(rows, input, [...spec.terms, ...requiredOf(spec)]);
  const term = effectTerm(analysis);
  if (!spec.terms.some((own) => own.split(/[:*]/).includes(term)))
    return refuse(`the terms lack the effect's term "${term}"`);
  const design = designOf(spec, frame);
  if (typeof design === 'string') return refuse(design);
  const used = design.rowIndex.map((index) => rows[index]!);
  const incomplete = rows.length - used.length;
  if (incomplete > 0) flags.push(`${incomplete} left out: ${missingColumns(design)} missing`);
  const empty = emptyGroups(used, analysis);
  if (empty.length > 0) return refuse(`no one contributes in: ${empty.join(', ')}`, used);
  const response = Float64Array.from(used, (row) => row.response!);
  if (spec.isCount === true && !response.every((count) => Number.isSafeInteger(count) && count >= 0)) {
    return refuse('the endpoint has values that are no counts', used);
  }
  if (used.length <= design.names.length) {
    return refuse(
      `${used.length} ${nounOf(used)} for ${design.names.length} coefficients: none is left to show the variation`,
      used,
    );
  }
  const offset = spec.offset === undefined ? undefined : valuesAt(spec.offset, frame, design.rowIndex);
  const effect = `${term}${analysis.effect.active}`;
  if (
    analysis.effect.visit === undefined &&
    design.names.some((name) => name.includes(':') && name.split(':').includes(effect))
  )
    flags.push(
      'the model lets the effect vary: the estimate is that at the first level, or at 0, of what it varies with',
    );
  const model = { frame, design, used, response, offset, effect, flags };
  return { ok: true, model };
}

/** The rows of the model as a table, with the column `response`. */
export function usedFrame({
  frame,
  design,
  response,
}: Pick<PreparedModel, 'frame' | 'design' | 'response'>): DataFrame {
  const rows = design.rowIndex;
  const columns = [...frame.columns].map(([name, column]) => [
    name,
    column.kind === 'factor'
      ? factor(
          rows.map((row) => column.values[row]),
          column.levels,
        )
      : numeric(rows.map((row) => column.values[row]!)),
  ]);
  return dataFrame({ ...Object.fromEntries(columns), response: numeric(response) });
}

/** The columns and expressions of which terms are made: those of an interaction apart. */
export function partsOf(terms: readonly string[]): readonly string[] {
  return terms
    .flatMap((term) => (term.includes('(') && !term.includes(':') ? [term] : term.split(/[:*]/)))
    .map((part) => part.trim());
}

/** The name of the factor that is compared. */
export function effectTerm({ effect }: Analysis): string {
  return effect.factor ?? effect.term;
}

/** The terms of an analysis, the effect alone where it names none. */
export function termsOf(analysis: Analysis & { readonly terms?: readonly string[] | undefined }): readonly string[] {
  return analysis.terms ?? [effectTerm(analysis)];
}

/** An answer with an estimate: p and the interval only where the method converged. */
export function answerOf(
  base: Base,
  { used, flags }: Pick<PreparedModel, 'used' | 'flags'>,
  found: {
    readonly estimate: number | undefined;
    readonly ci?: readonly [number, number] | undefined;
    readonly p?: number | undefined;
    readonly converged: boolean;
    readonly flags?: readonly string[];
    readonly result: object;
  },
): MethodResult {
  const estimate = found.estimate !== undefined && Number.isFinite(found.estimate) ? found.estimate : null;
  // A ratio of 0 is an infinite logarithm: it is shown, but nothing is inferred from it.
  const isEstimable = estimate !== null && !(isRatio(base.effectMeasure) && !(estimate > 0));
  const status = !isEstimable ? 'not estimable' : found.converged ? 'computed' : 'not converged';
  const isComputed = status === 'computed';
  return {
    ...base,
    estimate,
    ci: isComputed ? finiteInterval(found.ci) : null,
    p: isComputed ? (found.p ?? null) : null,
    status,
    flags: [...flags, ...(found.flags ?? [])],
    result: found.result as Readonly<Record<string, unknown>>,
    used,
  };
}

/** "95%" of an analysis. */
export function levelText(analysis: Pick<Analysis, 'confidence'>): string {
  return `${Number(((analysis.confidence ?? 0.95) * 100).toPrecision(6))}%`;
}

function requiredOf({ offset, also = [] }: ModelSpec): readonly string[] {
  return [...(offset === undefined ? [] : [offset]), ...partsOf(also)];
}

/** The design, or a sentence on why there is none: a term that has no finite value where nothing is missing, such as the log of 0. */
function designOf(spec: ModelSpec, frame: DataFrame): ModelMatrix | string {
  try {
    return modelMatrix(spec.terms, frame, { required: requiredOf(spec) });
  } catch (cause) {
    if (cause instanceof RangeError) return cause.message;
    throw cause;
  }
}

/**
 * Columns that terms may name: sequence, treatment, site, nationalTrial, period, visit, participant, the factors of a factorial
 * design, scansRead, and every endpoint with one value for a participant.
 */
function modelFrame(
  rows: readonly ModelRow[],
  { analysis, protocol }: EstimationInput,
  named: readonly string[],
): DataFrame {
  const names = new Set(named.flatMap(namesIn));
  const covariates = protocol.endpoints.map(({ id }) => id).filter((id) => names.has(id));
  const levels = (term: string, all: readonly string[]) =>
    effectTerm(analysis) === term
      ? [analysis.effect.reference, ...all.filter((id) => id !== analysis.effect.reference)]
      : all;
  const present = (values: readonly (string | undefined)[], all: readonly string[]) =>
    factor(
      values,
      all.filter((level) => values.includes(level)),
    );
  const column = (read: (row: ModelRow) => string | undefined, all: readonly string[]) => present(rows.map(read), all);
  const found = (read: (row: ModelRow) => string | undefined) =>
    [...new Set(rows.flatMap((row) => read(row) ?? []))].sort(byCodeUnits);
  return dataFrame({
    sequence: column(({ sequence }) => sequence, levels('sequence', idsOf(protocol.sequences))),
    treatment: column(({ treatment }) => treatment, levels('treatment', idsOf(protocol.treatments))),
    site: column(
      ({ site }) => site,
      found(({ site }) => site),
    ),
    nationalTrial: column(
      ({ nationalTrial }) => nationalTrial,
      found(({ nationalTrial }) => nationalTrial),
    ),
    period: column(({ period }) => period, idsOf(protocol.periods)),
    visit: column(({ visit }) => visit, idsOf(protocol.visits)),
    carryover: column(
      (row) => treatmentBefore(protocol, row) ?? analysis.effect.reference,
      [analysis.effect.reference, ...idsOf(protocol.treatments).filter((id) => id !== analysis.effect.reference)],
    ),
    participant: column(
      ({ participant }) => participant.participantId,
      found(({ participant }) => participant.participantId),
    ),
    ...Object.fromEntries(
      factorsOf(protocol).map(({ id, levels: own }) => [
        id,
        column(({ factors }) => factors[id], levels(id, idsOf(own))),
      ]),
    ),
    scansRead: numeric(rows.map(({ scansRead }) => scansRead)),
    ...Object.fromEntries(
      covariates.map((id) => [id, numeric(rows.map(({ covariates: own }) => own[id] ?? Number.NaN))]),
    ),
  });
}

/** The treatment that the sequence gives in the period before; none in the first. */
function treatmentBefore(protocol: Protocol, { sequence, period }: ModelRow): string | undefined {
  const at = protocol.periods.findIndex(({ id }) => id === period);
  return at < 1 ? undefined : assignedTreatment(protocol, sequence, protocol.periods[at - 1]!.id);
}

function factorsOf(protocol: Protocol) {
  return protocol.design.type === 'factorial' ? protocol.design.factors : [];
}

function idsOf(parts: readonly { readonly id: string }[]): readonly string[] {
  return parts.map(({ id }) => id);
}

function namesIn(term: string): readonly string[] {
  return term.split(/[:*]/).flatMap((part) => {
    const reading = readModelTerm(part);
    return reading.ok ? reading.names : [];
  });
}

function missingColumns({ missing }: ModelMatrix): string {
  return [...new Set(missing.flatMap(({ columns }) => columns))].sort(byCodeUnits).join(', ');
}

/** Groups of the comparison in which no row is used. */
function emptyGroups(used: readonly ModelRow[], { effect }: Analysis): readonly string[] {
  const groups = new Set(used.map((row) => groupOfRow(row, effect)));
  return [effect.active, effect.reference].filter((group) => !groups.has(group));
}

function nounOf(used: readonly ModelRow[]): string {
  return used.some(({ period, visit }) => period !== undefined || visit !== undefined) ? 'values' : 'participants';
}
