import { describe, expect, it } from 'vitest';
import { protocol as small } from '../decide/small-trial.fixture.js';
import type { TrialEvent } from '../event/catalogue.js';
import { evolveSafety, initialSafetyState, type SafetyCase } from '../evolve/safety-state.js';
import { type NoticeCode, noticeMessages, wordNotice } from '../notify/message.js';
import type { Protocol } from '../protocol/schema.js';
import { classify } from './classification.js';
import { clockState, dueAt, runningClocks } from './clock.js';
import { parseListing, reconcile } from './listing.js';
import { expectednessByReference } from './reference.js';

const id = '6f1f0a0e-5a42-4c5e-9c11-7a8d1f2b3c4d';
const envelope = { actorId: '00000000-0000-4000-8000-000000000002' as never, recordedAt: '2026-03-25T10:00:00.000Z' };

const protocol: Protocol = {
  ...small,
  adverseEvents: {
    ...small.adverseEvents!,
    clocks: [
      {
        id: 'fatal',
        name: 'Fatal',
        recipient: 'Agency',
        events: 'fatalOrLifeThreateningSusar',
        days: 7,
        followUpDays: 8,
        timeZone: 'Europe/Rome',
      },
      { id: 'other', name: 'Other', recipient: 'Agency', events: 'otherSusar', days: 15, timeZone: 'Europe/Rome' },
      {
        id: 'committee',
        name: 'Committee',
        recipient: 'Committee',
        events: 'serious',
        days: 15,
        nationalTrials: ['south'],
        timeZone: 'Europe/Rome',
      },
    ],
  },
  safety: {
    reference: [
      { version: '1', from: '2020-01-01', expected: [] },
      { version: '2', from: '2026-01-01', expected: [{ preferredTerm: 'Pyrexia', toGrade: 3 }] },
    ],
  },
};

const facts = {
  term: 'Fever',
  systemOrganClass: 'infections',
  startedOn: '2026-03-24',
  severity: 'mild',
  serious: true,
  seriousness: ['hospitalisation' as const],
  causality: { infusion: 'possible' as const },
  outcome: 'recovering' as const,
};

function caseAfter(...events: readonly TrialEvent[]): SafetyCase {
  return events.reduce((state, event) => evolveSafety(state, { event, envelope }), initialSafetyState).cases[id]!;
}
const reported = (more: object = {}): TrialEvent => ({
  type: 'AdverseEventReported',
  payload: { ...facts, adverseEventId: id, heldAt: '2026-03-25T10:00:00.000Z', ...more },
});
const assessed = (more: object = {}): TrialEvent => ({
  type: 'SeriousEventAssessed',
  payload: {
    adverseEventId: id,
    causality: {},
    expectedness: 'unexpected',
    rationale: 'as it is',
    assessedAt: '2026-03-26T10:00:00.000Z',
    ...more,
  },
});

