// Crossovers of any design (2×2, replicate, Williams squares, incomplete blocks): random or fixed participants.

import { codeColumns } from '../mixed/coded-column.js';
import { fitLmm, type LmmFit } from '../mixed/fit-lmm.js';
import type { DfMethod, FixedEffectContrast, FixedEffects, FixedEffectTest } from '../mixed/fixed-effect.js';
import { contrastOf, termRows, testOf } from '../mixed/fixed-effect.js';
import { levelMeans } from '../mixed/ls-means.js';
import { type Column, type DataFrame, type FactorColumn, numeric } from '../model/data-frame.js';
import { unknownColumn } from '../model/expression.js';
import { type ModelMatrix, modelMatrix, valuesAt } from '../model/model-matrix.js';
import { fitWithinParticipants, type WithinFit } from './within-participants.js';

/** What {@link crossoverLmm} takes besides the table, which has one row per participant and period. */
export interface CrossoverModel {
  /** Expression of the response. */
  readonly response: string;
  /** Column whose values name the participants. */
  readonly participant: string;
  /** Factors. The first treatment is the reference; periods are in the order of their levels. */
  readonly treatment: string;
  readonly period: string;
  /** A factor; left out when absent. */
  readonly sequence?: string;
  /** Adds first-order carry-over: the treatment of the period before, additive, none in the first period. Default false. */
  readonly carryover?: boolean;
  /** Further terms, such as a baseline. */
  readonly covariates?: readonly string[];
  /** Confidence level, between 0 and 1. Default 0.95. */
  readonly confidence?: number;
  /** Default 'kenward-roger'. */
  readonly df?: DfMethod;
}

/** A difference of two treatments, `first` minus `second`. */
export interface TreatmentContrast extends FixedEffectContrast {
  readonly first: string;
  readonly second: string;
}

/** A treatment's least-squares mean. */
export interface TreatmentMean extends FixedEffectContrast {
  readonly treatment: string;
}

/** Contrasts and tests of one model. What the design leaves open is absent. */
export interface CrossoverInference {
  /** Later treatment minus earlier, all pairs. */
  readonly contrasts: readonly TreatmentContrast[];
  /** That all treatments are equal. */
  readonly treatment?: FixedEffectTest;
  readonly period?: FixedEffectTest;
  /**
   * That nothing carries over. To be reported; never a test by which the analysis is chosen.
   * @see Senn (2002), section 3.1; Freeman (1989)
   */
  readonly carryover?: FixedEffectTest;
}

/** The analysis with random participants, which uses what is between them, and with fixed ones, which does not. */
export interface CrossoverLmm {
  readonly random: CrossoverInference & { readonly fit: LmmFit; readonly means: readonly TreatmentMean[] };
  readonly fixed: CrossoverInference & { readonly fit: WithinFit };
  readonly design: ModelMatrix;
}

/**
 * Fits response = treatment + period (+ sequence, carry-over, covariates) + participant. With random participants, those with one
 * period count too; with fixed ones only differences within participants do, and degrees of freedom are exact.
 * @throws RangeError for an unknown column, a column that is no factor, or a participant with two rows in a period
 * @see Jones and Kenward (2014), chapter 5; lmer with pbkrtest in R, PROC MIXED in SAS
 */
