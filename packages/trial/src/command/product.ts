// Commands about a participant's product: identity, harvest, batch, bag, label, handover, bedside.
import { bagCommands } from './product/bag.js';
import { batchCommands } from './product/batch.js';
import { handoverCommands } from './product/handover.js';
import { harvestCommands } from './product/harvest.js';
import { infusionCommands } from './product/infusion.js';

export const productCommands = {
  ...harvestCommands,
  ...batchCommands,
  ...bagCommands,
  ...handoverCommands,
  ...infusionCommands,
} as const;