describe('a clock', () => {
  const clock = (timeZone: string, days: number, more: object = {}) => ({
    id: 'x',
    name: 'X',
    recipient: 'X',
    events: 'serious' as const,
    days,
    timeZone,
    ...more,
  });

  it.each([
    // Summer time begins on 29 March 2026 in Rome: seven days are 167 hours.
    ['Europe/Rome', '2026-03-25T22:30:00.000Z', 7, '2026-04-01T21:59:59.999Z'],
    // 23:30 UTC is the next day in Rome: Day 0 is the 26th there.
    ['Europe/Rome', '2026-03-25T23:30:00.000Z', 7, '2026-04-02T21:59:59.999Z'],
    // Summer time ends on 25 October 2026 in Rome.
    ['Europe/Rome', '2026-10-20T12:00:00.000Z', 7, '2026-10-27T22:59:59.999Z'],
    // Summer time ends on 1 November 2026 in Toronto; 02:00 UTC is still the day before there.
    ['America/Toronto', '2026-10-28T02:00:00.000Z', 15, '2026-11-12T04:59:59.999Z'],
    // Adelaide is 9 hours and a half ahead, 10 and a half in summer, which ends on 5 April 2026.
    ['Australia/Adelaide', '2026-04-01T13:45:00.000Z', 7, '2026-04-09T14:29:59.999Z'],
  ])('in %s that starts at %s is due after %d days at %s', (zone, startsAt, days, due) => {
    expect(dueAt(clock(zone, days), 'initial', startsAt)).toBe(due);
  });

  it('counts the follow-up from the same Day 0: 7 days and 8 more', () => {
    const fatal = clock('Europe/Rome', 7, { followUpDays: 8 });
    expect(dueAt(fatal, 'followUp', '2026-03-25T10:00:00.000Z')).toBe('2026-04-09T21:59:59.999Z');
  });

  it('counts working days without Saturday and Sunday, and hours to the millisecond', () => {
    const start = '2026-03-26T10:00:00.000Z';
    expect(dueAt(clock('Europe/Rome', 3, { unit: 'workingDays' }), 'initial', start)).toBe('2026-03-31T21:59:59.999Z');
    expect(dueAt(clock('Europe/Rome', 24, { unit: 'hours' }), 'initial', start)).toBe('2026-03-27T10:00:00.000Z');
  });

  it('runs provisionally before the sponsor judged, and stops where the event was expected', () => {
    const before = runningClocks(protocol, 'rome', caseAfter(reported()));
    expect(before.map(({ clock: name, isProvisional }) => [name, isProvisional])).toEqual([
      ['other', true],
      ['committee', false],
    ]);
    const after = runningClocks(protocol, 'rome', caseAfter(reported(), assessed({ expectedness: 'expected' })));
    expect(after.map(({ clock: name }) => name)).toEqual(['committee']);
  });

  it('is that of a fatal reaction from when the sponsor learned of the death, for the site it counts for', () => {
    const died: TrialEvent = {
      type: 'AdverseEventUpdated',
      payload: { adverseEventId: id, outcome: 'fatal', heldAt: '2026-03-28T10:00:00.000Z' },
    };
    const running = runningClocks(protocol, 'oslo', caseAfter(reported(), died));
    expect(running.map(({ clock: name, part, startsAt }) => [name, part, startsAt])).toEqual([
      ['fatal', 'initial', '2026-03-28T10:00:00.000Z'],
      ['fatal', 'followUp', '2026-03-28T10:00:00.000Z'],
    ]);
  });

  it('starts where a report with the minimum criteria was received earlier than it was entered, not where one lacked them', () => {
    const version = (receivedAt: string, product: boolean): TrialEvent => ({
      type: 'CaseVersionRecorded',
      payload: {
        adverseEventId: id,
        number: 1,
        kind: 'initial',
        receivedAt,
        narrative: 'n',
        seriousness: ['hospitalisation'],
        minimumCriteria: { participant: true, reporter: true, event: true, product },
      },
    });
    expect(caseAfter(reported(), version('2026-03-23T08:00:00.000Z', true)).seriousSince).toBe(
      '2026-03-23T08:00:00.000Z',
    );
    expect(caseAfter(reported(), version('2026-03-23T08:00:00.000Z', false)).seriousSince).toBe(
      '2026-03-25T10:00:00.000Z',
    );
  });

  it('of a suspected reaction says the same whatever was sent', () => {
    const base = { dueAt: '2026-04-01T21:59:59.999Z', isSealed: true };
    expect(clockState(base, '2026-04-01T21:59:59.999Z')).toBe('withPharmacovigilance');
    expect(clockState({ ...base, sentAt: '2026-03-30T00:00:00.000Z' }, '2026-04-02T00:00:00.000Z')).toBe(
      'acknowledged',
    );
    expect(clockState(base, '2026-04-02T00:00:00.000Z')).toBe('acknowledged');
  });
});

describe('the judgements of investigator and sponsor', () => {
  it('stand together by the stronger one, so that the investigator’s is never lowered', () => {
    const lower = classify(protocol, caseAfter(reported(), assessed({ causality: { infusion: 'unrelated' } })));
    expect([lower.causality.infusion, lower.isSuspected]).toEqual(['possible', true]);
    const higher = classify(
      protocol,
      caseAfter(
        reported({ serious: false, seriousness: [], causality: { infusion: 'unrelated' } }),
        assessed({ serious: true, causality: { infusion: 'probable' } }),
      ),
    );
    expect([higher.isSerious, higher.causality.infusion]).toEqual([true, 'probable']);
  });

  it('count an event as suspected as long as nobody judged it, and a death as serious whatever was ticked', () => {
    const one = classify(
      protocol,
      caseAfter(reported({ causality: {}, serious: false, seriousness: [], outcome: 'fatal' })),
    );
    expect([one.isSuspected, one.isSerious, one.isFatalOrLifeThreatening]).toEqual([true, true, true]);
  });
});

