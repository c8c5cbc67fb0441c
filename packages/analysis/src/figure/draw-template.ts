// Draws a shared template for paper: fixed size, the inks of the report.
import type { Html } from '../report/html.js';
import { ink, sequenceLooks } from './palette.js';
import { fillSpec, type SpecFilling } from './spec/fill-spec.js';
import type { FigureTemplate } from './spec/template.js';
import type { FigureFrame } from './svg.js';
import { drawSpec, type PlotBox, plotSettings } from './vega.js';

/** A figure of a template with its words and data. */
export function drawTemplate(
  frame: Omit<FigureFrame, 'width' | 'height'>,
  box: PlotBox,
  { template, ...filling }: SpecFilling & { readonly template: FigureTemplate },
): Promise<Html> {
  const { config, ...size } = plotSettings(box);
  const filled = fillSpec(template.spec, filling);
  const spec = {
    ...filled,
    ...size,
    config: {
      ...config,
      mark: { color: ink.text },
      rule: { color: ink.soft },
      text: { color: ink.soft },
      range: { category: sequenceLooks.map(({ colour }) => colour) },
      legend: {
        ...{ labelFontSize: 10.5, labelColor: ink.text },
        ...{ titleFontSize: 10.5, titleColor: ink.text, titleFontWeight: 'bold' as const },
      },
    },
  };
  return drawSpec(frame, box, { spec: spec as typeof filled, extras: undefined });
}
