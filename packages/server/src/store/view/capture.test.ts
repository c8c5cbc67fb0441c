// What is found at visits, through the real commands, the real database and the views as people see them.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CaptureTrial, idOf } from '../../test-support/capture-trial.js';
import { checkReadTables } from '../rebuild.js';

let trial: CaptureTrial;
beforeAll(async () => {
  trial = await CaptureTrial.open();
});
afterAll(() => trial.system.discard());

const [one, two, three] = [idOf('e', 1), idOf('e', 2), idOf('e', 3)];
const vitals = { visit: 'month1', form: 'vitals', happenedOn: '2026-03-03' };

describe('rows of a form', () => {
  const [first, second] = [idOf('d', 1), idOf('d', 2)];

  it('are added, changed and removed, each with its history [acceptance 23]', async () => {
    const rows = [
      { rowId: first, group: 'pressures', items: { systolic: 120, diastolic: 130 } },
      { rowId: second, group: 'pressures', items: { systolic: 300 } },
    ];
    const sent = { participantId: one, ...vitals, timepoint: 'at30', items: { weightKg: 70 }, rows };
    const result = await trial.must('coordinator', 'recordForm', sent);
    expect(result).toMatchObject({ outcome: { occurrence: 2 } });
    const asked = await trial.see('coordinator', 'openQuestions', { participantId: one });
    const questions = ((asked[0]?.questions ?? []) as { check: string; row_id: string | null }[]).map((each) => [
      each.check,
      each.row_id,
    ]);
    expect(questions).toEqual([
      ['aboveMaximum', second],
      ['pressureOrder', first],
    ]);
    const place = { participantId: one, visit: 'month1', form: 'vitals', timepoint: 'at30', items: {} };
    const correction = { rows: [{ rowId: first, items: { diastolic: 80 } }], removeRows: [second], reason: 'misread' };
    await trial.must('coordinator', 'correctValue', { ...place, ...correction });
    const [form] = await trial.see('coordinator', 'form', { participantId: one, form: 'vitals' });
    expect(form?.rows).toEqual([{ rowId: first, group: 'pressures', items: { systolic: 120, diastolic: 80 } }]);
    const history = await trial.see('coordinator', 'valueHistory', { participantId: one, item: 'diastolic' });
    expect(history.map(({ action, from, to, reason, row_id }) => ({ action, from, to, reason, row_id }))).toEqual([
      { action: 'recorded', from: null, to: 130, reason: null, row_id: first },
      { action: 'corrected', from: 130, to: 80, reason: 'misread', row_id: first },
    ]);
    const removed = await trial.see('coordinator', 'valueHistory', { participantId: one, item: 'systolic' });
    expect(removed.at(-1)).toMatchObject({ action: 'row removed', from: 300, row_id: second });
  });

  it('are refused where the group does not repeat, and beyond the moments of the visit', async () => {
    const row = { rowId: idOf('d', 3), group: 'weights', items: {} };
    const sent = { participantId: one, ...vitals, items: {}, rows: [row] };
    expect(await trial.refused('coordinator', 'recordForm', sent)).toBe('row-not-allowed');
    const moment = { participantId: one, ...vitals, timepoint: 'at60', items: {} };
    expect(await trial.refused('coordinator', 'recordForm', moment)).toBe('timepoint-unknown');
    const third = { participantId: one, ...vitals, occurrence: 3, items: {} };
    expect(await trial.refused('coordinator', 'recordForm', third)).toBe('occurrence-not-allowed');
  });
});

