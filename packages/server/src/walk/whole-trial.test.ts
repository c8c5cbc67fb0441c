// A trial from its first day to its last, over HTTP alone, by a person of every role, through two server processes on one database.
import { randomUUID } from 'node:crypto';
import { analyse } from '@equipoise/analysis';
import {
  AllocationSecret,
  allocationOf,
  RandomisationDesign,
  standardRoleDefinitions,
  verifyReveal,
} from '@equipoise/trial';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { importDictionary } from '../store/dictionary.js';
import { checkReadTables } from '../store/rebuild.js';
import { takeSnapshot } from '../store/snapshot.js';
import { verifyRecord } from '../store/verify.js';
import { views } from '../store/view/view.js';
import { openTestAccounts } from '../test-support/accounts.js';
import { anna, bruno, carla, cast, doris, type Participant, participants } from '../test-support/whole-trial/cast.js';
import {
  examine,
  infuse,
  makeProduct,
  prepareBag,
  randomise,
  scanAtBedside,
  screen,
  signAll,
} from '../test-support/whole-trial/course.js';
import {
  amendedSource,
  amendmentId,
  onePerRole,
  WholeTrial,
  wholeProtocol,
} from '../test-support/whole-trial/whole-trial.js';

let trial: WholeTrial;
beforeAll(async () => {
  // A PostgreSQL of its own where one is installed, the embedded one elsewhere.
  trial = await WholeTrial.open(Object.keys(inject('clusters')).at(-1) ?? '');
});
afterAll(() => trial.close());

/** The event of which the safety desk hears, and one that passes. */
const [bleeding, cold] = [randomUUID(), randomUUID()];
const numbers = new Map<string, string>();
/** The sequence of whom somebody had to know it. */
const learned = new Map<string, string>();
const numberOf = (participantId: string) => numbers.get(participantId) ?? '';

it('has a person of every standard role', () => {
  expect([...onePerRole.keys()].sort()).toEqual(standardRoleDefinitions.map(({ id }) => id).sort());
});

it('is set up: roles, approvals, sites, the log of the investigator, the plan, the allocation', async () => {
  trial.on('2026-01-05');
  for (const { name, role, places, by } of cast)
    await trial.must(by, 'grantRole', { actorId: trial.actorOf(name), role, sites: places });
  // Nobody grants beyond the own rights or places.
  const grant = { actorId: trial.actorOf('stranger'), role: 'coordinator', sites: ['uppsala'] };
  expect(await trial.refused('principalInvestigator', 'grantRole', grant)).toMatch(/^(grant-above-own|right-missing)$/);

  const authority = (nationalTrial: string) => ({ at: { nationalTrial }, approval: 'authority' });
  const ethics = (siteId: string) => ({ at: { siteId }, approval: 'ethics' });
  const approve = (who: string, body: object) =>
    trial.must(who, 'recordApproval', { approvalId: randomUUID(), grantedOn: '2025-12-01', ...body });
  await approve('nationalCoordinator', authority('italy'));
  const tooSoon = { siteId: 'genoa', approvedOn: '2026-01-05' };
  expect(await trial.refused('trialManager', 'activateSite', tooSoon)).toBe('approval-missing');
  await approve('nationalCoordinator', ethics('genoa'));
  await trial.must('trialManager', 'activateSite', tooSoon);
  expect(
    await trial.refused('nationalCoordinator', 'recordApproval', {
      ...{ approvalId: randomUUID(), grantedOn: '2025-12-01', ...ethics('uppsala') },
    }),
  ).toBe('right-missing');
  await approve('trialManager', authority('sweden'));
  await approve('trialManager', ethics('uppsala'));
  await trial.must('trialManager', 'activateSite', { siteId: 'uppsala', approvedOn: '2026-01-05' });

  const delegationId = randomUUID();
  await trial.must('principalInvestigator', 'recordTraining', {
    ...{ trainingId: randomUUID(), actorId: trial.actorOf('investigator'), siteId: 'genoa' },
    ...{ training: 'gcp', trainedOn: '2026-01-04' },
  });
  await trial.must('principalInvestigator', 'delegateTasks', {
    ...{ delegationId, siteId: 'genoa', delegateId: trial.actorOf('investigator') },
    ...{ tasks: ['eligibility', 'randomisation'], from: '2026-01-05' },
  });
  await trial.must('investigator', 'acceptDelegation', { delegationId });

  await trial.must('statistician', 'commitAnalysisPlan', {});
  const early = {
    participantId: anna.participantId,
    siteId: 'genoa',
    screeningNumber: 'GE-1',
    screenedOn: '2026-01-05',
  };
  expect(await trial.refused('coordinator', 'screenParticipant', early)).toBe('trial-not-live');
  await trial.must('setUpAdministrator', 'commitAllocation', {});
  await trial.must('setUpAdministrator', 'goLive', {});
  expect(await trial.refused('trialManager', 'commitAllocation', {})).toBe('allocation-committed');
  expect(await trial.see('statistician', 'status')).toMatchObject([{ status: 'recruiting', mode: 'rehearsal' }]);
});

