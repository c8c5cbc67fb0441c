// Colours and the type of figures: safe for the colour-blind (Okabe and Ito, 2008, darkened), and never the only sign.

/** Inks with a contrast of at least 4.5 on white, as WCAG 2.2 asks of text. */
export const ink = {
  text: '#1b1f24',
  soft: '#4b5563',
  line: '#9aa3ad',
  grid: '#e3e6ea',
  panel: '#f5f6f8',
  stamp: '#a3123a',
  accent: '#0b4f8a',
} as const;

/** One look for each sequence, in the order of the protocol: colour, shape and line differ together. */
export const sequenceLooks = [
  { colour: '#0b5c9e', shape: 'circle', dash: [] },
  { colour: '#b4480a', shape: 'diamond', dash: [5, 3] },
  { colour: '#1d6b4f', shape: 'square', dash: [2, 2] },
  { colour: '#7a2f7d', shape: 'triangle-up', dash: [7, 2, 2, 2] },
  { colour: '#5a5200', shape: 'cross', dash: [1, 2] },
  { colour: '#444444', shape: 'triangle-down', dash: [9, 3] },
] as const;

/** Metric-compatible on every system: widths are those of Helvetica. */
export const figureFont = "Helvetica, Arial, 'Liberation Sans', Arimo, sans-serif";

/** The look of the sequence with this position in the protocol. */
export function sequenceLook(index: number): (typeof sequenceLooks)[number] {
  return sequenceLooks[index % sequenceLooks.length] ?? sequenceLooks[0];
}
