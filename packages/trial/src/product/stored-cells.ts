// What becomes of stored cells when a participant withdraws from treatment: an item of the consent says it.
import type { ParticipantState } from '../evolve/participant-state.js';
import type { Protocol } from '../protocol/schema.js';

export type StoredCellsFate = 'reserved' | 'kept' | 'research' | 'destroyed';

/** `reserved` while the participant is treated; else by the last answer to the item of the consent. */
export function storedCellsFate(protocol: Protocol, participant: ParticipantState): StoredCellsFate {
  const hasLeft = participant.withdrawals.some(({ kind }) => kind === 'treatment' || kind === 'dataUse');
  if (!hasLeft) return 'reserved';
  const rule = protocol.product?.storedCellsAtWithdrawal;
  if (rule === undefined) return 'destroyed';
  const given = participant.consents.findLast((one) => one.consent === rule.consent);
  return given?.items[rule.item] === true ? rule.agreed : 'destroyed';
}
