// Which pages somebody sees, and where they go first.
import { type Me, rightsIn } from '../api/me.js';
import type { Page } from './page.js';

type Shown = Pick<Page, 'path' | 'rights' | 'homeOf'>;

/** The pages that somebody with these rights sees. */
export function pagesFor<P extends Shown>(pages: readonly P[], rights: ReadonlySet<string>): readonly P[] {
  return pages.filter((page) => page.rights.length === 0 || page.rights.some((right) => rights.has(right)));
}

/** The first page of somebody with these roles: that of the first role that has one, else the overview. */
export function homePathFor(pages: readonly Shown[], roles: readonly string[], rights: ReadonlySet<string>): string {
  const own = pagesFor(pages, rights);
  for (const role of roles) {
    const home = own.find(({ homeOf }) => homeOf?.includes(role));
    if (home !== undefined) return home.path;
  }
  return 'overview';
}

/** The address of the only trial's first page; undefined where there is a choice to make, or no page to go to. */
export function onlyHome(
  pages: readonly Shown[],
  me: Pick<Me, 'trials' | 'mayCreateTrials' | 'isAdministrator'> | null | undefined,
): string | undefined {
  const [only, ...others] = me?.trials ?? [];
  if (me == null || only === undefined || others.length > 0 || me.mayCreateTrials || me.isAdministrator)
    return undefined;
  const rights = rightsIn(only);
  const roles = only.roles.map(({ role }) => role);
  const path = homePathFor(pages, roles, rights);
  // Who is sent to a page that is not theirs would be sent back here.
  return pagesFor(pages, rights).some((page) => page.path === path) ? `/trials/${only.trialId}/${path}` : undefined;
}
