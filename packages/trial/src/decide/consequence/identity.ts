// What follows from commands about identifiers: which are kept, and that they were erased.
import { IdentifierField } from '../../protocol/schema/retention.js';
import { refuse } from '../../refusal.js';
import { type Consequences, effect, placesOf } from './effect.js';

export const identityConsequences: Consequences<'keepIdentifiers' | 'eraseIdentifiers'> = {
  keepIdentifiers: ({ participantId, fields, reason }, { participant, siteId }, { sealedIdentifiers }) => {
    if (sealedIdentifiers !== true) {
      return refuse('identifiers-not-sent', 'This command is sent together with the identifiers that it keeps.');
    }
    const kept = IdentifierField.options.filter((field) => fields.includes(field));
    const removed = participant.identity.fields.filter((field) => !kept.includes(field));
    return effect([
      {
        ...placesOf(participantId, siteId).open,
        type: 'IdentifiersKept',
        payload: { fields: kept, ...(removed.length === 0 ? {} : { removed }) },
        ...(reason === undefined ? {} : { reason }),
      },
    ]);
  },

  eraseIdentifiers: ({ participantId, reason }, { participant, siteId }) =>
    effect([
      {
        ...placesOf(participantId, siteId).open,
        type: 'IdentifiersErased',
        payload: { fields: [...participant.identity.fields] },
        reason,
      },
    ]),
};
