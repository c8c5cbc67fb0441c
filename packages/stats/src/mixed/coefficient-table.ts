// The coefficients of a fitted model by name, with their tests.
import { contrastOf, estimateOf, type FixedEffects } from './fixed-effect.js';

/** The records of a fit by column name. */
export interface CoefficientTables {
  readonly coefficients: Readonly<Record<string, number>>;
  readonly se: Readonly<Record<string, number>>;
  readonly dfSatterthwaite: Readonly<Record<string, number>>;
  readonly tSatterthwaite: Readonly<Record<string, number>>;
  readonly pSatterthwaite: Readonly<Record<string, number>>;
  readonly seKenwardRoger: Readonly<Record<string, number>>;
  readonly dfKenwardRoger: Readonly<Record<string, number>>;
  readonly tKenwardRoger: Readonly<Record<string, number>>;
  readonly pKenwardRoger: Readonly<Record<string, number>>;
}

/** Effects of a fit that did not converge: estimates without any test. */
export function withoutTests({ design, beta, phi }: FixedEffects): FixedEffects {
  return { design, beta, phi };
}

/** Estimates, standard errors and tests of every coefficient that is not aliased. */
export function coefficientTables(effects: FixedEffects, confidence: number): CoefficientTables {
  const { names, basis } = effects.design;
  const tables = {
    coefficients: {} as Record<string, number>,
    se: {} as Record<string, number>,
    dfSatterthwaite: {} as Record<string, number>,
    tSatterthwaite: {} as Record<string, number>,
    pSatterthwaite: {} as Record<string, number>,
    seKenwardRoger: {} as Record<string, number>,
    dfKenwardRoger: {} as Record<string, number>,
    tKenwardRoger: {} as Record<string, number>,
    pKenwardRoger: {} as Record<string, number>,
  };
  for (const column of basis.kept) {
    const name = names[column]!;
    const row = unitRow(names.length, column);
    // A coefficient kept beside aliased ones is read with those at zero, as R prints it.
    const kept = { ...effects, design: { ...effects.design, aliasOf: new Map<number, Float64Array>() } };
    const own = estimateOf(kept, row)!;
    tables.coefficients[name] = own.estimate;
    if (own.se > 0) tables.se[name] = own.se;
    const satterthwaite = contrastOf(kept, row, { df: 'satterthwaite', confidence });
    if (satterthwaite !== undefined) {
      tables.dfSatterthwaite[name] = satterthwaite.df;
      tables.tSatterthwaite[name] = satterthwaite.t;
      tables.pSatterthwaite[name] = satterthwaite.p;
    }
    const adjusted = contrastOf(kept, row, { df: 'kenward-roger', confidence });
    if (adjusted !== undefined) {
      tables.seKenwardRoger[name] = adjusted.se;
      tables.dfKenwardRoger[name] = adjusted.df;
      tables.tKenwardRoger[name] = adjusted.t;
      tables.pKenwardRoger[name] = adjusted.p;
    }
  }
  return tables;
}

function unitRow(length: number, at: number): Float64Array {
  const row = new Float64Array(length);
  row[at] = 1;
  return row;
}
