// How a chart writes numbers, shares and months: as the page beside it does, in the language of the page.
import type { LocaleFormatters } from 'vega';
import type { Formats } from '../language/format.js';

/** Vega's formats, of which those that templates of figures use are replaced by the page's. */
export function chartLocale(base: LocaleFormatters, formats: Formats): LocaleFormatters {
  const own = (pattern: string) => {
    if (pattern === ',d') return (value: unknown) => formats.number(Number(value), 0);
    // Some languages write the sign before the number.
    const digits = /^\.(\d)%$/.exec(pattern)?.[1];
    return digits === undefined ? undefined : (value: unknown) => formats.percent(Number(value), Number(digits));
  };
  return {
    ...base,
    format: (pattern) => own(pattern) ?? base.format(pattern),
    formatSpan: (start, stop, count, pattern) => own(pattern) ?? base.formatSpan(start, stop, count, pattern),
    utcFormat: (pattern) =>
      pattern === '%b %Y'
        ? (date) => formats.day(new Date(Number(date)).toISOString().slice(0, 7))
        : base.utcFormat(pattern),
  };
}
