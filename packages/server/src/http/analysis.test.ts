// Analyses over HTTP: dummy arms for blinded people, real ones for whom they were opened, reports kept as they were made.
import { createHash, randomUUID } from 'node:crypto';
import { exportAnalysisData } from '@equipoise/analysis';
import { checkReveal, RandomisationExport } from '@equipoise/trial';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { takeSnapshot } from '../store/snapshot.js';
import { openTestServer, type TestServer, walkPeople } from '../test-support/server.js';
import { readZip } from '../test-support/zip.js';

let server: TestServer;
const participants = Array.from({ length: 4 }, () => randomUUID());
beforeAll(async () => {
  server = await openTestServer({
    people: [...walkPeople, { name: 'inspector', role: 'inspector' }, { name: 'board', role: 'dsmbStatistician' }],
  });
  const must = (who: string, command: Parameters<ReturnType<TestServer['as']>['must']>[0], body: object) =>
    server.as(who).must(command, body, { confirmed: true });
  await must('statistician', 'commitAnalysisPlan', {});
  for (const [index, participantId] of participants.entries()) {
    const day = '2026-01-06';
    const screening = { siteId: 'genoa', screeningNumber: `S-${index}`, screenedOn: day };
    await must('coordinator', 'screenParticipant', { participantId, ...screening });
    const consent = { consent: 'participation', consentVersion: '1.0', givenOn: day, items: { trial: true } };
    await must('coordinator', 'recordConsent', { participantId, ...consent });
    const form = { visit: 'screening', form: 'demographics', happenedOn: day };
    const items = { ageYears: 30 + index, weightKg: 60 };
    await must('coordinator', 'recordForm', { participantId, ...form, items });
    const harvestId = randomUUID();
    const harvest = { harvestId, chainOfIdentityCode: `CHAIN-${index}`, harvestedOn: day, volumeMl: 40 };
    await must('investigator', 'assessEligibility', { participantId, stage: 'randomisation', assessedOn: day });
    await must('coordinator', 'recordHarvest', { participantId, ...harvest });
    const batch = { batchId: randomUUID(), harvestId, laboratory: { viabilityPercent: 93 }, releasedOn: day };
    await must('cellLaboratory', 'releaseProduct', { participantId, ...batch });
    await must('investigator', 'randomise', { participantId, randomisedOn: day });
  }
}, 60_000);
afterAll(() => server.close());

const ask = async (
  who: string,
  place = '',
  {
    method = 'GET',
    body,
    key = randomUUID(),
  }: { method?: 'GET' | 'POST' | 'DELETE'; body?: object; key?: string } = {},
) => {
  const response = await server.app.inject({
    method,
    url: `/api/trials/${server.trialId}/analyses${place}`,
    headers: { ...server.as(who).headers, 'idempotency-key': key },
    ...(body === undefined ? {} : { payload: body }),
  });
  const isJson = /json/.test(String(response.headers['content-type']));
  return {
    status: response.statusCode,
    text: response.body,
    body: isJson ? response.json() : undefined,
    headers: response.headers,
  };
};
const begin = (who: string, body: object, key = randomUUID()) => ask(who, '', { method: 'POST', body, key });
const untilEnded = (place: string, who = 'statistician') =>
  expect.poll(async () => (await ask(who, place)).body.state, { timeout: 200_000, interval: 100 }).not.toBe('running');
/** Begins an analysis and waits for its end. */
const analyse = async (who: string, body: object) => {
  const begun = await begin(who, body);
  if (begun.status !== 202) throw new Error(begun.text);
  const place = `/${begun.body.analysisId}`;
  await untilEnded(place, who);
  return { place, ...(await ask(who, place)).body };
};
/** Takes the analysed records out. */
const take = (who: string, body: object) =>
  server.app.inject({
    method: 'POST',
    url: `/api/trials/${server.trialId}/exports/analysis`,
    headers: server.as(who).headers,
    payload: body,
  });
