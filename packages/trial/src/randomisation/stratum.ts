// The stratum that a participant belongs to. Public: it needs no key, and nothing here draws.

import type { FactorSource as StratumSource } from '../protocol/schema/randomisation.js';
import type { Protocol } from '../protocol/schema.js';
import type { ItemValue } from '../value.js';

type Facts = Readonly<Record<string, string | number | boolean>>;

/** A participant's stratum: its key, the facts that it was made of, and the levels of minimisation's factors. */
export interface Stratum {
  readonly key: string;
  readonly facts: Facts;
  /** Only where the protocol randomises by minimisation. */
  readonly levels?: Facts;
}

/** The key of the only stratum of an unstratified trial, and the level of minimisation's factor of all participants. */
export const wholeTrialStratum = 'all';

/**
 * The stratum of a participant at a site with the given item values; `missing` names the stratification factors, and
 * the factors of minimisation, that have no value. The key is "id=value" for each factor of the strata in the
 * protocol's order, percent-encoded and joined by ";".
 */
export function stratumOf(
  protocol: Protocol,
  siteId: string,
  values: Readonly<Record<string, ItemValue>>,
): { readonly ok: true; readonly stratum: Stratum } | { readonly ok: false; readonly missing: readonly string[] } {
  const { randomisation } = protocol;
  const missing: string[] = [];
  const factsOf = (factors: readonly { readonly id: string; readonly from: FactorSource }[]): Facts => {
    const facts: Record<string, string | number | boolean> = {};
    for (const factor of factors) {
      const value = factorValue(protocol, factor.from, siteId, values);
      if (value !== undefined && typeof value !== 'object') facts[factor.id] = value;
      else if (!missing.includes(factor.id)) missing.push(factor.id);
    }
    return facts;
  };
  const facts = factsOf(randomisation.strata);
  const levels = randomisation.method === 'minimisation' ? { levels: factsOf(randomisation.factors) } : {};
  if (missing.length > 0) return { ok: false, missing };
  return { ok: true, stratum: { key: stratumKey(facts), facts, ...levels } };
}

/** Every stratum that can occur, or undefined where a factor has no closed list of values (a number, a text). */
export function possibleStrata(protocol: Protocol): readonly string[] | undefined {
  let partial: Record<string, string | number | boolean>[] = [{}];
  for (const factor of protocol.randomisation.strata) {
    const values = factorValues(protocol, factor.from);
    if (values === undefined) return undefined;
    partial = partial.flatMap((facts) => values.map((value) => ({ ...facts, [factor.id]: value })));
  }
  return [...new Set(partial.map(stratumKey))];
}

/** How many levels each factor of minimisation can have, by its id; a factor without a closed list of values is absent. */
export function factorLevels(protocol: Protocol): Readonly<Record<string, number>> {
  const { randomisation } = protocol;
  if (randomisation.method !== 'minimisation') return {};
  return Object.fromEntries(
    randomisation.factors.flatMap(({ id, from }) => {
      const values = from === 'trial' ? [wholeTrialStratum] : factorValues(protocol, from);
      return values === undefined ? [] : [[id, new Set(values).size]];
    }),
  );
}

function stratumKey(facts: Facts): string {
  const parts = Object.entries(facts).map(
    ([id, value]) => `${encodeURIComponent(id)}=${encodeURIComponent(String(value))}`,
  );
  return parts.length === 0 ? wholeTrialStratum : parts.join(';');
}

type FactorSource = StratumSource | 'trial';

function factorValue(
  protocol: Protocol,
  from: FactorSource,
  siteId: string,
  values: Readonly<Record<string, ItemValue>>,
): ItemValue | undefined {
  if (from === 'trial') return wholeTrialStratum;
  if (from === 'site') return siteId;
  if (from === 'nationalTrial') return protocol.sites.find((site) => site.id === siteId)?.nationalTrial;
  return values[from.item];
}

function factorValues(protocol: Protocol, from: StratumSource): readonly (string | boolean)[] | undefined {
  if (from === 'site') return protocol.sites.map((site) => site.id);
  if (from === 'nationalTrial') return protocol.sites.flatMap((site) => site.nationalTrial ?? []);
  const item = protocol.forms.flatMap((form) => form.items).find((candidate) => candidate.id === from.item);
  if (item?.type === 'boolean') return [false, true];
  return item?.type === 'code' ? item.codes?.map((code) => code.code) : undefined;
}
