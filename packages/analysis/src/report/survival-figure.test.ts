// The curves and the estimands of a small trial in its report.
import { addDays } from '@equipoise/trial';
import { expect, test } from 'vitest';
import { analyse } from '../analyse.js';
import { analysisOf, outcome, tableSnapshot } from '../fixture/table-trial.fixture.js';
import { renderReport } from './report.js';

const START = '2001-01-01';
const event = { from: 'randomisation', unit: 'days', censoring: { at: ['lastVisit'] } };

const snapshot = tableSnapshot({
  sequences: { sugar: ['sugar'], drug: ['drug'] },
  measure: { on: 'date' },
  endpoints: [outcome('timeToEvent', 'on', { visits: undefined, summary: 'timeToFirst', event })],
  analyses: [analysisOf('curves', 'drug', 'sugar', { method: 'kaplan-meier', times: [30] })],
  people: Array.from({ length: 12 }, (_, at) => {
    const day = addDays(START, 5 * at + 3);
    return {
      sequence: at % 2 === 0 ? 'sugar' : 'drug',
      randomisedOn: START,
      days: { end: day },
      visits: { end: at % 3 === 0 ? {} : { on: day } },
    };
  }),
  protocol: {
    intercurrentEvents: [{ id: 'stopped', name: 'Stopped', occurs: { by: 'withdrawal', kinds: ['treatment'] } }],
    estimands: [
      {
        id: 'one',
        name: 'Time without the event',
        level: 'primary',
        population: { set: 'FAS', description: 'Everybody' },
        treatment: { active: 'drug', reference: 'sugar' },
        endpoint: 'outcome',
        intercurrentEvents: [{ event: 'stopped', strategy: 'treatmentPolicy' }],
        summaryMeasure: 'survivalDifference',
      },
    ],
  },
});

test('shows curves and all five attributes, the same bytes each time, with nothing from elsewhere', async () => {
  const page = await renderReport(analyse(snapshot), snapshot.protocol);
  expect(page).toContain('share without the event (Kaplan–Meier)');
  expect(page).toContain('Days from randomisation');
  for (const text of ['Everybody', 'drug against sugar', 'Stopped: treatment policy', 'survival difference'])
    expect(page).toContain(text);
  expect(page).not.toMatch(/<script|src="http|<link/);
  expect(await renderReport(analyse(snapshot), snapshot.protocol)).toBe(page);
});
