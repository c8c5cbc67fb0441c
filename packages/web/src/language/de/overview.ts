// The overview of a trial.
import type { Messages } from '../message.js';

export const overview = {
  'overview.title': 'Übersicht',
  'overview.help': 'Wo die Studie steht, und alles, was Ihre Rollen Sie darin tun lassen.',
  'overview.everywhere': 'überall',
  'overview.pages': 'Ihre Seiten',
  'status.in preparation': 'in Vorbereitung',
  'status.recruiting': 'laufend',
  'status.locked': 'gesperrt',
  'status.unblinded': 'gesperrt und entblindet',
} satisfies Messages;
