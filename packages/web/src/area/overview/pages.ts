// Pages about the trial as a whole.
import { IconHome } from '@tabler/icons-react';
import type { Page } from '../../app/page.js';

export const overviewPages: readonly Page[] = [
  {
    path: 'overview',
    title: 'overview.title',
    rights: [],
    group: 'work',
    icon: IconHome,
    load: () => import('./overview-page.js'),
  },
];
