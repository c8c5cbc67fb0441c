// Units in words: UCUM codes that a reader of a report would stumble over.

const words: Readonly<Record<string, string>> = {
  a: 'years',
  mo: 'months',
  wk: 'weeks',
  d: 'days',
  mm3: 'mm\u00b3',
  Cel: '\u00b0C',
  'mm[Hg]': 'mm Hg',
  '/min': 'per minute',
  '10*9/L': '10\u2079/l',
  '10*6/kg': '10\u2076/kg',
};

/** A UCUM code as a reader expects it; codes that need no words stay as they are. */
export function unitText(unit: string): string {
  return words[unit] ?? unit;
}
