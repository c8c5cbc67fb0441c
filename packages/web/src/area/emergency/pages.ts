// The night page: one participant at three in the morning, and breaking a code.
import { IconUrgent } from '@tabler/icons-react';
import type { Page } from '../../app/page.js';

const load = () => import('./night-page.js');

export const emergencyPages: readonly Page[] = [
  {
    path: 'night',
    title: 'emergency.title',
    rights: ['emergency'],
    homeOf: ['safetyOfficer', 'emergencyService'],
    group: 'safety',
    icon: IconUrgent,
    load,
  },
  { path: 'night/$participant', title: 'emergency.title', rights: ['emergency'], load },
];
