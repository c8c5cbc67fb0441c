// Templates of figures that the report and the web application share: Vega-Lite without data, words, size and colours.
import type { TopLevelSpec } from 'vega-lite';
import { powerCurve } from './power-curve.js';
import { recruitment } from './recruitment.js';

/** A figure as a template: `fillSpec` adds words and data, whoever draws it adds size and look. */
export interface FigureTemplate {
  /** Stand in the specification as `{word}`. */
  readonly words: readonly string[];
  /** The datasets that it names, with the fields of their rows and what these mean. */
  readonly datasets: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly spec: TopLevelSpec;
}

/** All templates by name. */
export const figureTemplates = { recruitment, powerCurve } as const satisfies Record<string, FigureTemplate>;
