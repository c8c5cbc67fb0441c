import { describe, expect, it } from 'vitest';
import { decisionsOf, type EventFacts, type SigningRow, unjudgedOf } from './decision.js';

const row = (about: Partial<SigningRow>): SigningRow => ({
  participant_id: 'p1',
  site_id: 'rome',
  scope: 'form',
  meaning: 'reviewed',
  statement: 'I reviewed these data.',
  visit: 'W0',
  form: 'vitals',
  occurrence: 1,
  hash: 'a'.repeat(64),
  changed_at: '2026-01-02T08:00:00.000Z',
  signed_before_at: null,
  changed_items: [],
  ...about,
});
const facts: EventFacts = {
  term: 'Fall',
  startedOn: '2026-01-01',
  endedOn: '2026-01-03',
  severity: 'mild',
  serious: false,
  causality: { product: 'possible' },
  outcome: 'recovered',
};
const event = (id: string, about: Partial<EventFacts>) => ({
  participant_id: 'p9',
  site_id: 'rome',
  adverse_event_id: id,
  facts: { ...facts, ...about },
  version: 4,
});
const protocol = { adverseEvents: { causalityTo: ['product'] } } as never;

describe('the decisions of an investigator', () => {
  it('are gathered by participant and meaning, so that forms are signed at once', () => {
    const pack = [row({}), row({ form: 'history' }), row({ participant_id: 'p2' }), row({ meaning: 'approved' })];
    const decisions = decisionsOf({ pack, adverseEvents: [], protocol });
    expect(decisions.map((one) => (one.kind === 'forms' ? one.forms.length : 0))).toEqual([1, 2, 1]);
  });

  it('come the gravest first: serious events, events, signatures that fell, new forms, casebooks', () => {
    const decisions = decisionsOf({
      pack: [
        row({ participant_id: 'c', scope: 'participant', visit: null, form: null, occurrence: null }),
        row({ participant_id: 'n' }),
        row({ participant_id: 'f', signed_before_at: '2026-01-01T08:00:00.000Z', changed_items: ['pulse'] }),
      ],
      adverseEvents: [event('mild', { outcome: 'recovering' }), event('grave', { serious: true })],
      protocol,
    });
    expect(
      decisions.map(({ kind, participantId, id }) => [kind, kind === 'adverseEvent' ? id : participantId]),
    ).toEqual([
      ['adverseEvent', 'event grave'],
      ['adverseEvent', 'event mild'],
      ['forms', 'f'],
      ['forms', 'n'],
      ['participant', 'c'],
    ]);
  });

  it('leave a casebook out while a form of the participant waits', () => {
    const casebook = row({ scope: 'participant', visit: null, form: null, occurrence: null });
    const decisions = decisionsOf({ pack: [row({}), casebook], adverseEvents: [], protocol });
    expect(decisions.map(({ kind }) => kind)).toEqual(['forms']);
  });

  it('name what is not said of an adverse event, and nothing of one that is judged', () => {
    expect(unjudgedOf(facts, ['product'])).toEqual([]);
    expect(unjudgedOf({ ...facts, endedOn: undefined }, ['product'])).toEqual(['end']);
    expect(unjudgedOf({ ...facts, outcome: 'unknown', serious: true }, ['product', 'infusion'])).toEqual([
      'causality',
      'seriousness',
      'outcome',
    ]);
  });
});
