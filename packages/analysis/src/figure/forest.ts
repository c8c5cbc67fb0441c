// The forest plot: estimates with their intervals on one axis, logarithmic for ratios.
import { isRatio, isShare } from '../effect-measure.js';
import type { AnalysisResult } from '../output.js';
import type { Html } from '../report/html.js';
import { effectInterval, effectName, effectValue, pDigits } from '../report/number.js';
import { ink } from './palette.js';
import { linearTicks, logTicks, roundedOut } from './scale.js';
import { linesAt, round, shape, textAt } from './svg.js';
import { wrapText } from './text-width.js';
import { drawSpec, type PlotBox, plotSettings } from './vega.js';

export interface ForestInput {
  readonly id: string;
  /** All of one effect measure, and in one unit. */
  readonly analyses: readonly AnalysisResult[];
  /** Words for the two sides of the line of no difference, lower first; absent where contrasts differ. */
  readonly sides?: readonly [string, string];
  /** Under each name: the analysis set. */
  readonly setName: (id: string) => string;
  readonly stamp: string | null;
}

interface Row {
  readonly y: number;
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
  readonly lowCut: boolean;
  readonly highCut: boolean;
  readonly isTested: boolean;
}

const nameWidth = 232;

/** Draws the analyses that have an estimate and an interval; undefined where none has. */
export async function drawForest(input: ForestInput): Promise<Html | undefined> {
  const shown = input.analyses.filter((each) => each.estimate !== null && each.ci !== null);
  const measure = shown[0]?.effectMeasure;
  if (measure === undefined) return undefined;
  const onLogScale = isRatio(measure);
  const factor = isShare(measure) ? 100 : 1;
  const reference = onLogScale ? 1 : 0;
  const axis = axisOf(shown, { isRatio: onLogScale, factor });
  const rowHeight = rowHeightOf(shown);
  const box: PlotBox = {
    width: 290,
    height: shown.length * rowHeight,
    padding: { left: nameWidth + 12, right: 190, top: 30, bottom: input.sides === undefined ? 26 : 44 },
  };
  const rows = shown.map((each, index) => rowOf(each, index, { factor, axis }));
  const x = {
    type: 'quantitative' as const,
    scale: onLogScale
      ? { type: 'log' as const, domain: [...axis.domain], nice: false }
      : { type: 'linear' as const, domain: [...axis.domain], nice: false, zero: false },
    axis: {
      values: [...axis.ticks],
      grid: false,
      title: null,
      labelExpr: "replace(format(datum.value, '~g'), '-', '\u2212')",
    },
  };
  const y = {
    type: 'quantitative' as const,
    scale: { domain: [0, shown.length], reverse: true, nice: false, zero: false },
    axis: null,
  };
  const spec = {
    ...plotSettings(box),
    layer: [
      {
        data: { values: [{ at: reference }] },
        mark: { type: 'rule' as const, stroke: ink.soft, strokeDash: [3, 3] },
        encoding: { x: { ...x, field: 'at' } },
      },
      {
        data: { values: rows },
        mark: { type: 'rule' as const, stroke: ink.text, strokeWidth: 1.6 },
        encoding: { x: { ...x, field: 'low' }, x2: { field: 'high' }, y: { ...y, field: 'y' } },
      },
      {
        data: { values: rows.filter((row) => row.isTested) },
        mark: { type: 'point' as const, shape: 'square', filled: true, size: 80, color: ink.accent, opacity: 1 },
        encoding: { x: { ...x, field: 'estimate' }, y: { ...y, field: 'y' } },
      },
      {
        data: { values: rows.filter((row) => !row.isTested) },
        mark: {
          type: 'point' as const,
          shape: 'square',
          fill: '#ffffff',
          stroke: ink.accent,
          strokeWidth: 1.6,
          size: 70,
          opacity: 1,
        },
        encoding: { x: { ...x, field: 'estimate' }, y: { ...y, field: 'y' } },
      },
    ],
  };
  return drawSpec(
    {
      id: input.id,
      title: `Forest plot: ${effectName(measure).toLowerCase()}`,
      description: shown.map((each) => `${each.name}: ${estimateText(each)}`).join('. '),
      stamp: input.stamp,
    },
    box,
    {
      spec,
      extras: [...drawWords(shown, box, input), ...drawCuts(rows, box), ...drawSides(input, box, axis.referenceAt)],
    },
  );
}

/** Names of two lines need room for the line of the analysis set below them. */
function rowHeightOf(analyses: readonly AnalysisResult[]): number {
  return analyses.some((each) => wrapText(each.name, nameWidth, 10.5).length > 1) ? 42 : 34;
}

interface ForestAxis {
  readonly domain: readonly [number, number];
  readonly ticks: readonly number[];
  /** Place of the line of no difference, as a part of the axis. */
  readonly referenceAt: number;
}

