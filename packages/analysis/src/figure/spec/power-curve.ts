// Power by number of participants: a line for each effect, the wanted power, and the power of what is planned.
import type { FigureTemplate } from './template.js';

const participants = {
  field: 'n',
  type: 'quantitative' as const,
  title: '{participants}',
  scale: { zero: false, nice: true },
  axis: { format: ',d', tickMinStep: 1, tickCount: 8, grid: false, labelOverlap: true },
};
const power = {
  field: 'power',
  type: 'quantitative' as const,
  title: '{power}',
  scale: { domain: [0, 1], nice: false },
  axis: { format: '.0%', values: [0, 0.2, 0.4, 0.6, 0.8, 1] },
};
/** Effects in the order of their rows; the assumed one is drawn thicker. */
const effect = {
  field: 'effect',
  type: 'nominal' as const,
  sort: null,
  legend: {
    title: '{effect}',
    orient: 'top' as const,
    symbolSize: 70,
    symbolStrokeWidth: 0,
    offset: 26,
    // On a telephone five effects are too wide for one row.
    columns: { expr: 'width < 480 ? 3 : 5' },
  },
};
const dashes = [
  [2, 2],
  [7, 2, 2, 2],
  [1, 0],
  [5, 3],
  [9, 3],
];
const shapes = ['square', 'triangle-up', 'circle', 'diamond', 'cross'];

/** Up to five effects, told apart by colour, dash and shape. */
export const powerCurve: FigureTemplate = {
  words: ['participants', 'power', 'effect'],
  datasets: {
    curve: {
      n: 'participants with data in the groups compared',
      effect: 'the effect as text, the same for all points of its line',
      isAssumed: 'whether the protocol assumes this effect',
      power: 'between 0 and 1',
    },
    wanted: { power: 'between 0 and 1', label: 'lines of text beside its line' },
    planned: {
      n: 'participants with data as planned; no row where no number is',
      power: 'their power, with the assumed effect',
      label: 'text above the plot',
    },
  },
  spec: {
    layer: [
      {
        data: { name: 'wanted' },
        mark: { type: 'rule', strokeDash: [2, 4], strokeWidth: 1.3 },
        encoding: { y: power },
      },
      {
        data: { name: 'wanted' },
        mark: { type: 'text', align: 'left', baseline: 'middle', dx: 6, dy: -6, fontSize: 11 },
        encoding: { y: power, x: { value: 'width' }, text: { field: 'label' } },
      },
      {
        data: { name: 'planned' },
        mark: { type: 'rule', strokeDash: [2, 4], strokeWidth: 1.3 },
        encoding: { x: participants },
      },
      {
        data: { name: 'planned' },
        mark: { type: 'text', baseline: 'bottom', dy: -5, fontSize: 11 },
        encoding: { x: participants, y: { value: 0 }, text: { field: 'label' } },
      },
      {
        data: { name: 'curve' },
        mark: { type: 'line', interpolate: 'monotone' },
        encoding: {
          x: participants,
          y: power,
          color: effect,
          strokeDash: { ...effect, scale: { range: dashes } },
          strokeWidth: { condition: { test: 'datum.isAssumed', value: 2.6 }, value: 1.4 },
        },
      },
      {
        data: { name: 'curve' },
        mark: { type: 'point', filled: true, size: 50, opacity: 1 },
        encoding: {
          x: participants,
          y: power,
          color: effect,
          shape: { ...effect, scale: { range: shapes } },
          tooltip: [
            { field: 'effect', type: 'nominal', title: '{effect}' },
            { field: 'n', type: 'quantitative', format: ',d', title: '{participants}' },
            { field: 'power', type: 'quantitative', format: '.1%', title: '{power}' },
          ],
        },
      },
      {
        data: { name: 'planned' },
        mark: { type: 'point', filled: false, size: 190, strokeWidth: 1.6, opacity: 1 },
        encoding: { x: participants, y: power },
      },
    ],
  },
};
