// An endpoint by visit and sequence: means, medians and middle halves, and under them how many were read and were zero.
import type { VisitSummaryRow } from '../output.js';
import type { Html } from '../report/html.js';
import { percent } from '../report/number.js';
import { ink, sequenceLook } from './palette.js';
import { linearTicks } from './scale.js';
import { linesAt, marker, shape, textAt } from './svg.js';
import { textWidth, wrapText } from './text-width.js';
import { drawSpec, type PlotBox, plotSettings } from './vega.js';

export interface VisitFigureInput {
  readonly id: string;
  readonly title: string;
  readonly axisTitle: string;
  readonly rows: readonly VisitSummaryRow[];
  /** In order of time; a dotted line stands between visits of different periods. */
  readonly visits: readonly { readonly id: string; readonly name: string; readonly period?: string }[];
  readonly sequences: readonly { readonly id: string; readonly name: string }[];
  /** Whether to say how many values were zero: for counts. */
  readonly isCount: boolean;
  /** Whether values are read from scans, and may be unreadable. */
  readonly isRead: boolean;
  readonly stamp: string | null;
}

interface Point {
  readonly x: number;
  readonly sequence: number;
  readonly mean: number;
  readonly median: number;
  readonly q1: number;
  readonly q3: number;
}

const leftRoom = 150;

/** Draws the figure; undefined where no visit has a value. */
export async function drawVisitSummary(input: VisitFigureInput): Promise<Html | undefined> {
  const points = pointsOf(input);
  if (points.length === 0) return undefined;
  const ticks = linearTicks(
    Math.min(0, ...points.map((point) => Math.min(point.q1, point.mean))),
    Math.max(...points.map((point) => Math.max(point.q3, point.mean))),
    5,
  );
  const lowest = ticks[0] ?? 0;
  const highest = ticks.at(-1) ?? 1;
  const tableRows = (input.isCount ? 2 : 1) * (input.sequences.length + 1);
  const box: PlotBox = {
    width: 556,
    height: 190,
    padding: { left: leftRoom, right: 14, top: 32, bottom: 44 + tableRows * 15 },
  };
  const x = {
    type: 'quantitative' as const,
    scale: { domain: [0, input.visits.length], nice: false, zero: false },
    axis: null,
  };
  const y = {
    type: 'quantitative' as const,
    // A little room below the lowest tick, so that marks at zero stand clear of the axis.
    scale: { domain: [lowest - (highest - lowest) * 0.03, highest], nice: false, zero: false },
    axis: {
      values: [...ticks],
      title: null,
      domain: false,
      ticks: false,
      grid: true,
      labelExpr: "replace(format(datum.value, '~g'), '-', '\u2212')",
    },
  };
  const step = box.width / input.visits.length;
  const layers = input.sequences.flatMap((_, index) => {
    const look = sequenceLook(index);
    const data = { values: points.filter((point) => point.sequence === index) };
    return [
      {
        data,
        mark: { type: 'rule' as const, stroke: look.colour, strokeWidth: Math.min(13, step * 0.12), opacity: 0.22 },
        encoding: { x: { ...x, field: 'x' }, y: { ...y, field: 'q1' }, y2: { field: 'q3' } },
      },
      {
        data,
        mark: { type: 'line' as const, stroke: look.colour, strokeWidth: 1.4, strokeDash: [...look.dash] },
        encoding: { x: { ...x, field: 'x' }, y: { ...y, field: 'mean' } },
      },
      {
        data,
        mark: {
          type: 'tick' as const,
          color: look.colour,
          size: Math.min(17, step * 0.15),
          thickness: 2.4,
          opacity: 1,
          orient: 'horizontal' as const,
        },
        encoding: { x: { ...x, field: 'x' }, y: { ...y, field: 'median' } },
      },
      {
        data,
        mark: {
          type: 'point' as const,
          filled: true,
          shape: look.shape,
          color: look.colour,
          size: look.shape === 'circle' ? 78 : 110,
          opacity: 1,
        },
        encoding: { x: { ...x, field: 'x' }, y: { ...y, field: 'mean' } },
      },
    ];
  });
  return drawSpec({ id: input.id, title: input.title, description: describe(input), stamp: input.stamp }, box, {
    spec: { ...plotSettings(box), layer: layers },
    extras: [...drawKey(input, box), ...drawAxis(input, box), ...drawTable(input, box)],
  });
}

function pointsOf(input: VisitFigureInput): readonly Point[] {
  const spread = Math.min(0.18, 0.42 / Math.max(1, input.sequences.length));
  return input.visits.flatMap((visit, position) =>
    input.sequences.flatMap((sequence, index) => {
      const row = findRow(input, visit.id, sequence.id);
      if (row === undefined || row.mean === null) return [];
      const offset = (index - (input.sequences.length - 1) / 2) * spread;
      return [
        {
          x: position + 0.5 + offset,
          sequence: index,
          mean: row.mean,
          median: row.median ?? row.mean,
          q1: row.q1 ?? row.mean,
          q3: row.q3 ?? row.mean,
        },
      ];
    }),
  );
}

function findRow(input: VisitFigureInput, visit: string, sequence: string): VisitSummaryRow | undefined {
  return input.rows.find((row) => row.visit === visit && row.sequence === sequence);
}

