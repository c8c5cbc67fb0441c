// Rights about bringing participants in, randomising them, and their leaving.
import type { AreaNames, RightsOfRoles } from './contract.js';

export const enrolmentNames = {
  blindedViews: ['participants'],
  unblindedViews: [],
  unblindedCommands: [],
} as const satisfies AreaNames;

const enrol = [
  'screenParticipant',
  'recordConsent',
  'assessEligibility',
  'randomise',
  'correctStratum',
  'withdraw',
] as const;

export const enrolmentRights: RightsOfRoles = {
  trialManager: ['transferParticipant', 'participants'],
  nationalCoordinator: ['transferParticipant', 'participants'],
  coordinator: [...enrol, 'participants'],
  investigator: [...enrol, 'participants'],
  principalInvestigator: [...enrol, 'participants'],
  monitor: ['participants'],
  dataManager: ['correctStratum', 'transferParticipant', 'excludeFromAnalysisSet', 'participants'],
  coder: ['participants'],
  safetyOfficer: ['participants'],
  medicalMonitor: ['participants'],
  statistician: ['excludeFromAnalysisSet', 'participants'],
  auditor: ['participants'],
  inspector: ['participants'],
};
