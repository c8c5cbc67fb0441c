// The closed room of the safety board's statistician.
import type { Messages } from '../message.js';

export const board = {
  'board.title': 'Sala riservata',
  'board.help':
    'Tabelle per il comitato di sicurezza, per gruppi sotto lettere estratte a sorte di nuovo per ogni riunione. Le vedono solo Lei e il comitato.',
  'board.open': 'Apri le tabelle di una riunione',
  'board.openHelp': 'Che Lei le apre viene registrato per tutti. Che cosa dicono, no.',
  'board.meeting': 'Nome della riunione, per esempio riunione-3',
  'board.meetingForm': 'Una lettera, poi lettere, cifre o trattini',
  'board.purpose': 'Scopo',
  'board.confirm': 'Sta per aprire le tabelle di {meeting}.',
  'board.none': 'Nessuna tabella è stata ancora aperta.',
  'board.choose': 'Riunione',
  'board.bySequence': 'Per sequenza',
  'board.byTreatmentAtOnset': 'Per trattamento all’insorgenza',
  'board.stoppingRule': 'Regole di interruzione per trattamento',
  'board.events': 'Eventi',
  'board.group': 'Gruppo {group}',
  'board.cell': '{withEvent} di {participants}; {count, plural, one {# evento} other {# eventi}}',
  'board.cellShort': '{withEvent} di {participants}',
  'board.cellHint': 'Ogni cella: partecipanti con l’evento su tutti i partecipanti; eventi.',
  'board.reached': 'Raggiunta',
  'board.notReached': 'Non raggiunta',
  'board.difference': 'Dall’ultima riunione',
  'board.differenceHelp':
    'Scelga il pacchetto che ha sigillato per l’ultima riunione. Le lettere cambiano tra le riunioni, perciò si confrontano solo i totali sui gruppi.',
  'board.package': 'Pacchetto dell’ultima riunione',
  'board.notPackage': 'Questo file non è un pacchetto di questo studio.',
  'board.before': 'Allora',
  'board.now': 'Ora',
  'board.change': 'Variazione',
  'board.noChange': 'Non è cambiato nulla.',
  'board.seal': 'Sigilla il pacchetto',
  'board.sealed': 'Sigillato. Conservi il file: la sua impronta {digest} è nel registro.',
  'board.packageTitle': 'Rapporto riservato di {meeting}',
  'board.recommendation': 'Raccomandazione',
  'board.noRecommendation': 'Non ancora registrata. Il responsabile della sicurezza registra la lettera.',
  'board.lettersByRow':
    'Il codice di un partecipante è stato aperto. Le lettere sono estratte di nuovo per ogni riga, perché ciò che si sa di una non riveli le altre: legga per riga, mai per colonna.',
} satisfies Messages;
