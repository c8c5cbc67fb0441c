// What notices say in Italian: by code; {names} stand for facts. Never an arm, never the name of a participant.
import type { NoticeWords } from '../notice-words.js';
import type { NoticeCode } from './en.js';

export const italianNotices = {
  'serious-event': {
    subject: 'Evento avverso grave del partecipante {participant} nel centro {site}',
    text: 'È stato registrato un evento avverso grave. Lo guardi tra gli eventi gravi, registri quanto ricevuto e lo valuti.',
  },
  'serious-event-changed': {
    subject: 'Si sa di più su un evento grave del partecipante {participant} nel centro {site}',
    text: 'La registrazione di un evento avverso grave è cambiata. Valuti se serve una segnalazione di aggiornamento.',
  },
  'serious-event-assessed': {
    subject: 'Il promotore ha valutato un evento grave del partecipante {participant} nel centro {site}',
    text: 'Il giudizio del promotore sta accanto a quello dello sperimentatore, che resta com’è.',
  },
  'special-interest': {
    subject: 'Evento di particolare interesse ({interest}) del partecipante {participant} nel centro {site}',
    text: 'È stato registrato un evento che il protocollo indica come di particolare interesse.',
  },
  pregnancy: {
    subject: 'Gravidanza registrata per il partecipante {participant} nel centro {site}',
    text: 'La segua fino a quando se ne conosce l’esito.',
  },
  'clock-running': {
    subject: 'Segnalazione a {clock} entro {dueAt}: partecipante {participant} nel centro {site}',
    text: 'È trascorsa metà del tempo. Invii la segnalazione e ne registri la ricevuta, o confermi questo avviso.',
  },
  'clock-urgent': {
    subject: 'Urgente: segnalazione a {clock} entro {dueAt}: partecipante {participant} nel centro {site}',
    text: 'Sono trascorsi quattro quinti del tempo. Invii la segnalazione e ne registri la ricevuta.',
  },
  'clock-overdue': {
    subject:
      'In ritardo: la segnalazione a {clock} era dovuta entro {dueAt}: partecipante {participant} nel centro {site}',
    text: 'Invii ora la segnalazione e registri perché è in ritardo.',
  },
  'code-broken': {
    subject: 'Il codice del partecipante {participant} nel centro {site} è stato aperto',
    text: 'Chi lo ha aperto e perché è nelle registrazioni. Il trattamento non fa parte di questo messaggio; non lo chieda.',
  },
  'rater-barred': {
    subject: 'Le valutazioni in cieco del partecipante {participant} nel centro {site} terminano ora',
    text: 'Il codice di questo partecipante è stato aperto. Affidi le valutazioni previste a chi non conosce il trattamento.',
  },
  'important-deviation': {
    subject: 'Deviazione importante del partecipante {participant} nel centro {site}: {rule}',
    text: 'La guardi tra le deviazioni.',
  },
  'scan-unreadable': {
    subject: 'Un’immagine del partecipante {participant} nel centro {site} non è leggibile: visita {visit}',
    text: 'Ripeta l’immagine come dice il protocollo e la contrassegni con lo stesso numero.',
  },
  withdrawal: {
    subject: 'Il partecipante {participant} nel centro {site} si è ritirato ({kind})',
    text: 'Guardi che cosa si può ancora fare per questo partecipante.',
  },
  'site-active': {
    subject: 'Il centro {site} è attivo',
    text: 'Lo screening può iniziare.',
  },
  'trial-live': {
    subject: 'Lo studio è avviato',
    text: 'I partecipanti possono essere sottoposti a screening nei centri attivi.',
  },
  'trial-locked': {
    subject: 'Lo studio è bloccato',
    text: 'Non si registra più nulla, salvo aperture e cancellazioni.',
  },
  'trial-unblinded': {
    subject: 'Il cieco dello studio è aperto',
    text: 'L’assegnazione è rivelata a tutti.',
  },
  'board-recommended': {
    subject: 'Il comitato di sicurezza raccomanda dopo la riunione {meeting}: {recommendation}',
    text: 'La sua lettera è tra le riunioni del comitato.',
  },
  'stopping-rule': {
    subject: 'La regola di interruzione {rule} è raggiunta',
    text: 'Contata su tutti i partecipanti, in cieco. Convochi il comitato di sicurezza.',
  },
  'safety-rule-evaluated': {
    subject: 'Le regole di sicurezza sono state valutate: guardi nella stanza chiusa',
    text: 'Almeno una regola per trattamento è raggiunta. Questo messaggio va solo allo statistico del comitato di sicurezza.',
  },
} as const satisfies Readonly<Record<NoticeCode, NoticeWords>>;
