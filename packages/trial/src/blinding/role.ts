// The roles of a trial as data: who is blinded, where a role counts, and what it may do and see.
import type { CommandName } from '../command/catalogue.js';
import type { Protocol } from '../protocol/schema.js';

/** What a role may look at. The views of `unblindedViews` show treatments; no blinded role has one of them. */
export const blindedViews = [
  'status',
  'participants',
  'forms',
  'adverseEvents',
  'deviations',
  'productStatus',
  'schedule',
  'blindedReport',
  'audit',
  'access',
] as const;
export const unblindedViews = ['laboratory', 'dispensing', 'allocations', 'cutReport', 'unblindedReport'] as const;
export type ViewName = (typeof blindedViews)[number] | (typeof unblindedViews)[number];

export type Right = CommandName | ViewName;

/** A role as it is used: a standard one, or one that a protocol replaces or adds. */
export interface Role {
  readonly id: string;
  readonly name: string;
  readonly blinded: boolean;
  /** A role of the trial counts everywhere; a role of a site counts at the sites it was granted for. */
  readonly scope: 'trial' | 'site';
  readonly rights: readonly string[];
}

const record: readonly Right[] = ['recordForm', 'correctValue', 'recordDeviation', 'recordTreatmentGuess'];
const safety: readonly Right[] = ['reportAdverseEvent', 'updateAdverseEvent'];
const care: readonly Right[] = ['status', 'participants', 'forms', 'adverseEvents', 'deviations', 'schedule'];
const enrol: readonly Right[] = [
  'screenParticipant',
  'recordConsent',
  'assessEligibility',
  'randomise',
  'correctStratum',
  'withdraw',
];

function role(
  id: string,
  name: string,
  kind: { readonly blinded: boolean; readonly scope: Role['scope'] },
  rights: readonly Right[],
): Role {
  return { id, name, ...kind, rights };
}

const blindTrial = { blinded: true, scope: 'trial' } as const;
const blindSite = { blinded: true, scope: 'site' } as const;
const unblindedTrial = { blinded: false, scope: 'trial' } as const;
const unblindedSite = { blinded: false, scope: 'site' } as const;

/** The roles that every trial has unless its protocol replaces them. */
export const standardRoles: readonly Role[] = [
  role('trialManager', 'Trial manager', blindTrial, [
    'grantRole',
    'revokeRole',
    'activateSite',
    'commitAllocation',
    'goLive',
    'commitAnalysisPlan',
    'makeDataCut',
    'lockTrial',
    'unblindTrial',
    'erasePayload',
    'recordDeviation',
    'status',
    'participants',
    'deviations',
    'productStatus',
    'blindedReport',
    'audit',
    'access',
  ]),
  role('coordinator', 'Study coordinator', blindSite, [
    ...enrol,
    ...record,
    ...safety,
    'recordHarvest',
    'recordInfusion',
    ...care,
    'productStatus',
  ]),
  role('investigator', 'Investigator', blindSite, [
    ...enrol,
    ...record,
    ...safety,
    'recordHarvest',
    'recordInfusion',
    'requestGateOverride',
    'permitInfusion',
    'breakCode',
    ...care,
    'productStatus',
  ]),
  role('edssRater', 'EDSS rater', blindSite, ['recordForm', 'correctValue', 'recordTreatmentGuess', 'schedule']),
  role('cellLaboratory', 'Cell laboratory', unblindedTrial, [
    'recordHarvest',
    'releaseProduct',
    'recordFailedBatch',
    'prepareInfusion',
    'productStatus',
    'laboratory',
    'dispensing',
  ]),
  role('unblindedPharmacist', 'Unblinded pharmacist', unblindedSite, [
    'releaseProduct',
    'recordFailedBatch',
    'prepareInfusion',
    'productStatus',
    'laboratory',
    'dispensing',
  ]),
  role('infusionNurse', 'Infusion nurse', blindSite, [
    'recordInfusion',
    'recordForm',
    'reportAdverseEvent',
    'schedule',
  ]),
  role('monitor', 'Monitor', blindTrial, ['recordDeviation', ...care, 'productStatus', 'audit', 'access']),
  role('dataManager', 'Data manager', blindTrial, [
    'correctValue',
    'correctStratum',
    'recordDeviation',
    'excludeFromAnalysisSet',
    'makeDataCut',
    'lockTrial',
    ...care,
    'productStatus',
    'blindedReport',
    'audit',
  ]),
  role('safetyOfficer', 'Safety officer', blindTrial, [
    ...safety,
    'recordDeviation',
    'requestGateOverride',
    'permitInfusion',
    'breakCode',
    ...care,
  ]),
  role('reader', 'Central reader', blindTrial, ['recordForm', 'correctValue']),
  role('statistician', 'Trial statistician', blindTrial, [
    'commitAnalysisPlan',
    'excludeFromAnalysisSet',
    'makeDataCut',
    ...care,
    'blindedReport',
  ]),
  role('cutStatistician', 'Statistician of a data cut (firewalled)', unblindedTrial, [
    'openDataCut',
    'blindedReport',
    'cutReport',
  ]),
  role('dsmbStatistician', 'Statistician of the safety board', unblindedTrial, [
    'openDataCut',
    'blindedReport',
    'cutReport',
    'allocations',
  ]),
  role('pharmacovigilance', 'Pharmacovigilance', unblindedTrial, ['breakCode', 'updateAdverseEvent', 'adverseEvents']),
  role('inspector', 'Inspector', unblindedTrial, [...blindedViews, ...unblindedViews]),
];

