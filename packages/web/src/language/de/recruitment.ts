// Recruitment against plan.
import type { Messages } from '../message.js';

export const recruitment = {
  'recruitment.title': 'Rekrutierung',
  'recruitment.help': 'Wie viele gescreent und randomisiert wurden, wo und wann, verglichen mit dem Plan.',
  'recruitment.nobody': 'Noch wurde niemand gescreent.',
  'recruitment.screened': 'Gescreent',
  'recruitment.randomised': 'Randomisiert',
  'recruitment.planned': 'Geplant',
  'recruitment.ofPlanned': 'von {planned} geplanten',
  'recruitment.complete': 'Vollständige Daten',
  'recruitment.completeNote': 'der Teilnehmer haben alle fälligen Formulare',
  'recruitment.outOfWindow': 'Visiten außerhalb ihres Fensters',
  'recruitment.outOfWindowNote': 'als Abweichungen erfasst',
  'recruitment.openQueries': 'Offene Rückfragen',
  'recruitment.byPlace': 'Nach Ort',
  'recruitment.bySite': 'Prüfstellen',
  'recruitment.byNational': 'Nationale Studien',
  'recruitment.place': 'Ort',
  'recruitment.first': 'Zuerst randomisiert',
  'recruitment.latest': 'Zuletzt randomisiert',
  'recruitment.month': 'Monat',
  'recruitment.participants': 'Teilnehmer',
  'recruitment.overTime': 'Im Zeitverlauf',
  'recruitment.summary': '{screened} gescreent und {randomised} randomisiert bis {month}.',
  'recruitment.summaryPlanned':
    '{screened} gescreent und {randomised} randomisiert bis {month}, von {planned} geplanten (gepunktete Linie).',
} satisfies Messages;
