// The overview of a trial.
import type { Messages } from '../message.js';

export const overview = {
  'overview.title': 'Resumen',
  'overview.help': 'Cómo va el ensayo y todo lo que sus funciones le permiten hacer en él.',
  'overview.everywhere': 'en todas partes',
  'overview.pages': 'Sus páginas',
  'status.in preparation': 'en preparación',
  'status.recruiting': 'en curso',
  'status.locked': 'bloqueado',
  'status.unblinded': 'bloqueado y desenmascarado',
} satisfies Messages;
