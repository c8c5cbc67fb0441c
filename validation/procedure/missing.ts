// Missing data.
import { rubinsRules } from '@equipoise/stats';
import { count, numbers, type Procedure } from './spec.js';

const rubins: Procedure = ({ spec }) =>
  rubinsRules({
    estimates: numbers(spec, 'estimates'),
    variances: numbers(spec, 'variances'),
    ...(spec.n === undefined ? {} : { n: count(spec, 'n') }),
    ...(spec.k === undefined ? {} : { k: count(spec, 'k') }),
  });

export const MISSING: ReadonlyMap<string, Procedure> = new Map([['rubins-rules', rubins]]);
