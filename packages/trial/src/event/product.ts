// Events of a participant's product: what everybody may know of it, and what is sealed.
import { openProductEvents } from './product/open.js';
import { sealedProductEvents } from './product/sealed.js';

export const productEvents = { ...openProductEvents, ...sealedProductEvents } as const;
