// What a participant's state shows to a signer, and which signatures a change voids.
import { formThing } from '../evolve/change-state.js';
import type { ParticipantState } from '../evolve/participant-state.js';
import type { SignatureState } from '../evolve/review-state.js';
import type { Protocol } from '../protocol/schema.js';
import { formHashes, participantHash, type SeenParticipant, type Statement } from './signature-content.js';

/** The participant as a signer sees it; undefined before the screening. */
export function seenOf(participant: ParticipantState): SeenParticipant | undefined {
  const { screening, forms, changes, adverseEvents } = participant;
  if (screening === undefined) return undefined;
  return {
    participantId: screening.participantId,
    screeningNumber: screening.screeningNumber,
    forms: Object.values(forms).map(({ rows = {}, ...form }) => ({
      ...form,
      rows: Object.entries(rows).map(([rowId, row]) => ({ rowId, ...row })),
      versions: changes[formThing(form)]?.parts ?? {},
    })),
    adverseEvents,
  };
}

/** A signature that is no longer valid: of which forms, none where it is one of the whole participant. */
export interface Voided {
  readonly signatureId: string;
  readonly forms: readonly { readonly visit: string; readonly form: string; readonly occurrence: number }[];
}

/**
 * The signatures that were valid before and whose signed content is another now. A signature is valid if and only if
 * nothing that its signer saw changed: coding, verification and queries are no part of that content.
 */
export function findVoided(protocol: Protocol, before: ParticipantState, after: ParticipantState): readonly Voided[] {
  if (before.forms === after.forms && before.adverseEvents === after.adverseEvents) return [];
  const signatures = Object.entries(before.review.signatures);
  // Most participants of a trial under way have none: what nobody signed need not be put together.
  if (signatures.length === 0) return [];
  const seen = seenOf(after);
  if (seen === undefined) return [];
  return signatures.flatMap(([signatureId, signature]): readonly Voided[] => {
    const statement = statementOf(protocol, signature);
    if (signature.scope === 'participant') {
      const isVoid =
        signature.voidedVersion === undefined && participantHash(protocol, seen, statement) !== signature.hash;
      return isVoid ? [{ signatureId, forms: [] }] : [];
    }
    const touched = Object.entries(signature.forms).filter(
      ([key, { form, voidedVersion }]) =>
        voidedVersion === undefined && (before.forms[key] !== after.forms[key] || readsElsewhere(protocol, form)),
    );
    if (touched.length === 0) return [];
    const hashes = formHashes(protocol, seen, { statement, only: new Set(touched.map(([key]) => key)) });
    const gone = touched.filter(([key, { hash }]) => hashes[key] !== hash);
    const forms = gone.map(([, { visit, form, occurrence }]) => ({ visit, form, occurrence }));
    return forms.length === 0 ? [] : [{ signatureId, forms }];
  });
}

function statementOf(protocol: Protocol, signature: SignatureState): Statement {
  const { meaning, statement, protocolVersion, unseen } = signature;
  return { protocolId: protocol.id, protocolVersion, meaning, statement, unseen };
}

/** Whether a form shows values that are calculated from other forms. */
function readsElsewhere(protocol: Protocol, id: string): boolean {
  const form = protocol.forms.find((one) => one.id === id);
  return form?.items.some((item) => item.value !== undefined && item.reads !== undefined) ?? false;
}
