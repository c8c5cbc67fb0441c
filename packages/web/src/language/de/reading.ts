// Central readings: the queue of scans, sending and taking back, and the numbers of scans.
import type { Messages } from '../message.js';

export const reading = {
  'reading.title': 'Zu befundende Scans',
  'reading.summary': '{waiting, plural, one {Ein Scan wartet} other {# Scans warten}} · heute {today} befundet',
  'reading.refresh': 'Nach neuen Scans sehen',
  'reading.queue': 'Warteschlange',
  'reading.open': 'Der geöffnete Scan',
  'reading.waiting': 'Zu befunden',
  'reading.repeats': 'Neuer Scan angefordert',
  'reading.sent': 'Von Ihnen gesendet',
  'reading.find': 'Scan nach Nummer suchen',
  'reading.more': 'und {count} weitere; geben Sie einen Teil der Nummer ein',
  'reading.urgent': 'Dringend',
  'reading.closed': 'Gesperrt',
  'reading.copy': 'Nummer kopieren',
  'reading.copied': 'Kopiert',
  'reading.openScan': 'Öffnen Sie den Scan mit dieser Nummer in Ihrer Befundungssoftware.',
  'reading.repeatHelp':
    'Sie haben einen neuen Scan angefordert. Sobald er unter dieser Nummer da ist, befunden Sie ihn und korrigieren Sie, was Sie gesendet haben.',
  'reading.state.repeatAsked': 'Nicht befundbar, {at}',
  'reading.state.sent': 'Gesendet {at}',
  'reading.state.closed': 'Gesperrt, gesendet {at}',
  'reading.rules': 'Was zählt',
  'reading.minimumSize': 'Gezählt ab {size} mm.',
  'reading.countsAgain': 'Was beim vorigen Scan schon da war, zählt erneut.',
  'reading.countsOnce': 'Was beim vorigen Scan schon da war, zählt nicht erneut.',
  'reading.noForm': 'Das Formular dieses Scans gibt es im Prüfplan nicht mehr.',
  'reading.allRead': 'Alles ist befundet',
  'reading.allReadHelp': 'Neue Scans erscheinen hier, sobald ihre Visiten stattgefunden haben.',
  'reading.later': 'Später',
  'reading.toNext': 'Zum nächsten Scan',
  'reading.cannotRead': 'Nicht befundbar',
  'reading.asksRepeat':
    'Dieser Scan ist nicht befundbar. Wenn Sie das senden, wird das Prüfzentrum um einen neuen gebeten.',
  'reading.asksRepeatWithin':
    'Dieser Scan ist nicht befundbar. Wenn Sie das senden, wird das Prüfzentrum um einen neuen innerhalb von {days, plural, one {einem Tag} other {# Tagen}} gebeten.',
  'reading.unfilled': 'Füllen Sie aus, was markiert ist, oder sagen Sie, warum es keinen Wert gibt.',
  'reading.send': 'Senden, nächster Scan',
  'reading.correct': 'Korrektur speichern',
  'reading.takeBack': 'Zurücknehmen',
  'reading.takeBackTitle': 'Befund zu {id} zurücknehmen',
  'reading.takeBackHelp':
    'Der Scan wartet neu auf die Befundung. Was Sie gesendet haben, bleibt mit Ihrer Begründung im Protokoll.',
  'reading.isSent': '{id} ist gesendet.',
  'reading.isTakenBack': '{id} ist zurückgenommen.',
  'reading.isTaken': '{id} wurde inzwischen von jemand anderem befundet oder geändert.',
  'reading.openUntilLock': 'Sie können dies korrigieren oder zurücknehmen, bis es gesperrt ist.',
  'reading.closedHelp': 'Dieser Befund ist gesperrt.',
  'reading.keys':
    'Ziffern wählen eine Antwort, Enter geht weiter, Strg+Enter sendet. Alt+N: später. Alt+X: nicht befundbar. Alt+Z: zuletzt Gesendetes.',
  'reading.scanId': 'Nummer des Scans für die Befundung:',
  'reading.scanIdHelp':
    'Beschriften Sie den Scan vor dem Senden nur mit dieser Nummer. Wer befundet, sieht keine andere.',
} satisfies Messages;
