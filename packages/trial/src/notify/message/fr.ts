// What notices say in French: by code; {names} stand for facts. Never an arm, never the name of a participant.
import type { NoticeWords } from '../notice-words.js';
import type { NoticeCode } from './en.js';

export const frenchNotices = {
  'serious-event': {
    subject: 'Événement indésirable grave du participant {participant} sur le site {site}',
    text: 'Un événement indésirable grave a été enregistré. Consultez les événements graves, enregistrez ce qui a été reçu et évaluez-le.',
  },
  'serious-event-changed': {
    subject: 'On en sait plus sur un événement grave du participant {participant} sur le site {site}',
    text: 'L’enregistrement d’un événement indésirable grave a changé. Jugez si une déclaration de suivi est due.',
  },
  'serious-event-assessed': {
    subject: 'Le promoteur a évalué un événement grave du participant {participant} sur le site {site}',
    text: 'Le jugement du promoteur figure à côté de celui de l’investigateur, qui reste tel quel.',
  },
  'special-interest': {
    subject: 'Événement d’intérêt particulier ({interest}) du participant {participant} sur le site {site}',
    text: 'Un événement que le protocole désigne comme d’intérêt particulier a été enregistré.',
  },
  pregnancy: {
    subject: 'Grossesse enregistrée pour le participant {participant} sur le site {site}',
    text: 'Suivez-la jusqu’à ce que son issue soit connue.',
  },
  'clock-running': {
    subject: 'Déclaration à {clock} due avant le {dueAt} : participant {participant} sur le site {site}',
    text: 'La moitié du temps est écoulée. Envoyez la déclaration et enregistrez sa réception, ou accusez réception de cet avis.',
  },
  'clock-urgent': {
    subject: 'Urgent : déclaration à {clock} due avant le {dueAt} : participant {participant} sur le site {site}',
    text: 'Les quatre cinquièmes du temps sont écoulés. Envoyez la déclaration et enregistrez sa réception.',
  },
  'clock-overdue': {
    subject: 'En retard : déclaration à {clock} due avant le {dueAt} : participant {participant} sur le site {site}',
    text: 'Envoyez la déclaration maintenant et enregistrez la raison du retard.',
  },
  'code-broken': {
    subject: 'Le code du participant {participant} sur le site {site} a été rompu',
    text: 'Qui l’a rompu et pourquoi figure dans les enregistrements. Le traitement ne fait pas partie de ce message ; ne le demandez pas.',
  },
  'rater-barred': {
    subject: 'Les évaluations en aveugle du participant {participant} sur le site {site} prennent fin',
    text: 'Le code de ce participant a été rompu. Confiez les évaluations prévues à une personne qui ne connaît pas le traitement.',
  },
  'important-deviation': {
    subject: 'Déviation importante du participant {participant} sur le site {site} : {rule}',
    text: 'Consultez-la parmi les déviations.',
  },
  'scan-unreadable': {
    subject: 'Une image du participant {participant} sur le site {site} est illisible : visite {visit}',
    text: 'Refaites l’image comme le dit le protocole, et marquez-la du même numéro.',
  },
  withdrawal: {
    subject: 'Le participant {participant} du site {site} s’est retiré ({kind})',
    text: 'Regardez ce qu’il reste à faire pour ce participant.',
  },
  'site-active': {
    subject: 'Le site {site} est actif',
    text: 'La sélection peut commencer.',
  },
  'trial-live': {
    subject: 'L’essai est démarré',
    text: 'Des participants peuvent être sélectionnés sur les sites actifs.',
  },
  'trial-locked': {
    subject: 'L’essai est verrouillé',
    text: 'Plus rien n’est enregistré, sauf les ouvertures et les effacements.',
  },
  'trial-unblinded': {
    subject: 'L’aveugle de l’essai est levé',
    text: 'L’attribution est révélée à tous.',
  },
  'board-recommended': {
    subject: 'Le comité de surveillance recommande après la réunion {meeting} : {recommendation}',
    text: 'Sa lettre se trouve parmi les réunions du comité.',
  },
  'stopping-rule': {
    subject: 'La règle d’arrêt {rule} est atteinte',
    text: 'Comptée sur tous les participants, en aveugle. Appelez le comité de surveillance.',
  },
  'safety-rule-evaluated': {
    subject: 'Des règles de sécurité ont été évaluées : regardez dans la salle fermée',
    text: 'Au moins une règle par traitement est atteinte. Ce message ne va qu’au statisticien du comité de surveillance.',
  },
} as const satisfies Readonly<Record<NoticeCode, NoticeWords>>;
