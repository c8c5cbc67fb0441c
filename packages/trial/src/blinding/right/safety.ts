// Rights about adverse events.
import type { AreaNames, RightsOfRoles } from './contract.js';

export const safetyNames = {
  blindedViews: ['adverseEvents'],
  unblindedViews: [],
  unblindedCommands: [],
} as const satisfies AreaNames;

const report = ['reportAdverseEvent', 'updateAdverseEvent'] as const;

export const safetyRights: RightsOfRoles = {
  nationalCoordinator: ['adverseEvents'],
  coordinator: [...report, 'adverseEvents'],
  investigator: [...report, 'adverseEvents'],
  principalInvestigator: [...report, 'adverseEvents'],
  infusionNurse: ['reportAdverseEvent'],
  unblindedInfusionNurse: ['reportAdverseEvent'],
  monitor: ['adverseEvents'],
  dataManager: ['adverseEvents'],
  coder: ['adverseEvents'],
  safetyOfficer: [...report, 'adverseEvents'],
  medicalMonitor: [...report, 'adverseEvents'],
  statistician: ['adverseEvents'],
  pharmacovigilance: ['updateAdverseEvent', 'adverseEvents'],
  auditor: ['adverseEvents'],
  inspector: ['adverseEvents'],
};
