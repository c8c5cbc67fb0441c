// Checks the product, roles with their rights, and data cuts.
import { blindedViews, deeds, unblindedCommands, unblindedViews } from '../../blinding/right/catalogue.js';
import { ownSiteRights } from '../../blinding/right/identity.js';
import { standardRoles } from '../../blinding/role.js';
import { commands } from '../../command/catalogue.js';
import { type Finding, fault, repeated } from '../finding.js';
import { nearestWord } from '../nearest-word.js';
import type { PartialProtocol } from '../prune.js';
import { say } from '../sentence.js';
import { checkAccess } from './access.js';
import { type Declared, unknownName } from './declared.js';
import { checkPlaces } from './place.js';
import { checkProductWay } from './product-way.js';

const standardRoleIds = standardRoles.map((role) => role.id);
const rights: readonly string[] = [...Object.keys(commands), ...blindedViews, ...unblindedViews, ...deeds];
const unblindedRights: readonly string[] = [...unblindedViews, ...unblindedCommands];

/** What only people who may stay apart from outcomes and decisions about the analysis have, once they know treatments. */
const blindRights: readonly string[] = [
  'recordTreatmentGuess',
  'assessEligibility',
  'randomise',
  'excludeFromAnalysisSet',
  'commitAnalysisPlan',
];

/** Places, product, roles and cuts are possible. */
export function checkConduct(protocol: PartialProtocol, declared: Declared): readonly Finding[] {
  return [
    ...checkPlaces(protocol, declared),
    ...checkProduct(protocol),
    ...checkProductWay(protocol, declared),
    ...checkRoles(protocol, declared),
    ...checkAccess(protocol),
    ...checkCuts(protocol, declared),
  ];
}

function checkProduct(protocol: PartialProtocol): readonly Finding[] {
  const { product } = protocol;
  if (product?.origin !== 'autologous') {
    const harvested =
      product?.maximumHarvests === undefined
        ? []
        : [
            {
              ...fault(
                'harvest-without-product',
                say`nothing is harvested for a product off the shelf`,
                'origin: autologous',
                ['product', 'maximumHarvests'],
              ),
              atKey: true,
            },
          ];
    return [...checkDose(protocol), ...findHarvests(protocol), ...harvested];
  }
  if (product.maximumHarvests !== undefined) return checkDose(protocol);
  const message = say`an autologous product needs the most harvests of a participant`;
  return [...checkDose(protocol), { ...fault('missing-key', message, 'maximumHarvests', ['product']), atKey: true }];
}

function checkDose({ product, forms }: PartialProtocol): readonly Finding[] {
  if (product === undefined) return [];
  const { min, max, weight } = product.dose;
  const path = ['product', 'dose'];
  const order =
    min <= max
      ? []
      : [
          fault('min-above-max', say`the minimum ${min} is above the maximum ${max}`, say`min at most max`, [
            ...path,
            'min',
          ]),
        ];
  if (weight === undefined || forms === undefined) return order;
  const item = forms.flatMap((form) => form.items).find(({ id }) => id === weight);
  if (item?.unit === 'kg') return order;
  const message = item === undefined ? say`no form has the item "${weight}"` : say`the item "${weight}" is not in kg`;
  return [...order, fault('dose-weight', message, say`an item of a form, in kg`, [...path, 'weight'])];
}

/** Stages that need a harvest where there is nothing to harvest for. */
function findHarvests(protocol: PartialProtocol): readonly Finding[] {
  const needing = [
    ...(protocol.eligibility?.stages ?? []).map((stage, index) => ({ stage, path: ['eligibility', 'stages', index] })),
    ...(protocol.consents ?? []).flatMap((consent, index) =>
      consent.requiredFor.map((stage, place) => ({ stage, path: ['consents', index, 'requiredFor', place] })),
    ),
  ];
  return needing
    .filter((entry) => entry.stage === 'harvest')
    .map(({ path }) =>
      fault(
        'harvest-without-product',
        say`there is no autologous product to harvest for`,
        say`an autologous product, or another stage`,
        path,
      ),
    );
}

function checkRoles(protocol: PartialProtocol, declared: Declared): readonly Finding[] {
  const isOpen = protocol.blinding?.openLabel === true;
  const isMasked = !isOpen && (protocol.blinding?.masked ?? []).length > 0;
  const contradiction =
    isOpen && (protocol.blinding?.masked ?? []).length > 0
      ? [
          fault('open-label-masked', say`an open-label trial keeps nobody blind`, say`masked: [], or no openLabel`, [
            'blinding',
            'masked',
          ]),
        ]
      : [];
  const twice = (protocol.blinding?.roles ?? []).flatMap((role, index) =>
    repeated(role.rights).map((place) =>
      fault('duplicate-id', say`the right "${role.rights[place]}" is there twice`, say`each right once`, [
        'blinding',
        'roles',
        index,
        'rights',
        place,
      ]),
    ),
  );
  const own = (protocol.blinding?.roles ?? []).flatMap((role, index) =>
    role.rights.flatMap((right, place): Finding[] => {
      const path = ['blinding', 'roles', index, 'rights', place];
      if (!rights.includes(right)) {
        const suggestion = nearestWord(right, rights);
        const hint = suggestion ? say`; did you mean "${suggestion}"?` : '';
        const allowed = say`the commands and views of the house`;
        return [{ code: 'unknown-right', message: say`no command or view is named "${right}"${hint}`, allowed, path }];
      }
      if (role.scope !== 'site' && (ownSiteRights as readonly string[]).includes(right)) {
        const message = say`the role "${role.id}" is of the whole trial: who participants are is known at their own site alone`;
        return [fault('identifiers-outside-site', message, say`a role with scope: site`, path)];
      }
      if (!role.blinded && isMasked && blindRights.includes(right)) {
        const message = say`the role "${role.id}" knows treatments: it can't have "${right}"`;
        return [fault('unblinded-role-right', message, say`rights that need no blind`, path)];
      }
      if (!role.blinded || !unblindedRights.includes(right)) return [];
      const message = say`the role "${role.id}" is kept blind: "${right}" would unblind it`;
      return [{ code: 'blinded-role-right', message, allowed: say`rights that show no treatment`, path }];
    }),
  );
  const granted = (protocol.blinding?.roles ?? []).flatMap((role, index) =>
    (role.mayGrant ?? []).flatMap((id, place) =>
      unknownName('role', id, declared, ['blinding', 'roles', index, 'mayGrant', place], standardRoleIds),
    ),
  );
  const pairs = (protocol.blinding?.incompatible ?? []).flatMap((pair, index): readonly Finding[] => {
    const path = ['blinding', 'incompatible', index];
    if (pair[0] !== pair[1]) {
      return pair.flatMap((role, place) => unknownName('role', role, declared, [...path, place], standardRoleIds));
    }
    const message = say`the role "${pair[0]}" can't be incompatible with itself`;
    return [{ code: 'role-with-itself', message, allowed: say`two roles`, path }];
  });
  return [...contradiction, ...twice, ...own, ...granted, ...pairs];
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
      message: say`the role "${role}" is kept blind: it can't be unblinded by a data cut`,
      allowed: say`roles with blinded: false`,
      path,
    },
  ];
}
