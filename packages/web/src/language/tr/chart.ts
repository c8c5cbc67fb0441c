// Charts: how they are shown.
import type { Messages } from '../message.js';

export const chart = {
  'chart.chart': 'Grafik',
  'chart.table': 'Tablo',
  'chart.shownAs': '{title}: görünüm',
  'chart.notDrawn': 'Grafik burada çizilemiyor; sayıları bunlardır. Sayfayı yeniden yüklemek işe yarayabilir.',
} satisfies Messages;
