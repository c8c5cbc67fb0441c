// An uploaded allocation list: checked whole, then kept as indices into the design's sequences for each stratum.
import type { AllocationSecret } from '../event/catalogue.js';
import type { RandomisationDesign } from '../event/randomisation-design.js';
import type { Parsed, ParseIssue } from '../issue.js';

/** One line of an uploaded list. */
export interface ListLine {
  readonly stratum: string;
  readonly sequence: string;
}

/** For each stratum, indices into the design's sequences, in the order of the list. */
export type ListEntries = Extract<AllocationSecret, { readonly kind: 'list' }>['entries'];

/**
 * Checks an uploaded list against the design, and against the strata that can occur where they are known. All
 * problems at once, each with its line (1-based; the first entry is line 1).
 */
export function parseAllocationList(
  lines: readonly ListLine[],
  design: RandomisationDesign,
  strata: readonly string[] | undefined,
): Parsed<ListEntries> {
  const issues: ParseIssue[] = [];
  const entries = new Map<string, number[]>();
  lines.forEach(({ stratum, sequence }, index) => {
    const line = index + 1;
    const sequenceIndex = design.sequences.indexOf(sequence);
    if (strata !== undefined && !strata.includes(stratum)) {
      issues.push(issue('stratum-unknown', line, `Line ${line}: the stratum "${stratum}" cannot occur.`, strata));
    }
    if (sequenceIndex < 0) {
      issues.push(
        issue(
          'sequence-unknown',
          line,
          `Line ${line}: "${sequence}" is no sequence of the protocol.`,
          design.sequences,
        ),
      );
    }
    const known = entries.get(stratum) ?? [];
    entries.set(stratum, known);
    known.push(sequenceIndex);
  });
  if (lines.length === 0) {
    issues.push({ code: 'list-empty', severity: 'error', message: 'The list has no entry.', allowed: 'at least one' });
  }
  return issues.length > 0 ? { ok: false, issues } : { ok: true, value: Object.fromEntries(entries), warnings: [] };
}

/** A secret with the parts of its list that were appended, in order; a seed has none. */
export function wholeSecret(first: AllocationSecret, appended: readonly AllocationSecret[] = []): AllocationSecret {
  if (first.kind === 'seed' || appended.length === 0) return first;
  const entries = new Map(Object.entries(first.entries).map(([stratum, list]) => [stratum, [...list]]));
  for (const part of appended) {
    if (part.kind !== 'list') throw new TypeError('a part of a list is a list');
    for (const [stratum, added] of Object.entries(part.entries)) {
      entries.set(stratum, [...(entries.get(stratum) ?? []), ...added]);
    }
  }
  return { ...first, entries: Object.fromEntries(entries) };
}

function issue(code: string, line: number, message: string, allowed: readonly string[]): ParseIssue {
  return { code, severity: 'error', message, allowed: allowed.join(', '), line };
}
