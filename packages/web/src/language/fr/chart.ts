// Charts: how they are shown.
import type { Messages } from '../message.js';

export const chart = {
  'chart.chart': 'Graphique',
  'chart.table': 'Tableau',
  'chart.shownAs': '{title} : affiché en',
  'chart.notDrawn': 'Le graphique ne peut pas être dessiné ici ; voici ses chiffres. Recharger la page peut aider.',
} satisfies Messages;
