// Pages of data management: the road to lock, cuts, files out and in, and the record at a date.
import { IconClockHour4, IconFileExport, IconFileImport, IconRoadSign, IconScissors } from '@tabler/icons-react';
import type { Page } from '../../app/page.js';

export const dataPages: readonly Page[] = [
  {
    path: 'road-to-lock',
    title: 'lock.title',
    rights: ['roadToLock'],
    homeOf: ['dataManager'],
    group: 'data',
    icon: IconRoadSign,
    load: () => import('./road-page.js'),
  },
  {
    path: 'cuts',
    title: 'cut.title',
    rights: ['makeDataCut', 'openDataCut'],
    group: 'data',
    icon: IconScissors,
    load: () => import('./cuts-page.js'),
  },
  {
    path: 'exports',
    title: 'export.title',
    rights: ['exportData', 'exportRecord', 'exportSite'],
    group: 'data',
    icon: IconFileExport,
    load: () => import('./exports-page.js'),
  },
  {
    path: 'imports',
    title: 'import.title',
    rights: ['importForms'],
    group: 'data',
    icon: IconFileImport,
    load: () => import('./imports-page.js'),
  },
  {
    path: 'time-machine',
    title: 'time.title',
    rights: ['audit'],
    homeOf: ['inspector', 'auditor'],
    group: 'record',
    icon: IconClockHour4,
    load: () => import('./time-page.js'),
  },
];