it('screens, harvests, releases and randomises', async () => {
  trial.on('2026-01-12');
  for (const one of [anna, bruno, carla]) await screen(trial, one, 34);
  await screen(trial, doris, 53);
  for (const one of participants) await makeProduct(trial, one);
  // Another's participant is not there, and a participant of one's own hospital waits for the judgement.
  expect(
    await trial.refused('investigator', 'randomise', {
      participantId: doris.participantId,
      randomisedOn: '2026-01-12',
    }),
  ).toBe('participant-unknown');
  expect(
    await trial.refused('coordinator', 'randomise', { participantId: anna.participantId, randomisedOn: '2026-01-12' }),
  ).toBe('not-delegated');

  trial.on('2026-02-02');
  for (const one of [anna, bruno, carla]) numbers.set(one.participantId, await randomise(trial, one));
  // Too old by what was typed: the query finds a slip of the pen, and the correction lets her in.
  await expect(randomise(trial, doris)).rejects.toThrow('not-eligible');
  const place = { visit: 'screening', form: 'demographics' };
  const queryId = randomUUID();
  await trial.must('monitorInUppsala', 'openQuery', {
    ...{ participantId: doris.participantId, queries: [{ queryId, place: { ...place, items: ['ageYears'] } }] },
    ...{ category: 'sourceDiffers', text: 'The source says 35.' },
  });
  expect(await trial.see('uppsalaPrincipal', 'queries', { mine: 'true' })).toMatchObject([{ query_id: queryId }]);
  expect(await trial.see('monitor', 'queries')).toEqual([]);
  const [row] = await trial.see('uppsalaPrincipal', 'forms', { participantId: doris.participantId });
  const correction = {
    participantId: doris.participantId,
    ...place,
    items: { ageYears: 35 },
    reason: 'digits swapped',
  };
  expect(await trial.refused('uppsalaPrincipal', 'correctValue', correction)).toBe('version-required');
  await trial.must('uppsalaPrincipal', 'correctValue', correction, { version: row.form_version });
  // Who saw the form before that does not write over it.
  expect(
    await trial.refused(
      'uppsalaPrincipal',
      'correctValue',
      { ...correction, items: { ageYears: 36 } },
      { version: row.form_version },
    ),
  ).toBe('changed-meanwhile');
  await trial.must('uppsalaPrincipal', 'answerQuery', {
    participantId: doris.participantId,
    queryId,
    text: 'Corrected.',
  });
  await trial.must('monitorInUppsala', 'closeQuery', { participantId: doris.participantId, queryIds: [queryId] });
  numbers.set(doris.participantId, await randomise(trial, doris));

  const listed = await trial.see('coordinator', 'participants');
  expect(listed.map(({ screening_number }) => screening_number)).toEqual(['GE-1', 'GE-2', 'GE-3']);
  expect(listed.map(({ product_secured }) => product_secured)).toEqual([true, true, true]);
  expect(await trial.see('trialManager', 'participants')).toHaveLength(4);
  expect(await trial.see('uppsalaPrincipal', 'participants')).toMatchObject([
    { randomisation_number: numberOf(doris.participantId) },
  ]);
});