const codeOf = async (answer: ReturnType<typeof ask>) => (await answer).body.code;

describe('an analysis of a blind trial', () => {
  it('has dummy arms, a report and its numbers, with the hashes that the list tells', async () => {
    const run = await analyse('statistician', { arms: 'dummy' });
    expect(run).toMatchObject({ state: 'done', problem: null, cut: null, looks: [] });
    const page = await ask('statistician', `${run.place}/report.html`);
    expect(page.headers['content-type']).toContain('text/html');
    expect(page.headers['content-security-policy']).toMatch(/default-src 'none'.*frame-ancestors 'self'; sandbox/);
    expect(page.text).toContain('DUMMY ARMS');
    const numbers = await ask('statistician', `${run.place}/report.json`);
    expect(numbers.body).toMatchObject({ dummyArms: true, snapshot: { hash: run.snapshotHash, events: run.events } });
    const digest = (text: string) => createHash('sha256').update(text).digest('hex');
    expect([run.reportSha256, run.jsonSha256]).toEqual([digest(page.text), digest(numbers.text)]);
    const figures = (await ask('statistician', `${run.place}/figures`)).body.rows;
    expect(figures.length).toBeGreaterThan(0);
    expect(figures.length).toBe(page.text.split('<figure').length - 1);
    for (const { svg, caption } of figures) {
      expect(svg).toMatch(/^<svg [^>]*xmlns="http:\/\/www.w3.org\/2000\/svg"/);
      expect(caption).not.toMatch(/[<>]|^$/);
    }
    const list = (await ask('dataManager')).body;
    expect(list).toMatchObject({ isUnblinded: false, cuts: [] });
    expect(list.rows).toContainEqual(expect.objectContaining({ analysisId: run.analysisId, state: 'done' }));
  });

  it('gives the same numbers again, under the same hashes', async () => {
    const [one] = (await ask('statistician')).body.rows;
    const two = await analyse('dataManager', { arms: 'dummy' });
    expect(two.snapshotHash).toBe(one.snapshotHash);
    expect(two.jsonSha256).toBe(one.jsonSha256);
    expect(two.reportSha256).toBe(one.reportSha256);
  });

  it('is begun once under one key, and the key is good for nothing else', async () => {
    const key = randomUUID();
    const first = await begin('statistician', { arms: 'dummy' }, key);
    const again = await begin('statistician', { arms: 'dummy' }, key);
    expect([first.body.analysisId, again.body.analysisId, again.status]).toEqual([key, key, 202]);
    await untilEnded(`/${key}`);
    expect((await begin('statistician', { arms: 'dummy' }, key)).body.state).toBe('done');
    expect((await begin('dataManager', { arms: 'dummy' }, key)).body.code).toBe('header-invalid');
  });

  it('shows real arms to nobody, and no report to people of sites and strangers', async () => {
    for (const who of ['statistician', 'dataManager', 'trialManager'])
      expect(await codeOf(begin(who, { arms: 'actual' })), who).toBe('view-right-missing');
    for (const who of ['cutStatistician', 'inspector', 'board'])
      expect(await codeOf(begin(who, { arms: 'actual' })), who).toBe('arms-closed');
    for (const who of ['coordinator', 'investigator', 'cellLaboratory', 'monitor']) {
      expect(await codeOf(begin(who, { arms: 'dummy' })), who).toBe('view-right-missing');
      expect(await codeOf(ask(who)), who).toBe('view-right-missing');
    }
    for (const who of ['statistician', 'inspector', 'trialManager'])
      expect((await server.as(who).ask('exports/randomisation')).body.code, who).toBe('arms-closed');
    const [run] = (await ask('statistician')).body.rows;
    expect(await codeOf(ask('coordinator', `/${run.analysisId}/report.html`))).toBe('view-right-missing');
    expect(await codeOf(ask('stranger', `/${run.analysisId}/report.html`))).toBe('trial-unknown');
    expect(await codeOf(begin('stranger', { arms: 'dummy' }))).toBe('trial-unknown');
    expect(await codeOf(begin('statistician', { arms: 'dummy', cut: 'week12' }))).toBe('cut-unknown');
    expect((await begin('statistician', { arms: 'real' })).status).toBe(422);
  });

  it('gives out the analysed records with dealt arms, as the command line does, and records it', async () => {
    const taken = await take('statistician', { arms: 'dummy' });
    expect(taken.statusCode).toBe(200);
    expect(taken.headers['content-disposition']).toMatch(/filename="[\w-]+-analysis-dummy-[\w-]+\.zip"$/);
    const files = readZip(taken.rawPayload);
    const records = files.get('participants.csv') ?? '';
    expect(records.trim().split('\n').length).toBe(1 + participants.length);
    expect(records).toMatch(/DUMMY/);
    const written = exportAnalysisData(await takeSnapshot(server.system, server.trialId, { dummyArms: true }));
    // The line that the export itself left in the record is no line of the data.
    for (const { file, text } of written.filter((one) => one.file.endsWith('.csv'))) expect(files.get(file)).toBe(text);
    expect(JSON.parse(files.get('manifest.json') ?? '')).toMatchObject({
      holds: { name: 'exportAnalysisData', body: { arms: 'dummy' } },
      files: expect.arrayContaining([expect.objectContaining({ path: 'codebook.csv' })]),
    });
    const recorded = await server.as('trialManager').see('audit', { type: 'AnalysisDataExported' });
    expect(recorded).toMatchObject([{ actor_id: server.as('statistician').actorId }]);
  });

  it('gives them to nobody else, and real arms to nobody', async () => {
    for (const who of ['trialManager', 'dataManager', 'coordinator', 'monitor', 'cellLaboratory'])
      expect((await take(who, { arms: 'dummy' })).json().code, who).toBe('view-right-missing');
    expect((await take('statistician', { arms: 'actual' })).json().code).toBe('view-right-missing');
    for (const who of ['cutStatistician', 'inspector', 'board'])
      expect((await take(who, { arms: 'actual' })).json().code, who).toBe('arms-closed');
    expect((await take('stranger', { arms: 'dummy' })).json().code).toBe('trial-unknown');
    expect((await take('statistician', { arms: 'dummy', cut: 'week12' })).json().code).toBe('cut-unknown');
    const direct = await server.as('statistician').send('exportAnalysisData', { arms: 'dummy' });
    expect(direct.body.code).toBe('file-not-served');
    expect(await server.as('trialManager').see('audit', { type: 'AnalysisDataExported' })).toHaveLength(1);
  });

  it('is cancelled by who began it, and has no report then', async () => {
    const key = randomUUID();
    await begin('statistician', { arms: 'dummy' }, key);
    expect(await codeOf(ask('dataManager', `/${key}`, { method: 'DELETE' }))).toBe('not-found');
    expect((await ask('statistician', `/${key}`, { method: 'DELETE' })).status).toBe(204);
    expect((await ask('statistician', `/${key}`)).body).toMatchObject({ state: 'cancelled', snapshotHash: null });
    expect(await codeOf(ask('statistician', `/${key}/report.json`))).toBe('report-missing');
    // The place is free again at once.
    await expect
      .poll(async () => (await begin('statistician', { arms: 'dummy' })).status, { timeout: 100_000 })
      .toBe(202);
    const [last] = (await ask('statistician')).body.rows;
    await untilEnded(`/${last.analysisId}`);
  });
});

