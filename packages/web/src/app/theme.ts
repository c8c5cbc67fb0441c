// One look for all: type scale, spacing, one accent, contrast that WCAG 2.2 AA asks for in both colour schemes.
import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';
import { optionFilter } from '../part/option-filter.js';

/** The accent: a deep teal; white text on the shades 6 to 9 has a contrast of 4.5 and more. */
const teal: MantineColorsTuple = [
  '#e6f6f8',
  '#cfe9ed',
  '#a3d3da',
  '#74bcc7',
  '#4ca7b5',
  '#2a8a99',
  '#0f6d7c',
  '#0b5d6b',
  '#084d59',
  '#053a44',
];

/** The greys of the dark scheme, from text to ground, in the hue of its surfaces. */
const slate: MantineColorsTuple = [
  '#d5dbe2',
  '#b6c0cb',
  '#8d99a6',
  '#6b7785',
  '#3f4b58',
  '#333e4a',
  '#232c36',
  '#1a222b',
  '#141b22',
  '#0f1419',
];

export const theme = createTheme({
  primaryColor: 'accent',
  primaryShade: { light: 7, dark: 6 },
  colors: { accent: teal, dark: slate },
  fontFamily: 'system-ui, -apple-system, "Segoe UI", "Noto Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "Cascadia Mono", "Noto Sans Mono", monospace',
  defaultRadius: 'md',
  headings: {
    fontWeight: '620',
    sizes: { h1: { fontSize: '1.5rem' }, h2: { fontSize: '1.2rem' }, h3: { fontSize: '1rem' } },
  },
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { size: 'sm' } },
    Anchor: { defaultProps: { underline: 'hover' } },
    Table: { defaultProps: { verticalSpacing: 6, horizontalSpacing: 'sm', highlightOnHover: true } },
    Modal: { defaultProps: { centered: true, overlayProps: { backgroundOpacity: 0.45 } } },
    Tooltip: { defaultProps: { withArrow: true, openDelay: 250 } },
    Loader: { defaultProps: { type: 'dots' } },
    // A list that scrolls within another element is no list to a screen reader: base.css lets the list itself scroll.
    Select: { defaultProps: { filter: optionFilter, withScrollArea: false } },
    MultiSelect: { defaultProps: { filter: optionFilter, withScrollArea: false } },
    // Its hidden button is focused and has no name.
    Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
  },
});

/** Mantine's usual greys for lesser text, placeholders and errors are too pale for AA. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#525e6b',
    '--mantine-color-placeholder': '#5c6773',
    '--mantine-color-error': '#b3211f',
    '--mantine-color-anchor': '#0b5d6b',
    '--mantine-color-body': '#fbfcfd',
    '--eq-line': '#dde3e9',
    '--eq-card': '#ffffff',
    '--eq-unblinded': '#a1360b',
    '--eq-warning-text': '#7a4a00',
    '--eq-good-text': '#1b6b3a',
    '--eq-bad-text': '#a51d1b',
    '--eq-mark': '#fff4dc',
  },
  dark: {
    '--mantine-color-dimmed': '#a9b4c2',
    '--mantine-color-placeholder': '#9aa6b4',
    '--mantine-color-error': '#ff9a94',
    '--mantine-color-anchor': '#7fd3e0',
    '--mantine-color-body': '#12181f',
    '--eq-line': '#333e4a',
    '--eq-card': '#1a222b',
    '--eq-unblinded': '#ff9d6c',
    '--eq-warning-text': '#ffd88a',
    '--eq-good-text': '#8fdcab',
    '--eq-bad-text': '#ffa39d',
    '--eq-mark': '#3a2f17',
  },
});
