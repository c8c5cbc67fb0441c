// Checks the expressions of a protocol: that they can be read, name only what they may, give what they must, end, and do not unblind.
import { compileExpression } from '../expression/compile.js';
import { listNodes, namesOf, parseCel } from '../expression/syntax.js';
import type { Finding } from '../finding.js';
import type { PartialProtocol } from '../prune.js';
import { LABORATORY, releaseScope, variablesOf } from '../rule-scope.js';
import { listRuleSites, type RuleSite } from '../rule-site.js';
import { valueAt } from '../schema-finding.js';
import { say } from '../sentence.js';
import { checkTaint } from './taint.js';

const allocationWords = ['treatment', 'sequence', 'allocation', 'arm', 'batch', 'bag'];

/** All expressions of a protocol. `raw` tells items that other faults hid. */
export function checkRules(protocol: PartialProtocol, raw: unknown): readonly Finding[] {
  const sites = listRuleSites(protocol);
  const hidden = hiddenItems(raw, protocol);
  const laboratory = releaseScope(protocol);
  return [
    ...sites.flatMap((site) => compilationFindings(site, { hidden, laboratory })),
    ...checkTaint(protocol, sites),
    ...circles(sites),
  ];
}

function compilationFindings(
  { path, source, scope, expected, isSealed }: RuleSite,
  { hidden, laboratory }: { readonly hidden: ReadonlySet<string>; readonly laboratory: object },
): readonly Finding[] {
  const compiled = compileExpression(source, variablesOf(scope), expected);
  if (compiled.ok) return [];
  return compiled.issues.flatMap((issue): Finding[] => {
    const { name = '' } = issue;
    if (issue.code === 'expression-name' && hidden.has(name)) return [];
    const isSecret = Object.hasOwn(laboratory, name) || allocationWords.includes(name);
    if (issue.code === 'expression-name' && isSecret && isSealed !== true) {
      const message = say`"${name}" is known to unblinded roles only: a rule that blinded people see may not read it`;
      return [{ ...issue, code: 'rule-would-unblind', message, path }];
    }
    return [{ ...issue, path }];
  });
}

/** Calculated items that need themselves. */
function circles(sites: readonly RuleSite[]): readonly Finding[] {
  const calculated = sites.filter(({ gives }) => gives !== undefined);
  const needs = new Map(calculated.map((site) => [site.gives!, originsOf(site)]));
  return calculated.flatMap(({ gives, path }): Finding[] => {
    const circle = findCircle(gives!, needs);
    if (circle === undefined) return [];
    const name = (origin: string) =>
      origin.startsWith(`${LABORATORY}.`) ? origin.slice(LABORATORY.length + 1) : origin;
    const message = say`the calculated item needs itself: ${circle.map(name).join(' ← ')}`;
    return [{ code: 'calculation-circle', message, allowed: say`items that do not need this one`, path }];
  });
}

function originsOf({ source, scope }: RuleSite): readonly string[] {
  const parsed = parseCel(source);
  if (!('ast' in parsed)) return [];
  return namesOf(listNodes(parsed.ast)).flatMap((name) => (Object.hasOwn(scope, name) ? scope[name]!.origins : []));
}

/** The shortest way from an item back to itself. */
function findCircle(start: string, needs: ReadonlyMap<string, readonly string[]>): readonly string[] | undefined {
  const seen = new Set<string>();
  let ways: (readonly string[])[] = [[start]];
  while (ways.length > 0) {
    const longer: (readonly string[])[] = [];
    for (const way of ways) {
      for (const next of needs.get(way.at(-1)!) ?? []) {
        if (next === start) return [...way, start];
        if (seen.has(next)) continue;
        seen.add(next);
        longer.push([...way, next]);
      }
    }
    ways = longer;
  }
  return undefined;
}

/** Items that the document declares but that were left out because something in them, or around them, is faulty. */
function hiddenItems(raw: unknown, protocol: PartialProtocol): ReadonlySet<string> {
  const kept = new Set(
    [...(protocol.forms ?? []).flatMap((form) => form.items), ...(protocol.product?.laboratory ?? [])].map(
      (item) => item.id,
    ),
  );
  const forms = valueAt(raw, ['forms']);
  const laboratory = valueAt(raw, ['product', 'laboratory']);
  const items = [...(Array.isArray(forms) ? forms : []).map((form) => valueAt(form, ['items'])), laboratory];
  const ids = items.flatMap((list) => (Array.isArray(list) ? list.map((item) => valueAt(item, ['id'])) : []));
  const isIncomplete = protocol.forms === undefined || protocol.visits === undefined;
  return new Set(ids.filter((id): id is string => typeof id === 'string' && (isIncomplete || !kept.has(id))));
}