describe('an analysis of a data cut', () => {
  const cut = 'week12';

  it('has real arms for its audience once it was opened, and dummies for all others', async () => {
    await server.as('dataManager').must('makeDataCut', { cut });
    expect(await codeOf(begin('cutStatistician', { arms: 'actual', cut }))).toBe('arms-closed');
    await server
      .as('cutStatistician')
      .must('openDataCut', { cut, purpose: 'The planned analysis' }, { confirmed: true });
    const real = await analyse('cutStatistician', { arms: 'actual', cut });
    expect(real).toMatchObject({ state: 'done', arms: 'actual', cut });
    expect((await ask('cutStatistician', `${real.place}/report.json`)).body.dummyArms).toBe(false);
    const records = readZip((await take('cutStatistician', { arms: 'actual', cut })).rawPayload);
    expect(records.get('participants.csv')).not.toMatch(/DUMMY/);
    for (const who of ['statistician', 'board'])
      expect((await take(who, { arms: 'actual', cut })).json().code, who).toBe('view-right-missing');
    const dummy = await analyse('statistician', { arms: 'dummy', cut });
    expect((await ask('statistician', `${dummy.place}/report.json`)).body.dummyArms).toBe(true);
    expect((await ask('statistician')).body.cuts).toMatchObject([
      { cut, audience: ['cutStatistician'], openedAt: expect.any(String) },
    ]);

    for (const who of ['statistician', 'dataManager', 'trialManager', 'board']) {
      expect(await codeOf(begin(who, { arms: 'actual', cut })), who).toBe('view-right-missing');
      for (const file of ['', '/report.html', '/report.json', '/figures'])
        expect(await codeOf(ask(who, `${real.place}${file}`)), who).toBe('not-found');
      expect((await ask(who)).text, who).not.toContain(real.analysisId);
    }
    const looks = (await ask('inspector', real.place)).body.looks;
    expect(looks).toMatchObject([{ actorId: server.as('cutStatistician').actorId, file: 'json' }]);
  });

  it('lies encrypted, and behind row-level security of its own', async () => {
    const { pools } = server.system;
    const { rows } = await pools.owner.query<{ html: Buffer }>('select html from analysis.report');
    expect(rows.length).toBeGreaterThan(0);
    for (const { html } of rows) expect(html.subarray(0, 4).toString('latin1')).toBe('EQF1');
    for (const table of ['run', 'report', 'look'])
      expect((await pools.reader.query(`select * from analysis.${table}`)).rows).toEqual([]);
    await expect(pools.writer.query('delete from analysis.look')).rejects.toThrow(/permission denied/);
    await expect(pools.owner.query('update analysis.look set file = $1', ['html'])).rejects.toThrow(/append-only/);
  });
});

