// Who of the rehearsal fills a form: the roles that the protocol names for it, or for an item of it, go first.
import type { ActorId, Form, Role } from '@equipoise/trial';
import { rolesOf } from '@equipoise/trial';
import type { Items } from './participant-forms.js';
import type { Staging } from './participant-script.js';

/** Items of a form that one person fills. */
export interface Share {
  readonly actorId: ActorId;
  readonly items: Items;
}

/**
 * The items of a form by who fills or corrects them. Where nobody but a barred role may, the items are left out: an
 * assessment by a rater who was unblinded does not take place.
 */
export function sharesOf(
  staging: Pick<Staging, 'protocol' | 'cast' | 'scenario'>,
  {
    command,
    siteId,
    form,
    items,
    barred,
  }: {
    readonly command: 'recordForm' | 'correctValue';
    readonly siteId: string;
    readonly form: Form;
    readonly items: Items;
    /** A role that does not record here any more. */
    readonly barred?: string | undefined;
  },
): readonly Share[] {
  const { protocol, cast, scenario } = staging;
  const able = rolesOf(protocol).filter((role: Role) => role.rights.includes(command) && role.id !== barred);
  const wanted = scenario.formRoles?.[form.id];
  const shares = new Map<string, Items>();
  for (const [id, value] of Object.entries(items)) {
    const named = form.items.find((item) => item.id === id)?.editedBy ?? form.filledBy;
    const fillers = named?.filter((one) => able.some((role) => role.id === one));
    if (fillers?.length === 0) continue;
    const usual = wanted === barred ? undefined : wanted;
    const role = fillers === undefined || fillers.includes(usual ?? '') ? usual : fillers[0];
    const share = shares.get(role ?? '') ?? {};
    share[id] = value;
    shares.set(role ?? '', share);
  }
  if (Object.keys(items).length === 0) shares.set(wanted ?? '', {});
  return [...shares].map(([role, share]) => ({
    actorId: cast.senderOf(command, siteId, role === '' ? undefined : role),
    items: share,
  }));
}
