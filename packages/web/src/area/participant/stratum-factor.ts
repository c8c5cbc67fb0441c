// The factors of a randomisation whose level is a recorded value.
import type { Protocol } from '@equipoise/trial';

/** A factor by which the randomisation is stratified, or that minimisation balances. */
interface Factor {
  readonly id: string;
  readonly from: 'trial' | 'site' | 'nationalTrial' | { readonly item: string };
}

/** The factors of a protocol whose level is a recorded value: only of these can one be wrong. */
export function valueFactors(protocol: Protocol): readonly (Factor & { readonly from: { readonly item: string } })[] {
  const { randomisation } = protocol;
  const all: readonly Factor[] =
    randomisation.method === 'minimisation'
      ? [...randomisation.strata, ...randomisation.factors]
      : randomisation.strata;
  return all.flatMap((factor) => (typeof factor.from === 'object' ? [{ ...factor, from: factor.from }] : []));
}
