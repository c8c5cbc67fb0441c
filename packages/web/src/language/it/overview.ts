// The overview of a trial.
import type { Messages } from '../message.js';

export const overview = {
  'overview.title': 'Panoramica',
  'overview.help': 'A che punto è lo studio, e tutto ciò che i Suoi ruoli Le consentono di fare.',
  'overview.everywhere': 'ovunque',
  'overview.pages': 'Le Sue pagine',
  'status.in preparation': 'in preparazione',
  'status.recruiting': 'in corso',
  'status.locked': 'bloccato',
  'status.unblinded': 'bloccato, cieco aperto',
} satisfies Messages;