function drawKey(input: VisitFigureInput, box: PlotBox): readonly Html[] {
  let x = box.padding.left;
  const sequences = input.sequences.flatMap((sequence, index) => {
    const look = sequenceLook(index);
    const drawn = [
      shape('line', {
        x1: x,
        x2: x + 22,
        y1: 8,
        y2: 8,
        stroke: look.colour,
        'stroke-width': 1.4,
        'stroke-dasharray': look.dash.join(' ') || undefined,
      }),
      marker({ x: x + 11, y: 8, radius: 4.6, shape: look.shape, fill: look.colour }),
      textAt({ x: x + 28, y: 11.8, text: sequence.name, size: 10.5, weight: 700, fill: look.colour }),
    ];
    x += 28 + textWidth(sequence.name, 10.5, true) + 22;
    return drawn;
  });
  const first = sequenceLook(0).colour;
  const right = box.padding.left + box.width;
  return [
    ...sequences,
    textAt({ x: right, y: 11.8, text: 'middle half', size: 9.5, anchor: 'end', fill: ink.soft }),
    shape('rect', { x: right - 66, y: 1, width: 11, height: 14, fill: first, 'fill-opacity': 0.22 }),
    textAt({ x: right - 76, y: 11.8, text: 'median', size: 9.5, anchor: 'end', fill: ink.soft }),
    shape('line', { x1: right - 128, x2: right - 112, y1: 8, y2: 8, stroke: first, 'stroke-width': 2.4 }),
    textAt({ x: right - 138, y: 11.8, text: 'mean', size: 9.5, anchor: 'end', fill: ink.soft }),
    marker({ x: right - 170, y: 8, radius: 4, shape: 'circle', fill: first }),
  ];
}

function drawAxis(input: VisitFigureInput, box: PlotBox): readonly Html[] {
  const { left, top } = box.padding;
  const bottom = top + box.height;
  const step = box.width / input.visits.length;
  const titleLines = wrapText(input.axisTitle, leftRoom - 46, 10.5).slice(0, 6);
  return [
    shape('line', { x1: left, x2: left + box.width, y1: bottom, y2: bottom, stroke: ink.text }),
    ...drawPeriodBounds(input, box),
    ...linesAt({ x: 0, y: top + 10, lines: titleLines, leading: 13, size: 10.5, weight: 700 }),
    ...input.visits.flatMap((visit, index) =>
      linesAt({
        x: left + (index + 0.5) * step,
        y: bottom + 15,
        lines: wrapText(visit.name, step - 6, 10.5).slice(0, 2),
        leading: 12,
        size: 10.5,
        weight: 700,
        anchor: 'middle',
      }),
    ),
  ];
}

/** Where one period ends and the next begins. */
function drawPeriodBounds(input: VisitFigureInput, box: PlotBox): readonly Html[] {
  const { left, top } = box.padding;
  const step = box.width / input.visits.length;
  return input.visits.flatMap(({ period }, index) => {
    const before = input.visits[index - 1]?.period;
    if (index === 0 || period === undefined || period === before) return [];
    const x = left + index * step;
    return [
      shape('line', { x1: x, x2: x, y1: top, y2: top + box.height, stroke: ink.soft, 'stroke-dasharray': '1.5 3' }),
      textAt({ x: x + 5, y: top - 5, text: period, size: 9.5, fill: ink.soft }),
      ...(before === undefined
        ? []
        : [textAt({ x: x - 5, y: top - 5, text: before, size: 9.5, fill: ink.soft, anchor: 'end' })]),
    ];
  });
}

/** Rows under the axis, as for numbers at risk. */
function drawTable(input: VisitFigureInput, box: PlotBox): readonly Html[] {
  const top = box.padding.top + box.height + 48;
  const blocks: { readonly head: string; readonly cell: (row: VisitSummaryRow) => string }[] = [
    { head: input.isRead ? 'Values read' : 'Values', cell: (row) => String(row.n) },
    ...(input.isCount
      ? [{ head: 'Of these, zero', cell: (row: VisitSummaryRow) => `${row.zeros} (${percent(row.zeros, row.n)})` }]
      : []),
  ];
  const step = box.width / input.visits.length;
  return blocks.flatMap((block, blockIndex) => {
    const blockTop = top + blockIndex * (input.sequences.length + 1) * 15;
    return [
      textAt({ x: 0, y: blockTop, text: block.head, size: 10, weight: 700 }),
      ...input.sequences.flatMap((sequence, index) => {
        const y = blockTop + (index + 1) * 15;
        const look = sequenceLook(index);
        return [
          marker({ x: 6, y: y - 3.4, radius: 3.6, shape: look.shape, fill: look.colour }),
          textAt({ x: 16, y, text: sequence.name, size: 10, fill: look.colour }),
          ...input.visits.map((visit, position) => {
            const row = findRow(input, visit.id, sequence.id);
            return textAt({
              x: box.padding.left + (position + 0.5) * step,
              y,
              text: row === undefined ? '\u2013' : block.cell(row),
              size: 10,
              anchor: 'middle',
            });
          }),
        ];
      }),
    ];
  });
}

function describe(input: VisitFigureInput): string {
  return input.visits
    .map((visit) => {
      const parts = input.sequences.map((sequence) => {
        const row = findRow(input, visit.id, sequence.id);
        if (row === undefined || row.mean === null) return `${sequence.name}: no value`;
        const zeros = input.isCount ? `, zero in ${row.zeros}` : '';
        return `${sequence.name}: ${row.n} values, mean ${row.mean.toFixed(2)}, median ${row.median ?? ''}${zeros}`;
      });
      return `${visit.name}: ${parts.join('; ')}`;
    })
    .join('. ');
}
