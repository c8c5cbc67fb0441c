// The closed room of the safety board's statistician.
import type { Messages } from '../message.js';

export const board = {
  'board.title': 'Salle fermée',
  'board.help':
    'Tableaux pour le comité de surveillance, par groupes sous des lettres tirées à nouveau pour chaque réunion. Seuls vous et le comité les voyez.',
  'board.open': 'Ouvrir les tableaux d’une réunion',
  'board.openHelp': 'Le fait que vous les ouvrez est enregistré pour tous. Ce qu’ils disent ne l’est pas.',
  'board.meeting': 'Nom de la réunion, par exemple meeting-3',
  'board.meetingForm': 'Une lettre, puis des lettres, chiffres ou traits d’union',
  'board.purpose': 'But',
  'board.confirm': 'Vous allez ouvrir les tableaux de {meeting}.',
  'board.none': 'Aucun tableau n’a encore été ouvert.',
  'board.choose': 'Réunion',
  'board.bySequence': 'Par séquence',
  'board.byTreatmentAtOnset': 'Par traitement au début de l’événement',
  'board.stoppingRule': 'Règles d’arrêt par traitement',
  'board.events': 'Événements',
  'board.group': 'Groupe {group}',
  'board.cell': '{withEvent} sur {participants} ; {count, plural, one {# événement} other {# événements}}',
  'board.cellShort': '{withEvent} sur {participants}',
  'board.cellHint': 'Chaque case : participants avec l’événement sur tous les participants ; événements.',
  'board.reached': 'Atteinte',
  'board.notReached': 'Non atteinte',
  'board.difference': 'Depuis la dernière réunion',
  'board.differenceHelp':
    'Choisissez le dossier que vous avez scellé pour la dernière réunion. Les lettres diffèrent d’une réunion à l’autre : seuls les totaux de tous les groupes sont donc comparés.',
  'board.package': 'Dossier de la dernière réunion',
  'board.notPackage': 'Ce fichier n’est pas un dossier de cet essai.',
  'board.before': 'Avant',
  'board.now': 'Maintenant',
  'board.change': 'Changement',
  'board.noChange': 'Rien n’a changé.',
  'board.seal': 'Sceller le dossier',
  'board.sealed': 'Scellé. Conservez le fichier : son empreinte {digest} est dans la piste d’audit.',
  'board.packageTitle': 'Rapport fermé de {meeting}',
  'board.recommendation': 'Recommandation',
  'board.noRecommendation': 'Pas encore enregistrée. Le responsable de la vigilance enregistre la lettre.',
  'board.lettersByRow':
    'Le code d’un participant a été levé. Les lettres sont tirées à nouveau pour chaque ligne, afin que ce qu’on sait d’une ligne n’en révèle aucune autre : lisez en ligne, jamais en colonne.',
} satisfies Messages;
