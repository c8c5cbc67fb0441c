// Charts write as the page does.
import { describe, expect, it } from 'vitest';
import { formatsOf } from '../language/format.js';
import { chartLocale } from './chart-locale.js';

const plain = (pattern: string) => () => `Vega's ${pattern}`;
const span = (_start: number, _stop: number, _count: number, pattern: string) => plain(pattern);
const base = { format: plain, formatSpan: span, utcFormat: plain } as unknown as Parameters<typeof chartLocale>[0];
const written = (language: string) => {
  const locale = chartLocale(base, formatsOf(language));
  return [
    locale.format(',d')(12_345),
    locale.formatSpan(0, 1, 5, '.0%')(0.8),
    locale.format('.1%')(0.8034),
    locale.utcFormat('%b %Y')(new Date('2019-12-01T00:00:00Z')),
  ].map((text) => text.replace(/\s/g, ' '));
};

describe('the locale of a chart', () => {
  it('is that of the page, for what the templates of figures ask for', () => {
    expect(written('en')).toEqual(['12,345', '80%', '80.3%', 'Dec 2019']);
    expect(written('de')).toEqual(['12.345', '80 %', '80,3 %', 'Dez. 2019']);
    expect(written('tr')).toEqual(['12.345', '%80', '%80,3', 'Ara 2019']);
  });

  it("leaves other patterns to Vega's own", () => {
    const locale = chartLocale(base, formatsOf('it'));
    const others = [locale.format('~g')(1), locale.formatSpan(0, 1, 5, '~s')(1), locale.utcFormat('%Y')(0)];
    expect(others).toEqual(["Vega's ~g", "Vega's ~s", "Vega's %Y"]);
  });
});
