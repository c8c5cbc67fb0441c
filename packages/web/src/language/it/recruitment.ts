// Recruitment against plan.
import type { Messages } from '../message.js';

export const recruitment = {
  'recruitment.title': 'Arruolamento',
  'recruitment.help': 'Quanti sono stati sottoposti a screening e randomizzati, dove e quando, rispetto al previsto.',
  'recruitment.nobody': 'Nessuno è ancora stato sottoposto a screening.',
  'recruitment.screened': 'Sottoposti a screening',
  'recruitment.randomised': 'Randomizzati',
  'recruitment.planned': 'Previsti',
  'recruitment.ofPlanned': 'di {planned} previsti',
  'recruitment.complete': 'Dati completi',
  'recruitment.completeNote': 'dei partecipanti ha tutte le schede dovute',
  'recruitment.outOfWindow': 'Visite fuori finestra',
  'recruitment.outOfWindowNote': 'registrate come deviazioni',
  'recruitment.openQueries': 'Query aperte',
  'recruitment.byPlace': 'Per luogo',
  'recruitment.bySite': 'Centri',
  'recruitment.byNational': 'Studi nazionali',
  'recruitment.place': 'Luogo',
  'recruitment.first': 'Primo randomizzato',
  'recruitment.latest': 'Ultimo randomizzato',
  'recruitment.month': 'Mese',
  'recruitment.participants': 'Partecipanti',
  'recruitment.overTime': 'Nel tempo',
  'recruitment.summary': '{month}: finora {screened} sottoposti a screening e {randomised} randomizzati.',
  'recruitment.summaryPlanned':
    '{month}: finora {screened} sottoposti a screening e {randomised} randomizzati, di {planned} previsti (linea punteggiata).',
} satisfies Messages;
