// Recruitment against plan.
import type { Messages } from '../message.js';

export const recruitment = {
  'recruitment.title': 'Recrutement',
  'recruitment.help': 'Combien ont été sélectionnés et randomisés, où et quand, par rapport au plan.',
  'recruitment.nobody': 'Personne n’a encore été sélectionné.',
  'recruitment.screened': 'Sélectionnés',
  'recruitment.randomised': 'Randomisés',
  'recruitment.planned': 'Prévus',
  'recruitment.ofPlanned': 'sur {planned} prévus',
  'recruitment.complete': 'Dossiers complets',
  'recruitment.completeNote': 'des participants ont tous les formulaires dus',
  'recruitment.outOfWindow': 'Visites hors de leur fenêtre',
  'recruitment.outOfWindowNote': 'enregistrées comme déviations',
  'recruitment.openQueries': 'Requêtes ouvertes',
  'recruitment.byPlace': 'Par lieu',
  'recruitment.bySite': 'Sites',
  'recruitment.byNational': 'Essais nationaux',
  'recruitment.place': 'Lieu',
  'recruitment.first': 'Premier randomisé',
  'recruitment.latest': 'Dernier randomisé',
  'recruitment.month': 'Mois',
  'recruitment.participants': 'Participants',
  'recruitment.overTime': 'Dans le temps',
  'recruitment.summary': '{screened} sélectionnés et {randomised} randomisés jusqu’à {month}.',
  'recruitment.summaryPlanned':
    '{screened} sélectionnés et {randomised} randomisés jusqu’à {month}, sur {planned} prévus (ligne pointillée).',
} satisfies Messages;
