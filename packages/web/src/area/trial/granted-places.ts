// Where a role counts, as commands and views write it.

/** What commands take: everywhere, sites by id, or a national trial. */
export type GrantedPlaces = 'all' | string[] | { readonly nationalTrial: string };

/** Of a row of the view `people`: "*", the id of a site, or `@` and that of a national trial. */
export function placesOf(siteId: string): GrantedPlaces {
  if (siteId === '*') return 'all';
  const national = /^(?:nationalTrial:|@)(.+)$/.exec(siteId)?.[1];
  return national === undefined ? [siteId] : { nationalTrial: national };
}
