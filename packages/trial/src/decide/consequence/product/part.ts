// What consequences of the product share: the sealed reason beside an open event, and what a sequence gives when.

import type { Payload } from '../../../event/catalogue.js';
import type { ParticipantId } from '../../../id.js';
import type { Protocol } from '../../../protocol/schema.js';
import type { NewEvent } from '../../contract.js';
import { placesOf } from '../effect.js';

/** Why something was done: sealed, whoever says it, so that an open event beside it always reads the same. */
export function reasonEvent(
  participantId: ParticipantId,
  siteId: string | undefined,
  payload: Payload<'ProductReasonSealed'>,
): NewEvent {
  return { ...placesOf(participantId, siteId).sealed, type: 'ProductReasonSealed', payload };
}

/** The treatment that a sequence gives at an administration. */
export function treatmentAt(protocol: Protocol, sequenceId: string, administration: string): string {
  const period = protocol.administrations.find((one) => one.id === administration)?.period;
  const index = protocol.periods.findIndex((one) => one.id === period);
  const treatment = protocol.sequences.find((one) => one.id === sequenceId)?.treatments[index];
  if (treatment === undefined) throw new Error('the protocol gives no treatment to this administration');
  return treatment;
}

/** Whether what a treatment gives is made of the product, so that its tests count; a placebo has no cells to count. */
export function holdsProduct(protocol: Protocol, treatment: string): boolean {
  const kind = protocol.treatments.find((one) => one.id === treatment)?.kind;
  return kind === 'active' || kind === 'comparator';
}
