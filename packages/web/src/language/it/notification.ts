// Notices.
import type { Messages } from '../message.js';

export const notification = {
  'notice.title': 'Avvisi',
  'notice.help':
    'Che cosa Le comunica lo studio. La presa visione di un avviso urgente ne termina i promemoria per tutti.',
  'notice.bell': '{count, plural, =0 {Nessun avviso da leggere} one {# avviso da leggere} other {# avvisi da leggere}}',
  'notice.show': 'Mostra',
  'notice.unread': 'Da leggere ({count})',
  'notice.all': 'Tutti',
  'notice.none': 'Non ha avvisi.',
  'notice.noUnread': 'Ha letto tutti gli avvisi.',
  'notice.readAll': 'Segna tutti come letti',
  'notice.read': 'Segna come letto',
  'notice.urgent': 'urgente',
  'notice.acknowledge': 'Presa visione',
  'notice.mail': 'Come arrivano per e-mail',
  'notice.mailEach': 'Ciascuno con una propria e-mail',
  'notice.mailDaily': 'Una e-mail al giorno',
} satisfies Messages;
