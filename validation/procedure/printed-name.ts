// Finds what a printed table of a group-sequential design means by a name of its own.
import type { Expected } from '../case-file.js';

/** Results of a group-sequential design; lists have one entry per look. Boundaries are positive in favour of the treatment. */
export interface SequentialResult {
  readonly efficacy: readonly number[];
  readonly futility?: readonly number[];
  readonly efficacySpent: readonly number[];
  readonly futilitySpent?: readonly number[];
  readonly underH0: Stops;
  readonly underH1: Stops;
}

interface Stops {
  readonly reject: readonly number[];
  readonly futility: readonly number[];
  readonly expectedInformation?: number;
}

/**
 * The results under the names that the case prints them by, besides `known`: names with "bound" or "critical" are boundaries, "spend" is the
 * error spent at each look, others are probabilities by look ("total": their sum) under H0 or, by default, H1. Boundaries take the sign that
 * the source gives to efficacy: gscounts counts small rates as negative.
 */
export function printedUnder(expected: Expected, result: SequentialResult): Readonly<Record<string, unknown>> {
  const printed = (expected as { readonly published?: Expected } | null)?.published;
  if (printed === null || typeof printed !== 'object' || Array.isArray(printed)) return {};
  const names = Object.keys(printed);
  const sign = signOf(printed as Readonly<Record<string, Expected>>, names);
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = meaningOf(name, result, sign);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

function meaningOf(name: string, result: SequentialResult, sign: number): unknown {
  const isFutility = /futil|accept|lower/i.test(name.replace(/acceptH0/i, 'futility'));
  const stops = /H0$|null|under_?0/i.test(name.replace(/^(reject|accept)H0/i, '')) ? result.underH0 : result.underH1;
  if (/inform/i.test(name)) return /expect/i.test(name) ? stops.expectedInformation : undefined;
  if (/spen[dt]/i.test(name)) return isFutility ? result.futilitySpent : result.efficacySpent;
  if (isBoundary(name)) {
    const bounds = (isFutility ? result.futility : result.efficacy)?.filter(Number.isFinite);
    return bounds?.map((bound) => sign * bound);
  }
  if (!/look|stage|stop|prob|reject|futil|accept|total/i.test(name)) return undefined;
  const byLook = isFutility ? stops.futility : stops.reject;
  return /total|overall/i.test(name) ? byLook.reduce((a, b) => a + b, 0) : byLook;
}

function isBoundary(name: string): boolean {
  return /bound|crit|^(efficacy|futility|upper|lower)$/i.test(name) || /[a-z]Z$|^z[A-Z]/.test(name);
}

function signOf(printed: Readonly<Record<string, Expected>>, names: readonly string[]): number {
  const efficacy = names.find((name) => isBoundary(name) && !/futil|accept|lower/i.test(name));
  const values = efficacy === undefined ? undefined : printed[efficacy];
  const last = Array.isArray(values) ? values.at(-1) : values;
  return typeof last === 'number' && last > 0 ? 1 : -1;
}
