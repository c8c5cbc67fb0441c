// What permissions of the product share: is there a product, an administration, the material?

import type { OpenMaterial } from '../../../command/product/part.js';
import { isQuarantined } from '../../../product/bedside.js';
import type { Protocol } from '../../../protocol/schema.js';
import { type Refusal, refuse } from '../../../refusal.js';
import type { Situation } from '../../situation.js';

export type Known = Pick<Situation, 'participant' | 'protocol'>;

export function productMissing(protocol: Protocol): Refusal | undefined {
  return protocol.product === undefined ? refuse('product-unknown', 'The protocol has no product.') : undefined;
}

export function harvestedProductMissing(protocol: Protocol): Refusal | undefined {
  if (protocol.product?.origin !== 'offTheShelf') return productMissing(protocol);
  return refuse('product-off-the-shelf', 'The product comes off the shelf; nothing is harvested or released for one.');
}

export function harvestUnknown(harvestId: string, { participant, protocol }: Known): Refusal | undefined {
  const missing = harvestedProductMissing(protocol);
  if (missing !== undefined || participant.harvests.some((one) => one.harvestId === harvestId)) return missing;
  return refuse('harvest-unknown', 'This participant has no such harvest; record it first.');
}

export function administrationUnknown(administration: string, protocol: Protocol): Refusal | undefined {
  const known = protocol.administrations.map((one) => one.id);
  if (known.includes(administration)) return undefined;
  const allowed = known.join(', ') || 'none';
  return refuse(
    'administration-unknown',
    `The protocol has no administration "${administration}"; it has: ${allowed}.`,
    { administration },
  );
}

export function administrationRefusal(administration: string, { participant, protocol }: Known): Refusal | undefined {
  const unknown = administrationUnknown(administration, protocol);
  if (unknown !== undefined || participant.randomisation !== undefined) return unknown;
  return refuse('not-randomised', 'The participant is not randomised; randomise first.');
}

export function infusedRefusal(administration: string, { participant }: Known): Refusal | undefined {
  if (!participant.infusions.some((one) => one.administration === administration)) return undefined;
  return refuse('already-infused', `The administration ${administration} was given already.`, { administration });
}

export function bagUnknown(bagCode: string, { participant }: Known): Refusal | undefined {
  if (participant.chain.bags[bagCode] !== undefined) return undefined;
  return refuse('bag-unknown', `No bag ${bagCode} was prepared for this participant.`, { bagCode });
}

export function materialUnknown(material: OpenMaterial, known: Known): Refusal | undefined {
  return 'bagCode' in material ? bagUnknown(material.bagCode, known) : harvestUnknown(material.harvestId, known);
}

export function quarantineRefusal(code: string, { participant }: Known): Refusal | undefined {
  if (!isQuarantined(participant.chain, code)) return undefined;
  return refuse(
    'material-quarantined',
    'This material is in quarantine, or was rejected; decide on the quarantine first.',
  );
}
