// Permissions of identity and harvest. A harvest that took place is never refused for having taken place.
import { type Refusal, refuse } from '../../../refusal.js';
import type { Permissions, Situation } from '../../situation.js';
import { harvestedProductMissing, productMissing } from './part.js';

export const harvestPermissions: Permissions<'issueIdentityCode' | 'requestHarvest' | 'recordHarvest'> = {
  issueIdentityCode: (_body, { participant, protocol }) => {
    const missing = productMissing(protocol);
    if (missing !== undefined || participant.chain.identityCode === undefined) return missing;
    const { identityCode } = participant.chain;
    return refuse('identity-code-issued', `This participant has the code ${identityCode}; one code holds throughout.`, {
      identityCode,
    });
  },

  requestHarvest: (_body, situation) => harvestedProductMissing(situation.protocol) ?? requestRefusal(situation),

  recordHarvest: ({ harvestId }, { participant, protocol }) => {
    if (!participant.harvests.some((one) => one.harvestId === harvestId)) return harvestedProductMissing(protocol);
    return refuse('harvest-known', 'This harvest is recorded already.');
  },
};

function requestRefusal({ participant, protocol }: Situation): Refusal | undefined {
  // After randomisation only those would be harvested again whose cells are still to be given.
  if (participant.randomisation !== undefined) {
    return refuse(
      'harvest-would-tell',
      'After randomisation another harvest would tell the sequence; turn to pharmacovigilance or the sponsor instead.',
    );
  }
  if (participant.product !== undefined) {
    return refuse('product-released', 'A batch is released for this participant already.');
  }
  if (participant.harvests.length === 0) {
    return refuse('harvest-unknown', 'There was no harvest yet; this asks for another one.');
  }
  const most = protocol.product?.maximumHarvests ?? 0;
  if (participant.harvests.length < most) return undefined;
  return refuse('harvest-limit-reached', `The protocol allows ${most} harvests of a participant.`, { most });
}
