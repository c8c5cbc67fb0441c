// The page of notices.
import { IconBell } from '@tabler/icons-react';
import type { Page } from '../../app/page.js';

export const notificationPages: readonly Page[] = [
  {
    path: 'notices',
    title: 'notice.title',
    rights: ['notifications'],
    group: 'work',
    icon: IconBell,
    load: () => import('./notices-page.js'),
  },
];
