// Charts: how they are shown.
import type { Messages } from '../message.js';

export const chart = {
  'chart.chart': 'Gráfico',
  'chart.table': 'Tabla',
  'chart.shownAs': '{title}: se muestra como',
} satisfies Messages;
