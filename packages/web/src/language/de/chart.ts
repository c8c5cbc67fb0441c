// Charts: how they are shown.
import type { Messages } from '../message.js';

export const chart = {
  'chart.chart': 'Diagramm',
  'chart.table': 'Tabelle',
  'chart.shownAs': '{title}: dargestellt als',
  'chart.notDrawn':
    'Das Diagramm lässt sich hier nicht zeichnen; dies sind seine Zahlen. Die Seite neu zu laden kann helfen.',
} satisfies Messages;
