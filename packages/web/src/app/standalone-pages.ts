// Pages outside of any trial: a new trial, the own account, administration, and those that links in mails lead to.
import type { ComponentType } from 'react';

interface StandalonePage {
  readonly path: string;
  /** Shown to people who are not signed in. */
  readonly isPublic?: boolean;
  readonly load: () => Promise<{ readonly Page: ComponentType }>;
}

const passwordByLink = () => import('../area/account/password-by-link-page.js');

/** The public addresses are those that the server writes into its links. */
export const standalonePages: readonly StandalonePage[] = [
  { path: '/new-trial', load: () => import('../area/new-trial/new-trial-page.js') },
  { path: '/account', load: () => import('../area/account/account-page.js') },
  { path: '/accounts', load: () => import('../area/account/accounts-page.js') },
  { path: '/invitation', isPublic: true, load: passwordByLink },
  { path: '/reset', isPublic: true, load: passwordByLink },
  { path: '/first', isPublic: true, load: passwordByLink },
  { path: '/email', isPublic: true, load: () => import('../area/account/email-page.js') },
  {
    path: '/forgotten-password',
    isPublic: true,
    load: () => import('../area/account/forgotten-password-page.js'),
  },
];
