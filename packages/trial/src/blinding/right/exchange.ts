// Rights to take data out, apart from the rights to look at them (ACCEPTANCE 27).
import type { AreaNames, RightsOfRoles } from './contract.js';

export const exchangeNames = {
  blindedViews: [],
  unblindedViews: [],
  unblindedCommands: [],
  /** exportData: a file of what the person may see; exportRecord: the same of the record. */
  deeds: ['exportData', 'exportRecord'],
} as const satisfies AreaNames;

export const exchangeRights: RightsOfRoles = {
  principalInvestigator: ['exportData', 'exportRecord'],
  dataManager: ['exportData', 'exportRecord'],
  statistician: ['exportData'],
  auditor: ['exportRecord'],
  inspector: ['exportData', 'exportRecord'],
};