describe('a form of the wrong participant', () => {
  it('moves to the right one with its history in both, in one transaction', async () => {
    const form = { visit: 'screening', form: 'person', happenedOn: '2026-02-01', items: { ageYears: 44 } };
    await trial.must('coordinator', 'recordForm', { participantId: one, ...form });
    const move = { participantId: one, visit: 'screening', form: 'person', toParticipantId: two, reason: 'wrong file' };
    expect(await trial.refused('coordinator', 'moveForm', { ...move, toParticipantId: three })).toBe(
      'participant-unknown',
    );
    await trial.must('coordinator', 'moveForm', move);
    const values = await trial.see('coordinator', 'forms');
    expect(values.filter(({ item }) => item === 'ageYears').map((row) => row.participant_id)).toEqual([two]);
    const left = await trial.see('coordinator', 'valueHistory', { participantId: one, form: 'person' });
    expect(left.at(-1)).toMatchObject({ action: 'taken back', to: { participantId: two }, reason: 'wrong file' });
    const here = await trial.see('coordinator', 'valueHistory', { participantId: two, item: 'ageYears' });
    expect(here).toMatchObject([{ action: 'moved here', to: 44 }]);
    expect(await trial.refused('coordinator', 'moveForm', move)).toBe('form-not-recorded');
  });

  it('crosses sites only by who may do so at both', async () => {
    const move = {
      participantId: two,
      visit: 'screening',
      form: 'person',
      toParticipantId: three,
      reason: 'wrong file',
    };
    await trial.must('dataManager', 'moveForm', move);
    expect(await trial.see('coordinator', 'form', { participantId: two })).toEqual([]);
    expect(await trial.see('coordinatorOfTurin', 'form', { participantId: three })).toHaveLength(1);
  });

  it('is taken back for good where it should not be there', async () => {
    const form = { participantId: two, visit: 'screening', form: 'person' };
    await trial.must('coordinator', 'recordForm', { ...form, happenedOn: '2026-02-02', items: { ageYears: 30 } });
    await trial.must('coordinator', 'undoForm', { ...form, reason: 'of nobody' });
    expect(await trial.see('coordinator', 'form', { participantId: two })).toEqual([]);
    expect((await trial.see('coordinator', 'forms')).filter((row) => row.participant_id === two)).toEqual([]);
    await trial.must('coordinator', 'recordForm', { ...form, happenedOn: '2026-02-03', items: { ageYears: 31 } });
    expect(await trial.see('coordinator', 'form', { participantId: two })).toMatchObject([{ items: { ageYears: 31 } }]);
  });
});

describe('the calendar', () => {
  const visit = async (id: string) =>
    (await trial.see('coordinator', 'calendar', { participantId: two })).find((row) => row.visit === id);

  it('counts from what happened, and knows what is due, overdue and to come', async () => {
    expect(await visit('screening')).toMatchObject({ state: 'done', happened_on: '2026-02-03' });
    expect(await visit('month1')).toMatchObject({ state: 'due', target_day: '2026-03-03', last_day: '2026-03-06' });
    trial.now = '2026-03-07T08:00:00.000Z';
    expect(await visit('month1')).toMatchObject({ state: 'overdue' });
    expect(await visit('month2')).toMatchObject({ state: 'later', target_day: '2026-04-02' });
  });

  it('tells the visits of several participants in one answer, and nothing of those of other sites', async () => {
    const rows = await trial.see('coordinator', 'calendars', { participantIds: `${three},${two}` });
    const own = await trial.see('coordinator', 'calendar', { participantId: two });
    const visits = own.map(({ participant_id, site_id, ...visit }) => visit);
    expect(rows).toEqual([{ participant_id: two, site_id: own[0]?.site_id, visits }]);
  });

  it('defers the scan after steroids', async () => {
    const steroids = {
      visit: 'unscheduled',
      form: 'steroids',
      happenedOn: '2026-03-20',
      items: { steroidsOn: '2026-03-20' },
    };
    await trial.must('coordinator', 'recordForm', { participantId: two, ...steroids });
    expect(await visit('month2')).toMatchObject({
      last_day: '2026-04-19',
      deferred: [{ form: 'scan', until: '2026-04-19', by: 'steroidsDeferScan' }],
    });
    const scan = { participantId: two, visit: 'month2', form: 'scan', happenedOn: '2026-04-19', items: { lesions: 1 } };
    expect(await trial.must('coordinator', 'recordForm', scan)).toMatchObject({ outcome: { deviations: 0 } });
  });

  it('shows a visit that was missed, with who said so, and gives each site its own list for today [acceptance 30]', async () => {
    const missed = { participantId: two, visit: 'month1', reason: 'on holiday' };
    await trial.must('coordinator', 'declareVisitMissed', missed);
    expect(await visit('month1')).toMatchObject({ state: 'missed' });
    expect(await trial.refused('coordinator', 'declareVisitMissed', missed)).toBe('nothing-changes');
    const done = { ...missed, visit: 'month2' };
    expect(await trial.refused('coordinator', 'declareVisitMissed', done)).toBe('visit-took-place');
    const own = await trial.see('coordinator', 'worklist');
    expect(own.map((row) => [row.screening_number, row.visit, row.state, row.incomplete])).toEqual([
      ['GE-001', 'screening', 'overdue', 1],
    ]);
    const other = await trial.see('coordinatorOfTurin', 'worklist');
    expect(other.map(({ screening_number }) => screening_number)).toEqual(['TO-001']);
  });

  it('expects nothing after a withdrawal of visits', async () => {
    const withdrawal = { participantId: one, kind: 'visits', withdrawnOn: '2026-03-05', reason: 'moved away' };
    await trial.must('coordinator', 'withdraw', withdrawal);
    const rows = await trial.see('coordinator', 'calendar', { participantId: one });
    expect(rows.map(({ visit: id, state }) => [id, state])).toEqual([
      ['screening', 'overdue'],
      ['month1', 'incomplete'],
      ['month2', 'notExpected'],
    ]);
  });
});

