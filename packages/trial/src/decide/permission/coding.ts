// Permissions of coding: what the protocol wants coded.
import { thingKey } from '../../evolve/review-state.js';
import { refuse } from '../../refusal.js';
import { codableTerms, normaliseTerm } from '../../review/coding.js';
import type { Permissions, Situation } from '../situation.js';

export const codingPermissions: Permissions<
  'codeTerm' | 'codeAutomatically' | 'addSynonym' | 'changeDictionaryVersion'
> = {
  codeTerm: ({ thing, code }, situation) => {
    const { participant, protocol } = situation;
    const key = thingKey(thing);
    const term = codableTerms(protocol, participant).find((one) => one.key === key);
    if (term === undefined) {
      return refuse(
        'nothing-to-code',
        `The protocol does not ask for a coding of ${key}, or nothing is written there.`,
      );
    }
    const coded = participant.review.codings[key];
    const isSame =
      coded?.to.code === code &&
      coded.verbatim === term.verbatim &&
      coded.to.version === dictionaryVersion(term.coding, situation);
    return isSame ? refuse('nothing-changes', `${term.verbatim} is coded so already.`) : undefined;
  },

  codeAutomatically: ({ coding }, { protocol }) => codingRefusal(coding, protocol),

  addSynonym: ({ coding, verbatim }, { protocol, trial }) => {
    const refusal = codingRefusal(coding, protocol);
    if (refusal !== undefined) return refusal;
    if (trial.reviewLater.synonyms[coding]?.[normaliseTerm(verbatim)] === undefined) return undefined;
    return refuse('synonym-known', `"${verbatim}" has a code in this trial already.`);
  },

  changeDictionaryVersion: ({ coding, version }, situation) => {
    const refusal = codingRefusal(coding, situation.protocol);
    if (refusal !== undefined) return refusal;
    if (dictionaryVersion(coding, situation) !== version) return undefined;
    return refuse('nothing-changes', `The coding ${coding} uses version ${version} already.`);
  },
};

/** The version of the dictionary that a coding uses now. */
export function dictionaryVersion(
  coding: string,
  { trial, protocol }: Pick<Situation, 'trial' | 'protocol'>,
): string | undefined {
  return (
    trial.reviewLater.dictionaryVersions[coding] ??
    protocol.dataReview?.coding?.find(({ id }) => id === coding)?.version
  );
}

function codingRefusal(coding: string, protocol: Situation['protocol']) {
  const known = (protocol.dataReview?.coding ?? []).map(({ id }) => id);
  if (known.includes(coding)) return undefined;
  return refuse('coding-unknown', `The protocol has no coding "${coding}"; it has: ${known.join(', ') || 'none'}.`, {
    coding,
  });
}
