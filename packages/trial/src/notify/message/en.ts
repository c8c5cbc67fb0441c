// What notices say in English: by code; {names} stand for facts. Never an arm, never the name of a participant.
import type { NoticeWords } from '../notice-words.js';

export const englishNotices = {
  'serious-event': {
    subject: 'Serious adverse event of participant {participant} at {site}',
    text: 'A serious adverse event was recorded. Look at it under serious events, record what was received, and judge it.',
  },
  'serious-event-changed': {
    subject: 'More is known of a serious event of participant {participant} at {site}',
    text: 'The record of a serious adverse event changed. Judge whether a follow-up report is due.',
  },
  'serious-event-assessed': {
    subject: 'The sponsor judged a serious event of participant {participant} at {site}',
    text: 'The sponsor’s judgement stands beside the investigator’s, which stays as it is.',
  },
  'special-interest': {
    subject: 'Event of special interest ({interest}) of participant {participant} at {site}',
    text: 'An event was recorded that the protocol names to be of special interest.',
  },
  pregnancy: {
    subject: 'Pregnancy recorded for participant {participant} at {site}',
    text: 'Follow it up until its outcome is known.',
  },
  'clock-running': {
    subject: 'Report to {clock} due by {dueAt}: participant {participant} at {site}',
    text: 'Half of the time is over. Send the report and record its receipt, or acknowledge this notice.',
  },
  'clock-urgent': {
    subject: 'Urgent: report to {clock} due by {dueAt}: participant {participant} at {site}',
    text: 'Four fifths of the time are over. Send the report and record its receipt.',
  },
  'clock-overdue': {
    subject: 'Overdue: report to {clock} was due by {dueAt}: participant {participant} at {site}',
    text: 'Send the report now, and record why it is late.',
  },
  'code-broken': {
    subject: 'The code of participant {participant} at {site} was broken',
    text: 'Who broke it and why is in the record. The treatment is not part of this message; do not ask for it.',
  },
  'rater-barred': {
    subject: 'Ratings of participant {participant} at {site} by blinded raters end now',
    text: 'The code of this participant was broken. Hand ratings that are due to somebody who does not know the treatment.',
  },
  'important-deviation': {
    subject: 'Important deviation of participant {participant} at {site}: {rule}',
    text: 'Look at it under deviations.',
  },
  'scan-unreadable': {
    subject: 'A scan of participant {participant} at {site} cannot be read: visit {visit}',
    text: 'Make another scan as the protocol says, and label it with the same number.',
  },
  withdrawal: {
    subject: 'Participant {participant} at {site} withdrew ({kind})',
    text: 'Look at which commands about this participant remain.',
  },
  'site-active': {
    subject: 'Site {site} is active',
    text: 'Screening may begin.',
  },
  'trial-live': {
    subject: 'The trial went live',
    text: 'Participants may be screened at active sites.',
  },
  'trial-locked': {
    subject: 'The trial is locked',
    text: 'Nothing is recorded any more but openings and erasure.',
  },
  'trial-unblinded': {
    subject: 'The trial is unblinded',
    text: 'The allocation is revealed to everybody.',
  },
  'board-recommended': {
    subject: 'The safety board recommends after the meeting {meeting}: {recommendation}',
    text: 'Its letter is under the meetings of the board.',
  },
  'stopping-rule': {
    subject: 'Stopping rule {rule} is reached',
    text: 'Counted over all participants, blinded. Call the safety board.',
  },
  'safety-rule-evaluated': {
    subject: 'Safety rules were evaluated: look in the closed room',
    text: 'At least one rule by treatment is reached. This message goes to the statistician of the safety board alone.',
  },
} as const satisfies Readonly<Record<string, NoticeWords>>;

export type NoticeCode = keyof typeof englishNotices;
