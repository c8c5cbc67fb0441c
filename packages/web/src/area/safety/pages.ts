// Safety: cases with clocks, listing, rules and board, reconciliation, one event, and reports of reactions.
import { IconAlarm, IconGavel, IconListDetails, IconScale, IconSend } from '@tabler/icons-react';
import type { Page } from '../../app/page.js';

export const safetyPages: readonly Page[] = [
  {
    path: 'safety/cases',
    title: 'safety.cases',
    rights: ['seriousEvents'],
    homeOf: ['medicalMonitor'],
    group: 'safety',
    icon: IconAlarm,
    load: () => import('./cases-page.js'),
  },
  {
    path: 'safety/listing',
    title: 'safety.listing',
    rights: ['lineListing'],
    group: 'safety',
    icon: IconListDetails,
    load: () => import('./listing-page.js'),
  },
  {
    path: 'safety/rules',
    title: 'safety.rules',
    rights: ['stoppingRules', 'boardMeetings'],
    group: 'safety',
    icon: IconGavel,
    load: () => import('./rules-page.js'),
  },
  {
    path: 'safety/reconciliation',
    title: 'safety.reconciliation',
    rights: ['safetyReconciliation'],
    group: 'safety',
    icon: IconScale,
    load: () => import('./reconciliation-page.js'),
  },
  {
    path: 'safety/events/$participant/$event',
    title: 'safety.event',
    rights: ['adverseEvents'],
    load: () => import('./event-page.js'),
  },
  {
    path: 'safety/reactions',
    title: 'reaction.title',
    rights: ['reactionReports'],
    homeOf: ['pharmacovigilance'],
    group: 'safety',
    icon: IconSend,
    isUnblinded: true,
    load: () => import('./reactions-page.js'),
  },
];
