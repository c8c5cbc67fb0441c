// Charts: how they are shown.
import type { Messages } from '../message.js';

export const chart = {
  'chart.chart': 'Diagramm',
  'chart.table': 'Tabelle',
  'chart.shownAs': '{title}: dargestellt als',
} satisfies Messages;
