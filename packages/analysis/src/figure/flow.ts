// The flow of participants: the CONSORT diagram with a row for each period (extension to crossover trials, Dwan 2019).
import type { Protocol } from '@equipoise/trial';
import type { AnalysisOutput, FlowGroup } from '../output.js';
import type { Html } from '../report/html.js';
import { labelsOf, type ReportLabels } from '../report/label.js';
import { ink, sequenceLook } from './palette.js';
import { figureSvg, linesAt, round, shape, textAt } from './svg.js';
import { textWidth, wrapText } from './text-width.js';

const width = 720;
const gutter = 92;
const leading = 14;
const textSize = 11;
const boxPadding = 9;
const rowGap = 24;

/** Kinds of withdrawal as a reader of a diagram expects them. */
const withdrawalWords: Readonly<Record<string, string>> = {
  treatment: 'from treatment',
  visits: 'from further visits',
  contact: 'from all contact',
  dataUse: 'from further use of data',
};

interface Line {
  readonly text: string;
  readonly isBold?: boolean;
  readonly isSoft?: boolean;
}

interface Row {
  readonly stage: string;
  readonly cells: readonly (readonly Line[])[];
}

/** Draws the diagram; sequences side by side in the order given. */
export function drawFlow(output: AnalysisOutput, protocol: Protocol, stamp: string | null): Html {
  const labels = labelsOf(protocol);
  const groups = [...output.flow].sort((a, b) => rankOf(protocol, a.sequence) - rankOf(protocol, b.sequence));
  const gap = groups.length > 3 ? 10 : 20;
  const columnWidth = (width - gutter - gap * (groups.length - 1)) / Math.max(1, groups.length);
  const columns = groups.map((_, index) => gutter + index * (columnWidth + gap));
  const top = drawEnrolment(output, columns, columnWidth);
  let y = top.bottom;
  const parts: Html[] = [...top.parts];
  rowsOf(output, groups, labels).forEach((row, rowIndex, rows) => {
    const wrapped = row.cells.map((cell) => wrapLines(cell, columnWidth - 2 * boxPadding));
    const height = Math.max(1, ...wrapped.map((lines) => lines.length)) * leading + 2 * boxPadding - 3;
    const isLast = rowIndex === rows.length - 1;
    parts.push(drawStage(row.stage, y, height));
    wrapped.forEach((lines, index) => {
      const x = columns[index] ?? gutter;
      parts.push(
        ...drawBox({
          x,
          y,
          width: columnWidth,
          height,
          lines,
          accent: sequenceLook(index).colour,
          isHead: rowIndex === 0,
        }),
        ...(isLast ? [] : [arrow([x + columnWidth / 2, y + height], [x + columnWidth / 2, y + height + rowGap])]),
      );
    });
    y += height + (isLast ? 0 : rowGap);
  });
  return figureSvg(
    {
      id: 'flow',
      title: 'Flow of participants',
      description: describe(output, groups, labels),
      width,
      height: y + 4,
      stamp,
    },
    parts,
  );
}

function rankOf(protocol: Protocol, sequence: string): number {
  const rank = protocol.sequences.findIndex((each) => each.id === sequence);
  return rank === -1 ? protocol.sequences.length : rank;
}

function drawEnrolment(
  output: AnalysisOutput,
  columns: readonly number[],
  columnWidth: number,
): { readonly parts: readonly Html[]; readonly bottom: number } {
  const middle = (gutter + width) / 2;
  const boxWidth = 180;
  const { screened, randomised, notRandomised } = output.participants;
  const excluded = notRandomised.reduce((sum, each) => sum + each.n, 0);
  const sideX = middle + 116;
  const sideLines = wrapLines(
    [
      { text: `Not randomised (n = ${excluded})`, isBold: true },
      ...notRandomised.map((each) => ({ text: `${each.n} ${sentenceTail(each.reason)}` })),
    ],
    width - sideX - 2 * boxPadding,
  );
  const sideHeight = sideLines.length * leading + 2 * boxPadding - 3;
  const boxHeight = leading + 2 * boxPadding - 3;
  const randomisedY = Math.max(boxHeight + 44, boxHeight + 14 + sideHeight + 14);
  const splitY = randomisedY + boxHeight + 16;
  const rowY = splitY + 18;
  const box = (y: number, text: string) =>
    drawBox({
      x: middle - boxWidth / 2,
      y,
      width: boxWidth,
      height: boxHeight,
      lines: [{ text, isBold: true }],
      isCentred: true,
    });
  const centres = columns.map((x) => x + columnWidth / 2);
  const sideY = boxHeight + 14;
  return {
    parts: [
      drawStage('Enrolment', 0, randomisedY + boxHeight),
      ...box(0, `Screened (n = ${screened})`),
      arrow([middle, boxHeight], [middle, randomisedY]),
      ...(excluded > 0
        ? [
            arrow([middle, sideY + sideHeight / 2], [sideX, sideY + sideHeight / 2]),
            ...drawBox({ x: sideX, y: sideY, width: width - sideX, height: sideHeight, lines: sideLines }),
          ]
        : []),
      ...box(randomisedY, `Randomised (n = ${randomised})`),
      shape('line', { x1: middle, x2: middle, y1: randomisedY + boxHeight, y2: splitY, stroke: ink.text }),
      shape('line', {
        x1: Math.min(...centres, middle),
        x2: Math.max(...centres, middle),
        y1: splitY,
        y2: splitY,
        stroke: ink.text,
      }),
      ...centres.map((x) => arrow([x, splitY], [x, rowY])),
    ],
    bottom: rowY,
  };
}

