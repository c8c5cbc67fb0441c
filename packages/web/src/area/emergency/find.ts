// Finding a participant by what stands on the emergency card.
/** Somebody who can be found. */
export interface Findable {
  readonly participantId: string;
  readonly siteId: string;
  readonly numbers: readonly string[];
}

const plain = (text: string) => text.toUpperCase().replace(/[^0-9A-Z]/g, '');

/** Those whose number begins with what was typed, or holds it; the exact one alone where there is one. */
export function findByNumber(all: readonly Findable[], typed: string, most = 8): readonly Findable[] {
  const wanted = plain(typed);
  if (wanted === '') return [];
  const fits = (test: (number: string) => boolean) => all.filter(({ numbers }) => numbers.map(plain).some(test));
  const exact = fits((number) => number === wanted);
  if (exact.length > 0) return exact.slice(0, most);
  const starting = fits((number) => number.startsWith(wanted));
  const holding = fits((number) => number.includes(wanted) && !number.startsWith(wanted));
  return [...starting, ...holding].slice(0, most);
}

/** Whole days from an instant to now, or undefined where it is not known. */
export function daysSince(instant: string | null, now: number): number | undefined {
  const at = instant === null ? Number.NaN : Date.parse(instant);
  return Number.isNaN(at) ? undefined : Math.floor((now - at) / 86_400_000);
}
