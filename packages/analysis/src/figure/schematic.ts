// The schematic of a trial's design, drawn from its protocol alone: sequences, periods, administrations, visits, forms.
import type { Protocol } from '@equipoise/trial';
import { type Html, html } from '../report/html.js';
import { nameOf } from '../report/label.js';
import { labelOf } from '../text.js';
import { ink } from './palette.js';
import { drawVisits } from './schematic-visit.js';
import { figureSvg, linesAt, round, shape, textAt } from './svg.js';
import { textWidth, wrapText } from './text-width.js';
import { layOutTimeline, type Timeline } from './timeline.js';

const width = 720;
const laneHeight = 34;
const laneGap = 12;
const hatchId = 'schematic-hatch';

/** The schematic as SVG markup; `stamp` is drawn into it where the figure belongs to made data. */
export function renderSchematic(protocol: Protocol, stamp: string | null = null): string {
  return drawSchematic(protocol, stamp).markup;
}

/** The schematic as a part of a page. */
export function drawSchematic(protocol: Protocol, stamp: string | null): Html {
  const timeline = layOutTimeline(protocol, labelRoomOf(protocol), width - 4);
  const lanesBottom = lanesTopOf(protocol) + protocol.sequences.length * (laneHeight + laneGap) - laneGap;
  const visits = drawVisits(protocol, timeline, { top: lanesBottom + 10, width });
  return figureSvg(
    {
      id: 'schematic',
      title: `Design of ${protocol.acronym}`,
      description: describe(protocol, timeline),
      width,
      height: visits.bottom,
      stamp,
    },
    [
      html`<defs><pattern id="${hatchId}" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="6" height="6" fill="#ffffff" /><line x1="0" y1="0" x2="0" y2="6" stroke="#cfd6de" stroke-width="1.6" /></pattern></defs>`,
      visits.background,
      drawPeriodHeads(protocol, timeline),
      drawRandomisation(protocol, timeline, lanesBottom),
      protocol.sequences.map((sequence, index) => drawLane(protocol, timeline, index, sequence)),
      drawAdministrations(protocol, timeline, lanesBottom),
      visits.foreground,
    ],
  );
}

/** Names of forms and sequences stand to the left; long ones are cut or wrapped. */
function labelRoomOf(protocol: Protocol): number {
  const names = protocol.forms.map((form) => textWidth(labelOf(form.name, form.id), 10.5));
  return Math.min(190, Math.max(110, ...names) + 14);
}

/** Administrations have their names and marks between the heads of the periods and the lanes. */
function lanesTopOf(protocol: Protocol): number {
  return protocol.administrations.length === 0 ? 32 : 58;
}

function laneTop(protocol: Protocol, index: number): number {
  return lanesTopOf(protocol) + index * (laneHeight + laneGap);
}

function drawPeriodHeads(protocol: Protocol, timeline: Timeline): readonly Html[] {
  return timeline.periods.flatMap((period) => {
    const name = nameOf(protocol.periods, period.id);
    const middle = (period.from + period.to) / 2;
    const span = period.days === undefined || /\d.*\d/.test(name) ? '' : spanText(period.days, timeline);
    const isNarrow = textWidth(`${name}  ${span}`, 11, true) > period.to - period.from;
    return [
      shape('path', {
        d: `M${round(period.from + 1)} 22v-5H${round(period.to - 1)}v5`,
        fill: 'none',
        stroke: ink.line,
      }),
      html`<text x="${round(middle)}" y="11" text-anchor="middle" font-size="11" fill="${ink.text}"><tspan font-weight="700">${name}</tspan>${isNarrow || span === '' ? '' : html`<tspan dx="6" fill="${ink.soft}">${span}</tspan>`}</text>`,
    ];
  });
}

function spanText(days: readonly [number, number], timeline: Timeline): string {
  const { unit, originDay } = timeline;
  const size = unit === 'weeks' ? 7 : 1;
  const number = (day: number) => String(Number(((day - originDay) / size).toFixed(1))).replace('-', '\u2212');
  return `${unit} ${number(days[0])}\u2013${number(days[1])}`;
}

function drawRandomisation(protocol: Protocol, timeline: Timeline, lanesBottom: number): readonly Html[] {
  const middle = (lanesTopOf(protocol) + lanesBottom) / 2;
  const nodeX = timeline.left - 34;
  const lanes = protocol.sequences.map((_, index) => laneTop(protocol, index) + laneHeight / 2);
  const hasScreening = timeline.columns.some((column) => column.isBeforeRandomisation);
  const ratio = protocol.randomisation.ratio;
  const ratioText = ratio === undefined ? '' : protocol.sequences.map((sequence) => ratio[sequence.id] ?? 0).join(':');
  return [
    ...lanes.map((y) =>
      shape('path', {
        d: `M${round(nodeX + 10)} ${round(middle)}C${round(nodeX + 22)} ${round(middle)} ${round(nodeX + 16)} ${round(y)} ${round((timeline.periods[0]?.from ?? timeline.left) - 1)} ${round(y)}`,
        fill: 'none',
        stroke: ink.text,
        'stroke-width': 1.2,
      }),
    ),
    ...(hasScreening ? drawScreening(timeline, middle, nodeX) : []),
    shape('circle', { cx: nodeX, cy: middle, r: 11, fill: ink.text }),
    textAt({ x: nodeX, y: middle + 4, text: 'R', anchor: 'middle', size: 12, weight: 700, fill: '#ffffff' }),
    textAt({ x: nodeX, y: middle + 24, text: ratioText, anchor: 'middle', size: 10, fill: ink.soft }),
  ];
}

