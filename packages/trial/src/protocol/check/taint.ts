// Taint: what only unblinded people enter must not reach, by any path of rules, what blinded people see.
import { standardRoles } from '../../blinding/role.js';
import { listNodes, namesOf, parseCel } from '../expression/syntax.js';
import type { Finding, Path, Told } from '../finding.js';
import type { PartialProtocol } from '../prune.js';
import { findItems, LABORATORY } from '../rule-scope.js';
import type { RuleSite } from '../rule-site.js';
import type { Randomisation } from '../schema/randomisation.js';
import { say } from '../sentence.js';

/** Where the taint of an item comes from, from the item back to its source, in words. */
type Trail = readonly Told[];

/** One finding for each rule that blinded people see the result of and that could depend on what only unblinded people enter. */
export function checkTaint(protocol: PartialProtocol, sites: readonly RuleSite[]): readonly Finding[] {
  const isUnblinded = unblindedRoles(protocol);
  const tainted = spread(sources(protocol, isUnblinded), sites);
  const named = namedItems(protocol).flatMap(({ what, origin, path }) => {
    const trail = tainted.get(origin);
    return trail === undefined ? [] : [taintedFinding(what, trail, path)];
  });
  const rules = sites.flatMap((site): Finding[] => {
    if (site.isSealed || site.roles?.every(isUnblinded)) return [];
    const trail = trailOf(site, tainted);
    if (trail === undefined) return [];
    return [taintedFinding(site.what, trail, site.path)];
  });
  return [...rules, ...named];
}

function taintedFinding(what: Told, trail: Trail, path: Path): Finding {
  return {
    code: 'rule-would-unblind',
    message: say`${what} depends on what only unblinded people enter: ${chain([what, ...trail])}`,
    allowed: say`items that blinded people enter, and what is calculated from these alone`,
    path,
  };
}

function chain(links: readonly Told[]): Told {
  return links.reduce((before, link) => say`${before} ← ${link}`);
}

/** An item that decides something without any rule. */
interface NamedItem {
  readonly what: Told;
  readonly origin: string;
  readonly path: Path;
}

/** Items that strata, factors, anchors, endpoints and intercurrent events name: strata, days of visits and blinded reports show them. */
function namedItems(protocol: PartialProtocol): readonly NamedItem[] {
  const { randomisation } = protocol;
  const factors = (key: 'strata' | 'factors', what: Told, list: Randomisation['strata'] | Factors): NamedItem[] =>
    list.flatMap(({ id, from }, index) =>
      typeof from !== 'object'
        ? []
        : findItems(protocol, from.item).map(({ form, item }) => ({
            what: say`the ${what} ${id}`,
            origin: `${form.id}.${item.id}`,
            path: ['randomisation', key, index, 'from', 'item'],
          })),
    );
  return [
    ...factors('strata', say`stratum`, randomisation?.strata ?? []),
    ...factors('factors', say`factor`, randomisation?.method === 'minimisation' ? randomisation.factors : []),
    ...(protocol.anchors ?? []).map(({ id, form, item }, index) => ({
      what: say`the anchor ${id}`,
      origin: `${form}.${item}`,
      path: ['anchors', index, 'item'],
    })),
    ...(protocol.endpoints ?? []).map(({ id, item }, index) => ({
      what: say`the endpoint ${id}`,
      origin: `${item.form}.${item.item}`,
      path: ['endpoints', index, 'item', 'item'],
    })),
    ...(protocol.intercurrentEvents ?? []).flatMap(({ id, occurs }, index) =>
      occurs.by !== 'form' || occurs.date === undefined
        ? []
        : [
            {
              what: say`the intercurrent event ${id}`,
              origin: `${occurs.form}.${occurs.date}`,
              path: ['intercurrentEvents', index, 'occurs', 'date'],
            },
          ],
    ),
  ];
}

type Factors = Extract<Randomisation, { readonly method: 'minimisation' }>['factors'];

/** Whether a role is unblinded, by the protocol's own roles and the standard ones. Unknown roles count as blinded. */
function unblindedRoles(protocol: PartialProtocol): (role: string) => boolean {
  const roles = new Map<string, boolean>(standardRoles.map(({ id, blinded }) => [id, blinded]));
  for (const { id, blinded } of protocol.blinding?.roles ?? []) roles.set(id, blinded);
  return (role) => roles.get(role) === false;
}

/** Laboratory values of the product, and items that nobody but unblinded roles fills. */
function sources(protocol: PartialProtocol, isUnblinded: (role: string) => boolean): Map<string, Trail> {
  const found = new Map<string, Trail>();
  for (const { id } of protocol.product?.laboratory ?? []) {
    found.set(`${LABORATORY}.${id}`, [say`${id} (laboratory value)`]);
  }
  for (const form of protocol.forms ?? []) {
    for (const item of form.items) {
      const by = item.editedBy ?? form.filledBy;
      if (item.value !== undefined || by === undefined || !by.every(isUnblinded)) continue;
      found.set(`${form.id}.${item.id}`, [say`${form.id}.${item.id} (entered by ${by.join(', ')})`]);
    }
  }
  return found;
}

/** Calculated items inherit the taint of what they read, however long the chain. */
function spread(found: Map<string, Trail>, sites: readonly RuleSite[]): ReadonlyMap<string, Trail> {
  const calculated = sites.filter(({ gives }) => gives !== undefined);
  let grew = true;
  while (grew) {
    grew = false;
    for (const site of calculated) {
      const trail = found.has(site.gives!) ? undefined : trailOf(site, found);
      if (trail === undefined) continue;
      found.set(site.gives!, [say`${site.gives!} (calculated)`, ...trail]);
      grew = true;
    }
  }
  return found;
}

function trailOf(site: RuleSite, tainted: ReadonlyMap<string, Trail>): Trail | undefined {
  const parsed = parseCel(site.source);
  if (!('ast' in parsed)) return undefined;
  const origins = namesOf(listNodes(parsed.ast)).flatMap((name) =>
    Object.hasOwn(site.scope, name) ? site.scope[name]!.origins : [],
  );
  const [source] = origins.filter((origin) => tainted.has(origin) && origin !== site.gives);
  return source === undefined ? undefined : tainted.get(source);
}
