// The strata of a stratified analysis: sites, national trials, strata of the randomisation, covariates.
import { type FactorColumn, factor } from '@equipoise/stats';
import { byCodeUnits } from '../text.js';
import type { EstimationInput, ModelRow } from './model-table.js';

/** One factor for the combination of all names; a stratum of the randomisation is that as randomised. */
export function strataOf(
  { protocol }: EstimationInput,
  rows: readonly ModelRow[],
  names: readonly string[],
): FactorColumn {
  const values = rows.map((row) => names.map((name) => stratumValue(row, name, protocol.randomisation)).join(' / '));
  return factor(values, [...new Set(values)].sort(byCodeUnits));
}

function stratumValue(
  row: ModelRow,
  name: string,
  randomisation: EstimationInput['protocol']['randomisation'],
): string {
  if (name === 'site') return row.site;
  if (name === 'nationalTrial') return row.nationalTrial ?? 'none';
  const known = 'strata' in randomisation && randomisation.strata.some(({ id }) => id === name);
  const fact = known ? row.participant.randomisation.stratumFacts[name] : row.covariates[name];
  return fact === undefined ? 'missing' : String(fact);
}
