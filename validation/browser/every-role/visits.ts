// Visits of both periods: what the same people would click again is sent; the rater and the reader click.
import { randomUUID } from 'node:crypto';
import { button, field } from './clicks.js';
import { fillForm } from './enrol.js';
import { type Patient, type Stage, site } from './stage.js';

/** What was clicked for the first participant is sent for the second, until the randomisation. */
export async function bringTheSecond(stage: Stage): Promise<void> {
  const participantId = randomUUID();
  const day = new Date().toISOString().slice(0, 10);
  const about = { participantId };
  const { number: screeningNumber } = stage.bruno;
  await stage.record('coordinator', 'screenParticipant', { ...about, siteId: site, screeningNumber, screenedOn: day });
  await stage.record('coordinator', 'recordConsent', {
    ...{ ...about, consent: 'participation', consentVersion: '1.0', givenOn: day, items: { trial: true } },
  });
  await stage.record('coordinator', 'recordForm', {
    ...{ ...about, visit: 'screening', form: 'demographics', happenedOn: day, items: { ageYears: 40, weightKg: 70 } },
  });
  const { identityCode } = await stage.record('coordinator', 'issueIdentityCode', about);
  const made = { ...about, batchId: randomUUID(), harvestId: randomUUID() };
  const { harvestId } = made;
  await stage.record('coordinator', 'recordHarvest', { ...about, harvestId, harvestedOn: day, volumeMl: 40 });
  await stage.record('cellLaboratory', 'recordBatchStep', { ...made, step: 'received', happenedAt: day });
  await stage.record('cellLaboratory', 'releaseProduct', {
    ...{ ...made, releasedOn: day, laboratory: { viabilityPercent: 92 } },
  });
  await stage.record('investigator', 'assessEligibility', { ...about, stage: 'randomisation', assessedOn: day });
  const { randomisationNumber } = await stage.record('investigator', 'randomise', { ...about, randomisedOn: day });
  Object.assign(stage.bruno, { participantId, identity: identityCode, code: randomisationNumber });
}

/** What the bedside and the laboratory clicked for one bag is sent for the others. */
export async function infuseTheRest(stage: Stage): Promise<void> {
  const { anna, bruno } = stage;
  for (const [patient, administration] of [
    [bruno, 'infusion1'],
    [anna, 'infusion2'],
    [bruno, 'infusion2'],
  ] as const) {
    const about = { participantId: patient.participantId, administration };
    const laboratory = { viabilityPercent: 91 };
    const infusionOn = new Date().toISOString().slice(0, 10);
    await stage.record('coordinator', 'scheduleInfusion', { ...about, infusionOn });
    const preparedAt = new Date().toISOString();
    const { bagCode } = await stage.record('cellLaboratory', 'prepareInfusion', { ...about, preparedAt, laboratory });
    const bag = { participantId: patient.participantId, bagCode };
    await stage.record('cellLaboratory', 'printLabel', bag);
    await stage.record('cellLaboratory', 'releaseBag', { ...bag, laboratory });
    await give(stage, patient, administration);
  }
}

async function give(stage: Stage, { participantId, identity }: Patient, administration: string): Promise<void> {
  const [bag] = await stage.rows<{ bagCode: string; labelCode: string }>(
    `select bag_code as "bagCode", label_code as "labelCode" from read.bag_state
     where trial_id = $1 and participant_id = $2 and administration = $3`,
    [stage.trialId, participantId, administration],
  );
  const of = { participantId, administration, bagCode: bag?.bagCode };
  const now = () => ({ at: new Date().toISOString(), zone: 'Europe/Rome' });
  for (const who of ['infusionNurse', 'unblindedInfusionNurse'])
    await stage.record(who, 'checkBedside', {
      ...{ ...of, ...bag, checkId: randomUUID(), identityCode: identity, happenedAt: now() },
    });
  await stage.record('infusionNurse', 'clearInfusion', of);
  const startedAt = now().at;
  await stage.record('infusionNurse', 'recordInfusion', {
    ...{ ...of, startedAt, endedAt: now().at, zone: 'Europe/Rome', volumeInfusedMl: 70, interrupted: false },
  });
}

/** What the rater and the reader click for one visit is sent for the others. */
export async function examineTheRest(stage: Stage): Promise<void> {
  const { anna, bruno } = stage;
  const happenedOn = new Date().toISOString().slice(0, 10);
  for (const [{ participantId }, visit, lesions] of [
    [bruno, 'middle', 3],
    [anna, 'end', 1],
    [bruno, 'end', 4],
  ] as const) {
    const at = { participantId, visit, happenedOn };
    await stage.record('edssRater', 'recordForm', { ...at, form: 'edssAssessment', items: { edss: 3 } });
    await stage.record('reader', 'recordForm', { ...at, form: 'scan', items: { readable: true, lesions } });
  }
}

/** The rater rates whose rating is due, from the list of today. */
export async function rate(stage: Stage): Promise<void> {
  await stage.as('edssRater', async (page) => {
    await page
      .getByRole('link', { name: /^Middle: EDSS/ })
      .first()
      .click();
    await fillForm(page, 'EDSS', { EDSS: '3' });
    // Who rates does not read what was rated.
    await page.getByText(/^You recorded “EDSS”/).waitFor();
  });
}

/** The reader reads the scan that waits, of which nobody says whose it is. */
export async function read(stage: Stage): Promise<void> {
  await stage.as('reader', async (page) => {
    await page.getByRole('radio', { name: 'Yes' }).check();
    await field(page, /^Enhancing lesions/).fill('2');
    await button(page, /^Send/).click();
    await page.getByText('0 scans wait · 4 read today').waitFor();
  });
}