it('keeps who participants are apart, for the people of their own site, with every look on record', async () => {
  const address = `participants/${anna.participantId}/identifiers`;
  const identifiers = { name: { given: 'Anna', family: 'Invented' } };
  expect((await trial.request('coordinator', 'PUT', address, { identifiers })).statusCode).toBe(200);
  const look = (who: string) => trial.request(who, 'GET', `${address}?purpose=visit`);
  expect((await look('investigator')).json()).toMatchObject({ identifiers });
  for (const who of ['trialManager', 'monitor', 'dataManager', 'uppsalaPrincipal', 'inspector'])
    expect((await look(who)).statusCode, who).toBeGreaterThanOrEqual(403);
  const log = (await trial.request('dataProtectionOfficer', 'GET', 'identifier-access')).json().rows;
  expect(log.map(({ deed }: { readonly deed: string }) => deed)).toEqual(['seen', 'kept']);
  expect(JSON.stringify(await trial.see('inspector', 'audit'))).not.toContain('Invented');
});

it('gives the first infusion at the bedside by two people, and stops a bag that is another’s', async () => {
  const bags = new Map<string, string>();
  const [day, administration] = ['2026-02-09', 'infusion1'];
  for (const one of participants) bags.set(one.participantId, await prepareBag(trial, one, administration, day));
  trial.on(day, '09:55');
  const swapped = await scanAtBedside(trial, 'infusionNurse', { at: anna, bagOf: bruno, administration });
  expect(swapped.outcome).toMatchObject({ verdict: 'stop', failures: 'wrong-bag' });
  // Whose bag was not at the bed has it set aside, until the laboratory finds it under its own label.
  const own = { participantId: anna.participantId, administration, bagCode: bags.get(anna.participantId) };
  expect(await trial.refused('infusionNurse', 'clearInfusion', own)).toBe('material-quarantined');
  const chain = await trial.see('infusionNurse', 'chainOfIdentity', { participantId: anna.participantId });
  const { quarantineId } = chain.find(({ type }) => type === 'MaterialQuarantined').facts;
  const decision = { participantId: anna.participantId, quarantineId, decision: 'usable', reason: 'labels were right' };
  expect(await trial.refused('infusionNurse', 'resolveQuarantine', decision)).toBe('right-missing');
  await trial.must('cellLaboratory', 'resolveQuarantine', decision);
  expect(await trial.refused('infusionNurse', 'clearInfusion', own)).toBe('second-person-missing');

  for (const one of participants)
    await infuse(trial, one, { administration, day, bagCode: bags.get(one.participantId) ?? '' });
  expect((await trial.see('coordinator', 'bagList')).map(({ status }) => status)).toEqual(Array(3).fill('infused'));
  // The laboratory knows what it filled, of its own participants alone.
  const filled = await trial.see('cellLaboratory', 'productReconciliation');
  expect(new Set(filled.map(({ treatment }) => treatment))).toEqual(new Set(['amber', 'slate']));
  expect(filled.map(({ site_id }) => site_id)).toEqual(Array(3).fill('genoa'));
  expect(await trial.see('unblindedPharmacist', 'productReconciliation')).toHaveLength(1);
});

it('shows nobody who is kept blind a sequence or a treatment while the infusions go on', async () => {
  const looks = await trial.lookAround(['coordinator', 'infusionNurse', 'edssRater', 'monitor']);
  expect(looks.filter(({ leak }) => leak !== undefined)).toEqual([]);
  expect(looks.filter(({ status }) => status !== 200)).toEqual([]);
});

it('opens the gate to the second infusion by what was found, or by two people with a reason', async () => {
  trial.on('2026-05-04');
  const [day, administration] = ['2026-05-08', 'infusion2'];
  for (const [index, one] of participants.entries()) {
    await examine(trial, one, 'week12', { lesions: index, readable: one !== bruno, rating: { edss: 2 + index / 2 } });
    await trial.must(one.team.coordinator, 'recordForm', {
      ...{ participantId: one.participantId, visit: 'week12', form: 'infection', happenedOn: '2026-05-04' },
      items: { activeInfection: false },
    });
    await trial.must(one.team.rater, 'recordTreatmentGuess', {
      ...{ participantId: one.participantId, visit: 'week12', by: 'rater', guess: 'unknown' },
    });
  }
  const rating = {
    participantId: anna.participantId,
    visit: 'week24',
    form: 'edssAssessment',
    happenedOn: '2026-05-04',
  };
  expect(await trial.refused('investigator', 'recordForm', { ...rating, items: { edss: 2 } })).toBe(
    'role-may-not-fill',
  );

  trial.on('2026-05-06');
  for (const one of [anna, carla, doris])
    await trial.must(one.team.investigator, 'permitInfusion', { participantId: one.participantId, administration });
  const gate = { participantId: bruno.participantId, administration };
  expect(await trial.refused('investigator', 'permitInfusion', gate)).toBe('gate-not-satisfied');
  await trial.must('investigator', 'requestGateOverride', { ...gate, reason: 'The scanner is broken for weeks' });
  const confirmed = { ...gate, confirmOverride: { reason: 'Safety is cleared', typedConfirmation: 'OVERRIDE' } };
  expect(await trial.refused('investigator', 'permitInfusion', confirmed)).toBe('override-same-person');
  await trial.must('medicalMonitor', 'permitInfusion', confirmed);
  expect(await trial.see('monitor', 'deviations', { participantId: bruno.participantId })).toHaveLength(1);

  const bags = new Map<string, string>();
  for (const one of participants) bags.set(one.participantId, await prepareBag(trial, one, administration, day));
  for (const one of participants)
    await infuse(trial, one, { administration, day, bagCode: bags.get(one.participantId) ?? '' });
});

