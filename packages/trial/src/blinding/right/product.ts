// Rights about the product: harvest, batch, bag, infusion.
import type { AreaNames, RightsOfRoles } from './contract.js';

export const productNames = {
  blindedViews: ['productStatus'],
  unblindedViews: ['laboratory', 'dispensing'],
  unblindedCommands: ['releaseProduct', 'recordFailedBatch', 'prepareInfusion'],
} as const satisfies AreaNames;

const prepare = [
  'releaseProduct',
  'recordFailedBatch',
  'prepareInfusion',
  'productStatus',
  'laboratory',
  'dispensing',
] as const;
const treat = ['recordHarvest', 'recordInfusion', 'productStatus'] as const;
const judge = ['requestGateOverride', 'permitInfusion'] as const;

export const productRights: RightsOfRoles = {
  trialManager: ['productStatus'],
  nationalCoordinator: ['productStatus'],
  coordinator: treat,
  investigator: [...treat, ...judge],
  principalInvestigator: [...treat, ...judge],
  cellLaboratory: ['recordHarvest', ...prepare],
  unblindedPharmacist: prepare,
  infusionNurse: ['recordInfusion'],
  unblindedInfusionNurse: ['recordInfusion', 'productStatus', 'dispensing'],
  monitor: ['productStatus'],
  unblindedMonitor: ['productStatus', 'laboratory', 'dispensing'],
  dataManager: ['productStatus'],
  safetyOfficer: judge,
  medicalMonitor: judge,
  auditor: ['productStatus'],
  inspector: ['productStatus', 'laboratory', 'dispensing'],
};
