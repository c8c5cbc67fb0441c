// Rights of amendments: who drafts, approves and activates a version of the protocol, and who sees what it touches.
import type { AreaNames, RightsOfRoles } from './contract.js';

export const amendmentNames = {
  blindedViews: ['amendments', 'amendmentImpact', 'reconsentDue'],
  unblindedViews: [],
  unblindedCommands: [],
} as const satisfies AreaNames;

const draft = ['draftAmendment', 'withdrawDraft', 'amendments', 'amendmentImpact'] as const;
/** Who works at a site sees by which version, and whom to ask for consent again. */
const atSite = ['amendments', 'reconsentDue'] as const;

export const amendmentRights: RightsOfRoles = {
  trialManager: [...draft, 'approveAmendment', 'activateAmendment', 'reconsentDue'],
  dataManager: draft,
  medicalMonitor: ['approveAmendment', 'amendments', 'amendmentImpact'],
  nationalCoordinator: ['activateAmendment', ...atSite],
  principalInvestigator: atSite,
  investigator: atSite,
  coordinator: atSite,
  monitor: atSite,
  statistician: ['amendments'],
  safetyOfficer: ['amendments'],
  auditor: ['amendmentImpact', ...atSite],
  inspector: ['amendmentImpact', ...atSite],
};