function drawScreening(timeline: Timeline, middle: number, nodeX: number): readonly Html[] {
  const places = timeline.columns.filter((column) => column.isBeforeRandomisation).map((column) => column.x);
  const from = Math.min(...places) - 13;
  return [
    shape('line', { x1: from, x2: nodeX - 11, y1: middle, y2: middle, stroke: ink.text, 'stroke-width': 1.2 }),
    ...places.map((x) =>
      shape('circle', { cx: x, cy: middle, r: 3.2, fill: '#ffffff', stroke: ink.text, 'stroke-width': 1.2 }),
    ),
  ];
}

function drawLane(
  protocol: Protocol,
  timeline: Timeline,
  index: number,
  sequence: Protocol['sequences'][number],
): readonly Html[] {
  const top = laneTop(protocol, index);
  const nameLines = wrapText(labelOf(sequence.name, sequence.id), labelRoomOf(protocol) - 14, 11.5).slice(0, 3);
  const bars = timeline.periods.flatMap((period, position) => {
    const treatment = protocol.treatments.find((each) => each.id === sequence.treatments[position]);
    if (treatment === undefined) return [];
    const isActive = treatment.kind === 'active';
    const look = isActive
      ? { fill: ink.accent, text: '#ffffff' }
      : treatment.kind === 'placebo'
        ? { fill: `url(#${hatchId})`, text: ink.text }
        : { fill: '#dbe3ec', text: ink.text };
    const room = period.to - period.from - 16;
    const lines = wrapText(labelOf(treatment.name, treatment.id), room, 10.5);
    const shown = lines.length > 2 ? wrapText(treatment.id, room, 10.5) : lines;
    const isPlate = !isActive && treatment.kind === 'placebo';
    const plateWidth = Math.max(...shown.map((line) => textWidth(line, 10.5))) + 8;
    const middle = (period.from + period.to) / 2;
    return [
      shape('rect', {
        x: period.from + 1,
        y: top,
        width: Math.max(4, period.to - period.from - 2),
        height: laneHeight,
        rx: 2,
        fill: look.fill,
        stroke: isActive ? ink.accent : ink.line,
      }),
      ...(isPlate
        ? [
            shape('rect', {
              x: middle - plateWidth / 2,
              y: top + 5,
              width: plateWidth,
              height: laneHeight - 10,
              rx: 2,
              fill: '#ffffff',
            }),
          ]
        : []),
      ...linesAt({
        x: middle,
        y: top + laneHeight / 2 + 3.8 - (shown.length - 1) * 6,
        lines: shown.slice(0, 2),
        leading: 12,
        anchor: 'middle',
        size: 10.5,
        weight: isActive ? 700 : 400,
        fill: look.text,
      }),
    ];
  });
  return [
    ...linesAt({
      x: 0,
      y: top + laneHeight / 2 + 4 - (nameLines.length - 1) * 6.5,
      lines: nameLines,
      leading: 13,
      size: 11.5,
      weight: 700,
    }),
    ...bars,
  ];
}

function drawAdministrations(protocol: Protocol, timeline: Timeline, lanesBottom: number): readonly Html[] {
  let lastRight = Number.NEGATIVE_INFINITY;
  return timeline.administrations.flatMap(({ id, x }) => {
    const name = nameOf(protocol.administrations, id);
    const start = Math.max(x - 4, lastRight + 8);
    const isAtEnd = start + textWidth(name, 10) > width;
    lastRight = isAtEnd ? x : start + textWidth(name, 10);
    return [
      shape('line', {
        x1: x,
        x2: x,
        y1: lanesTopOf(protocol) - 8,
        y2: lanesBottom + 6,
        stroke: ink.text,
        'stroke-width': 1.4,
      }),
      shape('polygon', {
        points: `${round(x - 5.5)},${lanesTopOf(protocol) - 16} ${round(x + 5.5)},${lanesTopOf(protocol) - 16} ${round(x)},${lanesTopOf(protocol) - 6}`,
        fill: ink.text,
      }),
      textAt({
        x: isAtEnd ? x + 5 : start,
        y: lanesTopOf(protocol) - 21,
        text: name,
        size: 10,
        anchor: isAtEnd ? 'end' : 'start',
      }),
    ];
  });
}

function describe(protocol: Protocol, timeline: Timeline): string {
  const lanes = protocol.sequences.map((sequence) => {
    const steps = protocol.periods.map((period, index) => {
      const treatment = nameOf(protocol.treatments, sequence.treatments[index] ?? '');
      return `${nameOf(protocol.periods, period.id)}: ${treatment}`;
    });
    return `${labelOf(sequence.name, sequence.id)} (${steps.join('; ')})`;
  });
  const visits = timeline.columns.map((column) =>
    column.day === undefined
      ? labelOf(column.visit.name, column.visit.id)
      : `${labelOf(column.visit.name, column.visit.id)} (day ${column.day})`,
  );
  return `Randomised sequences: ${lanes.join('. ')}. Visits: ${visits.join(', ')}.`;
}
