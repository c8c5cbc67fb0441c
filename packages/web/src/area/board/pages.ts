// The closed room.
import { IconDoor } from '@tabler/icons-react';
import type { Page } from '../../app/page.js';

export const boardPages: readonly Page[] = [
  {
    path: 'closed-room',
    title: 'board.title',
    rights: ['dsmbTables'],
    homeOf: ['dsmbStatistician'],
    group: 'safety',
    icon: IconDoor,
    isUnblinded: true,
    load: () => import('./board-page.js'),
  },
];
