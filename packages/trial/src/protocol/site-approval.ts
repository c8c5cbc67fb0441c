// The approvals that a site of a live trial needs where its protocol names none, and the tasks that are usually delegated.
import type { ApprovalDefinition, DelegationTask, Protocol } from './schema.js';

export type { ApprovalDefinition } from './schema.js';

/** ICH E6(R3) 2.4, 3.8 and 4.3.5, and the usual order of a start: opinion, authorisation, contract, initiation visit. */
export const standardApprovals: readonly ApprovalDefinition[] = [
  { id: 'ethics', name: 'Favourable opinion of the ethics committee', per: 'site' },
  { id: 'authority', name: 'Authorisation by the competent authority', per: 'nationalTrial' },
  { id: 'contract', name: 'Signed contract of the site', per: 'site' },
  { id: 'initiation', name: 'Initiation visit', per: 'site' },
];

/** What an investigator usually delegates (ICH E6(R3) 2.3.1). */
export const standardTasks: readonly DelegationTask[] = [
  { id: 'consent', name: 'Informed consent', commands: ['recordConsent'] },
  { id: 'eligibility', name: 'Judgement of eligibility', commands: ['assessEligibility'] },
  { id: 'screening', name: 'Screening', commands: ['screenParticipant'] },
  { id: 'randomisation', name: 'Randomisation', commands: ['randomise'] },
  { id: 'data', name: 'Entry and correction of data', commands: ['recordForm', 'correctValue'] },
  { id: 'rating', name: 'Rating of outcomes', commands: ['recordForm', 'recordTreatmentGuess'] },
  { id: 'harvest', name: 'Harvest', commands: ['recordHarvest'] },
  { id: 'productPreparation', name: 'Preparation of the product', commands: ['prepareInfusion'] },
  { id: 'infusion', name: 'Infusion', commands: ['permitInfusion', 'requestGateOverride'] },
  { id: 'safety', name: 'Judgement of adverse events', commands: [] },
];

/** The tasks of a trial. */
export function tasksOf(protocol: Protocol): readonly DelegationTask[] {
  return protocol.delegation?.tasks ?? standardTasks;
}
