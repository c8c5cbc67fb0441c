// A new trial from a protocol file.
import type { Messages } from '../message.js';

export const newTrial = {
  'newTrial.title': 'Neue Studie aus einer Prüfplandatei',
  'newTrial.help':
    'Schreiben Sie den Prüfplan, fügen Sie ihn ein oder laden Sie ihn hoch. Er wird beim Schreiben geprüft und gezeichnet; nichts wird aufbewahrt, bis Sie die Studie anlegen.',
  'newTrial.start': 'Neue Studie',
  'newTrial.example': 'Mit einem Beispiel beginnen',
  'newTrial.upload': 'Datei hochladen',
  'newTrial.mayNot': 'Sie können hier einen Prüfplan prüfen. Ein Administrator erlaubt einem Konto, Studien anzulegen.',
  'newTrial.editor': 'Text des Prüfplans, in YAML',
  'newTrial.keys': 'Strg+Leertaste zeigt, was hier stehen kann. F8 geht zum nächsten Problem.',
  'newTrial.notChecked': 'Es gibt noch nichts zu prüfen.',
  'newTrial.problems': 'Probleme',
  'newTrial.problem': 'Problem',
  'newTrial.warning': 'Warnung',
  'newTrial.valid':
    'Der Prüfplan kann verwendet werden{warnings, plural, =0 {.} one {; es gibt # Warnung.} other {; es gibt # Warnungen.}}',
  'newTrial.invalid':
    '{errors, plural, one {# Problem} other {# Probleme}}{warnings, plural, =0 {} one { und # Warnung} other { und # Warnungen}}. Eine Studie kann angelegt werden, wenn kein Problem mehr besteht.',
  'newTrial.line': 'Zeile {line}',
  'newTrial.allowed': 'Erlaubt: {allowed}',
  'newTrial.schematic': 'Schema',
  'newTrial.schematicOf':
    'Schema von {acronym}: Abschnitte, Sequenzen und Visiten; die Tabelle darunter sagt dasselbe über Visiten',
  'newTrial.nothingToDraw': 'Abschnitte, Sequenzen und Visiten werden hier gezeichnet, sobald sie geschrieben sind.',
  'newTrial.size':
    '{planned} Teilnehmer · {sites, plural, one {# Prüfstelle} other {# Prüfstellen}} · {forms, plural, one {# Formular} other {# Formulare}}',
  'newTrial.screening': 'Screening',
  'newTrial.period': 'Periode',
  'newTrial.washout': 'Auswaschphase',
  'newTrial.followUp': 'Nachbeobachtung',
  'newTrial.epochOther': 'Abschnitt',
  'newTrial.days': '{count, plural, one {# Tag} other {# Tage}}',
  'newTrial.visits': 'Visiten',
  'newTrial.visit': 'Visite',
  'newTrial.epoch': 'Abschnitt',
  'newTrial.day': 'Tag',
  'newTrial.window': 'Fenster (Tage)',
  'newTrial.forms': 'Formulare',
  'newTrial.conditional': 'bedingt',
  'newTrial.unscheduled': 'ungeplant',
  'newTrial.create': 'Studie anlegen',
  'newTrial.createNamed': '{acronym} anlegen, Version {version}',
  'newTrial.mode': 'Wozu dient sie?',
  'newTrial.rehearsal': 'Probelauf',
  'newTrial.rehearsalHint':
    'Alle Personen darin sind erfunden, und jede Seite sagt es. Er wird nie zu einer echten Studie.',
  'newTrial.live': 'Echte Studie',
  'newTrial.liveHint':
    'Mit wirklichen Teilnehmern. Sie wird zuerst vorbereitet und beginnt, wenn Sie den Echtbetrieb starten.',
  'newTrial.then': 'Danach',
  'newTrial.thenManager': 'Sie sind ihr erster Studienleiter und vergeben die anderen Rollen.',
  'newTrial.thenSetUp': 'Die nächste Seite führt durch das, was bis zum ersten Teilnehmer fehlt.',
  'newTrial.notCreated': 'Die Studie wurde nicht angelegt',
  'newTrial.createRehearsal': 'Probelauf anlegen',
  'newTrial.createLive': 'Echte Studie anlegen',
} satisfies Messages;