it('cuts the data for the team of the cut alone, while everybody else goes on blind [acceptance G]', async () => {
  trial.on('2026-05-18');
  await trial.must('dataManager', 'makeDataCut', { cut: 'week12' });
  const opening = { cut: 'week12', purpose: 'The planned analysis of the first period' };
  expect(await trial.refused('statistician', 'openDataCut', opening)).toBe('right-missing');
  expect(await trial.refused('dsmbStatistician', 'openDataCut', opening)).toBe('cut-audience');
  await trial.must('cutStatistician', 'openDataCut', opening);
  const { system, trialId } = trial.servers[0];
  expect(analyse(await takeSnapshot(system, trialId, { cut: 'week12' })).dummyArms).toBe(false);
  expect(analyse(await takeSnapshot(system, trialId)).dummyArms).toBe(true);
});

it('judges a serious event, holds it against the clocks, and unblinds it for the report to pharmacovigilance alone', async () => {
  trial.on('2026-05-20');
  const event = {
    startedOn: '2026-05-19',
    outcome: 'recovered',
    endedOn: '2026-05-20',
    causality: { product: 'unlikely' },
  };
  await trial.must('coordinator', 'reportAdverseEvent', {
    ...{ ...event, participantId: anna.participantId, adverseEventId: cold, term: 'A cold', systemOrganClass: 'other' },
    ...{ severity: 'mild', serious: false },
  });
  const about = { participantId: bruno.participantId, adverseEventId: bleeding };
  await trial.must('investigator', 'reportAdverseEvent', {
    ...{ ...event, ...about, term: 'Nose bleed, in hospital', systemOrganClass: 'blood', severity: 'severe' },
    ...{ serious: true, seriousness: ['hospitalisation'], causality: { product: 'possible' }, awareAt: trial.now },
  });
  await trial.must('safetyOfficer', 'recordCaseVersion', {
    ...{ ...about, kind: 'initial', receivedAt: trial.now, seriousness: ['hospitalisation'] },
    minimumCriteria: { participant: true, reporter: true, event: true, product: true },
    narrative: 'A bleeding ten days after the second infusion.',
  });
  const judged = { ...about, expectedness: 'unexpected', rationale: 'Not in the reference safety information' };
  const lowered = { ...judged, causality: { product: 'unrelated' } };
  expect(await trial.refused('medicalMonitor', 'assessSeriousEvent', lowered)).toBe('judgement-lowered');
  await trial.must('medicalMonitor', 'assessSeriousEvent', { ...judged, causality: { product: 'possible' } });
  await trial.must('safetyOfficer', 'recordSafetyReport', {
    ...{ ...about, clock: 'sponsor', part: 'initial', sentAt: trial.now, receipt: 'S-1' },
  });
  const report = { ...about, recipient: 'The agency', reason: 'Suspected, unexpected and serious' };
  expect(await trial.refused('safetyOfficer', 'unblindForReport', report)).toBe('right-missing');
  const unblinded = await trial.must('pharmacovigilance', 'unblindForReport', report);
  learned.set(bruno.participantId, unblinded.answer?.sequence ?? '');
  await trial.must('pharmacovigilance', 'recordReactionReport', {
    ...{ ...about, clock: 'agency', part: 'initial', decision: 'sent', decidedAt: trial.now, receipt: 'A-1' },
  });
  // Everybody else reads the same whatever became of it, and nobody blind learns that anything was opened.
  const clocks = await trial.see('safetyOfficer', 'safetyClocks');
  expect(clocks.find(({ clock }) => clock === 'agency')).toMatchObject({
    state: 'withPharmacovigilance',
    sent_at: null,
  });
  expect(await trial.see('trialManager', 'openings', { participantId: bruno.participantId })).toEqual([]);
  expect(await trial.see('pharmacovigilance', 'reactionReports')).toMatchObject([{ state: 'sent' }]);
  expect(await trial.see('uppsalaPrincipal', 'adverseEvents')).toEqual([]);
  expect(await trial.see('nationalCoordinator', 'seriousEvents')).toHaveLength(1);
});

