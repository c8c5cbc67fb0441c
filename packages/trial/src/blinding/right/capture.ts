// Rights about what is found at visits: forms, deviations, guesses, the calendar.
import type { AreaNames, RightsOfRoles } from './contract.js';

export const captureNames = {
  blindedViews: ['forms', 'deviations', 'schedule', 'attachments'],
  unblindedViews: ['sealedAttachments'],
  unblindedCommands: [],
} as const satisfies AreaNames;

const files = ['addAttachment', 'removeAttachment', 'attachments'] as const;
const record = [
  'recordForm',
  'correctValue',
  'undoForm',
  'moveForm',
  'declareVisitMissed',
  'recordDeviation',
  'updateDeviation',
  'setReferenceRange',
  'recordTreatmentGuess',
  ...files,
] as const;
const look = ['forms', 'deviations', 'schedule', 'attachments'] as const;
const sealedFiles = ['addAttachment', 'removeAttachment', 'sealedAttachments'] as const;

export const captureRights: RightsOfRoles = {
  trialManager: ['recordDeviation', 'updateDeviation', 'setReferenceRange', 'deviations'],
  nationalCoordinator: ['recordDeviation', ...look],
  coordinator: [...record, 'forms', 'deviations', 'schedule'],
  investigator: [...record, 'forms', 'deviations', 'schedule'],
  principalInvestigator: [...record, 'forms', 'deviations', 'schedule'],
  edssRater: ['recordForm', 'correctValue', 'undoForm', 'moveForm', 'recordTreatmentGuess', 'schedule'],
  infusionNurse: ['recordForm', 'schedule'],
  unblindedInfusionNurse: ['recordForm', 'schedule'],
  monitor: ['recordDeviation', 'updateDeviation', ...look],
  unblindedMonitor: ['recordDeviation'],
  dataManager: [
    'correctValue',
    'undoForm',
    'moveForm',
    'recordDeviation',
    'updateDeviation',
    'setReferenceRange',
    ...look,
  ],
  coder: ['forms'],
  safetyOfficer: ['recordDeviation', ...look],
  medicalMonitor: ['recordDeviation', ...look],
  reader: ['recordForm', 'correctValue', 'undoForm'],
  cellLaboratory: sealedFiles,
  unblindedPharmacist: sealedFiles,
  statistician: look,
  auditor: look,
  inspector: [...look, 'sealedAttachments'],
};
