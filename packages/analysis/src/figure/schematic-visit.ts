// The lower half of the schematic: the axis of time, the visits on it, and which form is recorded at which visit.
import type { Protocol } from '@equipoise/trial';
import type { Html } from '../report/html.js';
import { labelOf } from '../text.js';
import { ink } from './palette.js';
import { linesAt, round, shape, textAt } from './svg.js';
import { textWidth, wrapEvenly, wrapText } from './text-width.js';
import type { Timeline, VisitColumn } from './timeline.js';

const rowHeight = 17;
const nameSize = 9.5;
const nameLeading = 10.5;
const nameWidth = 66;

export interface VisitDrawing {
  readonly background: readonly Html[];
  readonly foreground: readonly Html[];
  readonly bottom: number;
}

interface VisitName {
  readonly column: VisitColumn;
  readonly lines: readonly string[];
  /** Middle of the name. */
  readonly x: number;
  readonly width: number;
  readonly level: number;
}

/** Draws the axis, the visits' names and the table of forms below `top`. */
export function drawVisits(
  protocol: Protocol,
  timeline: Timeline,
  place: { readonly top: number; readonly width: number },
): VisitDrawing {
  const axisY = place.top + 4;
  const names = layOutNames(timeline.columns, place.width);
  const levels = Math.max(0, ...names.map((each) => each.level)) + 1;
  const levelHeight = Math.max(1, ...names.map((each) => each.lines.length)) * nameLeading + 5;
  const namesTop = axisY + (timeline.isToScale ? 34 : 16);
  const rowsTop = namesTop + levels * levelHeight + 6;
  const forms = protocol.forms.filter((form) =>
    timeline.columns.some((column) => column.visit.forms.includes(form.id)),
  );
  const rowsBottom = rowsTop + forms.length * rowHeight;
  const primaryForms = protocol.endpoints.filter((each) => each.role === 'primary');
  const feedsPrimary = (form: string, visit: string) =>
    primaryForms.some(
      (endpoint) =>
        endpoint.item.form === form &&
        [...(endpoint.visits ?? []), ...Object.values(endpoint.visitsByPeriod ?? {}).flat()].includes(visit),
    );
  const notes = notesOf(protocol, timeline);
  const noteLines = notes.flatMap((note) => wrapText(note, place.width - 4, 9.5));
  return {
    background: [
      ...forms.flatMap((_, index) =>
        index % 2 === 0
          ? [
              shape('rect', {
                x: 0,
                y: rowsTop + index * rowHeight,
                width: place.width,
                height: rowHeight,
                fill: ink.panel,
              }),
            ]
          : [],
      ),
      ...names.map(({ column, level }) =>
        shape('path', {
          d: leaderPath(column, axisY, { namesTop, levelTop: namesTop + level * levelHeight - 2 }),
          fill: 'none',
          stroke: ink.line,
          'stroke-width': 0.8,
        }),
      ),
      ...names.map(({ column, level, lines }) =>
        shape('line', {
          x1: column.x,
          x2: column.x,
          y1: namesTop + level * levelHeight + lines.length * nameLeading + 1,
          y2: rowsBottom,
          stroke: ink.grid,
          'stroke-width': 1,
        }),
      ),
    ],
    foreground: [
      ...drawAxis(timeline, axisY),
      ...names.flatMap(({ x, lines, level, width }) => [
        shape('rect', {
          x: x - width / 2 - 2,
          y: namesTop + level * levelHeight - 1,
          width: width + 4,
          height: lines.length * nameLeading + 3,
          fill: '#ffffff',
        }),
        ...linesAt({
          x,
          y: namesTop + level * levelHeight + 8.5,
          lines,
          leading: nameLeading,
          size: nameSize,
          anchor: 'middle',
        }),
      ]),
      ...forms.flatMap((form, index) => {
        const y = rowsTop + (index + 0.5) * rowHeight;
        return [
          textAt({ x: 4, y: y + 3.6, text: fitted(labelOf(form.name, form.id), 176), size: 10.5 }),
          ...timeline.columns
            .filter((column) => column.visit.forms.includes(form.id))
            .map((column) =>
              feedsPrimary(form.id, column.visit.id)
                ? shape('circle', { cx: column.x, cy: y, r: 5, fill: ink.accent })
                : shape('circle', {
                    cx: column.x,
                    cy: y,
                    r: 3.2,
                    fill: '#ffffff',
                    stroke: ink.soft,
                    'stroke-width': 1.3,
                  }),
            ),
        ];
      }),
      shape('line', { x1: 0, x2: place.width, y1: rowsBottom, y2: rowsBottom, stroke: ink.line }),
      ...drawLegend(protocol, timeline, rowsBottom + 16),
      ...linesAt({ x: 0, y: rowsBottom + 33, lines: noteLines, leading: 12, size: 9.5, fill: ink.soft }),
    ],
    bottom: rowsBottom + 24 + noteLines.length * 12 + (noteLines.length === 0 ? 0 : 4),
  };
}

