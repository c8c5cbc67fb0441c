// Charts: how they are shown.

export const chart = {
  'chart.chart': 'Chart',
  'chart.table': 'Table',
  'chart.shownAs': '{title}: shown as',
  'chart.notDrawn': 'The chart cannot be drawn here; these are its numbers. Reloading the page may help.',
} as const;
