// Charts: how they are shown.
import type { Messages } from '../message.js';

export const chart = {
  'chart.chart': 'Grafico',
  'chart.table': 'Tabella',
  'chart.shownAs': '{title}: mostrato come',
  'chart.notDrawn': 'Qui il grafico non si può disegnare; questi sono i suoi numeri. Ricaricare la pagina può aiutare.',
} satisfies Messages;
