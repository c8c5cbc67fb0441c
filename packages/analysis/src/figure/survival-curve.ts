// Step curves of times to an event: the share without it, or with it where another event can come first.
import { type Html, html } from '../report/html.js';
import { ink, sequenceLook } from './palette.js';
import { linearTicks } from './scale.js';
import { figureSvg, round, shape, textAt } from './svg.js';

/** The curve of one group: pairs of time and height, at the times at which it steps. */
export interface SurvivalCurve {
  readonly name: string;
  readonly steps: readonly (readonly [number, number])[];
}

const frame = { left: 52, right: 12, top: 12, width: 640, height: 300 } as const;

/** The curves of an analysis, or nothing where none has a step. */
export function drawSurvivalCurves(input: {
  readonly id: string;
  readonly title: string;
  readonly kind: 'survival' | 'incidence';
  /** "Months", as the axis says it. */
  readonly timeName: string;
  readonly curves: readonly SurvivalCurve[];
  readonly stamp: string | null;
}): Html | undefined {
  const last = Math.max(0, ...input.curves.flatMap(({ steps }) => steps.map(([time]) => time)));
  if (!(last > 0)) return undefined;
  const ticks = linearTicks(0, last);
  const end = ticks.at(-1)!;
  const bottom = frame.top + frame.height;
  const x = (time: number) => frame.left + (time / end) * (frame.width - frame.left - frame.right);
  const y = (share: number) => bottom - share * frame.height;
  const start = input.kind === 'survival' ? 1 : 0;
  const shares = [0, 0.25, 0.5, 0.75, 1];
  const grid = shares.map((share) => [
    shape('line', { x1: frame.left, x2: frame.width - frame.right, y1: y(share), y2: y(share), stroke: ink.grid }),
    textAt({ x: frame.left - 6, y: y(share) + 4, text: `${share * 100}%`, anchor: 'end', fill: ink.soft }),
  ]);
  const times = ticks.map((tick) => [
    shape('line', { x1: x(tick), x2: x(tick), y1: bottom, y2: bottom + 4, stroke: ink.line }),
    textAt({ x: x(tick), y: bottom + 17, text: String(tick), anchor: 'middle', fill: ink.soft }),
  ]);
  const lines = input.curves.map(({ steps }, index) => {
    const look = sequenceLook(index);
    let path = `M${round(x(0))} ${round(y(start))}`;
    for (const [time, height] of steps) path += `H${round(x(time))}V${round(y(height))}`;
    const dash = look.dash.length === 0 ? undefined : look.dash.join(' ');
    return shape('path', { d: path, fill: 'none', stroke: look.colour, 'stroke-width': 1.8, 'stroke-dasharray': dash });
  });
  const legend = input.curves.map(({ name }, index) => {
    const look = sequenceLook(index);
    const at = bottom + 54 + index * 16;
    const dash = look.dash.length === 0 ? undefined : look.dash.join(' ');
    return [
      shape('line', {
        x1: frame.left,
        x2: frame.left + 28,
        y1: at - 4,
        y2: at - 4,
        stroke: look.colour,
        'stroke-width': 1.8,
        'stroke-dasharray': dash,
      }),
      textAt({ x: frame.left + 36, y: at, text: name }),
    ];
  });
  const axis = textAt({
    x: (frame.left + frame.width - frame.right) / 2,
    y: bottom + 34,
    text: input.timeName,
    anchor: 'middle',
    fill: ink.soft,
  });
  const ends = input.curves.map(
    ({ name, steps }) => `${name}: ${Math.round(1000 * (steps.at(-1)?.[1] ?? start)) / 10}% at the last time`,
  );
  return figureSvg(
    {
      id: input.id,
      title: input.title,
      description: ends.join('; '),
      width: frame.width,
      height: bottom + 54 + input.curves.length * 16,
      stamp: input.stamp,
    },
    html`${grid}${times}${axis}${lines}${legend}`,
  );
}
