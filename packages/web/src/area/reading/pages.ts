// The page of who reads scans centrally.
import { IconScanEye } from '@tabler/icons-react';
import type { Page } from '../../app/page.js';

export const readingPages: readonly Page[] = [
  {
    path: 'readings',
    title: 'reading.title',
    rights: ['readingQueue'],
    homeOf: ['reader'],
    group: 'work',
    icon: IconScanEye,
    load: () => import('./reading-page.js'),
  },
];