describe('logs and laboratory values', () => {
  it('keep what goes on apart from what ended', async () => {
    const entry = { participantId: two, visit: 'log', form: 'medication', happenedOn: '2026-03-01' };
    await trial.must('coordinator', 'recordForm', { ...entry, items: { drug: 'A', takenFrom: '2025', isTaken: true } });
    await trial.must('coordinator', 'recordForm', {
      ...entry,
      items: { drug: 'B', takenFrom: '2025-11', takenUntil: '2025-10' },
    });
    const open = await trial.see('coordinator', 'logEntries', { open: 'true', form: 'medication' });
    expect(open.map((row) => [row.occurrence, row.started, row.is_open])).toEqual([[1, '2025', true]]);
    const [asked] = await trial.see('coordinator', 'openQuestions', { participantId: two });
    expect(asked?.questions).toMatchObject([{ check: 'endsBeforeStart', occurrence: 2 }]);
  });

  it('flag a value by the range of the site that was in force on the day of the sample, whatever the unit', async () => {
    const range = { siteId: 'genoa', analyte: 'hb', unit: 'g/L', low: 120, high: 160, validFrom: '2026-01-01' };
    await trial.must('dataManager', 'setReferenceRange', { rangeId: idOf('f', 1), ...range });
    const later = { ...range, rangeId: idOf('f', 2), unit: 'g/dL', low: 13, high: 16, validFrom: '2026-02-15' };
    await trial.must('coordinator', 'setReferenceRange', later);
    expect(await trial.refused('coordinator', 'setReferenceRange', { ...later, siteId: 'turin' })).toBe(
      'right-missing',
    );
    expect(await trial.refused('coordinator', 'setReferenceRange', { ...later, low: 12 })).toBe('reason-required');
    const sample = { participantId: two, visit: 'log', form: 'blood', happenedOn: '2026-03-01' };
    const of = (sampledOn: string, haemoglobin: number, hbUnit: string) =>
      trial.must('coordinator', 'recordForm', { ...sample, items: { sampledOn, haemoglobin, hbUnit } });
    await of('2026-02-10', 12.5, 'g/dL');
    await of('2026-02-15', 12.5, 'g/dL');
    await of('2025-12-31', 161, 'g/L');
    const flags = await trial.see('coordinator', 'laboratoryValues', { participantId: two });
    expect(flags.map(({ day, standard_value, flag }) => [day, standard_value, flag])).toEqual([
      ['2026-02-10', 125, 'normal'],
      ['2026-02-15', 125, 'low'],
      ['2025-12-31', 161, 'no range'],
    ]);
  });
});

describe('checks on demand', () => {
  it('ask only about items that the asker may see, at the own site [acceptance 36]', async () => {
    const place = { participantId: two, visit: 'screening', form: 'person' };
    await trial.must('investigator', 'recordForm', { ...place, happenedOn: '2026-02-03', items: { secret: 9 } });
    const checks = async (actor: 'investigator' | 'coordinator' | 'coordinatorOfTurin') => {
      const rows = await trial.see(actor, 'openQuestions', { participantId: two });
      return rows.flatMap((row) => (row.questions as { check: string }[]).map(({ check }) => check));
    };
    expect(await checks('investigator')).toContain('aboveMaximum');
    expect(await checks('coordinator')).not.toContain('aboveMaximum');
    expect(await trial.see('coordinatorOfTurin', 'openQuestions', { participantId: two })).toEqual([]);
    const history = await trial.see('coordinator', 'valueHistory', { participantId: two, item: 'secret' });
    expect(history.filter(({ item }) => item === 'secret')).toEqual([]);
    const own = await trial.see('investigator', 'valueHistory', { participantId: two, item: 'secret' });
    expect(own.filter(({ item }) => item === 'secret')).toMatchObject([{ action: 'recorded', to: 9 }]);
  });
});

