// Notices.

export const notification = {
  'notice.title': 'Notices',
  'notice.help': 'What the trial tells you. Acknowledging an urgent notice ends its reminders for everybody.',
  'notice.bell': '{count, plural, =0 {No unread notice} one {# unread notice} other {# unread notices}}',
  'notice.show': 'Show',
  'notice.unread': 'Unread ({count})',
  'notice.all': 'All',
  'notice.none': 'You have no notice.',
  'notice.noUnread': 'You have read every notice.',
  'notice.readAll': 'Mark all as read',
  'notice.read': 'Mark as read',
  'notice.urgent': 'urgent',
  'notice.acknowledge': 'Acknowledge',
  'notice.mail': 'How they come by mail',
  'notice.mailEach': 'Each by a mail of its own',
  'notice.mailDaily': 'One mail a day',
} as const;
