// What is refused of that which is recorded beside forms: deviations, files, ranges, screenings, serious events, the safety board.
import { describe, expect, it } from 'vitest';
import type { CommandName } from '../command/catalogue.js';
import { Protocol } from '../protocol/schema.js';
import type { RefusalCode } from '../refusal.js';
import type { Context } from './contract.js';
import {
  adverseEvent,
  liveTrial,
  must,
  type Person,
  participantId,
  people,
  protocol,
  SmallTrial,
  steps,
  through,
} from './small-trial.fixture.js';

type Sent = readonly [person: Person, name: CommandName, body: Record<string, unknown>, extra?: Partial<Context>];
type Row = readonly [rule: string, code: RefusalCode, trial: () => SmallTrial, ...sent: Sent];

const thingId = '50000000-0000-4000-8000-000000000001';
const otherId = '10000000-0000-4000-8000-000000000002';
const digest = 'ab'.repeat(32);

/** The small protocol with numbers of a form, laboratory values, clocks and a stopping rule by treatment. */
const plan = Protocol.parse({
  ...protocol,
  siteActivation: { approvals: [] },
  screening: { number: '{site}-{000}', rescreening: { maximum: 1, afterDays: 10 } },
  laboratory: { analytes: [{ id: 'hb', name: 'Haemoglobin', unit: 'g/L' }] },
  adverseEvents: {
    ...protocol.adverseEvents,
    clocks: [
      { id: 'agency', name: 'Agency', recipient: 'The agency', events: 'serious', days: 15 },
      { id: 'reactions', name: 'Reactions', recipient: 'The agency', events: 'otherSusar', days: 15 },
    ],
  },
});

function after(trial: SmallTrial, ...sent: readonly Sent[]): SmallTrial {
  for (const [person, name, body, extra] of sent) must(trial.send(person, name, body, extra));
  return trial;
}

const scanned = () => through('scan');
const planned = () => liveTrial(new SmallTrial(plan));
const screen = { participantId, siteId: 'oslo', screeningNumber: 'oslo-001', screenedOn: '2020-01-06' };
const again = { ...screen, participantId: otherId, screeningNumber: 'oslo-002', rescreens: participantId };
/** One screened under a protocol that says how. */
const screened = () => after(planned(), ['coordinator', 'screenParticipant', screen]);

/** A live trial, whose clock is that of the calendar. */
function live(): SmallTrial {
  const custody = { keyApartFromData: true, recoveryRehearsed: true };
  return after(
    new SmallTrial(plan, undefined, { custody }),
    ['manager', 'createTrial', { protocolSource: 'small', mode: 'live', synthetic: false, origin: {} }],
    ['manager', 'grantRole', { actorId: people.coordinator, role: 'coordinator', sites: ['oslo'] }],
    ['manager', 'activateSite', { siteId: 'oslo', approvedOn: '2019-12-01' }],
    ['manager', 'commitAllocation', {}],
    ['manager', 'goLive', {}],
  );
}

const scan = { participantId, ...steps.scan[2] };
const deviation = {
  ...{ participantId, deviationId: thingId, category: 'other', importance: 'minor', occurredOn: '2020' },
  description: 'late',
};
const assessed = { participantId, deviationId: thingId, assessment: 'no harm', reason: 'reviewed' };
const file = { participantId, attachmentId: thingId, name: 'scan.pdf', sha256: digest };
const stored: Partial<Context> = {
  storedFile: {
    sha256: digest,
    storedAs: digest,
    sizeBytes: 10,
    mediaType: 'application/pdf',
    scan: { result: 'clean' },
  },
};
const range = {
  rangeId: thingId,
  siteId: 'oslo',
  analyte: 'hb',
  unit: 'g/L',
  low: 120,
  high: 160,
  validFrom: '2020-01-01',
};

const about = { participantId, adverseEventId: thingId };
const report = { ...adverseEvent, ...about };
const mild = () => after(scanned(), ['investigator', 'reportAdverseEvent', report]);
/** A serious event that the investigator relates to the product, under a protocol with clocks. */
const serious = () =>
  after(
    planned(),
    ['coordinator', 'screenParticipant', screen],
    [
      'investigator',
      'reportAdverseEvent',
      { ...report, serious: true, seriousness: ['death'], causality: { product: 'possible' } },
    ],
  );
const caseVersion = {
  ...{ ...about, kind: 'initial', receivedAt: '2020-01-06T08:00:00.000Z', seriousness: [], narrative: 'A cold.' },
  minimumCriteria: { participant: true, reporter: true, event: true, product: true },
};
const judgement = { ...about, causality: {}, expectedness: 'unexpected', rationale: 'not foreseen' };
const sent = { ...about, clock: 'agency', part: 'initial', sentAt: '2020-01-06T08:30:00.000Z' };

/** A trial with a statistician of the safety board. */
const watched = () =>
  after(planned(), ['manager', 'grantRole', { actorId: people.stranger, role: 'dsmbStatistician', sites: 'all' }]);
