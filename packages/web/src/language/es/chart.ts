// Charts: how they are shown.
import type { Messages } from '../message.js';

export const chart = {
  'chart.chart': 'Gráfico',
  'chart.table': 'Tabla',
  'chart.shownAs': '{title}: se muestra como',
  'chart.notDrawn': 'El gráfico no se puede dibujar aquí; estos son sus números. Recargar la página puede ayudar.',
} satisfies Messages;
