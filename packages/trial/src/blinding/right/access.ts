// Rights about rights: roles, approvals and states of sites, delegated tasks, training, the record of who did what.
import type { AreaNames, RightsOfRoles } from './contract.js';

export const accessNames = {
  blindedViews: ['audit', 'access', 'people', 'accessOn', 'sites', 'delegations', 'trainings'],
  unblindedViews: [],
  unblindedCommands: [],
} as const satisfies AreaNames;

const grant = ['grantRole', 'revokeRole'] as const;
const prepareSites = ['recordApproval', 'withdrawApproval', 'suspendSite', 'resumeSite'] as const;
const runSites = ['activateSite', 'closeSite', 'removeSite'] as const;
/** Who works at a site accepts what is delegated, sees the log, and notes a training of their own. */
const staff = ['acceptDelegation', 'delegations', 'sites'] as const;
const lookAt = ['access', 'people', 'accessOn', 'sites', 'delegations', 'trainings'] as const;

export const accessRights: RightsOfRoles = {
  trialManager: [...grant, ...prepareSites, ...runSites, 'recordTraining', 'audit', ...lookAt],
  nationalCoordinator: [...grant, ...prepareSites, 'recordTraining', 'audit', ...lookAt],
  principalInvestigator: [...grant, 'delegateTasks', 'endDelegation', 'recordTraining', 'acceptDelegation', ...lookAt],
  coordinator: [...staff, 'people', 'trainings'],
  investigator: [...staff, 'people', 'trainings'],
  edssRater: staff,
  infusionNurse: staff,
  unblindedInfusionNurse: staff,
  unblindedPharmacist: staff,
  cellLaboratory: staff,
  monitor: ['recordTraining', 'audit', ...lookAt],
  unblindedMonitor: ['audit', ...lookAt],
  dataManager: ['audit', 'sites'],
  safetyOfficer: ['sites'],
  medicalMonitor: ['sites'],
  auditor: ['audit', ...lookAt],
  inspector: ['audit', ...lookAt],
};
