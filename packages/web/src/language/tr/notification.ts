// Notices.
import type { Messages } from '../message.js';

export const notification = {
  'notice.title': 'Bildirimler',
  'notice.help':
    'Araştırmanın size bildirdikleri. Acil bir bildirimi teyit etmek, anımsatmalarını herkes için bitirir.',
  'notice.bell': '{count, plural, =0 {Okunmamış bildirim yok} one {# okunmamış bildirim} other {# okunmamış bildirim}}',
  'notice.show': 'Göster',
  'notice.unread': 'Okunmamış ({count})',
  'notice.all': 'Tümü',
  'notice.none': 'Bildiriminiz yok.',
  'notice.noUnread': 'Tüm bildirimleri okudunuz.',
  'notice.readAll': 'Tümünü okundu say',
  'notice.read': 'Okundu say',
  'notice.urgent': 'acil',
  'notice.acknowledge': 'Teyit et',
  'notice.mail': 'E-postayla nasıl gelsinler',
  'notice.mailEach': 'Her biri ayrı e-postayla',
  'notice.mailDaily': 'Günde bir e-posta',
} satisfies Messages;
