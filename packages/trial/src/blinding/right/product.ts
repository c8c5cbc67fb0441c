// Rights about the product: identity, harvest, batch, bag, label, custody, bedside.
import type { AreaNames, RightsOfRoles } from './contract.js';

/** What rests on, or tells of, the content of a bag, or what the laboratory alone knows. */
const laboratoryCommands = [
  'requestHarvest',
  'recordBatchStep',
  'releaseProduct',
  'recordFailedBatch',
  'recordExcursion',
  'recordLateResult',
  'recordOutOfSpecification',
  'notifyFinding',
  'prepareInfusion',
  'releaseBag',
  'recallBag',
  'printLabel',
  'recordLabelFate',
  'resolveQuarantine',
  'recordDisposal',
] as const;

export const productNames = {
  blindedViews: ['productStatus'],
  unblindedViews: ['laboratory', 'dispensing'],
  unblindedCommands: laboratoryCommands,
} as const satisfies AreaNames;

const custody = ['recordHandover', 'quarantineMaterial'] as const;
const prepare = [
  ...laboratoryCommands,
  ...custody,
  'issueIdentityCode',
  'postponeInfusion',
  'productStatus',
  'laboratory',
  'dispensing',
] as const;
const bedside = ['checkBedside', 'clearInfusion', 'recordInfusionStep', 'recordInfusion'] as const;
const treat = [
  'issueIdentityCode',
  'recordHarvest',
  'scheduleInfusion',
  'postponeInfusion',
  ...custody,
  ...bedside,
  'productStatus',
] as const;
const judge = ['requestGateOverride', 'permitInfusion'] as const;

export const productRights: RightsOfRoles = {
  trialManager: ['productStatus'],
  nationalCoordinator: ['productStatus'],
  coordinator: treat,
  investigator: [...treat, ...judge],
  principalInvestigator: [...treat, ...judge],
  cellLaboratory: ['recordHarvest', ...prepare],
  unblindedPharmacist: prepare,
  infusionNurse: [...bedside, ...custody, 'productStatus'],
  unblindedInfusionNurse: [...bedside, ...custody, 'productStatus', 'dispensing'],
  monitor: ['productStatus'],
  unblindedMonitor: ['productStatus', 'laboratory', 'dispensing'],
  dataManager: ['productStatus'],
  safetyOfficer: judge,
  medicalMonitor: judge,
  pharmacovigilance: ['recordOutOfSpecification', 'notifyFinding'],
  auditor: ['productStatus'],
  inspector: ['productStatus', 'laboratory', 'dispensing'],
};
