// What a notice says, by code and facts: one catalogue for all languages. Never an arm, never the name of a participant.
// Facts are numbers and ids of the protocol; what people typed is not among them.

/** The languages in which a notice can be read; a text that is not translated yet is in English. */
export const noticeLanguages = ['en', 'it', 'de', 'fr', 'es'] as const;
export type NoticeLanguage = (typeof noticeLanguages)[number];

interface Message {
  /** One line, for a subject and a list. `{name}` stands for a fact. */
  readonly subject: string;
  /** What to do next. */
  readonly text: string;
}

type Translated = { readonly en: Message } & { readonly [L in Exclude<NoticeLanguage, 'en'>]?: Message };

/** Every notice by its code. Codes are stable. */
export const noticeMessages = {
  'serious-event': {
    en: {
      subject: 'Serious adverse event of participant {participant} at {site}',
      text: 'A serious adverse event was recorded. Look at it under serious events, record what was received, and judge it.',
    },
    it: {
      subject: 'Evento avverso grave del partecipante {participant} nel centro {site}',
      text: 'È stato registrato un evento avverso grave. Lo trovi tra gli eventi gravi: registra quanto ricevuto e valutalo.',
    },
    de: {
      subject: 'Schwerwiegendes unerwünschtes Ereignis bei Teilnehmer {participant} in {site}',
      text: 'Ein schwerwiegendes unerwünschtes Ereignis wurde erfasst. Bitte unter den schwerwiegenden Ereignissen ansehen, das Erhaltene erfassen und bewerten.',
    },
    fr: {
      subject: 'Événement indésirable grave du participant {participant} au centre {site}',
      text: 'Un événement indésirable grave a été enregistré. Consultez les événements graves, enregistrez ce qui a été reçu et évaluez-le.',
    },
    es: {
      subject: 'Acontecimiento adverso grave del participante {participant} en {site}',
      text: 'Se ha registrado un acontecimiento adverso grave. Véalo entre los acontecimientos graves, registre lo recibido y evalúelo.',
    },
  },
  'serious-event-changed': {
    en: {
      subject: 'More is known of a serious event of participant {participant} at {site}',
      text: 'The record of a serious adverse event changed. Judge whether a follow-up report is due.',
    },
  },
  'serious-event-assessed': {
    en: {
      subject: 'The sponsor judged a serious event of participant {participant} at {site}',
      text: "The sponsor's judgement stands beside the investigator's, which stays as it is.",
    },
  },
  'special-interest': {
    en: {
      subject: 'Event of special interest ({interest}) of participant {participant} at {site}',
      text: 'An event was recorded that the protocol names to be of special interest.',
    },
  },
  pregnancy: {
    en: {
      subject: 'Pregnancy recorded for participant {participant} at {site}',
      text: 'Follow it up until its outcome is known.',
    },
  },
  'clock-running': {
    en: {
      subject: 'Report to {clock} due by {dueAt}: participant {participant} at {site}',
      text: 'Half of the time is over. Send the report and record its receipt, or acknowledge this notice.',
    },
  },
  'clock-urgent': {
    en: {
      subject: 'Urgent: report to {clock} due by {dueAt}: participant {participant} at {site}',
      text: 'Four fifths of the time are over. Send the report and record its receipt.',
    },
  },
  'clock-overdue': {
    en: {
      subject: 'Overdue: report to {clock} was due by {dueAt}: participant {participant} at {site}',
      text: 'Send the report now, and record why it is late.',
    },
  },
  'code-broken': {
    en: {
      subject: 'The code of participant {participant} at {site} was broken',
      text: 'Who broke it and why is in the record. The treatment is not part of this message; do not ask for it.',
    },
  },
  'rater-barred': {
    en: {
      subject: 'Ratings of participant {participant} at {site} by blinded raters end now',
      text: 'The code of this participant was broken. Hand ratings that are due to somebody who does not know the treatment.',
    },
  },
  'important-deviation': {
    en: {
      subject: 'Important deviation of participant {participant} at {site}: {rule}',
      text: 'Look at it under deviations.',
    },
  },
  withdrawal: {
    en: {
      subject: 'Participant {participant} at {site} withdrew ({kind})',
      text: 'Look at which commands about this participant remain.',
    },
  },
  'site-active': {
    en: { subject: 'Site {site} is active', text: 'Screening may begin.' },
  },
  'trial-live': {
    en: { subject: 'The trial went live', text: 'Participants may be screened at active sites.' },
  },
  'trial-locked': {
    en: { subject: 'The trial is locked', text: 'Nothing is recorded any more but openings and erasure.' },
  },
  'trial-unblinded': {
    en: { subject: 'The trial is unblinded', text: 'The allocation is revealed to everybody.' },
  },
  'board-recommended': {
    en: {
      subject: 'The safety board recommends after the meeting {meeting}: {recommendation}',
      text: 'Its letter is under the meetings of the board.',
    },
  },
  'stopping-rule': {
    en: {
      subject: 'Stopping rule {rule} is reached',
      text: 'Counted over all participants, blinded. Call the safety board.',
    },
  },
  'safety-rule-evaluated': {
    en: {
      subject: 'Safety rules were evaluated: look in the closed room',
      text: 'At least one rule by treatment is reached. This message goes to the statistician of the safety board alone.',
    },
  },
} as const satisfies Readonly<Record<string, Translated>>;

export type NoticeCode = keyof typeof noticeMessages;
export type NoticeFacts = Readonly<Record<string, string>>;

/** A notice in a language (or in English), with its facts put in. */
export function wordNotice(code: NoticeCode, facts: NoticeFacts, language = 'en'): Message {
  const translations: Translated = noticeMessages[code];
  const known = noticeLanguages.find((one) => one === language.slice(0, 2).toLowerCase());
  const { subject, text } = (known === undefined ? undefined : translations[known]) ?? translations.en;
  const filled = (template: string) => template.replace(/\{(\w+)\}/g, (_, name: string) => facts[name] ?? '–');
  return { subject: filled(subject), text: filled(text) };
}
