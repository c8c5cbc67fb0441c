// Pages of data review: signatures and decisions, queries, the visit pack of the monitor, coding.
import {
  IconBook2,
  IconChecklist,
  IconClipboardCheck,
  IconHelpCircle,
  IconLanguage,
  IconLockQuestion,
} from '@tabler/icons-react';
import type { Page } from '../../app/page.js';

export const reviewPages: readonly Page[] = [
  {
    path: 'sign',
    title: 'sign.title',
    rights: ['signingPack'],
    homeOf: ['investigator', 'principalInvestigator'],
    group: 'work',
    icon: IconClipboardCheck,
    load: () => import('./sign-page.js'),
  },
  {
    path: 'visit-pack',
    title: 'visitPack.title',
    rights: ['visitPack'],
    homeOf: ['monitor'],
    group: 'work',
    icon: IconChecklist,
    load: () => import('./visit-pack-page.js'),
  },
  {
    path: 'queries',
    title: 'query.title',
    rights: ['queries'],
    group: 'data',
    icon: IconHelpCircle,
    load: () => import('./queries-page.js'),
  },
  {
    path: 'sealed-queries',
    title: 'sealedQuery.title',
    rights: ['sealedQueries'],
    homeOf: ['unblindedMonitor'],
    group: 'product',
    icon: IconLockQuestion,
    isUnblinded: true,
    load: () => import('./sealed-queries-page.js'),
  },
  {
    path: 'coding',
    title: 'coding.title',
    rights: ['codingList'],
    homeOf: ['coder'],
    group: 'data',
    icon: IconLanguage,
    load: () => import('./coding-page.js'),
  },
  {
    path: 'dictionaries',
    title: 'dictionary.title',
    rights: ['changeDictionaryVersion', 'importDictionary'],
    group: 'data',
    icon: IconBook2,
    load: () => import('./dictionaries-page.js'),
  },
];