describe('expectedness', () => {
  it.each([
    ['2025-12-31', 'Pyrexia', 2, { version: '1', expectedness: 'unexpected' }],
    ['2026-01-01', 'pyrexia', 3, { version: '2', expectedness: 'expected' }],
    ['2026-01-01', 'Pyrexia', 4, { version: '2', expectedness: 'unexpected' }],
    ['2026', 'Pyrexia', undefined, { version: '2', expectedness: 'expected' }],
    ['2019-05', 'Pyrexia', 2, undefined],
  ])('on %s of %s, grade %s, follows the version in force then', (startedOn, preferredTerm, grade, expected) => {
    const event = { ...facts, startedOn, preferredTerm, ...(grade === undefined ? {} : { grade }) };
    expect(expectednessByReference(protocol, 'rome', event)).toEqual(expected);
  });
});

describe('a listing of a safety database', () => {
  const columns = ['caseNumber', 'participant', 'term', 'startedOn', 'serious', 'seriousness', 'outcome', 'causality'];

  it('names every problem with its line and column, and takes nothing over then', () => {
    const { problems } = parseListing(columns, [
      ['1', 'S-1', 'Fever', '2026-02-30', 'maybe', 'hospitalisation; sore', 'recovered', ''],
      ['1', '', 'Fever', '', 'yes', '', 'better', ''],
    ]);
    expect(problems.map((problem) => problem.split(':')[0])).toEqual([
      'line 2, startedOn',
      'line 2, serious',
      'line 2, seriousness',
      'line 3, caseNumber',
      'line 3, outcome',
      'line 3, participant',
    ]);
    expect(parseListing(['term'], []).problems).toHaveLength(7);
  });

  it('is held against the serious events: same, different by field, alone on either side', () => {
    const event = (adverseEventId: string, term: string, startedOn: string) => ({
      adverseEventId,
      siteId: 'rome',
      participantId: 'p',
      screeningNumber: 'S-1',
      randomisationNumber: 'R-1',
      term,
      startedOn,
      seriousness: ['hospitalisation'],
      outcome: 'recovered',
    });
    const { cases } = parseListing(columns, [
      ['1', 'R-1', 'fever', '2026-03-24', 'yes', 'hospitalisation', 'recovered', ''],
      ['2', 'S-1', 'Fall', '2026-05-02', 'yes', 'death', 'recovered', ''],
      ['3', 'S-9', 'Fever', '2026-03-24', 'yes', '', '', ''],
    ]);
    const found = reconcile(
      [event('a', 'Fever', '2026-03-24'), event('b', 'Fall', '2026-05-01'), event('c', 'Rash', '2026-06-01')],
      cases,
    );
    expect(found.map(({ match, event: one, listed }) => [match, one?.adverseEventId, listed?.caseNumber])).toEqual([
      ['same', 'a', '1'],
      ['differs', 'b', '2'],
      ['onlyInTrial', 'c', undefined],
      ['onlyInListing', undefined, '3'],
    ]);
    expect(found[1]!.differences.map(({ field }) => field)).toEqual(['startedOn', 'seriousness']);
  });
});

describe('a notice', () => {
  it('is worded in the language of the reader, else in English, with its facts', () => {
    const about = { participant: 'S-1', site: 'rome' };
    expect(wordNotice('serious-event', about, 'de-AT').subject).toContain('Teilnehmer S-1 in rome');
    expect(wordNotice('code-broken', about, 'tr').subject).toBe(
      'rome merkezindeki S-1 numaralı gönüllünün kodu kırıldı',
    );
    expect(wordNotice('code-broken', about, 'pt').subject).toBe('The code of participant S-1 at rome was broken');
    const due = wordNotice('clock-running', { ...about, clock: 'EMA', dueAt: '2026-11-24T09:05:00.000Z' }, 'en');
    expect(due.subject).toBe('Report to EMA due by 24 Nov 2026, 09:05 UTC: participant S-1 at rome');
  });

  it('mentions the same facts in every language', () => {
    const factsOf = ({ subject, text }: { readonly subject: string; readonly text: string }) =>
      [...new Set(`${subject} ${text}`.match(/\{\w+\}/g))].toSorted();
    for (const words of Object.values(noticeMessages)) {
      const differing = Object.entries(noticeMessages.en).filter(
        ([code, english]) => factsOf(words[code as NoticeCode]).join() !== factsOf(english).join(),
      );
      expect(differing).toEqual([]);
    }
  });

  it('has no placeholder for a treatment, a sequence or an arm', () => {
    expect(JSON.stringify(noticeMessages)).not.toMatch(/\{(treatment|sequence|arm|term|narrative|name)\}/);
  });
});
