// Permissions from harvest, or from the shelf, to infusion. What has happened is never refused for having happened.
import { bagPermissions } from './product/bag.js';
import { batchPermissions } from './product/batch.js';
import { handoverPermissions } from './product/handover.js';
import { harvestPermissions } from './product/harvest.js';
import { infusionPermissions } from './product/infusion.js';

export const productPermissions = {
  ...harvestPermissions,
  ...batchPermissions,
  ...bagPermissions,
  ...handoverPermissions,
  ...infusionPermissions,
};
