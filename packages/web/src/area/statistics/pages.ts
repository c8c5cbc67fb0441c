// Pages of statisticians: analyses and their reports, design and power, the randomisation's assessment and its list.
import { IconChartBar, IconDice5, IconListNumbers, IconRulerMeasure } from '@tabler/icons-react';
import type { Page } from '../../app/page.js';

export const statisticsPages: readonly Page[] = [
  {
    path: 'analyses',
    title: 'analysis.title',
    rights: ['blindedReport', 'cutReport', 'unblindedReport'],
    homeOf: ['statistician', 'cutStatistician', 'dsmbStatistician'],
    group: 'statistics',
    icon: IconChartBar,
    load: () => import('./analyses-page.js'),
  },
  {
    path: 'analyses/$analysis/dummy',
    title: 'analysis.report',
    rights: ['blindedReport'],
    load: () => import('./report-page.js'),
  },
  {
    path: 'analyses/$analysis/actual',
    title: 'analysis.report',
    rights: ['cutReport', 'unblindedReport', 'blindedReport'],
    isUnblinded: true,
    load: () => import('./report-page.js'),
  },
  {
    path: 'design',
    title: 'design.title',
    rights: ['blindedReport', 'commitAnalysisPlan'],
    group: 'statistics',
    icon: IconRulerMeasure,
    load: () => import('./design-page.js'),
  },
  {
    path: 'randomisation-assessment',
    title: 'assessment.title',
    rights: ['commitAllocation', 'draftAmendment', 'audit', 'allocations'],
    group: 'statistics',
    icon: IconDice5,
    load: () => import('./assessment-page.js'),
  },
  {
    path: 'randomisation-list',
    title: 'listOpening.title',
    rights: ['requestListOpening', 'confirmListOpening', 'allocations'],
    group: 'statistics',
    icon: IconListNumbers,
    isUnblinded: true,
    load: () => import('./list-page.js'),
  },
];
