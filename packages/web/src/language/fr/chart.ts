// Charts: how they are shown.
import type { Messages } from '../message.js';

export const chart = {
  'chart.chart': 'Graphique',
  'chart.table': 'Tableau',
  'chart.shownAs': '{title} : affiché en',
} satisfies Messages;