it('breaks a code at night, which bars the rater from that second, unless a third party alone is told', async () => {
  trial.on('2026-06-10', '02:00');
  const body = { emergency: true, reason: 'Unconscious; knowing it changes the care' };
  const answerTo = { thirdParty: { name: 'Dr. Example', function: 'Physician on duty' } };
  const atNight = { ...body, participantId: doris.participantId, answerTo };
  expect(await trial.refused('emergencyService', 'breakCode', { ...atNight, typedConfirmation: 'R0' })).toBe(
    'confirmation-wrong',
  );
  const broken = await trial.send('emergencyService', 'breakCode', {
    ...{ ...atNight, typedConfirmation: numberOf(doris.participantId) },
  });
  const { collectionCode } = broken.body.answer;
  const collect = { participantId: doris.participantId, collectionCode, collectedBy: 'Dr. Example' };
  const typed = { ...collect, typedConfirmation: numberOf(doris.participantId) };
  // Who is not of the trial has no role in it: the right is in the code, which is good once.
  const collected = await trial.must('physicianOnDuty', 'collectAnswer', typed);
  learned.set(doris.participantId, collected.answer?.sequence ?? '');
  expect(await trial.refused('physicianOnDuty', 'collectAnswer', typed)).toBe('collection-used');
  expect(await trial.rowOf('uppsalaPrincipal', 'raters', doris)).toMatchObject({ barred: [] });

  expect(await trial.rowOf('investigator', 'codeBreakPreview', carla)).toMatchObject({ reveals_all_periods: true });
  const told = await trial.must('investigator', 'breakCode', {
    ...{ ...body, participantId: carla.participantId, typedConfirmation: numberOf(carla.participantId) },
  });
  learned.set(carla.participantId, told.answer?.sequence ?? '');
  expect((await trial.rowOf('coordinator', 'raters', carla)).barred).toContain('*');
  expect((await trial.rowOf('coordinator', 'raters', anna)).barred).toEqual([]);
  const opened = await trial.see('medicalMonitor', 'openings');
  expect(opened.map(({ kind }) => kind)).toEqual(['DataCutOpened', 'CodeBroken', 'AnswerCollected', 'CodeBroken']);
});

it('shows the safety board its tables behind the firewall, and the list to two people', async () => {
  trial.on('2026-06-15');
  const meeting = 'june';
  await trial.must('dsmbStatistician', 'openSafetyTables', { meeting, purpose: 'The first meeting of the board' });
  expect((await trial.see('dsmbStatistician', 'dsmbTables')).length).toBeGreaterThan(2);
  await trial.must('dsmbStatistician', 'archiveBoardReport', {
    ...{ meeting, title: 'Closed report', digest: 'ab'.repeat(32), bytes: 1000 },
  });
  await trial.must('dsmbStatistician', 'recordSafetyEvaluation', {
    ...{ evaluatedAt: trial.now, automatic: false },
    rules: [{ rule: 'bleeding', participants: 4, withEvent: 1, isReached: false }],
  });
  await trial.must('safetyOfficer', 'recordBoardRecommendation', {
    ...{ meeting, recommendation: 'continue', receivedOn: '2026-06-16', summary: 'Go on as planned.' },
  });
  expect(await trial.see('nationalCoordinator', 'boardMeetings')).toMatchObject([{ meeting, is_opened: true }]);
  expect(await trial.see('safetyOfficer', 'stoppingRules')).toMatchObject([{ rule: 'anyDeath', is_reached: false }]);

  const openingId = randomUUID();
  const typed = { openingId, typedConfirmation: 'OPEN THE LIST' };
  expect(await trial.see('listStatistician', 'allocations')).toEqual([]);
  await trial.must('listStatistician', 'requestListOpening', { ...typed, reason: 'The yearly check of the list' });
  expect(await trial.refused('listStatistician', 'confirmListOpening', typed)).toBe('opening-same-person');
  await trial.must('dsmbStatistician', 'confirmListOpening', typed);
  expect(await trial.see('listStatistician', 'allocations')).toHaveLength(4);
  expect(await trial.see('inspector', 'allocations')).toEqual([]);
});

