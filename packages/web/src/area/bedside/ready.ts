// Which bags are ready at a bedside, and which administration comes next.
interface BagHere {
  readonly bag_code: string;
  readonly administration: string;
  readonly status: string;
  readonly expires_at: string | null;
}

/** Bags that are released and not used, those that expire first in front. */
export function readyBags<B extends BagHere>(bags: readonly B[]): readonly B[] {
  return bags
    .filter(({ status }) => status === 'released')
    .sort((one, other) => (one.expires_at ?? '9').localeCompare(other.expires_at ?? '9'));
}

/** The first administration that no bag of the participant was given for. */
export function nextAdministration(
  administrations: readonly { readonly id: string }[],
  bags: readonly BagHere[],
): string | undefined {
  const given = new Set(bags.filter(({ status }) => status === 'infused').map(({ administration }) => administration));
  return administrations.find(({ id }) => !given.has(id))?.id;
}
