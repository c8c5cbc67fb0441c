// Rights about allocations: the randomisation dashboard, opening the list, emergency code breaks and their answers.
import type { AreaNames, RightsOfRoles } from './contract.js';

export const openingNames = {
  /** `codeBreakPreview` and `openings` never say a sequence; `raters` says who may still rate. */
  blindedViews: ['randomisationDashboard', 'openings', 'raters', 'codeBreakPreview'],
  unblindedViews: ['allocations', 'sealedOpenings'],
  unblindedCommands: ['appendAllocationList', 'requestListOpening', 'confirmListOpening', 'unblindForReport'],
} as const satisfies AreaNames;

const breakCodes = ['breakCode', 'codeBreakPreview'] as const;
/** Opening the list is a right of its own, which the dashboard does not give (ACCEPTANCE 19, 20). */
const openList = ['requestListOpening', 'confirmListOpening', 'allocations', 'sealedOpenings', 'openings'] as const;

export const openingRights: RightsOfRoles = {
  trialManager: ['randomisationDashboard', 'openings', 'raters'],
  randomisationAdministrator: ['randomisationDashboard'],
  randomisationStatistician: ['commitAllocation', 'appendAllocationList', ...openList, 'randomisationDashboard'],
  nationalCoordinator: ['randomisationDashboard', 'openings', 'raters'],
  coordinator: ['randomisationDashboard', 'raters'],
  investigator: [...breakCodes, 'randomisationDashboard', 'openings', 'raters'],
  principalInvestigator: [...breakCodes, 'randomisationDashboard', 'openings', 'raters'],
  monitor: ['randomisationDashboard', 'openings', 'raters'],
  dataManager: ['randomisationDashboard', 'openings', 'raters'],
  safetyOfficer: [...breakCodes, 'openings', 'raters'],
  medicalMonitor: [...breakCodes, 'openings', 'raters'],
  emergencyService: [...breakCodes, 'openings'],
  pharmacovigilance: [...breakCodes, 'unblindForReport', 'openings', 'sealedOpenings'],
  statistician: ['randomisationDashboard', 'openings'],
  dsmbStatistician: openList,
  auditor: ['openings'],
  inspector: ['allocations', 'openings', 'sealedOpenings', 'randomisationDashboard'],
};
