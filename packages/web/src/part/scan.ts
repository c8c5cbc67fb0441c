// What a code reader gave: one code, or all that the Data Matrix of a label holds.

/** The codes of one scan; of a plain code only `text`. */
export interface Scan {
  readonly text: string;
  readonly donationCode?: string;
  readonly bagCode?: string;
  readonly labelCode?: string;
  readonly identityCode?: string;
}

/** In capitals, without blanks; the i of a Turkish keyboard is that of codes. */
const bare = (text: string) => text.replace(/\s+/g, '').toUpperCase().replaceAll('İ', 'I');

/**
 * Reads what a scanner typed: structures in the manner of ISBT 128 ("=" donation; "&," then "B" bag, "L" label,
 * "C" chain of identity), or a code that a person typed, in small letters or with blanks.
 */
export function readScan(typed: string): Scan {
  const text = bare(typed);
  if (!text.includes('&,')) return { text: text.startsWith('=') ? text.slice(1) : text };
  const found: Record<string, string> = {};
  for (const part of text.split(/(?==)|&,/)) {
    if (part.startsWith('=')) found.donationCode = part.slice(1);
    else if (part.startsWith('B')) found.bagCode = part.slice(1);
    else if (part.startsWith('L')) found.labelCode = part;
    else if (part.startsWith('C')) found.identityCode = part;
  }
  return { text, ...found };
}

/** Whether a scan is, or holds, the code that is expected. */
export function isScanOf(scan: Scan, expected: string | null | undefined): boolean {
  if (expected === null || expected === undefined || expected === '') return false;
  const wanted = bare(expected);
  return [scan.text, scan.donationCode, scan.bagCode, scan.labelCode, scan.identityCode].includes(wanted);
}
