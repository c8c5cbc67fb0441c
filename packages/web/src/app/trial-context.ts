// The trial of the page: its id, the person's roles and rights there.
import { createContext, useContext } from 'react';
import type { Me, TrialOfMe } from '../api/me.js';
import type { Page } from './page.js';

export interface TrialHere {
  readonly trialId: string;
  readonly trial: TrialOfMe;
  readonly me: Me;
  readonly rights: ReadonlySet<string>;
  /** Whether a role that is held here has the right: a view's or a command's name. */
  readonly may: (right: string) => boolean;
  /** The pages that these rights show. */
  readonly pages: readonly Page[];
  /** Sites where the person's roles count; "all" where they count everywhere. */
  readonly sites: 'all' | readonly string[];
}

export const TrialContext = createContext<TrialHere | undefined>(undefined);

/** The trial of this page. @throws Error on pages that are not of a trial */
export function useTrial(): TrialHere {
  const here = useContext(TrialContext);
  if (here === undefined) throw new Error('This page is not within a trial.');
  return here;
}
