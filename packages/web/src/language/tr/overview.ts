// The overview of a trial.
import type { Messages } from '../message.js';

export const overview = {
  'overview.title': 'Genel bakış',
  'overview.help': 'Araştırmanın durumu ve rollerinizle yapabileceğiniz her şey.',
  'overview.everywhere': 'her yerde',
  'overview.pages': 'Sayfalarınız',
  'status.in preparation': 'hazırlanıyor',
  'status.recruiting': 'sürüyor',
  'status.locked': 'kilitli',
  'status.unblinded': 'kilitli, körlüğü kaldırılmış',
} satisfies Messages;
