// Writes the scenario by which a new trial is rehearsed at once: made values for everything that its protocol collects.
import type { NewTrialAnswers } from './answers.js';
import { layOut } from './layout.js';

/** The scenario as YAML. */
export function writeScenario(answers: NewTrialAnswers): string {
  const { endpoint } = answers;
  const { treatments } = layOut(answers);
  const last = treatments.length - 1;
  const by = (value: (index: number) => number) =>
    `{ ${treatments.map(({ id }, index) => `${id}: ${value(index)}`).join(', ')} }`;
  const outcome = {
    count: '',
    continuous: `  outcomeForm.score: { draw: { kind: normal, mean: 50, sd: 8 }, participantSd: 6, effect: ${by((index) => (index < last ? -6 : 0))}, min: 0, max: 100, decimals: 1 }\n`,
    binary: '  outcomeForm.response: { draw: { kind: boolean, probability: 0.4 } }\n',
    timeToEvent:
      '  vitalSigns.weightKg: { draw: { kind: normal, mean: 72, sd: 12 }, min: 35, max: 180, decimals: 1 }\n  eventForm.eventOn: { draw: { kind: date, daysBefore: { min: 0, max: 2 } } }\n',
  }[endpoint];
  const counts =
    endpoint === 'count'
      ? `
counts:
  - item: outcomeForm.events
    baselineMean: 5
    mean: ${by((index) => (index < last ? 3 : 5))}
    participantVariance: 0.4
    baselineCorrelation: 0.6
`
      : '';
  const events =
    endpoint === 'timeToEvent'
      ? `
repeatingForms:
  - { form: eventForm, perYear: ${by((index) => (index < last ? 2.5 : 4))} }
`
      : '';
  return `# How a rehearsal makes its participants. Nothing here is a claim about any treatment: change it to what you expect, and to what you fear.

equipoiseScenario: 1
id: default
name: Made values for a first rehearsal

accrual: { start: 2025-01-07, end: 2026-01-30 }

screening:
  failuresPerRandomised: 0.1
  daysToRandomisation: { min: 1, max: 10 }

items:
  baseline.ageYears: { draw: { kind: normal, mean: 50, sd: 12 }, min: 18, max: 90 }
  baseline.sex: { draw: { kind: categorical, weights: { female: 1, male: 1 } } }
${outcome}${counts}${events}
adverseEvents:
  participantVariance: 0.4
  classes:
    - { systemOrganClass: infections, perYear: ${by(() => 0.6)}, terms: [Nasopharyngitis, Influenza] }
    - { systemOrganClass: general, perYear: ${by(() => 0.4)}, terms: [Fatigue, Fever] }
  severity: { mild: 6, moderate: 3, severe: 1 }
  serious:
    probability: ${by(() => 0.03)}
    severity: { severe: 1 }
    criteria: { hospitalisation: 1 }
  causality: { product: { unrelated: 7, possible: 3 } }
  outcome: { recovered: 9, recovering: 1 }
  durationDays: { kind: uniform, min: 1, max: 21 }
  updated: 0.3

withdrawals:
  - { kind: visits, probability: 0.05, reason: No time for further visits }

visits:
  missed: 0.02
  outOfWindow: 0.02
  entryDelayDays: { min: 0, max: 5 }
`;
}
