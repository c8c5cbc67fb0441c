// Notices.
import type { Messages } from '../message.js';

export const notification = {
  'notice.title': 'Mitteilungen',
  'notice.help':
    'Was die Studie Ihnen mitteilt. Wer eine dringende Mitteilung quittiert, beendet ihre Erinnerungen für alle.',
  'notice.bell':
    '{count, plural, =0 {Keine ungelesene Mitteilung} one {# ungelesene Mitteilung} other {# ungelesene Mitteilungen}}',
  'notice.show': 'Zeigen',
  'notice.unread': 'Ungelesen ({count})',
  'notice.all': 'Alle',
  'notice.none': 'Sie haben keine Mitteilung.',
  'notice.noUnread': 'Sie haben alle Mitteilungen gelesen.',
  'notice.readAll': 'Alle als gelesen markieren',
  'notice.read': 'Als gelesen markieren',
  'notice.urgent': 'dringend',
  'notice.acknowledge': 'Quittieren',
  'notice.mail': 'Wie sie per E-Mail kommen',
  'notice.mailEach': 'Jede mit eigener E-Mail',
  'notice.mailDaily': 'Eine E-Mail am Tag',
} satisfies Messages;
