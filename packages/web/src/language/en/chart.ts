// Charts: how they are shown.

export const chart = {
  'chart.chart': 'Chart',
  'chart.table': 'Table',
  'chart.shownAs': '{title}: shown as',
} as const;
