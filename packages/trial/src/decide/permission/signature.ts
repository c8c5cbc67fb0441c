// Permissions of signatures: which meaning, by whom, and over exactly what the signer saw (21 CFR 11.50, 11.70).
import type { FormPlace } from '../../event/review-part.js';
import { placeKey } from '../../evolve/review-state.js';
import { label } from '../../protocol/text.js';
import { type Refusal, refuse } from '../../refusal.js';
import { formHashes, participantHash, type Statement, unseenBy } from '../../review/signature-content.js';
import { seenOf } from '../../review/signed-state.js';
import type { Permissions, Situation } from '../situation.js';
import { repeatedRefusal, rolesHere, unrecordedRefusal } from './review-place.js';

export const signaturePermissions: Permissions<'signForms' | 'signParticipant'> = {
  signForms: ({ meaning, forms }, situation) => {
    const refusal =
      meaningRefusal('signForms', { meaning, scope: 'form', forms }, situation) ??
      repeatedRefusal(forms.map(placeKey)) ??
      unrecordedRefusal(forms, situation);
    if (refusal !== undefined) return refusal;
    const { participant } = situation;
    const signed = forms
      .map(placeKey)
      .filter((key) =>
        Object.values(participant.review.signatures).some(
          (one) =>
            one.meaning === meaning && one.forms[key] !== undefined && one.forms[key].voidedVersion === undefined,
        ),
      );
    if (signed.length > 0) {
      return refuse('signed-already', `Signed already, and unchanged since: ${signed.join(', ')}.`, { forms: signed });
    }
    const hashes = signedHashes('signForms', meaning, situation);
    const other = forms.filter((form) => hashes[placeKey(form)] !== form.hash).map(placeKey);
    if (other.length === 0) return undefined;
    return refuse('signed-content-changed', `Not as the signer saw it: ${other.join(', ')}; look at it again.`, {
      forms: other,
    });
  },

  signParticipant: ({ meaning, hash }, situation) => {
    const refusal = meaningRefusal('signParticipant', { meaning, scope: 'participant', forms: [] }, situation);
    if (refusal !== undefined) return refusal;
    const given = Object.values(situation.participant.review.signatures);
    if (
      given.some((one) => one.meaning === meaning && one.scope === 'participant' && one.voidedVersion === undefined)
    ) {
      return refuse('signed-already', 'The participant is signed with this meaning, and nothing changed since.');
    }
    const seen = seenOf(situation.participant);
    const statement = statementFor('signParticipant', meaning, situation);
    if (seen !== undefined && participantHash(situation.protocol, seen, statement) === hash) return undefined;
    return refuse('signed-content-changed', 'The participant is not as the signer saw it; look at it again.');
  },
};

/** The hash of every form as the actor sees it, under a meaning. */
export function signedHashes(
  right: 'signForms',
  meaning: string,
  situation: Situation,
): Readonly<Record<string, string>> {
  const seen = seenOf(situation.participant);
  if (seen === undefined) return {};
  return formHashes(situation.protocol, seen, { statement: statementFor(right, meaning, situation) });
}

/** What the actor would sign: the words, and which items stay out because the actor may not see them. */
export function statementFor(right: 'signForms' | 'signParticipant', meaning: string, situation: Situation): Statement {
  const { protocol } = situation;
  const definition = protocol.dataReview?.signatures?.find(({ id }) => id === meaning);
  return {
    protocolId: protocol.id,
    protocolVersion: protocol.version,
    meaning,
    statement: definition === undefined ? '' : label(definition.meaning),
    unseen: unseenBy(protocol, rolesHere(right, situation)),
  };
}

function meaningRefusal(
  right: 'signForms' | 'signParticipant',
  {
    meaning,
    scope,
    forms,
  }: { readonly meaning: string; readonly scope: 'form' | 'participant'; readonly forms: readonly FormPlace[] },
  situation: Situation,
): Refusal | undefined {
  const all = (situation.protocol.dataReview?.signatures ?? []).filter((one) => one.scope === scope);
  const definition = all.find(({ id }) => id === meaning);
  if (definition === undefined) {
    const allowed = all.map(({ id }) => id).join(', ') || 'none';
    return refuse('signature-meaning-unknown', `The protocol has no signature "${meaning}" here; it has: ${allowed}.`, {
      meaning,
    });
  }
  const roles = rolesHere(right, situation);
  if (definition.roles !== undefined && !definition.roles.some((role) => roles.includes(role))) {
    return refuse('role-may-not-sign', `Only these roles sign as "${meaning}": ${definition.roles.join(', ')}.`, {
      roles: definition.roles,
    });
  }
  const others = forms.filter(({ form }) => definition.forms?.includes(form) === false).map(placeKey);
  if (others.length === 0) return undefined;
  return refuse('signature-not-asked', `The signature "${meaning}" is not asked for on: ${others.join(', ')}.`, {
    forms: others,
  });
}
