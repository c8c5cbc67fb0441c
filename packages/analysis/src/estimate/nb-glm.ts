// Negative-binomial regression of a count endpoint on the terms that the protocol names.
import {
  type DataFrame,
  dataFrame,
  factor,
  fitNbGlm,
  type ModelMatrix,
  modelMatrix,
  type NbGlmFit,
  numeric,
  valuesAt,
} from '@equipoise/stats';
import { type AnalysisBy, type Protocol, readModelTerm } from '@equipoise/trial';
import { byCodeUnits } from '../text.js';
import { levelsOf } from './comparison.js';
import { finiteInterval, type MethodResult, notEstimable } from './estimate.js';
import { type EstimationInput, type ModelRow, modelRows } from './model-table.js';

type NbAnalysis = AnalysisBy<'nb-glm'>;

/**
 * Fits log E(y) = terms + offset, Var(y) = μ + μ²/θ. Rows without a response, a covariate or a finite offset are left out and
 * counted in `flags`. p and the interval come from the information and interval that the analysis names (default: expected, Wald);
 * without convergence there is neither.
 * @see PROCEDURES nb-glm; MASS glm.nb (expected information), glmmTMB (joint observed information)
 */
export function estimateNbGlm(input: EstimationInput & { readonly analysis: NbAnalysis }): MethodResult {
  const { analysis, protocol } = input;
  const terms = analysis.terms ?? [analysis.effect.term];
  const information = analysis.information ?? 'expected';
  const interval = analysis.interval ?? 'wald';
  const base = { methodDescription: describe(analysis, terms), effectMeasure: 'rate ratio' as const };
  const all = modelRows(input);
  const rows = all.filter(({ response }) => response !== undefined);
  const left = all.length - rows.length;
  const flags = left > 0 ? [`${left} without a readable visit`] : [];
  if (rows.length === 0) return notEstimable(base, [...flags, 'no participant contributes']);
  const frame = frameOf(rows, analysis, protocol);
  const design = designOf(analysis, terms, frame);
  if (typeof design === 'string') return notEstimable(base, [...flags, design]);
  const used = design.rowIndex.map((index) => rows[index]!);
  const incomplete = rows.length - used.length;
  if (incomplete > 0) flags.push(`${incomplete} left out: ${missingColumns(design.missing)} missing`);
  const empty = emptyGroups(used, analysis);
  if (empty.length > 0) return notEstimable(base, [...flags, `no one contributes in: ${empty.join(', ')}`], used);
  const counts = used.map(({ response }) => response!);
  if (!counts.every((count) => Number.isSafeInteger(count) && count >= 0)) {
    return notEstimable(base, [...flags, 'the endpoint has values that are no counts'], used);
  }
  const fit = fitNbGlm({
    response: counts,
    design,
    ...(analysis.offset !== undefined && { offset: valuesAt(analysis.offset, frame, design.rowIndex) }),
    effect: `${analysis.effect.term}${analysis.effect.active}`,
    confidence: analysis.confidence ?? 0.95,
  });
  // A model that has a coefficient for each row fits any data; its interval would tell of no variation at all.
  if (fit.nObs <= fit.columns.length) {
    const spare = `${fit.nObs} participants for ${fit.columns.length} coefficients: none is left to show the variation`;
    return notEstimable(base, [...flags, spare], used);
  }
  const chosen = choose(fit, information, interval);
  const status = statusOf(fit);
  const isComputed = status === 'computed';
  return {
    ...base,
    estimate: finiteOrNull(fit.effect?.rateRatio),
    ci: isComputed ? finiteInterval(chosen.ci) : null,
    p: isComputed ? (chosen.p ?? null) : null,
    status,
    flags: [...flags, ...fit.flags],
    result: { ...fit, information, interval },
    used,
  };
}

/** The design, or a sentence on why there is none: a term that has no finite value where nothing is missing, such as the log of 0. */
function designOf(analysis: NbAnalysis, terms: readonly string[], frame: DataFrame): ModelMatrix | string {
  if (!terms.includes(analysis.effect.term)) return `the terms lack the effect's term "${analysis.effect.term}"`;
  try {
    return modelMatrix(terms, frame, { required: analysis.offset === undefined ? [] : [analysis.offset] });
  } catch (cause) {
    if (cause instanceof RangeError) return cause.message;
    throw cause;
  }
}

