// Pages outside of any trial: a new trial, the own account, administration, and those that links in mails lead to.
import type { ComponentType } from 'react';

interface StandalonePage {
  readonly path: string;
  /** Shown to people who are not signed in. */
  readonly isPublic?: boolean;
  readonly load: () => Promise<{ readonly Page: ComponentType }>;
}

/** The public addresses are those that the server writes into its links. */
export const standalonePages: readonly StandalonePage[] = [
  { path: '/new-trial', load: () => import('../area/new-trial/new-trial-page.js') },
];
