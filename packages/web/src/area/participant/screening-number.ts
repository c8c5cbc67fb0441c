// The next screening number of a site, by the protocol's pattern.
import type { Protocol } from '@equipoise/trial';

/** The number after the highest one there is; empty where the protocol names no pattern that the numbers follow. */
export function numberAfter(protocol: Protocol, siteId: string, taken: readonly string[]): string {
  const pattern = protocol.screening?.number;
  const site = protocol.sites.find(({ id }) => id === siteId);
  if (pattern === undefined) return afterOwn(siteId, taken);
  const prefix = site?.numberPrefix ?? siteId;
  const zeros = /\{(0+)\}$/.exec(pattern)?.[1] ?? '000';
  const head = pattern.replace(/\{0+\}$/, '').replace('{site}', prefix);
  return `${head}${String(highest(head, taken) + 1).padStart(zeros.length, '0')}`;
}

/** Without a pattern: as the numbers of the site were written so far. */
function afterOwn(siteId: string, taken: readonly string[]): string {
  const last =
    taken
      .filter((number) => number.startsWith(siteId))
      .toSorted()
      .at(-1) ?? `${siteId}-000`;
  const found = /^(.*?)(\d+)$/.exec(last);
  if (found === null) return '';
  const [, head = '', digits = ''] = found;
  return `${head}${String(highest(head, taken) + 1).padStart(digits.length, '0')}`;
}

function highest(head: string, taken: readonly string[]): number {
  const numbers = taken.filter((one) => one.startsWith(head)).map((one) => Number(one.slice(head.length)));
  return Math.max(0, ...numbers.filter(Number.isInteger));
}
