// The eligibility criteria of a site: those of the trial, with what its national trial and the site itself change.
import type { Criterion, CriterionOverride, NationalTrial, Protocol, Site } from './schema.js';

/**
 * The criteria that count at a site. Overrides of the national trial come first, then those of the site: each replaces
 * the criterion of the same id in its place, removes it, or comes after as a new one. Throws where the protocol has no
 * such site.
 */
export function criteriaFor(protocol: Protocol, siteId: string): readonly Criterion[] {
  const site = getSite(protocol, siteId);
  const national = findNationalTrial(protocol, siteId)?.eligibility ?? [];
  return [...national, ...(site.eligibility ?? [])].reduce(applyOverride, protocol.eligibility.criteria);
}

function applyOverride(criteria: readonly Criterion[], override: CriterionOverride): readonly Criterion[] {
  const { remove, ...rest } = override;
  const replaced = criteria.find((criterion) => criterion.id === override.id);
  if (remove === true) return criteria.filter((criterion) => criterion.id !== override.id);
  const rule = rest.rule ?? replaced?.rule;
  if (rule === undefined) throw new Error(`the protocol was not checked: the criterion "${override.id}" has no rule`);
  const kind = rest.kind ?? replaced?.kind;
  const next: Criterion = {
    ...rest,
    rule,
    name: rest.name ?? replaced?.name ?? override.id,
    ...(kind === undefined ? {} : { kind }),
  };
  if (replaced === undefined) return [...criteria, next];
  return criteria.map((criterion) => (criterion === replaced ? next : criterion));
}

/** The national trial that a site belongs to, where there are any. Throws where the protocol has no such site. */
export function findNationalTrial(protocol: Protocol, siteId: string): NationalTrial | undefined {
  const { nationalTrial } = getSite(protocol, siteId);
  return protocol.nationalTrials?.find((trial) => trial.id === nationalTrial);
}

function getSite(protocol: Protocol, siteId: string): Site {
  const site = protocol.sites.find((candidate) => candidate.id === siteId);
  if (!site) throw new Error(`the protocol has no site "${siteId}"`);
  return site;
}