it('amends the protocol in one country, by three people, while the other goes on as before', async () => {
  trial.on('2026-07-01');
  await trial.must('trialManager', 'draftAmendment', {
    ...{ amendmentId, kind: 'notSubstantial', protocolSource: amendedSource, reason: 'The raters measure it anyway' },
  });
  expect(await trial.refused('trialManager', 'approveAmendment', { amendmentId })).toBe('amendment-same-person');
  await trial.must('medicalMonitor', 'approveAmendment', { amendmentId });
  const activation = { amendmentId, from: '2026-07-01', approvals: [] };
  expect(
    await trial.refused('nationalCoordinator', 'activateAmendment', { ...activation, at: { nationalTrial: 'sweden' } }),
  ).toBe('right-missing');
  await trial.must('nationalCoordinator', 'activateAmendment', { ...activation, at: { nationalTrial: 'italy' } });
  const versions = async (siteId: string) =>
    (await trial.see('statistician', 'protocol', { siteId })).map(({ protocol_version }) => protocol_version);
  expect(await versions('genoa')).toEqual(['1.1']);
  expect(await versions('uppsala')).toEqual(['1.0']);
});

it('verifies, queries, codes and signs what was recorded', async () => {
  trial.on('2026-07-31');
  const rated = (one: Participant) => (one === doris ? { edss: 3 } : { edss: 3, walkedMetres: 400 });
  const inUppsala = { participantId: doris.participantId, visit: 'week24', form: 'edssAssessment' };
  const byTheOther = { ...inUppsala, happenedOn: '2026-07-31', items: rated(anna) };
  expect(await trial.refused('raterInUppsala', 'recordForm', byTheOther)).toBe('item-unknown');
  for (const [index, one] of participants.entries())
    await examine(trial, one, 'week24', { lesions: index, ...(one === carla ? {} : { rating: rated(one) }) });
  const rating = { participantId: carla.participantId, visit: 'week24', form: 'edssAssessment' };
  expect(
    await trial.refused('edssRater', 'recordForm', { ...rating, happenedOn: '2026-07-31', items: { edss: 3 } }),
  ).toBe('rater-barred');
  await trial.must('coordinator', 'declareMissed', {
    participantId: carla.participantId,
    forms: [{ visit: 'week24', form: 'edssAssessment', occurrence: 1 }],
    reason: 'The code was broken; nobody rates her blind',
  });
  await trial.must('coordinator', 'recordDeviation', {
    ...{ participantId: carla.participantId, deviationId: randomUUID(), category: 'assessment', importance: 'minor' },
    ...{ occurredOn: '2026-07-31', description: 'No rating at week 24' },
  });

  trial.on('2026-08-03');
  const actionItemId = randomUUID();
  expect((await trial.see('monitor', 'visitPack', { siteId: 'genoa' }))[0]).toMatchObject({ kind: 'form', risk: 3 });
  await trial.must('monitor', 'recordMonitoringVisit', {
    ...{ monitoringVisitId: randomUUID(), siteId: 'genoa', visitedOn: '2026-08-03', kind: 'onSite' },
    actionItems: [{ actionItemId, text: 'File the consent', dueOn: '2026-08-20' }],
  });
  await trial.must('monitor', 'closeActionItem', { siteId: 'genoa', actionItemId, comment: 'It is filed' });
  for (const one of participants) {
    const { participantId } = one;
    const due = await trial.see(one.team.monitor, 'verification', { participantId });
    expect(due.map(({ form, critical }) => [form, critical])).toEqual([
      ['scan', ['lesions']],
      ['scan', ['lesions']],
    ]);
    await trial.must(one.team.monitor, 'verifySource', {
      participantId,
      forms: due.map(({ visit, form, occurrence, version, critical: items }) => ({
        visit,
        form,
        occurrence,
        version,
        items,
      })),
    });
  }
  const queryId = randomUUID();
  await trial.must('dataManager', 'openQuery', {
    ...{ participantId: anna.participantId, queries: [{ queryId, place: { visit: 'week12' } }] },
    ...{ category: 'other', text: 'Was she fasting?' },
  });
  await trial.must('coordinator', 'answerQuery', { participantId: anna.participantId, queryId, text: 'She was.' });

  // Signed by the investigator form by form, and as a whole by who is responsible at the site.
  for (const one of participants) {
    expect(await signAll(trial, one.team.investigator, one)).toBeGreaterThan(4);
    if (one.team.investigator !== one.team.principal) expect(await signAll(trial, one.team.principal, one)).toBe(1);
  }
  // A signature is void once what was signed changes, and not before.
  const values = await trial.see('dataManager', 'forms', { participantId: anna.participantId });
  const weight = values.find(({ item }) => item === 'weightKg');
  await trial.must(
    'dataManager',
    'correctValue',
    {
      ...{ participantId: anna.participantId, visit: 'screening', form: 'demographics' },
      ...{ items: { weightKg: 71 }, reason: 'as in the source' },
    },
    { version: weight.form_version },
  );
  const signatures = await trial.see('auditor', 'signatures', { participantId: anna.participantId });
  const isVoid = ({ valid, forms }: (typeof signatures)[number]) =>
    !valid || forms.some((one: { readonly voidedVersion?: number }) => one.voidedVersion !== undefined);
  expect(
    signatures
      .filter(isVoid)
      .map(({ meaning }) => meaning)
      .sort(),
  ).toEqual(['casebook', 'reviewed']);
  await signAll(trial, 'investigator', anna);
  await signAll(trial, 'principalInvestigator', anna);

  const term = (code: string, text: string) => ({ code, term: text, isCurrent: true, path: [] });
  // A dictionary is brought in on the computer itself, by whoever runs the installation.
  await importDictionary(trial.servers[0].system.pools.writer, {
    ...{ dictionary: 'glumdra', version: '1' },
    terms: [term('10', 'A cold'), term('20', 'Epistaxis')],
  });
  await trial.must('coder', 'codeAutomatically', { participantId: anna.participantId, coding: 'events' });
  const waiting = await trial.see('coder', 'codingList', { state: 'uncoded' });
  expect(waiting.map(({ verbatim }) => verbatim)).toEqual(['Nose bleed, in hospital']);
  await trial.must('coder', 'codeTerm', {
    ...{ participantId: bruno.participantId, thing: { adverseEventId: bleeding }, code: '20' },
  });
});

