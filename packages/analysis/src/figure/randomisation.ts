// Randomisation designs side by side: how well they are foreseen, and how far they stray from their ratio.
import type { Assessment } from '@equipoise/trial';
import type { Html } from '../report/html.js';
import { ink, sequenceLook } from './palette.js';
import { linearTicks } from './scale.js';
import { figureSvg, shape, textAt } from './svg.js';

/** A design with its name and its assessment. */
export interface AssessedDesign {
  readonly name: string;
  readonly assessment: Assessment;
}

interface Panel {
  readonly title: string;
  readonly valueOf: (assessment: Assessment) => number;
  readonly isShare: boolean;
}

const panels: readonly Panel[] = [
  { title: 'Correct guesses', valueOf: ({ overall }) => overall.correctGuesses, isShare: true },
  { title: 'Certain entries', valueOf: ({ overall }) => overall.deterministic, isShare: true },
  { title: 'Imbalance at the end', valueOf: ({ overall }) => overall.imbalance.atEnd, isShare: false },
  { title: 'Within a stratum', valueOf: withinStratum, isShare: false },
];

const nameWidth = 210;
const panelWidth = 150;
const gap = 26;
const top = 40;
const rowHeight = 26;

/** Draws one row for each design and one panel for each measure, as an SVG document of its own. */
export function renderDesignComparison(designs: readonly AssessedDesign[]): string {
  const [first] = designs;
  if (first === undefined) throw new RangeError('a comparison needs at least one design');
  const { participants, strata } = first.assessment;
  const height = top + designs.length * rowHeight + 34;
  const areAlike = designs.every(({ assessment }) => assessment.strata === strata);
  const words = areAlike ? `${participants} participants, ${strataText(strata)}` : `${participants} participants`;
  const rows = designs.map(({ name, assessment }, row) => {
    const text = areAlike ? name : `${name}, ${strataText(assessment.strata)}`;
    return textAt({ x: nameWidth - 10, y: rowMiddle(row) + 4, text, anchor: 'end', size: 10.5 });
  });
  return figureSvg(
    {
      id: 'randomisation-designs',
      title: `Randomisation designs: ${words}`,
      description: designs.map(describe).join('. '),
      width: nameWidth + panels.length * (panelWidth + gap),
      height,
      stamp: null,
    },
    [
      textAt({ x: nameWidth - 10, y: 16, text: words, anchor: 'end', size: 10, fill: ink.soft }),
      ...rows,
      ...panels.flatMap((panel, index) => drawPanel(panel, nameWidth + index * (panelWidth + gap), designs)),
    ],
  ).toString();
}

function drawPanel(panel: Panel, x: number, designs: readonly AssessedDesign[]): readonly Html[] {
  const values = designs.map(({ assessment }) => panel.valueOf(assessment));
  const ticks = panel.isShare ? [0, 0.25, 0.5, 0.75, 1] : linearTicks(0, Math.max(1, ...values), 4);
  const most = ticks.at(-1) ?? 1;
  const place = (value: number) => x + (value / most) * panelWidth;
  const bottom = top + designs.length * rowHeight;
  const grid = ticks.flatMap((tick) => [
    shape('line', { x1: place(tick), x2: place(tick), y1: top - 6, y2: bottom, stroke: ink.grid }),
    textAt({
      x: place(tick),
      y: bottom + 14,
      text: panel.isShare ? `${tick * 100}%` : String(tick),
      anchor: 'middle',
      size: 9.5,
      fill: ink.soft,
    }),
  ]);
  const { colour } = sequenceLook(0);
  const marks = values.flatMap((value, row) => [
    shape('line', { x1: x, x2: place(value), y1: rowMiddle(row), y2: rowMiddle(row), stroke: colour }),
    shape('circle', { cx: place(value), cy: rowMiddle(row), r: 4, fill: colour }),
  ]);
  return [textAt({ x, y: 16, text: panel.title, size: 10.5, weight: 700 }), ...grid, ...marks];
}

function strataText(strata: number): string {
  return strata === 1 ? 'one stratum' : `${strata} strata`;
}

function rowMiddle(row: number): number {
  return top + row * rowHeight + rowHeight / 2;
}

/** The expected imbalance at the end of a stratum, on the average over strata. */
function withinStratum({ byStratum, strata }: Assessment): number {
  return byStratum.reduce((sum, { imbalance, count }) => sum + imbalance.atEnd * count, 0) / strata;
}

function describe({ name, assessment }: AssessedDesign): string {
  const { correctGuesses, deterministic, imbalance } = assessment.overall;
  return `${name}: ${(correctGuesses * 100).toFixed(1)}% of guesses right, ${(deterministic * 100).toFixed(1)}% certain, imbalance ${imbalance.atEnd.toFixed(2)}`;
}
