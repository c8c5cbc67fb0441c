// Charts: how they are shown.
import type { Messages } from '../message.js';

export const chart = {
  'chart.chart': 'Grafico',
  'chart.table': 'Tabella',
  'chart.shownAs': '{title}: mostrato come',
} satisfies Messages;