it('shows everybody what the own role shows, refuses the rest, and nobody blind a treatment', async () => {
  const looks = await trial.lookAround([...onePerRole.values()], { own: 3, foreign: 1 });
  expect(looks.filter(({ leak }) => leak !== undefined)).toEqual([]);
  expect(looks.filter(({ status, mayLook }) => status !== (mayLook ? 200 : 403))).toEqual([]);
  expect(new Set(looks.filter(({ mayLook }) => mayLook).map(({ view }) => view))).toEqual(new Set(Object.keys(views)));
  // Who is unblinded does see it, or the look at the others would prove nothing.
  const seen = (who: string, view: string) => looks.find((one) => one.who === who && one.view === view)?.rows ?? 0;
  expect(seen('cellLaboratory', 'chainOfIdentityFull')).toBeGreaterThan(0);
  expect(seen('inspector', 'sealedOpenings')).toBeGreaterThan(0);
});

it('gives out in files what each sees on the screen, and records that it did', async () => {
  const order = { format: 'csv', forms: ['scan'], deidentified: false };
  const scans = async (who: string) =>
    (await trial.request(who, 'POST', 'exports/data', order)).body.trim().split('\n').length - 1;
  expect([await scans('dataManager'), await scans('principalInvestigator')]).toEqual([8, 6]);
  expect((await trial.request('coordinator', 'POST', 'exports/data', order)).statusCode).toBe(403);
  const record = await trial.request('auditor', 'POST', 'exports/record', { format: 'json', ofType: 'CodeBroken' });
  expect(record.statusCode).toBe(200);
  expect(record.body.match(/"CodeBroken"/g)).toHaveLength(2);
  expect(await trial.see('auditor', 'audit', { type: 'DataExported' })).toHaveLength(2);
});