const tables = { meeting: 'june', purpose: 'first meeting' };
const recommendation = { meeting: 'june', recommendation: 'continue', receivedOn: '2020-01-06', summary: 'go on' };
const archived = { meeting: 'june', title: 'Closed report', digest, bytes: 10 };
const evaluation = {
  ...{ evaluatedAt: '2020-01-06T08:00:00.000Z', automatic: false },
  rules: [{ rule: 'bleeding', participants: 1, withEvent: 0, isReached: false }],
};

// biome-ignore format: a table reads in rows
const rows: readonly Row[] = [
  ['a screening of tomorrow, in a live trial', 'date-in-future', live, 'coordinator', 'screenParticipant', { ...screen, screenedOn: '2020-01-08' }],
  ['a moment that the visit does not have', 'timepoint-unknown', () => through('infuse'), 'coordinator', 'recordForm', { ...scan, timepoint: 'at5' }],
  ['a row of a group that does not repeat', 'row-not-allowed', () => through('infuse'), 'coordinator', 'recordForm', { ...scan, rows: [{ rowId: thingId, group: 'pressures', items: {} }] }],
  ['an unscheduled visit as missed', 'visit-not-planned', scanned, 'coordinator', 'declareVisitMissed', { participantId, visit: 'relapse', reason: 'none' }],
  ['a visit with forms as missed', 'visit-took-place', scanned, 'coordinator', 'declareVisitMissed', { participantId, visit: 'week24', reason: 'none' }],
  ['the update of no deviation', 'deviation-unknown', scanned, 'coordinator', 'updateDeviation', assessed],
  ['the update of a closed deviation', 'deviation-closed', () => after(scanned(), ['coordinator', 'recordDeviation', deviation], ['coordinator', 'updateDeviation', { ...assessed, status: 'closed' }]), 'coordinator', 'updateDeviation', { ...assessed, assessment: 'some harm' }],
  ['an attachment without its file', 'file-not-stored', scanned, 'coordinator', 'addAttachment', file],
  ['an attachment with another file', 'file-not-stored', scanned, 'coordinator', 'addAttachment', { ...file, sha256: 'cd'.repeat(32) }, stored],
  ['an attachment twice', 'attachment-known', () => after(scanned(), ['coordinator', 'addAttachment', file, stored]), 'coordinator', 'addAttachment', file, stored],
  ['the removal of no attachment', 'attachment-unknown', scanned, 'coordinator', 'removeAttachment', { participantId, attachmentId: thingId, reason: 'wrong file' }],
  ['an attachment to a form that is not recorded', 'attachment-place-unknown', scanned, 'coordinator', 'addAttachment', { ...file, visit: 'week24', form: 'edss' }, stored],
  ['an attachment to no deviation', 'attachment-place-unknown', scanned, 'coordinator', 'addAttachment', { ...file, deviationId: thingId }, stored],
  ['a range of what is not measured', 'analyte-unknown', scanned, 'coordinator', 'setReferenceRange', range],
  ['a range that ends below its start', 'range-not-allowed', planned, 'coordinator', 'setReferenceRange', { ...range, low: 170 }],
  ['a range in a unit that nobody converts', 'range-not-allowed', planned, 'coordinator', 'setReferenceRange', { ...range, unit: 'mol/L' }],
  ['a range that moves to another site', 'range-not-allowed', () => after(planned(), ['coordinator', 'setReferenceRange', range]), 'coordinator', 'setReferenceRange', { ...range, siteId: 'rome', reason: 'moved' }],
  ['a changed range without a reason', 'reason-required', () => after(planned(), ['coordinator', 'setReferenceRange', range]), 'coordinator', 'setReferenceRange', { ...range, high: 170 }],
  ['a number of another form', 'screening-number-invalid', planned, 'coordinator', 'screenParticipant', { ...screen, screeningNumber: 'S-1' }],
  ['a person screened again too soon', 'rescreening-not-allowed', screened, 'coordinator', 'screenParticipant', { ...again, screenedOn: '2020-01-09' }],
  ['a person screened again too often', 'rescreening-not-allowed', () => after(screened(), ['coordinator', 'screenParticipant', { ...again, screenedOn: '2020-02-01' }]), 'coordinator', 'screenParticipant', { ...again, participantId: thingId, screeningNumber: 'oslo-003', rescreens: otherId, screenedOn: '2020-03-01' }],
  ['a person screened again twice', 'already-rescreened', () => after(screened(), ['coordinator', 'screenParticipant', { ...again, screenedOn: '2020-02-01' }]), 'coordinator', 'screenParticipant', { ...again, participantId: thingId, screeningNumber: 'oslo-003', screenedOn: '2020-03-01' }],
  ['the randomisation of who goes on under a later screening', 'already-rescreened', () => after(screened(), ['coordinator', 'screenParticipant', { ...again, screenedOn: '2020-02-01' }]), 'coordinator', 'randomise', { participantId, randomisedOn: '2020-02-02' }],
  ['a transfer to the own site', 'transfer-not-needed', scanned, 'dataManager', 'transferParticipant', { participantId, toSiteId: 'oslo', transferredOn: '2020-06-01', reason: 'moved house' }],
  ['the sponsor’s change of the site’s judgement', 'investigator-judgement', mild, 'safetyOfficer', 'updateAdverseEvent', { ...about, severity: 'severe', reason: 'seems worse' }],
  ['a weaker causality than the investigator’s', 'judgement-lowered', serious, 'safetyOfficer', 'assessSeriousEvent', { ...judgement, causality: { product: 'unlikely' } }],
  ['what the investigator holds serious, as not', 'judgement-lowered', serious, 'safetyOfficer', 'assessSeriousEvent', { ...judgement, serious: false }],
  ['the assessment of what is not serious', 'event-not-serious', mild, 'safetyOfficer', 'assessSeriousEvent', judgement],
  ['a follow-up before the first report', 'case-version-order', serious, 'safetyOfficer', 'recordCaseVersion', { ...caseVersion, kind: 'followUp' }],
  ['a second first report', 'case-version-order', () => after(serious(), ['safetyOfficer', 'recordCaseVersion', caseVersion]), 'safetyOfficer', 'recordCaseVersion', caseVersion],
  ['a report that is yet to be received', 'instant-in-future', serious, 'safetyOfficer', 'recordCaseVersion', { ...caseVersion, receivedAt: '2020-01-06T09:00:01.000Z' }],
  ['a report that is yet to be sent', 'instant-in-future', serious, 'safetyOfficer', 'recordSafetyReport', { ...sent, sentAt: '2020-01-06T09:00:01.000Z' }],
  ['a report on no clock', 'clock-unknown', serious, 'safetyOfficer', 'recordSafetyReport', { ...sent, clock: 'press' }],
  ['an open report on a clock whose reports are sealed', 'clock-unknown', serious, 'safetyOfficer', 'recordSafetyReport', { ...sent, clock: 'reactions' }],
  ['another time of a report, without a reason', 'safety-report-known', () => after(serious(), ['safetyOfficer', 'recordSafetyReport', sent]), 'safetyOfficer', 'recordSafetyReport', { ...sent, sentAt: '2020-01-06T08:40:00.000Z' }],
  ['a listing without its columns', 'listing-invalid', planned, 'safetyOfficer', 'importSafetyListing', { listingId: thingId, source: 'database', asOf: '2020', columns: ['caseNumber'], rows: [] }],
  ['the tables of a meeting twice', 'board-meeting-known', () => after(watched(), ['stranger', 'openSafetyTables', tables]), 'stranger', 'openSafetyTables', tables],
  ['the end in no national trial', 'site-unknown', planned, 'manager', 'recordTrialEnd', { at: { nationalTrial: 'east' }, milestone: 'end', on: '2020-12-20' }],
  ['a notification in no national trial', 'site-unknown', planned, 'manager', 'recordEndNotification', { at: { nationalTrial: 'east' }, milestone: 'end', to: 'authority', notifiedOn: '2020-12-20' }],
  ['another end without reason', 'reason-required', () => after(planned(), ['manager', 'recordTrialEnd', { milestone: 'end', on: '2020-12-19' }]), 'manager', 'recordTrialEnd', { milestone: 'end', on: '2020-12-20' }],
  ['an end that has not come', 'date-in-future', live, 'manager', 'recordTrialEnd', { milestone: 'lastVisit', on: '2099-12-20' }],
  ['the report of no meeting', 'board-meeting-unknown', watched, 'stranger', 'archiveBoardReport', archived],
  ['a recommendation twice', 'board-recommendation-known', () => after(planned(), ['safetyOfficer', 'recordBoardRecommendation', recommendation]), 'safetyOfficer', 'recordBoardRecommendation', recommendation],
  ['an export that no address gives out', 'file-not-served', scanned, 'dataManager', 'exportData', { format: 'csv', deidentified: false }],
  ['a rule that the protocol does not have', 'stopping-rule-unknown', watched, 'stranger', 'recordSafetyEvaluation', evaluation],
];

describe('decide refuses', () => {
  const cases = rows.map(([rule, code, prepare, ...command]) => ({ rule, code, prepare, command }));

  it.each(cases)('$rule: $code', ({ code, prepare, command: [person, name, body, extra] }) => {
    const trial = prepare();
    const recorded = trial.record.length;
    const decision = trial.send(person, name, body, extra);
    expect(decision.accepted ? 'accepted' : decision.code).toBe(code);
    expect(trial.record.length).toBe(recorded);
    if (decision.accepted) return;
    expect(decision.message).toMatch(/^[A-Z].*\.$/s);
    expect(decision.message).not.toMatch(/cells|medium|early|delayed/);
  });
});
