// Notices.
import type { Messages } from '../message.js';

export const notification = {
  'notice.title': 'Notifications',
  'notice.help':
    'Ce que l’essai vous dit. Accuser réception d’une notification urgente met fin à ses rappels pour tous.',
  'notice.bell':
    '{count, plural, =0 {Aucune notification non lue} one {# notification non lue} other {# notifications non lues}}',
  'notice.show': 'Afficher',
  'notice.unread': 'Non lues ({count})',
  'notice.all': 'Toutes',
  'notice.none': 'Vous n’avez aucune notification.',
  'notice.noUnread': 'Vous avez lu toutes les notifications.',
  'notice.readAll': 'Tout marquer comme lu',
  'notice.read': 'Marquer comme lue',
  'notice.urgent': 'urgent',
  'notice.acknowledge': 'Accuser réception',
  'notice.mail': 'Comment elles arrivent par e-mail',
  'notice.mailEach': 'Un e-mail pour chacune',
  'notice.mailDaily': 'Un e-mail par jour',
} satisfies Messages;