/** The roles of a trial: the standard ones, each replaced by the protocol's role of the same id, then the protocol's own. */
export function rolesOf(protocol: Protocol): readonly Role[] {
  const own = (protocol.blinding.roles ?? []).map(
    (definition): Role => ({
      id: definition.id,
      name:
        typeof definition.name === 'string' ? definition.name : (Object.values(definition.name)[0] ?? definition.id),
      blinded: definition.blinded,
      scope: definition.scope,
      rights: definition.rights,
    }),
  );
  const replaced = new Set(own.map((one) => one.id));
  return [...standardRoles.filter((one) => !replaced.has(one.id)), ...own];
}

/** The role of an id, where the trial has it. */
export function findRole(protocol: Protocol, id: string): Role | undefined {
  return rolesOf(protocol).find((one) => one.id === id);
}

/** The commands and views of a role; none for a role that the trial does not have. */
export function rightsOf(protocol: Protocol, id: string): readonly string[] {
  return findRole(protocol, id)?.rights ?? [];
}

/** Whether a role is kept blind. A role that the trial does not have sees nothing: blinded. */
export function isBlinded(protocol: Protocol, id: string): boolean {
  return findRole(protocol, id)?.blinded ?? true;
}

/** Pairs that one person cannot hold, beside the rule that nobody holds a blinded and an unblinded role. */
export const standardIncompatibilities: readonly (readonly [string, string])[] = [
  ['edssRater', 'investigator'],
  ['edssRater', 'coordinator'],
  ['edssRater', 'infusionNurse'],
  ['reader', 'investigator'],
  ['reader', 'coordinator'],
  ['monitor', 'coordinator'],
  ['monitor', 'investigator'],
  ['monitor', 'dataManager'],
];

/** Why two roles cannot be held by one person, or undefined where they can. */
export function incompatibility(protocol: Protocol, one: string, other: string): string | undefined {
  if (one === other) return undefined;
  if (isBlinded(protocol, one) !== isBlinded(protocol, other)) return 'one is blinded and the other is not';
  const pairs = [...standardIncompatibilities, ...(protocol.blinding.incompatible ?? [])];
  const named = pairs.some(([a, b]) => (a === one && b === other) || (a === other && b === one));
  return named ? 'the trial keeps these two apart' : undefined;
}
