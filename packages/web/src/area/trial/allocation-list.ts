// An allocation list as somebody pastes it: one entry a line, with its stratum before it where the trial has strata.

export interface ListEntry {
  readonly stratum: string;
  readonly sequence: string;
}

export interface ListProblem {
  readonly line: number;
  readonly code: 'sequenceUnknown' | 'stratumMissing' | 'unreadable';
  readonly text: string;
}

/** The stratum of a trial without strata. */
const wholeTrial = 'all';

/** @param sequences ids of the protocol @param hasStrata whether a stratum stands before each sequence */
export function parseList(
  text: string,
  sequences: readonly string[],
  hasStrata: boolean,
): { readonly entries: readonly ListEntry[]; readonly problems: readonly ListProblem[] } {
  const entries: ListEntry[] = [];
  const problems: ListProblem[] = [];
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const cells = raw
      .split(/[,;\t]/)
      .map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'))
      .filter((cell) => cell !== '');
    const line = index + 1;
    if (cells.length === 0 || (line === 1 && cells.at(-1) === 'sequence')) continue;
    const sequence = cells.at(-1) ?? '';
    const stratum = cells.length > 1 ? cells[0] : hasStrata ? undefined : wholeTrial;
    if (cells.length > 2) problems.push({ line, code: 'unreadable', text: raw });
    else if (!sequences.includes(sequence)) problems.push({ line, code: 'sequenceUnknown', text: sequence });
    else if (stratum === undefined) problems.push({ line, code: 'stratumMissing', text: raw });
    else entries.push({ stratum, sequence });
  }
  return { entries, problems };
}

/** A list for a rehearsal: each sequence in turn, so that nobody takes it for one that was drawn. */
export function rehearsalList(sequences: readonly string[], count: number): string {
  return Array.from({ length: count }, (_, index) => sequences[index % sequences.length] ?? '').join('\n');
}
