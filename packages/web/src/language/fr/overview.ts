// The overview of a trial.
import type { Messages } from '../message.js';

export const overview = {
  'overview.title': 'Vue d’ensemble',
  'overview.help': 'Où en est l’essai, et tout ce que vos rôles vous y permettent.',
  'overview.everywhere': 'partout',
  'overview.pages': 'Vos pages',
  'status.in preparation': 'en préparation',
  'status.recruiting': 'en cours',
  'status.locked': 'verrouillé',
  'status.unblinded': 'verrouillé, aveugle levé',
} satisfies Messages;
