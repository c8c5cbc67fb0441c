// Expectedness by the reference safety information that was in force on the day of onset.
import type { Payload } from '../event/catalogue.js';
import type { Protocol, SafetyConduct } from '../protocol/schema.js';

export type ReferenceVersion = NonNullable<SafetyConduct['reference']>[number];
type Facts = Pick<Payload<'AdverseEventReported'>, 'startedOn' | 'preferredTerm' | 'term' | 'grade' | 'outcome'>;

/** The version in force at a site on a day; undefined before the first. */
export function referenceInForce(protocol: Protocol, siteId: string, day: string): ReferenceVersion | undefined {
  const national = protocol.sites.find((site) => site.id === siteId)?.nationalTrial;
  return (protocol.safety?.reference ?? []).findLast(
    ({ from, nationalTrials }) =>
      from <= day && (nationalTrials === undefined || (national !== undefined && nationalTrials.includes(national))),
  );
}

/**
 * What the reference safety information says of an event, to lean on: the sponsor decides. A fatal event is expected
 * only where its term is listed up to grade 5.
 */
export function expectednessByReference(
  protocol: Protocol,
  siteId: string,
  facts: Facts,
): { readonly version: string; readonly expectedness: 'expected' | 'unexpected' } | undefined {
  // A day that isn't known to the day: the first of its month or year, so that no later version is taken.
  const { startedOn } = facts;
  if (typeof startedOn !== 'string') return undefined;
  const reference = referenceInForce(protocol, siteId, `${startedOn}-01-01`.slice(0, 10));
  if (reference === undefined) return undefined;
  const term = (facts.preferredTerm ?? facts.term).toLowerCase();
  const listed = reference.expected.find(({ preferredTerm }) => preferredTerm.toLowerCase() === term);
  const grade = facts.outcome === 'fatal' ? 5 : (facts.grade ?? 2);
  const isExpected = listed !== undefined && grade <= (listed.toGrade ?? 2);
  return { version: reference.version, expectedness: isExpected ? 'expected' : 'unexpected' };
}