function rowsOf(output: AnalysisOutput, groups: readonly FlowGroup[], labels: ReportLabels): readonly Row[] {
  const periodCount = Math.max(0, ...groups.map((group) => group.periods.length));
  const sets = output.analysisSets;
  return [
    {
      stage: 'Allocation',
      cells: groups.map((group) => [
        { text: labels.sequence(group.sequence), isBold: true },
        { text: `allocated n = ${group.randomised}` },
      ]),
    },
    ...Array.from({ length: periodCount }, (_, index) => ({
      stage: periodCount === 1 ? 'Follow-up' : `Period ${index + 1}`,
      cells: groups.map((group) => periodLines(group, index, labels)),
    })),
    {
      stage: 'Analysis',
      cells: groups.map((group) =>
        Object.keys(group.analysed).length === 0
          ? [{ text: 'No analysis set' }]
          : [
              ...sets.filter((set) => group.analysed[set.id] !== undefined),
              ...Object.keys(group.analysed)
                .filter((id) => !sets.some((set) => set.id === id))
                .map((id) => ({ id, name: id })),
            ].map((set) => ({ text: `${set.name}: n = ${group.analysed[set.id] ?? 0}` })),
      ),
    },
  ];
}

function periodLines(group: FlowGroup, index: number, labels: ReportLabels): readonly Line[] {
  const period = group.periods[index];
  if (period === undefined) return [{ text: 'No such period' }];
  const withdrawn = period.withdrawn.reduce((sum, each) => sum + each.n, 0);
  return [
    { text: labels.treatment(period.treatment), isBold: true },
    { text: `started n = ${period.started}` },
    { text: `withdrawn n = ${withdrawn}` },
    ...period.withdrawn
      .filter((each) => each.n > 0)
      .map((each) => ({ text: `${each.n} ${withdrawalWords[each.kind] ?? sentenceTail(each.kind)}`, isSoft: true })),
    { text: `completed n = ${period.completed}` },
  ];
}

/** Names such as "lostToFollowUp" read as "lost to follow up". */
function sentenceTail(text: string): string {
  const spaced = text.replace(/([a-z])([A-Z])/g, (_, a: string, b: string) => `${a} ${b.toLowerCase()}`);
  return spaced.charAt(0).toLowerCase() + spaced.slice(1);
}

function wrapLines(lines: readonly Line[], room: number): readonly Line[] {
  return lines.flatMap((line) =>
    wrapText(line.text.trimStart(), line.isSoft ? room - 14 : room / (line.isBold ? 1.07 : 1), textSize).map(
      (text) => ({ ...line, text }),
    ),
  );
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly lines: readonly Line[];
  readonly accent?: string;
  readonly isHead?: boolean;
  readonly isCentred?: boolean;
}

function drawBox(box: Box): readonly Html[] {
  const first = box.y + boxPadding + 8.5;
  const textX = box.isCentred ? box.x + box.width / 2 : box.x + boxPadding;
  return [
    shape('rect', {
      x: box.x + 0.5,
      y: box.y + 0.5,
      width: box.width - 1,
      height: box.height - 1,
      fill: box.isHead ? ink.panel : '#ffffff',
      stroke: ink.line,
    }),
    ...(box.accent === undefined
      ? []
      : [shape('rect', { x: box.x, y: box.y, width: 3.5, height: box.height, fill: box.accent })]),
    ...box.lines.flatMap((line, index) =>
      linesAt({
        x: line.isSoft ? textX + 14 : textX + (box.accent === undefined || box.isCentred ? 0 : 3),
        y: first + index * leading,
        lines: [line.text],
        leading,
        size: textSize,
        anchor: box.isCentred ? 'middle' : 'start',
        ...(line.isBold ? { weight: 700 } : {}),
        fill: line.isSoft ? ink.soft : ink.text,
      }),
    ),
  ];
}

function drawStage(text: string, y: number, height: number): Html {
  const size = textWidth(text, 10.5, true) > gutter - 12 ? 9.5 : 10.5;
  return textAt({ x: 0, y: y + Math.min(height / 2 + 3.5, 22), text, size, weight: 700, fill: ink.accent });
}

function arrow(from: readonly [number, number], to: readonly [number, number]): Html {
  const isDown = from[0] === to[0];
  const head = isDown ? 'm-3.5 -6l3.5 6l3.5 -6' : 'm-6 -3.5l6 3.5l-6 3.5';
  return shape('path', {
    d: `M${round(from[0])} ${round(from[1])}L${round(to[0])} ${round(to[1])}${head}`,
    fill: 'none',
    stroke: ink.text,
  });
}

function describe(output: AnalysisOutput, groups: readonly FlowGroup[], labels: ReportLabels): string {
  const { screened, randomised } = output.participants;
  const each = groups.map((group) => {
    const periods = group.periods.map(
      (period, index) =>
        `period ${index + 1}, ${labels.treatment(period.treatment)}: ${period.started} started, ${period.completed} completed`,
    );
    return `${labels.sequence(group.sequence)}: ${group.randomised} allocated; ${periods.join('; ')}`;
  });
  return `${screened} screened, ${randomised} randomised. ${each.join('. ')}.`;
}
