// Recruitment against plan.
import type { Messages } from '../message.js';

export const recruitment = {
  'recruitment.title': 'Reclutamiento',
  'recruitment.help': 'Cuántos se han cribado y aleatorizado, dónde y cuándo, frente a lo previsto.',
  'recruitment.nobody': 'Aún no se ha cribado a nadie.',
  'recruitment.screened': 'Cribados',
  'recruitment.randomised': 'Aleatorizados',
  'recruitment.planned': 'Previstos',
  'recruitment.ofPlanned': 'de {planned} previstos',
  'recruitment.complete': 'Registros completos',
  'recruitment.completeNote': 'de los participantes tienen todos los formularios debidos',
  'recruitment.outOfWindow': 'Visitas fuera de su ventana',
  'recruitment.outOfWindowNote': 'registradas como desviaciones',
  'recruitment.openQueries': 'Consultas abiertas',
  'recruitment.byPlace': 'Por lugar',
  'recruitment.bySite': 'Centros',
  'recruitment.byNational': 'Ensayos nacionales',
  'recruitment.place': 'Lugar',
  'recruitment.first': 'Primer aleatorizado',
  'recruitment.latest': 'Último aleatorizado',
  'recruitment.month': 'Mes',
  'recruitment.participants': 'Participantes',
  'recruitment.overTime': 'En el tiempo',
  'recruitment.summary': 'Cribados: {screened}; aleatorizados: {randomised}; hasta {month}.',
  'recruitment.summaryPlanned':
    'Cribados: {screened}; aleatorizados: {randomised}; hasta {month}, de {planned} previstos (línea de puntos).',
} satisfies Messages;
