// Rights about the trial as a whole: set-up, go-live, plan, cuts, lock, unblinding, reports.
import type { AreaNames, RightsOfRoles } from './contract.js';

export const trialNames = {
  blindedViews: ['status', 'blindedReport'],
  unblindedViews: ['cutReport', 'unblindedReport'],
  unblindedCommands: ['openDataCut'],
} as const satisfies AreaNames;

/** Set-up of the randomisation is a right of its own: neither the dashboard nor randomising gives it. */
const setUp = ['commitAllocation', 'goLive'] as const;

export const trialRights: RightsOfRoles = {
  trialManager: [
    ...setUp,
    'commitAnalysisPlan',
    'makeDataCut',
    'lockTrial',
    'unblindTrial',
    'recordTrialEnd',
    'recordEndNotification',
    'erasePayload',
    'status',
    'blindedReport',
  ],
  randomisationAdministrator: [...setUp, 'status'],
  randomisationStatistician: ['status'],
  nationalCoordinator: ['status'],
  coordinator: ['status'],
  investigator: ['status'],
  principalInvestigator: ['status'],
  monitor: ['status'],
  dataManager: ['makeDataCut', 'lockTrial', 'status', 'blindedReport'],
  coder: ['status'],
  safetyOfficer: ['status'],
  medicalMonitor: ['status'],
  statistician: ['commitAnalysisPlan', 'makeDataCut', 'status', 'blindedReport'],
  cutStatistician: ['openDataCut', 'blindedReport', 'cutReport'],
  dsmbStatistician: ['openDataCut', 'blindedReport', 'cutReport'],
  auditor: ['status'],
  inspector: ['status', 'blindedReport', 'cutReport', 'unblindedReport'],
};
