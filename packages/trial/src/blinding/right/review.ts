// Rights about queries, source verification, signatures, locks and coding.
import type { AreaNames, RightsOfRoles } from './contract.js';

export const reviewNames = {
  blindedViews: [],
  unblindedViews: [],
  unblindedCommands: [],
} as const satisfies AreaNames;

export const reviewRights: RightsOfRoles = {};
