// Refusals about an uploaded list that only its lines can give: wrong ones, and strata that were rehearsed.
import type { ParseIssue } from '../../issue.js';
import type { ListFacts, RehearsedStratum } from '../../randomisation/list-comparison.js';
import { type Refusal, refuse } from '../../refusal.js';

/** All problems of a list at once, each with its line. */
export function listInvalid(issues: readonly ParseIssue[]): Refusal {
  const problems = issues.map((issue) => issue.message);
  const more = problems.length > 5 ? ` and ${problems.length - 5} more` : '';
  return refuse('list-invalid', `The list does not fit the protocol: ${problems.slice(0, 5).join(' ')}${more}`, {
    problems,
  });
}

/** Who rehearsed has seen the lists of the rehearsals: a live one that equals any of them is known. */
export function rehearsedRefusal(
  strata: readonly RehearsedStratum[],
  facts: ListFacts | undefined,
): Refusal | undefined {
  const known = new Set((facts?.rehearsed ?? []).map(textOf));
  const equal = strata.filter((one) => known.has(textOf(one))).map(({ stratum }) => stratum);
  return equal.length === 0 ? undefined : wasRehearsed(equal);
}

export function wasRehearsed(strata: readonly string[]): Refusal {
  return refuse(
    'list-rehearsed',
    `These strata of the list equal those of a rehearsal, which many have seen: ${strata.join(', ')}. Draw another list.`,
    { strata },
  );
}

function textOf({ stratum, sequences }: RehearsedStratum): string {
  return JSON.stringify([stratum, sequences]);
}
