// The eligibility criteria of a site: those of the trial, with the overrides of its national trial.
import type { Criterion, NationalTrial, Protocol } from './schema.js';

/**
 * The criteria that count at a site: an override replaces the criterion of the same id in its place, a new one comes
 * after. Throws where the protocol has no such site.
 */
export function criteriaFor(protocol: Protocol, siteId: string): readonly Criterion[] {
  const overrides = findNationalTrial(protocol, siteId)?.eligibility ?? [];
  const general = protocol.eligibility.criteria.map((criterion): Criterion => {
    const override = overrides.find((candidate) => candidate.id === criterion.id);
    return override ? { ...override, name: override.name ?? criterion.name } : criterion;
  });
  const added = overrides
    .filter((override) => !protocol.eligibility.criteria.some((criterion) => criterion.id === override.id))
    .map((override): Criterion => ({ ...override, name: override.name ?? override.id }));
  return [...general, ...added];
}

/** The national trial that a site belongs to, where there are any. Throws where the protocol has no such site. */
export function findNationalTrial(protocol: Protocol, siteId: string): NationalTrial | undefined {
  const site = protocol.sites.find((candidate) => candidate.id === siteId);
  if (!site) throw new Error(`the protocol has no site "${siteId}"`);
  return protocol.nationalTrials?.find((trial) => trial.id === site.nationalTrial);
}