describe('an analysis of an unblinded trial', () => {
  it('has real arms for everybody who sees reports', async () => {
    await server.as('dataManager').must('lockTrial', {}, { confirmed: true });
    await server.as('trialManager').must('unblindTrial', { typedConfirmation: 'UNBLIND' }, { confirmed: true });
    const run = await analyse('statistician', { arms: 'actual' });
    expect(run.state).toBe('done');
    const { body } = await ask('trialManager', `${run.place}/report.json`);
    expect(body.dummyArms).toBe(false);
    expect(body.participants.bySequence).toEqual({ early: 2, delayed: 2 });
    expect((await ask('statistician')).body.isUnblinded).toBe(true);
    const exported = (await server.as('statistician').ask('exports/randomisation')).body;
    expect(checkReveal(RandomisationExport.parse(exported))).toEqual({ recomputed: 4, problems: [] });
    expect(await server.as('trialManager').see('audit', { type: 'RandomisationExported' })).toMatchObject([
      { actor_id: server.as('statistician').actorId },
    ]);
    const real = readZip((await take('statistician', { arms: 'actual' })).rawPayload);
    expect(real.get('participants.csv')).not.toMatch(/DUMMY/);
    for (const who of ['coordinator', 'monitor'])
      expect((await server.as(who).ask('exports/randomisation')).body.code, who).toBe('view-right-missing');
    const blind = await analyse('statistician', { arms: 'dummy' });
    expect((await ask('statistician', `${blind.place}/report.json`)).body.dummyArms).toBe(true);
  });
});
