// What notices say in German: by code; {names} stand for facts. Never an arm, never the name of a participant.
import type { NoticeWords } from '../notice-words.js';
import type { NoticeCode } from './en.js';

export const germanNotices = {
  'serious-event': {
    subject: 'Schwerwiegendes unerwünschtes Ereignis bei Teilnehmer {participant} in {site}',
    text: 'Ein schwerwiegendes unerwünschtes Ereignis wurde erfasst. Bitte unter den schwerwiegenden Ereignissen ansehen, das Erhaltene erfassen und bewerten.',
  },
  'serious-event-changed': {
    subject: 'Mehr bekannt zu einem schwerwiegenden Ereignis bei Teilnehmer {participant} in {site}',
    text: 'Die Angaben zu einem schwerwiegenden unerwünschten Ereignis haben sich geändert. Beurteilen Sie, ob eine Folgemeldung fällig ist.',
  },
  'serious-event-assessed': {
    subject: 'Der Sponsor hat ein schwerwiegendes Ereignis bei Teilnehmer {participant} in {site} beurteilt',
    text: 'Die Beurteilung des Sponsors steht neben der des Prüfers, die bleibt, wie sie ist.',
  },
  'special-interest': {
    subject: 'Ereignis von besonderem Interesse ({interest}) bei Teilnehmer {participant} in {site}',
    text: 'Ein Ereignis wurde erfasst, das der Prüfplan als von besonderem Interesse nennt.',
  },
  pregnancy: {
    subject: 'Schwangerschaft erfasst bei Teilnehmer {participant} in {site}',
    text: 'Verfolgen Sie sie, bis ihr Ausgang bekannt ist.',
  },
  'clock-running': {
    subject: 'Meldung an {clock} fällig bis {dueAt}: Teilnehmer {participant} in {site}',
    text: 'Die Hälfte der Zeit ist vorbei. Senden Sie die Meldung und erfassen Sie ihren Empfang, oder quittieren Sie diese Mitteilung.',
  },
  'clock-urgent': {
    subject: 'Dringend: Meldung an {clock} fällig bis {dueAt}: Teilnehmer {participant} in {site}',
    text: 'Vier Fünftel der Zeit sind vorbei. Senden Sie die Meldung und erfassen Sie ihren Empfang.',
  },
  'clock-overdue': {
    subject: 'Überfällig: Meldung an {clock} war fällig bis {dueAt}: Teilnehmer {participant} in {site}',
    text: 'Senden Sie die Meldung jetzt und erfassen Sie, warum sie zu spät ist.',
  },
  'code-broken': {
    subject: 'Der Code von Teilnehmer {participant} in {site} wurde aufgedeckt',
    text: 'Wer es war und warum, steht in den Aufzeichnungen. Die Behandlung gehört nicht zu dieser Mitteilung; fragen Sie nicht danach.',
  },
  'rater-barred': {
    subject: 'Verblindete Bewertungen von Teilnehmer {participant} in {site} enden jetzt',
    text: 'Der Code dieses Teilnehmers wurde aufgedeckt. Geben Sie anstehende Bewertungen an jemanden, der die Behandlung nicht kennt.',
  },
  'important-deviation': {
    subject: 'Wichtige Abweichung bei Teilnehmer {participant} in {site}: {rule}',
    text: 'Sehen Sie sie unter den Abweichungen an.',
  },
  'scan-unreadable': {
    subject: 'Ein Scan von Teilnehmer {participant} in {site} ist nicht befundbar: Visite {visit}',
    text: 'Machen Sie einen neuen Scan, wie der Prüfplan es sagt, und beschriften Sie ihn mit derselben Nummer.',
  },
  withdrawal: {
    subject: 'Teilnehmer {participant} in {site} hat sich zurückgezogen ({kind})',
    text: 'Sehen Sie nach, was bei diesem Teilnehmer noch zu tun ist.',
  },
  'site-active': {
    subject: 'Prüfstelle {site} ist aktiv',
    text: 'Das Screening darf beginnen.',
  },
  'trial-live': {
    subject: 'Die Studie ist im Echtbetrieb',
    text: 'In aktiven Prüfstellen darf das Screening beginnen.',
  },
  'trial-locked': {
    subject: 'Die Studie ist gesperrt',
    text: 'Außer Öffnungen und Löschungen wird nichts mehr erfasst.',
  },
  'trial-unblinded': {
    subject: 'Die Studie ist entblindet',
    text: 'Die Zuteilung ist für alle offengelegt.',
  },
  'board-recommended': {
    subject: 'Das Datenüberwachungskomitee empfiehlt nach der Sitzung {meeting}: {recommendation}',
    text: 'Sein Brief steht bei den Sitzungen des Komitees.',
  },
  'stopping-rule': {
    subject: 'Abbruchregel {rule} ist erreicht',
    text: 'Über alle Teilnehmer gezählt, verblindet. Rufen Sie das Datenüberwachungskomitee an.',
  },
  'safety-rule-evaluated': {
    subject: 'Sicherheitsregeln wurden ausgewertet: Sehen Sie im geschlossenen Raum nach',
    text: 'Mindestens eine Regel nach Behandlung ist erreicht. Diese Mitteilung geht nur an den Statistiker des Datenüberwachungskomitees.',
  },
} as const satisfies Readonly<Record<NoticeCode, NoticeWords>>;
