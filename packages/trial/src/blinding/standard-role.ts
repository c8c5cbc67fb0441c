// The standard roles: who is kept blind, where a role counts, and which roles its holders may grant to others.

/** A role that every trial has. Its rights stand area by area in `right/`. */
interface StandardRole {
  readonly id: string;
  readonly name: string;
  readonly blinded: boolean;
  /** A role of the trial counts everywhere; a role of a site at the sites, or the national trial, it was granted for. */
  readonly scope: 'trial' | 'site';
  /** Roles that a holder with the right `grantRole` may grant within the places of the own grant; "all" for every role. */
  readonly mayGrant?: 'all' | readonly string[];
}

/** People of a site whom its principal investigator names (ICH E6(R3) 2.3.1: the investigator may delegate to others). */
const siteStaff = [
  'coordinator',
  'investigator',
  'edssRater',
  'infusionNurse',
  'unblindedInfusionNurse',
  'unblindedPharmacist',
] as const;

export const standardRoleDefinitions = [
  { id: 'trialManager', name: 'Trial manager', blinded: true, scope: 'trial', mayGrant: 'all' },
  { id: 'coordinator', name: 'Study coordinator', blinded: true, scope: 'site' },
  { id: 'investigator', name: 'Investigator', blinded: true, scope: 'site' },
  { id: 'edssRater', name: 'EDSS rater', blinded: true, scope: 'site' },
  { id: 'cellLaboratory', name: 'Cell laboratory', blinded: false, scope: 'site' },
  { id: 'unblindedPharmacist', name: 'Unblinded pharmacist', blinded: false, scope: 'site' },
  { id: 'infusionNurse', name: 'Infusion nurse', blinded: true, scope: 'site' },
  { id: 'monitor', name: 'Monitor', blinded: true, scope: 'site' },
  { id: 'dataManager', name: 'Data manager', blinded: true, scope: 'trial' },
  { id: 'safetyOfficer', name: 'Safety officer', blinded: true, scope: 'trial' },
  { id: 'reader', name: 'Central reader', blinded: true, scope: 'trial' },
  { id: 'statistician', name: 'Trial statistician', blinded: true, scope: 'trial' },
  { id: 'cutStatistician', name: 'Statistician of a data cut (firewalled)', blinded: false, scope: 'trial' },
  { id: 'dsmbStatistician', name: 'Statistician of the safety board', blinded: false, scope: 'trial' },
  { id: 'pharmacovigilance', name: 'Pharmacovigilance', blinded: false, scope: 'trial' },
  { id: 'inspector', name: 'Inspector', blinded: false, scope: 'trial' },
  {
    id: 'principalInvestigator',
    name: 'Principal investigator of a site',
    blinded: true,
    scope: 'site',
    mayGrant: siteStaff,
  },
  {
    id: 'nationalCoordinator',
    name: 'Coordinator of a national trial',
    blinded: true,
    scope: 'site',
    mayGrant: ['principalInvestigator', ...siteStaff, 'monitor'],
  },
  { id: 'unblindedInfusionNurse', name: 'Unblinded infusion nurse', blinded: false, scope: 'site' },
  { id: 'unblindedMonitor', name: 'Unblinded monitor of the product', blinded: false, scope: 'site' },
  { id: 'coder', name: 'Medical coder', blinded: true, scope: 'trial' },
  { id: 'medicalMonitor', name: 'Medical monitor', blinded: true, scope: 'trial' },
  { id: 'emergencyService', name: 'Emergency unblinding service', blinded: false, scope: 'trial' },
  {
    id: 'randomisationAdministrator',
    name: 'Administrator of the randomisation (set-up)',
    blinded: true,
    scope: 'trial',
  },
  {
    id: 'randomisationStatistician',
    name: 'Unblinded statistician of the randomisation list',
    blinded: false,
    scope: 'trial',
  },
  { id: 'auditor', name: 'Auditor (blinded)', blinded: true, scope: 'trial' },
  { id: 'dataProtectionOfficer', name: 'Data protection officer', blinded: true, scope: 'site' },
] as const satisfies readonly StandardRole[];

export type StandardRoleId = (typeof standardRoleDefinitions)[number]['id'];

/** Pairs that one person cannot hold at one time, beside the rule that nobody holds a blinded and an unblinded role. */
export const standardIncompatibilities: readonly (readonly [StandardRoleId, StandardRoleId])[] = [
  ['edssRater', 'investigator'],
  ['edssRater', 'coordinator'],
  ['edssRater', 'infusionNurse'],
  ['edssRater', 'principalInvestigator'],
  ['reader', 'investigator'],
  ['reader', 'coordinator'],
  ['reader', 'principalInvestigator'],
  ['reader', 'dataManager'],
  ['monitor', 'coordinator'],
  ['monitor', 'investigator'],
  ['monitor', 'principalInvestigator'],
  ['monitor', 'dataManager'],
  ['auditor', 'trialManager'],
  ['auditor', 'monitor'],
  ['auditor', 'dataManager'],
  ['auditor', 'coordinator'],
  ['auditor', 'investigator'],
  ['auditor', 'principalInvestigator'],
  ['cutStatistician', 'dsmbStatistician'],
];
