// Rights about rights: roles, sites, the record of who did what.
import type { AreaNames, RightsOfRoles } from './contract.js';

export const accessNames = {
  blindedViews: ['audit', 'access'],
  unblindedViews: [],
  unblindedCommands: [],
} as const satisfies AreaNames;

export const accessRights: RightsOfRoles = {
  trialManager: ['grantRole', 'revokeRole', 'activateSite', 'audit', 'access'],
  nationalCoordinator: ['grantRole', 'revokeRole', 'audit', 'access'],
  principalInvestigator: ['grantRole', 'revokeRole', 'access'],
  monitor: ['audit', 'access'],
  unblindedMonitor: ['audit', 'access'],
  dataManager: ['audit'],
  auditor: ['audit', 'access'],
  inspector: ['audit', 'access'],
};
