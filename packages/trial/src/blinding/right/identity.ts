// Rights about who participants are: for people of their own site alone, and for those who look after privacy.
import type { AreaNames, RightsOfRoles } from './contract.js';

export const identityNames = {
  blindedViews: [],
  unblindedViews: [],
  unblindedCommands: [],
  /** identifiers: who a participant of the own site is; identifierAccess: who looked at identifiers, when and why. */
  deeds: ['identifiers', 'identifierAccess'],
} as const satisfies AreaNames;

/** They count at the sites that a grant names, never through one for all sites or for a country. */
export const ownSiteRights = ['identifiers', 'keepIdentifiers', 'eraseIdentifiers'] as const;

export const identityRights: RightsOfRoles = {
  coordinator: ['identifiers', 'keepIdentifiers'],
  investigator: ['identifiers', 'keepIdentifiers'],
  principalInvestigator: [...ownSiteRights, 'identifierAccess'],
  dataProtectionOfficer: ['identifierAccess', 'sites'],
};
