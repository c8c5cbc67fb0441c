// The procedures that case files name, each as a call of the library with its answer under the case files' keys.
import { AGREEMENT } from './procedure/agreement.js';
import { COUNT_REGRESSION } from './procedure/count-regression.js';
import { CROSSOVER } from './procedure/crossover.js';
import { DESIGN } from './procedure/design.js';
import { LINEAR } from './procedure/linear.js';
import { MISSING } from './procedure/missing.js';
import { MIXED } from './procedure/mixed.js';
import { PROPORTION } from './procedure/proportion.js';
import { RANK } from './procedure/rank.js';
import { REPEATED } from './procedure/repeated.js';
import type { Procedure } from './procedure/spec.js';
import { SURVIVAL } from './procedure/survival.js';

export const PROCEDURES: ReadonlyMap<string, Procedure> = new Map([
  ...AGREEMENT,
  ...COUNT_REGRESSION,
  ...CROSSOVER,
  ...DESIGN,
  ...LINEAR,
  ...MISSING,
  ...MIXED,
  ...PROPORTION,
  ...RANK,
  ...REPEATED,
  ...SURVIVAL,
]);