export function crossoverLmm(data: DataFrame, model: CrossoverModel): CrossoverLmm {
  const { treatment, period, sequence, carryover = false, covariates = [], confidence = 0.95 } = model;
  const treatments = factorOf(data, treatment);
  factorOf(data, period);
  if (sequence !== undefined) factorOf(data, sequence);
  const coded = codeColumns(data, [model.participant, period]);
  checkPeriods(coded.codes[0]!, coded.codes[1]!);
  const { table, carried } = carryover
    ? withCarryover(coded.table, { treatments, participant: coded.codes[0]!, period: coded.codes[1]! })
    : { table: coded.table, carried: [] };
  const quoted = (name: string): string => `\`${name}\``;
  const terms = [
    quoted(treatment),
    quoted(period),
    ...(sequence === undefined ? [] : [quoted(sequence)]),
    ...carried.map(quoted),
    ...covariates,
  ];
  const design = modelMatrix(terms, table, { required: [model.response, ...coded.required] });
  const rows = {
    response: valuesAt(model.response, table, design.rowIndex),
    design,
    cluster: design.rowIndex.map((row) => coded.codes[0]![row]!),
  };
  const fit = fitLmm(rows, { confidence });
  const within = fitWithinParticipants(rows);
  const means = levelMeans({ data: table, terms, design }, treatment);
  const options = { df: model.df ?? 'kenward-roger', confidence } as const;
  const infer = (effects: FixedEffects, df: DfMethod): CrossoverInference => {
    const testRows = (wanted: readonly string[]) =>
      testOf(
        effects,
        wanted.flatMap((term) => termRows(design, term)),
        df,
      );
    return {
      contrasts: means.flatMap((second, i) =>
        means.slice(i + 1).flatMap((first) => {
          const weights = first.weights.map((x, j) => x - second.weights[j]!);
          const contrast = contrastOf(effects, weights, { df, confidence });
          return contrast === undefined ? [] : [{ first: first.level, second: second.level, ...contrast }];
        }),
      ),
      ...present('treatment', testRows([design.terms[0]!])),
      ...present('period', testRows([design.terms[1]!])),
      ...(carryover
        ? present('carryover', testRows(design.terms.slice(sequence === undefined ? 2 : 3).slice(0, carried.length)))
        : {}),
    };
  };
  return {
    random: {
      fit,
      ...infer(fit.effects, options.df),
      means: means.flatMap(({ level, weights }) => {
        const mean = contrastOf(fit.effects, weights, options);
        return mean === undefined ? [] : [{ treatment: level, ...mean }];
      }),
    },
    fixed: { fit: within, ...infer(within.effects, 'satterthwaite') },
    design,
  };
}

/** One numeric column per treatment but the first: 1 where the participant's period before had that treatment. */
function withCarryover(
  data: DataFrame,
  columns: { readonly treatments: FactorColumn; readonly participant: Float64Array; readonly period: Float64Array },
): { readonly table: DataFrame; readonly carried: readonly string[] } {
  const { treatments, participant, period } = columns;
  const given = new Map<string, string | undefined>();
  participant.forEach((who, row) => {
    given.set(`${who} ${period[row]}`, treatments.values[row]);
  });
  const added = new Map<string, Column>(data.columns);
  const carried = treatments.levels.slice(1).map((level) => {
    const name = `carryover${level}`;
    const values = participant.map((who, row) => {
      if (period[row] === 0) return 0;
      const before = given.get(`${who} ${period[row]! - 1}`);
      return before === undefined ? Number.NaN : before === level ? 1 : 0;
    });
    added.set(name, numeric(values));
    return name;
  });
  return { table: { rows: data.rows, columns: added }, carried };
}

function factorOf(data: DataFrame, name: string): FactorColumn {
  const column = data.columns.get(name);
  if (column === undefined) throw unknownColumn(name, data);
  if (column.kind !== 'factor') throw new RangeError(`The column "${name}" is numeric; a factor is needed.`);
  if (column.levels.length < 2) throw new RangeError(`The factor "${name}" has fewer than 2 levels.`);
  return column;
}

function checkPeriods(participant: Float64Array, period: Float64Array): void {
  const seen = new Set<string>();
  participant.forEach((who, row) => {
    if (Number.isNaN(who) || Number.isNaN(period[row]!)) return;
    const key = `${who} ${period[row]}`;
    if (seen.has(key))
      throw new RangeError(`Row ${row + 1} is its participant's second row in the same period; one is allowed.`);
    seen.add(key);
  });
}

function present<K extends string, V>(key: K, value: V | undefined): { readonly [key in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [key in K]?: V });
}