it('locks each participant when nothing blocks, then the trial', async () => {
  trial.on('2026-09-01');
  const queries = await trial.see('dataManager', 'queries', { status: 'unclosed' });
  expect(queries).toHaveLength(1);
  expect(await trial.refused('dataManager', 'lockTrial', {})).toBe('lock-conditions-unmet');
  await trial.must('dataManager', 'closeQuery', { participantId: anna.participantId, queryIds: [queries[0].query_id] });
  const road = await trial.see('dataManager', 'roadToLock');
  expect(road.map(({ ready }) => ready)).toEqual(Array(4).fill(true));
  for (const { participantId } of participants) await trial.must('dataManager', 'lockParticipant', { participantId });
  const late = {
    participantId: anna.participantId,
    visit: 'screening',
    form: 'demographics',
    happenedOn: '2026-01-12',
  };
  expect(await trial.refused('coordinator', 'recordForm', { ...late, items: { weightKg: 70 } })).toBe(
    'participant-locked',
  );
  await trial.must('dataManager', 'lockTrial', { reason: 'Everything is in' });
  expect(
    await trial.refused('coordinator', 'withdraw', {
      ...{ participantId: anna.participantId, kind: 'contact', withdrawnOn: '2026-09-01', reason: 'moved away' },
    }),
  ).toBe('trial-locked');
});

it('unblinds after the lock, and every allocation follows from what was committed to', async () => {
  trial.on('2026-09-15');
  const typed = { typedConfirmation: 'UNBLIND' };
  expect(await trial.refused('dataManager', 'unblindTrial', typed)).toBe('right-missing');
  expect(await trial.refused('trialManager', 'unblindTrial', typed, { confirmed: false })).toBe(
    'confirmation-required',
  );
  await trial.must('trialManager', 'unblindTrial', typed);

  const allocations = await trial.see('inspector', 'allocations');
  expect(allocations).toHaveLength(4);
  const sequenceOf = new Map(allocations.map((row) => [row.participant_id, row.sequence]));
  // What two people learned before is what was so all along, and what hung at the beds.
  for (const [participantId, sequence] of learned) expect(sequence).toBe(sequenceOf.get(participantId));
  const bags = [
    ...(await trial.see('cellLaboratory', 'productReconciliation')),
    ...(await trial.see('unblindedPharmacist', 'productReconciliation')),
  ];
  for (const { participantId } of participants) {
    const { treatments } = wholeProtocol.sequences.find(({ id }) => id === sequenceOf.get(participantId)) ?? {};
    const given = bags.filter((bag) => bag.participant_id === participantId);
    expect(
      given.sort((a, b) => (a.administration < b.administration ? -1 : 1)).map(({ treatment }) => treatment),
    ).toEqual(treatments);
  }
  // Anybody who reads the open record can hold the revealed seed against the commitment, and draw the list again.
  const payloads = async (type: string) =>
    (await trial.see('auditor', 'audit', { type })).map(({ payload }) => JSON.parse(payload));
  const [committed] = await payloads('AllocationCommitted');
  const [revealed] = await payloads('TrialUnblinded');
  const design = RandomisationDesign.parse(committed.design);
  const secret = AllocationSecret.parse(revealed.revealed);
  expect(verifyReveal({ commitment: committed.commitment, design }, secret)).toBe(true);
  for (const { stratum, entry, sequence } of allocations)
    expect(allocationOf(secret, design, { stratum, index: entry })).toBe(sequence);
  const { system, trialId } = trial.servers[1];
  expect(analyse(await takeSnapshot(system, trialId)).dummyArms).toBe(false);
});

it('lets an inspector in years later by an account, a password, and a role that is granted then', async () => {
  const { system, trialId } = trial.servers[0];
  const installation = await openTestAccounts({ on: system });
  const person = await installation.addPerson({ name: 'Ines Inspector' });
  const url = `/api/trials/${trialId}/allocations`;
  expect((await installation.browser().get(url)).statusCode).toBe(401);
  const browser = await installation.signedIn(person);
  expect((await browser.get(url)).statusCode).toBe(404);
  await trial.must('trialManager', 'grantRole', { actorId: person.actorId, role: 'inspector', sites: 'all' });
  expect((await browser.get(url)).json().rows).toHaveLength(4);
  await installation.close();
});

it('leaves a record that verifies, with read tables that follow from it', async () => {
  const { system, trialId } = trial.servers[0];
  expect((await verifyRecord(system.pools.owner, trialId)).findings).toEqual([]);
  expect(await checkReadTables(system.pools.owner, trialId)).toEqual([]);
});
