// Permissions about identifiers: the people of the participant's own site alone, what the protocol collects, what the law keeps.
import { findRole } from '../../blinding/role.js';
import type { CommandName } from '../../command/catalogue.js';
import { identifiersOf } from '../../protocol/retention.js';
import { type Refusal, refuse } from '../../refusal.js';
import { retentionRefusal } from '../retention.js';
import type { Permissions, Situation } from '../situation.js';

export const identityPermissions: Permissions<'keepIdentifiers' | 'eraseIdentifiers'> = {
  keepIdentifiers: ({ fields }, situation) => {
    const elsewhere = otherSiteRefusal('keepIdentifiers', situation);
    if (elsewhere !== undefined) return elsewhere;
    const allowed = identifiersOf(situation.protocol);
    const unasked = fields.filter((field) => !allowed.includes(field));
    if (unasked.length > 0) {
      const text = `The protocol does not have sites keep ${unasked.join(', ')}; allowed: ${allowed.join(', ') || 'none'}.`;
      return refuse('identifier-not-collected', text, { fields: unasked, allowed });
    }
    const isRemoving = situation.participant.identity.fields.some((field) => !fields.includes(field));
    return isRemoving ? retentionRefusal({ ...situation, covers: 'identifiers' }) : undefined;
  },

  eraseIdentifiers: (_body, situation) => {
    const elsewhere = otherSiteRefusal('eraseIdentifiers', situation);
    if (elsewhere !== undefined) return elsewhere;
    if (situation.participant.identity.fields.length === 0) {
      return refuse('identifiers-not-kept', 'No identifiers of this participant are kept.');
    }
    return retentionRefusal({ ...situation, covers: 'identifiers' });
  },
};

/** A role for all sites, or for a country, is not a role at this site: the sponsor does not come to names by it. */
function otherSiteRefusal(command: CommandName, situation: Situation): Refusal | undefined {
  const { trial, protocol, actorId, siteId, now } = situation;
  const isOwn = (trial.access.grants[actorId] ?? []).some(
    ({ role, sites, from, until }) =>
      Array.isArray(sites) &&
      siteId !== undefined &&
      sites.includes(siteId) &&
      (from === undefined || from <= now) &&
      (until === undefined || now < until) &&
      findRole(protocol, role)?.rights.includes(command),
  );
  if (isOwn) return undefined;
  const text = `Identifiers are for people whose role names the participant's own site; ${command} needs one that does.`;
  return refuse('right-missing', text, { command });
}
