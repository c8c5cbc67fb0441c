// Checks national trials, sites, consents, eligibility, product, roles, adverse events and data cuts.
import { blindedViews, standardRoles, unblindedViews } from '../../blinding/role.js';
import { commands } from '../../command/catalogue.js';
import type { Finding } from '../finding.js';
import { listWords } from '../finding.js';
import { nearestWord } from '../nearest-word.js';
import type { PartialProtocol } from '../prune.js';
import { type Declared, unknownName } from './declared.js';

const standardRoleIds = standardRoles.map((role) => role.id);
const rights: readonly string[] = [...Object.keys(commands), ...blindedViews, ...unblindedViews];
const unblindedRights: readonly string[] = [
  ...unblindedViews,
  'releaseProduct',
  'recordFailedBatch',
  'prepareInfusion',
  'openDataCut',
];

/** Sites belong to known national trials; overrides replace a known criterion or are named; consents and stages are possible. */
export function checkConduct(protocol: PartialProtocol, declared: Declared): readonly Finding[] {
  return [
    ...checkSites(protocol, declared),
    ...checkOverrides(protocol, declared),
    ...checkProduct(protocol),
    ...checkRoles(protocol, declared),
    ...checkAdverseEvents(protocol, declared),
    ...checkCuts(protocol, declared),
  ];
}

function checkSites(protocol: PartialProtocol, declared: Declared): readonly Finding[] {
  return (protocol.sites ?? []).flatMap((site, index): Finding[] => {
    if (site.nationalTrial !== undefined) {
      return unknownName('nationalTrial', site.nationalTrial, declared, ['sites', index, 'nationalTrial']);
    }
    if (declared.nationalTrial.size === 0) return [];
    const message = `the site "${site.id}" belongs to no national trial`;
    return [
      {
        code: 'site-without-national-trial',
        message,
        allowed: listWords(declared.nationalTrial),
        path: ['sites', index],
      },
    ];
  });
}

function checkOverrides(protocol: PartialProtocol, declared: Declared): readonly Finding[] {
  return (protocol.nationalTrials ?? []).flatMap((trial, trialIndex) => {
    const seen = new Set<string>();
    return (trial.eligibility ?? []).flatMap((override, index): Finding[] => {
      const path = ['nationalTrials', trialIndex, 'eligibility', index, 'id'];
      const isTwice = seen.has(override.id);
      seen.add(override.id);
      if (isTwice)
        return [
          {
            code: 'duplicate-id',
            message: `the criterion "${override.id}" is there twice`,
            allowed: 'each id once',
            path,
          },
        ];
      if (override.name !== undefined) return [];
      return unknownName('criterion', override.id, declared, path).map((finding) => ({
        ...finding,
        message: `${finding.message}; a criterion of this national trial alone needs a name`,
      }));
    });
  });
}

function checkProduct(protocol: PartialProtocol): readonly Finding[] {
  const { product } = protocol;
  if (product) {
    const { dose } = product;
    if (dose.min <= dose.max) return [];
    return [
      {
        code: 'min-above-max',
        message: `the minimum ${dose.min} is above the maximum ${dose.max}`,
        allowed: 'min at most max',
        path: ['product', 'dose', 'min'],
      },
    ];
  }
  const needing = [
    ...(protocol.eligibility?.stages ?? []).map((stage, index) => ({ stage, path: ['eligibility', 'stages', index] })),
    ...(protocol.consents ?? []).flatMap((consent, index) =>
      consent.requiredFor.map((stage, place) => ({ stage, path: ['consents', index, 'requiredFor', place] })),
    ),
  ];
  return needing
    .filter((entry) => entry.stage === 'harvest')
    .map(({ path }) => ({
      code: 'harvest-without-product',
      message: 'there is no product to harvest for',
      allowed: 'a product, or another stage',
      path,
    }));
}

function checkRoles(protocol: PartialProtocol, declared: Declared): readonly Finding[] {
  const own = (protocol.blinding?.roles ?? []).flatMap((role, index) =>
    role.rights.flatMap((right, place): Finding[] => {
      const path = ['blinding', 'roles', index, 'rights', place];
      if (!rights.includes(right)) {
        const suggestion = nearestWord(right, rights);
        const hint = suggestion ? `; did you mean "${suggestion}"?` : '';
        const allowed = 'the commands and views of the house';
        return [{ code: 'unknown-right', message: `no command or view is named "${right}"${hint}`, allowed, path }];
      }
      if (!role.blinded || !unblindedRights.includes(right)) return [];
      const message = `the role "${role.id}" is kept blind: "${right}" would unblind it`;
      return [{ code: 'blinded-role-right', message, allowed: 'rights that show no treatment', path }];
    }),
  );
  const pairs = (protocol.blinding?.incompatible ?? []).flatMap((pair, index): readonly Finding[] => {
    const path = ['blinding', 'incompatible', index];
    if (pair[0] !== pair[1]) {
      return pair.flatMap((role, place) => unknownName('role', role, declared, [...path, place], standardRoleIds));
    }
    const message = `the role "${pair[0]}" can't be incompatible with itself`;
    return [{ code: 'role-with-itself', message, allowed: 'two roles', path }];
  });
  return [...own, ...pairs];
}

function checkAdverseEvents(protocol: PartialProtocol, declared: Declared): readonly Finding[] {
  const { adverseEvents } = protocol;
  if (!adverseEvents) return [];
  const codes = (list: readonly { readonly code: string }[], path: readonly (string | number)[]): Finding[] =>
    list.flatMap(({ code }, index) =>
      list.findIndex((entry) => entry.code === code) < index
        ? [
            {
              code: 'duplicate-id',
              message: `the code "${code}" is there twice`,
              allowed: 'each code once',
              path: [...path, index, 'code'],
            },
          ]
        : [],
    );
  const { collected, dictionary } = adverseEvents;
  const anchors = ['screening', 'randomisation', ...declared.administration];
  return [
    ...codes(dictionary.systemOrganClasses, ['adverseEvents', 'dictionary', 'systemOrganClasses']),
    ...codes(adverseEvents.severity, ['adverseEvents', 'severity']),
    ...(collected
      ? unknownName('visit', collected.from, declared, ['adverseEvents', 'collected', 'from'], anchors)
      : []),
    ...(collected ? unknownName('visit', collected.to, declared, ['adverseEvents', 'collected', 'to'], anchors) : []),
  ];
}

function checkCuts(protocol: PartialProtocol, declared: Declared): readonly Finding[] {
  return (protocol.cuts ?? []).flatMap((cut, index) => [
    ...cut.visits.flatMap((visit, place) => unknownName('visit', visit, declared, ['cuts', index, 'visits', place])),
    ...cut.audience.flatMap((role, place) => [
      ...unknownName('role', role, declared, ['cuts', index, 'audience', place], standardRoleIds),
      ...blindedAudience(protocol, role, ['cuts', index, 'audience', place]),
    ]),
  ]);
}

function blindedAudience(
  protocol: PartialProtocol,
  role: string,
  path: readonly (string | number)[],
): readonly Finding[] {
  const isSame = (candidate: { readonly id: string }) => candidate.id === role;
  const definition = protocol.blinding?.roles?.find(isSame) ?? standardRoles.find(isSame);
  if (!definition?.blinded) return [];
  return [
    {
      code: 'cut-audience-blinded',
      message: `the role "${role}" is kept blind: it can't be unblinded by a data cut`,
      allowed: 'roles with blinded: false',
      path,
    },
  ];
}
