// The bedside: scanning before an infusion, and its course.
import { IconScan } from '@tabler/icons-react';
import type { Page } from '../../app/page.js';

export const bedsidePages: readonly Page[] = [
  {
    path: 'bedside',
    title: 'bedside.title',
    rights: ['checkBedside'],
    homeOf: ['infusionNurse', 'unblindedInfusionNurse'],
    group: 'product',
    icon: IconScan,
    load: () => import('./bedside-page.js'),
  },
  {
    path: 'bedside/$participant/$bag',
    title: 'bedside.title',
    rights: ['checkBedside'],
    load: () => import('./course-page.js'),
  },
];
