// Notices.
import type { Messages } from '../message.js';

export const notification = {
  'notice.title': 'Avisos',
  'notice.help':
    'Lo que el ensayo le comunica. Acusar recibo de un aviso urgente pone fin a sus recordatorios para todos.',
  'notice.bell': '{count, plural, =0 {Ningún aviso sin leer} one {# aviso sin leer} other {# avisos sin leer}}',
  'notice.show': 'Mostrar',
  'notice.unread': 'Sin leer ({count})',
  'notice.all': 'Todos',
  'notice.none': 'No tiene ningún aviso.',
  'notice.noUnread': 'Ha leído todos los avisos.',
  'notice.readAll': 'Marcar todos como leídos',
  'notice.read': 'Marcar como leído',
  'notice.urgent': 'urgente',
  'notice.acknowledge': 'Acusar recibo',
  'notice.mail': 'Cómo llegan por correo',
  'notice.mailEach': 'Cada uno en su propio correo',
  'notice.mailDaily': 'Un correo al día',
} satisfies Messages;
