// Permissions of custody: handovers that took place are recorded whatever they show; a quarantine ends once, by another person.
import { refuse } from '../../../refusal.js';
import type { Permissions } from '../../situation.js';
import { materialUnknown, productMissing } from './part.js';

export const handoverPermissions: Permissions<'recordHandover' | 'quarantineMaterial' | 'resolveQuarantine'> = {
  recordHandover: ({ handoverId }, { participant, protocol }) => {
    const missing = productMissing(protocol);
    if (missing !== undefined || !participant.chain.handoverIds.includes(handoverId)) return missing;
    return refuse('handover-known', 'This handover is recorded already.');
  },

  quarantineMaterial: ({ quarantineId, material }, situation) => {
    const refusal = productMissing(situation.protocol) ?? materialUnknown(material, situation);
    if (refusal !== undefined || situation.participant.chain.quarantines[quarantineId] === undefined) return refusal;
    return refuse('quarantine-known', 'This quarantine is recorded already.');
  },

  resolveQuarantine: ({ quarantineId }, { participant, actorId }) => {
    const quarantine = participant.chain.quarantines[quarantineId];
    if (quarantine === undefined) return refuse('quarantine-unknown', 'This participant has no such quarantine.');
    if (quarantine.decision !== undefined) {
      return refuse('quarantine-resolved', `The quarantine ended already: ${quarantine.decision}.`);
    }
    if (quarantine.cause !== 'decision' || quarantine.by !== actorId) return undefined;
    return refuse('quarantine-same-person', 'Who set the quarantine cannot end it; another person must.');
  },
};
