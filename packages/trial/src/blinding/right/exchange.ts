// Rights to take data out and to bring files in, apart from the rights to look at data and to record them (ACCEPTANCE 27).
import type { AreaNames, RightsOfRoles } from './contract.js';

export const exchangeNames = {
  blindedViews: [],
  unblindedViews: [],
  unblindedCommands: [],
} as const satisfies AreaNames;

/**
 * Who takes out the record sees it on the screen. The investigator has the site's own records at hand without asking the
 * sponsor (ICH E6(R3) 2.12 and 3.16.1).
 */
export const exchangeRights: RightsOfRoles = {
  trialManager: ['exportRecord', 'exportRandomisation'],
  nationalCoordinator: ['exportRecord'],
  coordinator: ['importForms'],
  investigator: ['exportSite', 'importForms'],
  principalInvestigator: ['exportData', 'exportSite', 'importForms'],
  monitor: ['exportRecord'],
  dataManager: ['exportData', 'exportRecord', 'exportRandomisation', 'importForms'],
  statistician: ['exportData', 'exportAnalysisData', 'exportRandomisation'],
  cutStatistician: ['exportAnalysisData', 'exportRandomisation'],
  dsmbStatistician: ['exportAnalysisData', 'exportRandomisation'],
  randomisationStatistician: ['exportRandomisation'],
  auditor: ['exportRecord'],
  inspector: ['exportData', 'exportRecord', 'exportAnalysisData', 'exportRandomisation'],
};