function drawAxis(timeline: Timeline, y: number): readonly Html[] {
  if (!timeline.isToScale) return [];
  const windows = timeline.columns.flatMap(({ visit, day }) => {
    const window = visit.windowDays;
    if (day === undefined || window === undefined || window.before + window.after === 0) return [];
    const from = Math.max(timeline.left - 10, timeline.toX(day - window.before));
    const to = Math.min(timeline.right, timeline.toX(day + window.after));
    return [shape('rect', { x: from, y: y - 3, width: Math.max(1.5, to - from), height: 6, rx: 3, fill: '#b9c6d3' })];
  });
  return [
    ...windows,
    shape('line', { x1: timeline.left, x2: timeline.right, y1: y, y2: y, stroke: ink.text }),
    ...timeline.ticks.flatMap((tick) => [
      shape('line', { x1: tick.x, x2: tick.x, y1: y - 3, y2: y + 4, stroke: ink.text }),
      textAt({ x: tick.x, y: y + 14, text: tick.label, anchor: 'middle', size: 10, fill: ink.soft }),
    ]),
    ...(timeline.originDay === 0
      ? []
      : [
          shape('circle', { cx: timeline.randomisationX, cy: y, r: 6, fill: ink.text }),
          textAt({
            x: timeline.randomisationX,
            y: y + 2.9,
            text: 'R',
            anchor: 'middle',
            size: 8,
            weight: 700,
            fill: '#ffffff',
          }),
        ]),
    textAt({
      x: timeline.left - 16,
      y: y + 14,
      text: timeline.unit === 'weeks' ? 'Week' : 'Day',
      anchor: 'end',
      size: 10,
      weight: 700,
      fill: ink.soft,
    }),
  ];
}

/** From the true place on the axis down to the column's name, bending where the column was pushed aside. */
function leaderPath(
  column: VisitColumn,
  axisY: number,
  levels: { readonly namesTop: number; readonly levelTop: number },
): string {
  if (column.axisX === undefined) return '';
  const bendFrom = axisY + 18;
  return `M${round(column.axisX)} ${round(axisY + 18)}L${round(column.x)} ${round(Math.max(bendFrom, levels.namesTop - 5))}V${round(levels.levelTop)}`;
}

/** Each name goes to the first level where it touches no other; one at the edge is moved inside. */
function layOutNames(columns: readonly VisitColumn[], width: number): readonly VisitName[] {
  const rightEnds: number[] = [];
  return columns.map((column) => {
    const room = column.isBeforeRandomisation ? 52 : nameWidth;
    const lines = wrapEvenly(labelOf(column.visit.name, column.visit.id), room, nameSize).slice(0, 4);
    const widest = Math.max(0, ...lines.map((line) => textWidth(line, nameSize)));
    const x = Math.min(column.x, width - widest / 2 - 1);
    const free = rightEnds.findIndex((end) => end + 7 <= x - widest / 2);
    const level = free === -1 ? rightEnds.length : free;
    rightEnds[level] = x + widest / 2;
    return { column, lines, x, width: widest, level };
  });
}

function fitted(text: string, room: number): string {
  if (textWidth(text, 10.5) <= room) return text;
  let cut = text;
  while (cut.length > 1 && textWidth(`${cut}\u2026`, 10.5) > room) cut = cut.slice(0, -1);
  return `${cut.trimEnd()}\u2026`;
}

function drawLegend(protocol: Protocol, timeline: Timeline, y: number): readonly Html[] {
  const hasWindows =
    timeline.isToScale &&
    timeline.columns.some((each) => each.day !== undefined && each.visit.windowDays !== undefined);
  const entries = [
    { draw: (x: number) => shape('circle', { cx: x, cy: y - 3.5, r: 5, fill: ink.accent }), text: 'primary endpoint' },
    {
      draw: (x: number) =>
        shape('circle', { cx: x, cy: y - 3.5, r: 3.2, fill: '#ffffff', stroke: ink.soft, 'stroke-width': 1.3 }),
      text: 'recorded',
    },
    ...(protocol.administrations.length > 0
      ? [
          {
            draw: (x: number) =>
              shape('polygon', {
                points: `${round(x - 5)},${round(y - 8)} ${round(x + 5)},${round(y - 8)} ${round(x)},${round(y + 1)}`,
                fill: ink.text,
              }),
            text: 'administration',
          },
        ]
      : []),
    ...(hasWindows
      ? [
          {
            draw: (x: number) => shape('rect', { x: x - 6, y: y - 6.5, width: 12, height: 6, rx: 3, fill: '#b9c6d3' }),
            text: 'window of a visit',
          },
        ]
      : []),
    {
      draw: (x: number) => [
        shape('circle', { cx: x, cy: y - 3.5, r: 6, fill: ink.text }),
        textAt({ x, y: y - 0.6, text: 'R', anchor: 'middle', size: 8, weight: 700, fill: '#ffffff' }),
      ],
      text: 'randomisation',
    },
  ];
  let x = 8;
  return entries.flatMap((entry) => {
    const drawn = [entry.draw(x), textAt({ x: x + 11, y, text: entry.text, size: 9.5, fill: ink.soft })].flat();
    x += 11 + textWidth(entry.text, 9.5) + 24;
    return drawn;
  });
}

function notesOf(protocol: Protocol, timeline: Timeline): readonly string[] {
  const scheduled = new Set(timeline.columns.flatMap((column) => column.visit.forms));
  const free = protocol.forms.filter((form) => !scheduled.has(form.id)).map((form) => labelOf(form.name, form.id));
  const unscheduled = protocol.visits
    .filter((visit) => visit.unscheduled === true)
    .map((visit) => labelOf(visit.name, visit.id));
  return [
    ...(timeline.isToScale ? [] : ['Visits in their order; the protocol gives no days, so time is not to scale.']),
    ...(timeline.undrawn.length === 0
      ? []
      : [`Without a planned day: ${timeline.undrawn.map((visit) => labelOf(visit.name, visit.id)).join(', ')}.`]),
    ...(free.length === 0 ? [] : [`Recorded whenever they occur: ${free.join(', ')}.`]),
    ...(unscheduled.length === 0 ? [] : [`Unscheduled: ${unscheduled.join(', ')}.`]),
  ];
}
