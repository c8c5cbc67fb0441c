// How a chart writes numbers, shares and months: as the page beside it does, in the language of the page.
import type { LocaleFormatters } from 'vega';
import type { Formats } from '../language/format.js';

/** Vega's formats, of which those that templates of figures use are replaced by the page's. */
export function chartLocale(base: LocaleFormatters, formats: Formats): LocaleFormatters {
  return {
    ...base,
    format: (pattern) => {
      if (pattern === ',d') return (value) => formats.number(Number(value), 0);
      // Some languages write the sign before the number.
      if (/^\.\d%$/.test(pattern)) return (value) => formats.percent(Number(value));
      return base.format(pattern);
    },
    utcFormat: (pattern) =>
      pattern === '%b %Y'
        ? (date) => formats.day(new Date(Number(date)).toISOString().slice(0, 7))
        : base.utcFormat(pattern),
  };
}
