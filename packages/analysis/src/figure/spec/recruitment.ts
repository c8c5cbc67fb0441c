// Recruitment: how many were screened and randomised by the end of each month, and the line of what is planned.
import type { FigureTemplate } from './template.js';

const month = {
  field: 'month',
  type: 'temporal' as const,
  // In UTC: a month is the same under every time zone. Its value stands in its middle.
  timeUnit: 'utcyearmonth' as const,
  bandPosition: 0.5,
  title: null,
  axis: { format: '%b %Y', tickCount: 8, grid: false, labelOverlap: true },
};
const count = {
  type: 'quantitative' as const,
  title: '{participants}',
  scale: { zero: true, nice: true },
  axis: { format: ',d', tickMinStep: 1, tickCount: 6 },
};
const names = ['{screened}', '{randomised}'];
const series = {
  field: 'series',
  type: 'nominal' as const,
  sort: null,
  legend: { title: null, orient: 'top' as const, symbolSize: 70, symbolStrokeWidth: 0, offset: 12 },
};
const color = { ...series, scale: { domain: names } };

/** Each row twice, once for each line; `index` and `months` tell the last month and how many there are. */
const lines = [
  { window: [{ op: 'row_number' as const, as: 'index' }] },
  { joinaggregate: [{ op: 'count' as const, as: 'months' }] },
  { fold: ['screened', 'randomised'], as: ['key', 'count'] as [string, string] },
  { calculate: "datum.key === 'screened' ? screened : randomised", as: 'series' },
];

/** Two lines told apart by colour, dash and shape; marks at twelve months at most, the last among them. */
export const recruitment: FigureTemplate = {
  words: ['participants', 'screened', 'randomised', 'month'],
  datasets: {
    months: {
      month: 'YYYY-MM, in order and without a gap',
      screened: 'how many were screened by its end',
      randomised: 'how many were randomised by its end',
    },
    planned: { count: 'how many are planned; no row where no number is', label: 'lines of text beside its line' },
  },
  spec: {
    params: [
      { name: 'screened', value: '{screened}' },
      { name: 'randomised', value: '{randomised}' },
    ],
    layer: [
      {
        data: { name: 'planned' },
        mark: { type: 'rule', strokeDash: [2, 4], strokeWidth: 1.3 },
        encoding: { y: { ...count, field: 'count' } },
      },
      {
        data: { name: 'planned' },
        mark: { type: 'text', align: 'left', baseline: 'middle', dx: 6, dy: -6, fontSize: 11 },
        encoding: { y: { ...count, field: 'count' }, x: { value: 'width' }, text: { field: 'label' } },
      },
      {
        data: { name: 'months' },
        transform: [...lines],
        mark: { type: 'line', strokeWidth: 2 },
        encoding: {
          x: month,
          y: { ...count, field: 'count' },
          color,
          strokeDash: {
            ...series,
            scale: {
              domain: names,
              range: [
                [1, 0],
                [6, 3],
              ],
            },
          },
        },
      },
      {
        data: { name: 'months' },
        transform: [...lines, { filter: '(datum.months - datum.index) % max(1, ceil(datum.months / 12)) === 0' }],
        mark: { type: 'point', filled: true, size: 55, opacity: 1 },
        encoding: {
          x: month,
          y: { ...count, field: 'count' },
          color,
          shape: { ...series, scale: { domain: names, range: ['circle', 'diamond'] } },
          tooltip: [
            { field: 'month', type: 'temporal', timeUnit: 'utcyearmonth', format: '%b %Y', title: '{month}' },
            { field: 'screened', type: 'quantitative', format: ',d', title: '{screened}' },
            { field: 'randomised', type: 'quantitative', format: ',d', title: '{randomised}' },
          ],
        },
      },
    ],
  },
};
