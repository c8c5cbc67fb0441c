// Pages of the people who see participants: today's work, the list, one participant, and the forms.
import { IconCalendarDue, IconUsers } from '@tabler/icons-react';
import type { Page } from '../../app/page.js';

export const participantPages: readonly Page[] = [
  {
    path: 'today',
    title: 'today.title',
    rights: ['schedule'],
    homeOf: ['coordinator', 'investigator', 'principalInvestigator', 'nationalCoordinator', 'edssRater'],
    group: 'work',
    icon: IconCalendarDue,
    load: () => import('./today-page.js'),
  },
  {
    path: 'participants',
    title: 'participant.list',
    rights: ['participants'],
    group: 'participants',
    icon: IconUsers,
    load: () => import('./list-page.js'),
  },
  {
    path: 'participants/$participant',
    title: 'participant.title',
    rights: ['participants', 'schedule'],
    load: () => import('./participant-page.js'),
  },
  {
    path: 'participants/$participant/forms/$visit/$form/$occurrence',
    title: 'form.title',
    rights: ['recordForm', 'forms'],
    load: () => import('../form/form-page.js'),
  },
];
