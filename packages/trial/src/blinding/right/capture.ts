// Rights about what is found at visits: forms, deviations, guesses, the calendar.
import type { AreaNames, RightsOfRoles } from './contract.js';

export const captureNames = {
  blindedViews: ['forms', 'deviations', 'schedule'],
  unblindedViews: [],
  unblindedCommands: [],
} as const satisfies AreaNames;

const record = ['recordForm', 'correctValue', 'recordDeviation', 'recordTreatmentGuess'] as const;
const look = ['forms', 'deviations', 'schedule'] as const;

export const captureRights: RightsOfRoles = {
  trialManager: ['recordDeviation', 'deviations'],
  nationalCoordinator: ['recordDeviation', ...look],
  coordinator: [...record, ...look],
  investigator: [...record, ...look],
  principalInvestigator: [...record, ...look],
  edssRater: ['recordForm', 'correctValue', 'recordTreatmentGuess', 'schedule'],
  infusionNurse: ['recordForm', 'schedule'],
  unblindedInfusionNurse: ['recordForm', 'schedule'],
  monitor: ['recordDeviation', ...look],
  unblindedMonitor: ['recordDeviation'],
  dataManager: ['correctValue', 'recordDeviation', ...look],
  coder: ['forms'],
  safetyOfficer: ['recordDeviation', ...look],
  medicalMonitor: ['recordDeviation', ...look],
  reader: ['recordForm', 'correctValue'],
  statistician: look,
  auditor: look,
  inspector: look,
};
