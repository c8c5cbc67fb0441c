// From a Vega-Lite specification to SVG markup, without a document: the one place where Vega is used.
import type { TopLevelSpec } from 'vega-lite';
import { type Html, type HtmlPart, trustedMarkup } from '../report/html.js';
import { figureFont, ink } from './palette.js';
import { type FigureFrame, figureSvg, round } from './svg.js';

/** A specification without what every figure shares: size, padding, fonts. */
export type FigureSpec = TopLevelSpec;

/** Inner size of the plot and the room around it; nothing is fitted automatically, so that no text is measured. */
export interface PlotBox {
  readonly width: number;
  readonly height: number;
  readonly padding: { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number };
}

/** Settings that every figure shares. */
export function plotSettings(box: PlotBox) {
  return {
    width: box.width,
    height: box.height,
    padding: box.padding,
    autosize: 'none' as const,
    background: 'transparent',
    config: {
      font: figureFont,
      view: { stroke: null },
      axis: {
        labelFontSize: 10.5,
        labelColor: ink.soft,
        titleFontSize: 10.5,
        titleFontWeight: 'bold' as const,
        titleColor: ink.text,
        domainColor: ink.text,
        tickColor: ink.text,
        gridColor: ink.grid,
        labelOverlap: false,
      },
    },
  };
}

/**
 * Draws a specification as a figure with title and description.
 * Coordinates are rounded to hundredths, so that the last digit of a logarithm can't change the bytes.
 * No text of a protocol goes through Vega: words are drawn by hand, as `extras` in the coordinates of the whole figure.
 */
export async function drawSpec(
  frame: Omit<FigureFrame, 'width' | 'height'>,
  box: PlotBox,
  drawing: { readonly spec: FigureSpec; readonly extras: HtmlPart },
): Promise<Html> {
  // Loaded on the first figure: half a second that a command without figures need not wait.
  const [{ parse, View }, { compile }] = await Promise.all([import('vega'), import('vega-lite')]);
  const view = new View(parse(compile(drawing.spec).spec), { renderer: 'none' });
  const drawn = await view.toSVG();
  view.finalize();
  const { padding } = box;
  const size = {
    width: box.width + padding.left + padding.right,
    height: box.height + padding.top + padding.bottom,
  };
  return figureSvg({ ...frame, ...size }, [trustedMarkup(innerMarkup(drawn)), drawing.extras]);
}

/** What lies within the outer element, without roles (the figure is one image) and with rounded coordinates. */
function innerMarkup(svg: string): string {
  const inner = svg.slice(svg.indexOf('>') + 1, svg.lastIndexOf('</svg>'));
  return inner.replace(/<[^>]+>/g, (tag) =>
    tag
      .replace(/ (?:role|aria-[a-z]+|class|pointer-events)="[^"]*"/g, '')
      .replace(/-?\d+\.\d{3,}(?:e-?\d+)?/g, (number) => String(round(Number(number)))),
  );
}
