// Drawing by hand: SVG elements as markup, each figure with a title and a description for those who can't see it.
import { attributes, type Html, type HtmlPart, html, trustedMarkup } from '../report/html.js';
import { figureFont, ink } from './palette.js';
import { textWidth } from './text-width.js';

export interface FigureFrame {
  /** Unique in the page: ids of title and description are made of it. */
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly width: number;
  readonly height: number;
  /** Drawn small in the lower right corner of the figure, so that a copy of it carries the stamp. */
  readonly stamp: string | null;
}

/** Room under a figure for its stamp, in its own units. */
export const stampHeight = 14;

/** A whole figure; its width follows the column, its proportions stay. */
export function figureSvg(frame: FigureFrame, body: HtmlPart): Html {
  const height = frame.height + (frame.stamp === null ? 0 : stampHeight);
  const stamp =
    frame.stamp === null
      ? undefined
      : textAt({
          x: frame.width - 2,
          y: height - 4,
          text: frame.stamp,
          anchor: 'end',
          // A long stamp is set smaller rather than cut.
          size: Math.min(9, (9 * (frame.width - 4)) / textWidth(frame.stamp, 9, true)),
          fill: ink.stamp,
          weight: 700,
        });
  return html`<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="${frame.id}-title ${frame.id}-description" viewBox="0 0 ${round(frame.width)} ${round(height)}" width="${round(frame.width)}" height="${round(height)}" font-family="${figureFont}"><title id="${frame.id}-title">${frame.title}</title><desc id="${frame.id}-description">${frame.description}</desc>${body}${stamp}</svg>`;
}

export interface TextPlace {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly size?: number;
  readonly weight?: number;
  readonly fill?: string;
  readonly italic?: boolean;
}

/** One line of text; `y` is its baseline. */
export function textAt(place: TextPlace): Html {
  return html`<text${attributes({
    x: round(place.x),
    y: round(place.y),
    'text-anchor': place.anchor === 'start' ? undefined : place.anchor,
    'font-size': place.size ?? 11,
    'font-weight': place.weight,
    'font-style': place.italic ? 'italic' : undefined,
    fill: place.fill ?? ink.text,
  })}>${place.text}</text>`;
}

/** Lines of text, one under the other; `y` is the first baseline. */
export function linesAt(
  place: Omit<TextPlace, 'text'> & { readonly lines: readonly string[]; readonly leading: number },
): readonly Html[] {
  const { lines, leading, ...first } = place;
  return lines.map((text, index) => textAt({ ...first, text, y: place.y + index * leading }));
}

/** Any other element, by its attributes; numbers are rounded to hundredths. */
export function shape(name: string, values: Readonly<Record<string, string | number | undefined>>): Html {
  const rounded = Object.entries(values).map(([key, value]) => [key, typeof value === 'number' ? round(value) : value]);
  return html`<${trustedMarkup(name)}${attributes(Object.fromEntries(rounded))} />`;
}

/** A marker of a sequence: the shapes that Vega draws too. */
export function marker(place: {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly shape: string;
  readonly fill: string;
}): Html {
  const { x, y, radius: r, fill } = place;
  if (place.shape === 'circle') return shape('circle', { cx: x, cy: y, r, fill });
  if (place.shape === 'square')
    return shape('rect', { x: x - r * 0.9, y: y - r * 0.9, width: r * 1.8, height: r * 1.8, fill });
  const points =
    place.shape === 'diamond'
      ? [0, -1.2, 1.2, 0, 0, 1.2, -1.2, 0]
      : place.shape === 'triangle-up'
        ? [0, -1.1, 1.1, 0.9, -1.1, 0.9]
        : [0, 1.1, 1.1, -0.9, -1.1, -0.9];
  return shape('polygon', {
    points: points.map((value, index) => round((index % 2 === 0 ? x : y) + value * r)).join(' '),
    fill,
  });
}

/** To hundredths: fewer bytes, and the same ones where the last digits of a logarithm differ. */
export function round(value: number): number {
  const rounded = Math.round(value * 100) / 100;
  return rounded === 0 ? 0 : rounded;
}
