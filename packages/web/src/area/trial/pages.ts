// Pages about the trial as a whole: recruitment, set-up, sites, people and their roles, amendments.
import { IconChartLine, IconFileDiff, IconFlag, IconListCheck, IconMapPins, IconUsersGroup } from '@tabler/icons-react';
import type { Page } from '../../app/page.js';

export const trialPages: readonly Page[] = [
  {
    path: 'recruitment',
    title: 'recruitment.title',
    rights: ['randomisationDashboard'],
    homeOf: ['trialManager', 'nationalCoordinator'],
    group: 'trial',
    icon: IconChartLine,
    load: () => import('./recruitment-page.js'),
  },
  {
    path: 'set-up',
    title: 'setUp.title',
    rights: ['goLive', 'commitAllocation', 'commitAnalysisPlan'],
    homeOf: ['randomisationAdministrator', 'randomisationStatistician'],
    group: 'trial',
    icon: IconListCheck,
    load: () => import('./set-up-page.js'),
  },
  {
    path: 'sites',
    title: 'sites.title',
    rights: ['activateSite', 'recordApproval', 'people'],
    group: 'trial',
    icon: IconMapPins,
    load: () => import('./sites-page.js'),
  },
  {
    path: 'people',
    title: 'people.title',
    rights: ['people'],
    group: 'trial',
    icon: IconUsersGroup,
    load: () => import('./people-page.js'),
  },
  {
    path: 'amendments',
    title: 'amendment.title',
    rights: ['amendments'],
    group: 'trial',
    icon: IconFileDiff,
    load: () => import('./amendments-page.js'),
  },
  {
    path: 'trial-end',
    title: 'ending.title',
    rights: ['audit'],
    group: 'trial',
    icon: IconFlag,
    load: () => import('./end-page.js'),
  },
];