describe('deviations', () => {
  it('are assessed and closed, and change no more until they are opened again', async () => {
    const deviationId = idOf('1', 1);
    const deviation = {
      deviationId,
      category: 'other',
      importance: 'minor',
      occurredOn: '2026-03-01',
      description: 'late',
    };
    await trial.must('coordinator', 'recordDeviation', { participantId: two, ...deviation });
    const update = { participantId: two, deviationId, assessment: 'no harm', action: 'training', reason: 'reviewed' };
    await trial.must('dataManager', 'updateDeviation', { ...update, importance: 'important', status: 'closed' });
    expect(await trial.see('dataManager', 'deviationLog', { status: 'closed' })).toMatchObject([
      { deviation_id: deviationId, importance: 'important', assessment: 'no harm', action: 'training' },
    ]);
    expect(await trial.refused('dataManager', 'updateDeviation', { ...update, importance: 'minor' })).toBe(
      'deviation-closed',
    );
    expect(
      await trial.see('dataManager', 'deviationLog', { status: 'open', from: '2026-03-01', to: '2026-03-01' }),
    ).toEqual([]);
  });
});

describe('screening again', () => {
  it('links both screenings, once, and under a number of the scheme of the site', async () => {
    const again = { participantId: idOf('e', 4), siteId: 'genoa', screenedOn: '2026-03-07', rescreens: one };
    expect(await trial.refused('coordinator', 'screenParticipant', { ...again, screeningNumber: 'TO-004' })).toBe(
      'screening-number-invalid',
    );
    expect(await trial.refused('coordinator', 'screenParticipant', { ...again, screeningNumber: 'GE-001' })).toBe(
      'already-in-use',
    );
    const soon = { ...again, screeningNumber: 'GE-004', screenedOn: '2026-02-05' };
    expect(await trial.refused('coordinator', 'screenParticipant', soon)).toBe('rescreening-not-allowed');
    await trial.must('coordinator', 'screenParticipant', { ...again, screeningNumber: 'GE-004' });
    const third = { ...again, participantId: idOf('e', 5), screeningNumber: 'GE-005' };
    expect(await trial.refused('coordinator', 'screenParticipant', third)).toBe('already-rescreened');
    const fourth = { ...third, rescreens: idOf('e', 4), screenedOn: '2026-03-20' };
    expect(await trial.refused('coordinator', 'screenParticipant', fourth)).toBe('rescreening-not-allowed');
    expect(
      await trial.refused('coordinator', 'randomise', { participantId: one, randomisedOn: '2026-03-08' }),
    ).not.toBe('accepted');
  });
});

describe('a transfer', () => {
  it('moves every row and the record to the new site, and leaves nothing to the old one [acceptance 2]', async () => {
    const before = await trial.see('coordinator', 'form', { participantId: two });
    const transfer = { participantId: two, toSiteId: 'turin', transferredOn: '2026-03-07', reason: 'moved house' };
    expect(await trial.refused('coordinator', 'transferParticipant', transfer)).toBe('right-missing');
    expect(await trial.refused('dataManager', 'transferParticipant', { ...transfer, toSiteId: 'genoa' })).toBe(
      'transfer-not-needed',
    );
    await trial.must('dataManager', 'transferParticipant', transfer);
    for (const view of ['form', 'calendar', 'valueHistory'] as const)
      expect(await trial.see('coordinator', view, { participantId: two })).toEqual([]);
    const after = await trial.see('coordinatorOfTurin', 'form', { participantId: two });
    expect(after.map(({ items }) => items)).toEqual(
      before.map(({ items }) => Object.fromEntries(Object.entries(items as object).filter(([id]) => id !== 'secret'))),
    );
    const audit = await trial.see('monitor', 'audit', { streamId: two });
    expect(audit.map(({ type }) => type)).toContain('ParticipantScreened');
    expect(
      await trial.refused('coordinator', 'undoForm', { participantId: two, visit: 'screening', reason: 'mine' }),
    ).toBe('participant-unknown');
    await trial.must('coordinatorOfTurin', 'correctValue', {
      ...{ participantId: two, visit: 'screening', form: 'person', items: { ageYears: 32 }, reason: 'passport' },
    });
  });
});

describe('the read tables', () => {
  it('are what the record says, after all of this', async () => {
    expect(await checkReadTables(trial.system.pools.owner, trial.trialId)).toEqual([]);
  });
});
