// Agreement of raters and of methods of measurement.
import { blandAltman, cohenKappa, intraclassCorrelations, type KappaWeights } from '@equipoise/stats';
import { count, type Procedure, type Spec, text } from './spec.js';

const cohen: Procedure = ({ spec }) =>
  cohenKappa(table(spec, 'counts'), { weights: text(spec, 'weights') as KappaWeights });

const icc: Procedure = ({ spec }) => intraclassCorrelations(table(spec, 'measurements'));

const limits: Procedure = ({ spec }) =>
  blandAltman(numbers(spec.first, 'first'), numbers(spec.second, 'second'), { confidence: count(spec, 'confidence') });

export const AGREEMENT: ReadonlyMap<string, Procedure> = new Map([
  ['bland-altman', limits],
  ['cohen-kappa', cohen],
  ['intraclass-correlation', icc],
]);

function table(spec: Spec, key: string): readonly (readonly number[])[] {
  const rows = spec[key];
  if (!Array.isArray(rows)) throw new Error(`The spec's ${key} is ${String(rows)}; a list of lists is needed.`);
  return rows.map((row) => numbers(row, key));
}

function numbers(value: unknown, key: string): readonly number[] {
  if (!Array.isArray(value) || value.some((x) => typeof x !== 'number')) {
    throw new Error(`The spec's ${key} is ${String(value)}; a list of numbers is needed.`);
  }
  return value as readonly number[];
}
