// The closed room of the safety board's statistician.
import type { Messages } from '../message.js';

export const board = {
  'board.title': 'Geschlossener Raum',
  'board.help':
    'Tabellen für das Datenüberwachungskomitee, nach Gruppen unter Buchstaben, die für jede Sitzung neu gezogen werden. Nur Sie und das Komitee sehen sie.',
  'board.open': 'Tabellen einer Sitzung öffnen',
  'board.openHelp': 'Dass Sie sie öffnen, wird für alle sichtbar erfasst. Was sie aussagen, nicht.',
  'board.meeting': 'Name der Sitzung, zum Beispiel sitzung-3',
  'board.meetingForm': 'Ein Buchstabe, dann Buchstaben, Ziffern oder Bindestriche',
  'board.purpose': 'Zweck',
  'board.confirm': 'Sie sind dabei, die Tabellen von {meeting} zu öffnen.',
  'board.none': 'Es wurden noch keine Tabellen geöffnet.',
  'board.choose': 'Sitzung',
  'board.bySequence': 'Nach Sequenz',
  'board.byTreatmentAtOnset': 'Nach Behandlung bei Beginn',
  'board.stoppingRule': 'Abbruchregeln nach Behandlung',
  'board.events': 'Ereignisse',
  'board.group': 'Gruppe {group}',
  'board.cell': '{withEvent} von {participants}; {count, plural, one {# Ereignis} other {# Ereignisse}}',
  'board.cellShort': '{withEvent} von {participants}',
  'board.cellHint': 'Jede Zelle: Teilnehmer mit dem Ereignis von allen Teilnehmern; Ereignisse.',
  'board.reached': 'Erreicht',
  'board.notReached': 'Nicht erreicht',
  'board.difference': 'Seit der letzten Sitzung',
  'board.differenceHelp':
    'Wählen Sie das Paket, das Sie für die letzte Sitzung versiegelt haben. Die Buchstaben wechseln von Sitzung zu Sitzung; deshalb werden nur Summen über die Gruppen verglichen.',
  'board.package': 'Paket der letzten Sitzung',
  'board.notPackage': 'Diese Datei ist kein Paket dieser Studie.',
  'board.before': 'Damals',
  'board.now': 'Jetzt',
  'board.change': 'Änderung',
  'board.noChange': 'Nichts hat sich geändert.',
  'board.seal': 'Paket versiegeln',
  'board.sealed': 'Versiegelt. Bewahren Sie die Datei auf: Ihr Fingerabdruck {digest} steht im Audit-Trail.',
  'board.packageTitle': 'Geschlossener Bericht von {meeting}',
  'board.recommendation': 'Empfehlung',
  'board.noRecommendation': 'Noch nicht erfasst. Der Sicherheitsbeauftragte erfasst das Schreiben.',
  'board.lettersByRow':
    'Der Code eines Teilnehmers wurde aufgedeckt. Die Buchstaben sind für jede Zeile neu gezogen, damit das Wissen über eine Zeile keine andere verrät: Lesen Sie zeilenweise, nie spaltenweise.',
} satisfies Messages;