/** The extent of all intervals; a ratio's axis goes at most from a twentieth to twenty fold unless an estimate lies beyond. */
function axisOf(
  analyses: readonly AnalysisResult[],
  options: { readonly isRatio: boolean; readonly factor: number },
): ForestAxis {
  const finite = analyses
    .flatMap((each) => [each.estimate ?? 0, ...(each.ci ?? [])])
    .filter((value) => Number.isFinite(value) && (!options.isRatio || value > 0))
    .map((value) => value * options.factor);
  if (!options.isRatio) {
    const ticks = linearTicks(Math.min(0, ...finite), Math.max(0, ...finite));
    const low = ticks[0] ?? -1;
    const high = ticks.at(-1) ?? 1;
    return { domain: [low, high], ticks, referenceAt: (0 - low) / (high - low) };
  }
  const estimates = analyses.map((each) => each.estimate ?? 1).filter((value) => value > 0);
  const low = roundedOut(Math.min(0.5, ...estimates, Math.max(0.05, Math.min(...finite))), 'down');
  const high = roundedOut(Math.max(2, ...estimates, Math.min(20, Math.max(...finite))), 'up');
  return {
    domain: [low, high],
    ticks: logTicks(low, high),
    referenceAt: Math.log(1 / low) / Math.log(high / low),
  };
}

function rowOf(
  analysis: AnalysisResult,
  index: number,
  scale: { readonly factor: number; readonly axis: ForestAxis },
): Row {
  const [low, high] = scale.axis.domain;
  const inside = (value: number) => Math.min(high, Math.max(low, value));
  const ci = (analysis.ci ?? [low, high]).map((bound) => bound * scale.factor);
  const [from = low, to = high] = ci;
  return {
    y: index + 0.5,
    estimate: inside((analysis.estimate ?? 0) * scale.factor),
    low: inside(from),
    high: inside(to),
    lowCut: from < low,
    highCut: to > high,
    isTested: analysis.status === 'tested',
  };
}

function drawWords(analyses: readonly AnalysisResult[], box: PlotBox, input: ForestInput): readonly Html[] {
  const { left, top } = box.padding;
  const textLeft = left + box.width + 18;
  const right = left + box.width + box.padding.right;
  const measure = analyses[0]?.effectMeasure ?? 'none';
  const rowHeight = box.height / analyses.length;
  const head = { size: 10.5, weight: 700, y: 14 };
  return [
    textAt({ ...head, x: 0, text: 'Analysis' }),
    textAt({ ...head, x: textLeft, text: measure === 'risk difference' ? 'Percentage points (CI)' : 'Estimate (CI)' }),
    textAt({ ...head, x: right - 2, text: 'p', anchor: 'end', italic: true }),
    shape('line', { x1: 0, x2: right, y1: 21, y2: 21, stroke: ink.line }),
    ...analyses.flatMap((analysis, index) => {
      const middle = top + (index + 0.5) * rowHeight;
      const lines = wrapText(analysis.name, nameWidth, 10.5);
      const name = lines.length > 2 ? [lines[0] ?? '', `${lines[1] ?? ''}\u2026`] : lines;
      const subline = [input.setName(analysis.analysisSet), statusWord(analysis)]
        .filter((each) => each !== '')
        .join(' \u00b7 ');
      const first = middle + 3.5 - name.length * 6;
      return [
        ...linesAt({ x: 0, y: first, lines: name, leading: 12, size: 10.5 }),
        textAt({ x: 0, y: first + name.length * 12, text: subline, size: 9, fill: ink.soft }),
        textAt({ x: textLeft, y: middle + 3.7, text: estimateText(analysis), size: 10.5 }),
        textAt({
          x: right - 2,
          y: middle + 3.7,
          text: analysis.p === null ? '\u2013' : pDigits(analysis.p),
          size: 10.5,
          anchor: 'end',
        }),
      ];
    }),
  ];
}

function statusWord(analysis: AnalysisResult): string {
  const words = analysis.status === 'tested' ? [] : [analysis.status];
  return [...words, ...(analysis.postHoc ? ['post hoc'] : [])].join(', ');
}

function estimateText(analysis: AnalysisResult): string {
  if (analysis.estimate === null || analysis.ci === null) return '';
  return `${effectValue(analysis.estimate, analysis.effectMeasure)} (${effectInterval(analysis.ci, analysis.effectMeasure)})`;
}

/** Arrowheads where an interval goes on beyond the axis. */
function drawCuts(rows: readonly Row[], box: PlotBox): readonly Html[] {
  const { left, top } = box.padding;
  const rowHeight = box.height / Math.max(1, rows.length);
  return rows.flatMap((row) => {
    const y = top + row.y * rowHeight;
    const head = (x: number, direction: number) =>
      shape('polygon', {
        points: `${round(x + 6 * direction)},${round(y)} ${round(x - direction)},${round(y - 4)} ${round(x - direction)},${round(y + 4)}`,
        fill: ink.text,
      });
    return [...(row.lowCut ? [head(left, -1)] : []), ...(row.highCut ? [head(left + box.width, 1)] : [])];
  });
}

function drawSides(input: ForestInput, box: PlotBox, referenceAt: number): readonly Html[] {
  if (input.sides === undefined) return [];
  const x = box.padding.left + referenceAt * box.width;
  const y = box.padding.top + box.height + 38;
  const words = { size: 9.5, fill: ink.soft };
  return [
    shape('path', { d: `M${round(x - 6)} ${y - 3}H${round(x - 26)}m4 -3l-4 3l4 3`, fill: 'none', stroke: ink.soft }),
    textAt({ ...words, x: x - 31, y, text: input.sides[0], anchor: 'end' }),
    shape('path', { d: `M${round(x + 6)} ${y - 3}H${round(x + 26)}m-4 -3l4 3l-4 3`, fill: 'none', stroke: ink.soft }),
    textAt({ ...words, x: x + 31, y, text: input.sides[1] }),
  ];
}
