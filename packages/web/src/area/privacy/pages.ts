// Privacy: who looked at identifiers, for those who look after them.
import { IconEyeCheck } from '@tabler/icons-react';
import type { Page } from '../../app/page.js';

export const privacyPages: readonly Page[] = [
  {
    path: 'privacy',
    title: 'privacy.access',
    rights: ['identifierAccess'],
    homeOf: ['dataProtectionOfficer'],
    group: 'record',
    icon: IconEyeCheck,
    load: () => import('./access-page.js'),
  },
];
