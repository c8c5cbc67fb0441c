// Visits of both periods: what the same people would click again is sent; the rater and the reader click.
import { randomUUID } from 'node:crypto';
import { settle } from '../settle.js';
import { button, field } from './clicks.js';
import type { Patient, Stage } from './stage.js';

/** What the bedside and the laboratory clicked for one bag is sent for the others. */
export async function infuseTheRest(stage: Stage): Promise<void> {
  await give(stage, stage.bruno, 'infusion1');
  for (const patient of [stage.anna, stage.bruno]) {
    const about = { participantId: patient.participantId, administration: 'infusion2' };
    const laboratory = { viabilityPercent: 91 };
    await stage.record('coordinator', 'scheduleInfusion', {
      ...about,
      infusionOn: new Date().toISOString().slice(0, 10),
    });
    const preparedAt = new Date().toISOString();
    const { bagCode } = await stage.record('cellLaboratory', 'prepareInfusion', { ...about, preparedAt, laboratory });
    const bag = { participantId: patient.participantId, bagCode };
    await stage.record('cellLaboratory', 'printLabel', bag);
    await stage.record('cellLaboratory', 'releaseBag', { ...bag, laboratory });
    await give(stage, patient, 'infusion2');
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

/** The rater rates both, from the list of today. */
export async function rate(stage: Stage): Promise<void> {
  await stage.as('edssRater', async (page) => {
    for (const _ of [stage.anna, stage.bruno]) {
      await page.goto('/');
      await settle(page);
      await page
        .getByRole('link', { name: /^Middle: EDSS/ })
        .first()
        .click();
      await page.getByRole('heading', { level: 1, name: 'EDSS', exact: true }).waitFor();
      await settle(page);
      await button(page, 'Today').click();
      await field(page, /^EDSS/).fill('3');
      await button(page, /^Save/).click();
      await page.getByText('Everything here is recorded.').waitFor();
    }
  });
}

/** The reader reads four scans of whom nobody says whose they are. */
export async function read(stage: Stage): Promise<void> {
  await stage.as('reader', async (page) => {
    for (let left = 4; left > 0; left -= 1) {
      await page
        .getByRole('heading', { level: 2, name: 'Everything is read' })
        .or(page.getByRole('radio', { name: 'Yes' }))
        .first()
        .waitFor();
      await page.getByRole('radio', { name: 'Yes' }).check();
      await field(page, /^Enhancing lesions/).fill(String(left));
      await button(page, left > 1 ? /^Send, next scan/ : /^Send/).click();
      await page.getByText(new RegExp(`${left - 1 === 1 ? 'One scan waits' : `${left - 1} scans wait`}`)).waitFor();
    }
  });
}
