// What follows from harvests, batches, bags, handovers and infusions. Blinded people see the same for every sequence.
import { bagConsequences } from './product/bag.js';
import { batchConsequences } from './product/batch.js';
import { handoverConsequences } from './product/handover.js';
import { harvestConsequences } from './product/harvest.js';
import { infusionConsequences } from './product/infusion.js';

export const productConsequences = {
  ...harvestConsequences,
  ...batchConsequences,
  ...bagConsequences,
  ...handoverConsequences,
  ...infusionConsequences,
};