function choose(
  { effect }: NbGlmFit,
  information: 'expected' | 'observedJoint',
  interval: string,
): { readonly ci?: readonly [number, number]; readonly p?: number } {
  if (interval === 'profile') {
    return { ...(effect?.profileCiFull && { ci: effect.profileCiFull.ci }), ...(effect?.lrt && { p: effect.lrt.p }) };
  }
  const wald = information === 'expected' ? effect?.wald : effect?.waldJoint;
  return wald === undefined ? {} : { ci: wald.ci, p: wald.p };
}

function statusOf(fit: NbGlmFit): MethodResult['status'] {
  const rateRatio = fit.effect?.logRateRatio;
  if (rateRatio === undefined || !Number.isFinite(rateRatio)) return 'not estimable';
  return fit.converged ? 'computed' : 'not converged';
}

/** Columns that terms may name: sequence, treatment, site, nationalTrial, scansRead, and every endpoint with one value for a participant. */
function frameOf(rows: readonly ModelRow[], analysis: NbAnalysis, protocol: Protocol): DataFrame {
  const named = [...(analysis.terms ?? []), ...(analysis.offset === undefined ? [] : [analysis.offset])].flatMap(
    namesIn,
  );
  const covariates = protocol.endpoints.map(({ id }) => id).filter((id) => named.includes(id));
  const levels = (term: 'sequence' | 'treatment') =>
    analysis.effect.term === term
      ? levelsOf(analysis.effect, protocol)
      : (term === 'sequence' ? protocol.sequences : protocol.treatments).map(({ id }) => id);
  const present = (values: readonly (string | undefined)[], all: readonly string[]) =>
    factor(
      values,
      all.filter((level) => values.includes(level)),
    );
  const sites = rows.map(({ site }) => site);
  const nations = rows.map(({ nationalTrial }) => nationalTrial);
  return dataFrame({
    sequence: present(
      rows.map(({ sequence }) => sequence),
      levels('sequence'),
    ),
    treatment: present(
      rows.map(({ treatment }) => treatment),
      levels('treatment'),
    ),
    site: factor(sites, [...new Set(sites)].sort(byCodeUnits)),
    nationalTrial: factor(nations, [...new Set(nations.filter((one) => one !== undefined))].sort(byCodeUnits)),
    scansRead: numeric(rows.map(({ scansRead }) => scansRead)),
    ...Object.fromEntries(
      covariates.map((id) => [id, numeric(rows.map(({ covariates: own }) => own[id] ?? Number.NaN))]),
    ),
  });
}

function namesIn(term: string): readonly string[] {
  return term.split(':').flatMap((part) => {
    const reading = readModelTerm(part);
    return reading.ok ? reading.names : [];
  });
}

function missingColumns(missing: readonly { readonly columns: readonly string[] }[]): string {
  return [...new Set(missing.flatMap(({ columns }) => columns))].sort(byCodeUnits).join(', ');
}

/** Groups of the comparison in which no row is used. */
function emptyGroups(used: readonly ModelRow[], { effect }: NbAnalysis): readonly string[] {
  const groups = new Set(used.map((row) => (effect.term === 'sequence' ? row.sequence : row.treatment)));
  return [effect.active, effect.reference].filter((group) => !groups.has(group));
}

function finiteOrNull(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null;
}

function describe(analysis: NbAnalysis, terms: readonly string[]): string {
  const offset = analysis.offset === undefined ? '' : ` + offset(${analysis.offset})`;
  const information =
    (analysis.information ?? 'expected') === 'expected' ? 'expected information' : 'joint observed information';
  const confidence = Number(((analysis.confidence ?? 0.95) * 100).toPrecision(6));
  const interval =
    analysis.interval === 'profile'
      ? `likelihood-ratio test and profile-likelihood ${confidence}% interval`
      : `Wald test and ${confidence}% interval, ${information}, normal quantile`;
  return `NB2 regression, log link: ${analysis.endpoint} ~ ${terms.join(' + ')}${offset}; ${interval}`;
}
