// The procedures that case files name, each as a call of the library with its answer under the case files' keys.
import type { DataFrame } from '@equipoise/stats';
import type { CaseAnalysis } from './case-file.js';
import { COUNT_REGRESSION } from './procedure/count-regression.js';
import { CROSSOVER } from './procedure/crossover.js';
import { PROPORTION } from './procedure/proportion.js';
import { RANK } from './procedure/rank.js';
import type { Procedure } from './procedure/spec.js';

const PROCEDURES: ReadonlyMap<string, Procedure> = new Map([...COUNT_REGRESSION, ...CROSSOVER, ...PROPORTION, ...RANK]);

/** The answer to an analysis. Undefined when its procedure is not in the library yet. */
export function answer(analysis: CaseAnalysis, data: DataFrame | undefined): unknown {
  return PROCEDURES.get(analysis.procedure)?.(analysis, data);
}

/** Is the procedure in the library? */
export function isImplemented(procedure: string): boolean {
  return PROCEDURES.has(procedure);
}
