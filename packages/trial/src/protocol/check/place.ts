// Checks national trials and sites, what they change in the criteria, and the versions of consents.
import { isTimeZone } from '../../zone.js';
import { type Finding, fault, listWords, type Path, repeated, type Told, warning } from '../finding.js';
import type { PartialProtocol } from '../prune.js';
import type { Consent, CriterionOverride } from '../schema.js';
import { say } from '../sentence.js';
import { type Declared, unknownName, unknownNames } from './declared.js';

/** Sites belong to known national trials; overrides change a known criterion or are named; consents have known versions. */
export function checkPlaces(protocol: PartialProtocol, declared: Declared): readonly Finding[] {
  const national = new Map(
    (protocol.nationalTrials ?? []).map(({ id, eligibility }) => [id, criteriaAfter(declared.criterion, eligibility)]),
  );
  return [
    ...checkSites(protocol, declared),
    ...(protocol.nationalTrials ?? []).flatMap(({ eligibility }, index) =>
      checkOverrides(eligibility, declared.criterion, ['nationalTrials', index, 'eligibility']),
    ),
    ...(protocol.sites ?? []).flatMap(({ eligibility, nationalTrial }, index) =>
      checkOverrides(eligibility, national.get(nationalTrial ?? '') ?? declared.criterion, [
        'sites',
        index,
        'eligibility',
      ]),
    ),
    ...(protocol.consents ?? []).flatMap((consent, index) => checkConsent(consent, declared, ['consents', index])),
    ...checkNumbers(protocol),
  ];
}

function checkSites(protocol: PartialProtocol, declared: Declared): readonly Finding[] {
  return (protocol.sites ?? []).flatMap((site, index): readonly Finding[] => {
    const path = ['sites', index];
    const zone =
      site.timeZone === undefined || isTimeZone(site.timeZone)
        ? []
        : [
            fault(
              'unknown-time-zone',
              say`no time zone is named "${site.timeZone}"`,
              say`an IANA time zone, such as "Europe/Rome"`,
              [...path, 'timeZone'],
            ),
          ];
    if (site.nationalTrial !== undefined)
      return [...unknownName('nationalTrial', site.nationalTrial, declared, [...path, 'nationalTrial']), ...zone];
    if (declared.nationalTrial.size === 0) return zone;
    const message = say`the site "${site.id}" belongs to no national trial`;
    return [fault('site-without-national-trial', message, listWords(declared.nationalTrial), path), ...zone];
  });
}

function criteriaAfter(
  criteria: ReadonlySet<string>,
  overrides: readonly CriterionOverride[] | undefined,
): ReadonlySet<string> {
  const removed = new Set((overrides ?? []).filter(({ remove }) => remove).map(({ id }) => id));
  const all = [...criteria, ...(overrides ?? []).map(({ id }) => id)];
  return new Set(all.filter((id) => !removed.has(id)));
}

function checkOverrides(
  overrides: readonly CriterionOverride[] | undefined,
  criteria: ReadonlySet<string>,
  path: Path,
): readonly Finding[] {
  const list = overrides ?? [];
  const twice = new Set(repeated(list.map(({ id }) => id)));
  return list.flatMap((override, index): Finding[] => {
    const at = [...path, index];
    const { id } = override;
    if (twice.has(index))
      return [fault('duplicate-id', say`the criterion "${id}" is there twice`, say`each id once`, [...at, 'id'])];
    const isKnown = criteria.has(id);
    if (override.remove) {
      const key = (['rule', 'name', 'kind'] as const).find((name) => override[name] !== undefined);
      if (!isKnown) return [unknownCriterion(id, criteria, [...at, 'id'], say`there is nothing to remove`)];
      if (key === undefined) return [];
      const message = say`the criterion "${id}" is removed: it has no ${key}`;
      return [{ ...fault('removed-with-rule', message, say`remove, or a rule`, [...at, key]), atKey: true }];
    }
    if (override.rule === undefined) {
      const message = say`the override of "${id}" changes no rule`;
      return [fault('override-without-rule', message, say`a rule, or remove: true`, at)];
    }
    if (isKnown || override.name !== undefined) return [];
    return [unknownCriterion(id, criteria, [...at, 'id'], say`a criterion of this place alone needs a name`)];
  });
}

function unknownCriterion(id: string, criteria: ReadonlySet<string>, path: Path, why: Told): Finding {
  return fault('unknown-criterion', say`no criterion has the id "${id}"; ${why}`, listWords(criteria), path);
}

function checkConsent(consent: Consent, declared: Declared, path: Path): readonly Finding[] {
  const versions = consent.versions ?? [];
  const names = [consent.version, ...versions.map(({ version }) => version)];
  const twice = repeated(names).map((index) =>
    fault('duplicate-id', say`the version "${names[index]}" is there twice`, say`each version once`, [
      ...path,
      'versions',
      index - 1,
      'version',
    ]),
  );
  const items = (consent.items ?? []).map(({ id }) => id);
  const itemTwice = repeated(items).map((index) =>
    fault('duplicate-id', say`the item "${items[index]}" is there twice`, say`each id once`, [
      ...path,
      'items',
      index,
      'id',
    ]),
  );
  const places = versions.flatMap((version, index) => [
    ...unknownNames('nationalTrial', version.nationalTrials, declared, [...path, 'versions', index, 'nationalTrials']),
    ...unknownNames('site', version.sites, declared, [...path, 'versions', index, 'sites']),
  ]);
  const order = versions.flatMap((version, index): Finding[] => {
    const before = versions.slice(0, index).findLast(({ from }) => from !== undefined)?.from;
    if (version.from === undefined || before === undefined || before <= version.from) return [];
    const message = say`version "${version.version}" is used from ${version.from}, before the version above it from ${before}`;
    return [fault('versions-order', message, say`the oldest first`, [...path, 'versions', index, 'from'])];
  });
  return [...twice, ...itemTwice, ...places, ...order];
}

/** Planned numbers of places that do not add up. */
function checkNumbers(protocol: PartialProtocol): readonly Finding[] {
  const { plannedParticipants, nationalTrials, sites } = protocol;
  if (plannedParticipants === undefined) return [];
  const lists = [
    ['nationalTrials', nationalTrials ?? []],
    ['sites', sites ?? []],
  ] as const;
  return lists.flatMap(([key, places]): Finding[] => {
    const planned = places.map((place) => place.plannedParticipants);
    if (planned.length === 0 || planned.includes(undefined)) return [];
    const sum = planned.reduce<number>((total, one) => total + (one ?? 0), 0);
    if (sum === plannedParticipants) return [];
    const message = say`the planned numbers add up to ${sum}, and ${plannedParticipants} are planned in all`;
    return [{ ...warning('planned-numbers', message, say`${plannedParticipants} in all`, [key]), atKey: true }];
  });
}
