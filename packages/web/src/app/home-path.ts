// Where somebody goes who has one trial and nothing to choose.
import { type Me, rightsIn } from '../api/me.js';
import { homePathFor, pagesFor } from './pages.js';

/** The address of the only trial's first page; undefined where there is a choice to make, or no page to go to. */
export function onlyHome(
  me: Pick<Me, 'trials' | 'mayCreateTrials' | 'isAdministrator'> | null | undefined,
): string | undefined {
  const [only, ...others] = me?.trials ?? [];
  if (me == null || only === undefined || others.length > 0 || me.mayCreateTrials || me.isAdministrator)
    return undefined;
  const rights = rightsIn(only);
  const path = homePathFor(
    only.roles.map(({ role }) => role),
    rights,
  );
  // Who is sent to a page that is not theirs would be sent back here.
  return pagesFor(rights).some((page) => page.path === path) ? `/trials/${only.trialId}/${path}` : undefined;
}
