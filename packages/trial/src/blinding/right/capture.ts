// Rights about what is found at visits: forms, deviations, guesses, the calendar.
import type { AreaNames, RightsOfRoles } from './contract.js';

export const captureNames = {
  blindedViews: ['forms', 'deviations', 'schedule', 'attachments', 'readingQueue', 'scanIds'],
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
  coordinator: [...record, 'forms', 'deviations', 'schedule', 'scanIds'],
  investigator: [...record, 'forms', 'deviations', 'schedule', 'scanIds'],
  principalInvestigator: [...record, 'forms', 'deviations', 'schedule', 'scanIds'],
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
    'scanIds',
  ],
  coder: ['forms'],
  safetyOfficer: ['recordDeviation', ...look],
  medicalMonitor: ['recordDeviation', ...look],
  // Whoever reads scans sees them by ids that tell nothing, and no view that names a participant, a site, a visit or a day.
  reader: ['recordForm', 'correctValue', 'undoForm', 'readingQueue'],
  cellLaboratory: sealedFiles,
  unblindedPharmacist: sealedFiles,
  statistician: look,
  auditor: look,
  inspector: [...look, 'sealedAttachments'],
};
