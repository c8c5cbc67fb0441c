// The way of a participant through the trial: each step by whose task it is, over HTTP.
import { randomUUID } from 'node:crypto';
import type { Participant } from './cast.js';
import type { WholeTrial } from './whole-trial.js';

/** From the screening to a harvest that is on its way. */
export async function screen(trial: WholeTrial, one: Participant, ageYears: number): Promise<void> {
  const { participantId, screeningNumber, team } = one;
  const day = trial.now.slice(0, 10);
  await trial.must(team.coordinator, 'screenParticipant', {
    ...{ participantId, siteId: team.siteId, screeningNumber, screenedOn: day },
  });
  await trial.must(team.coordinator, 'recordConsent', {
    ...{ participantId, consent: 'participation', consentVersion: '1.0', givenOn: day },
    items: { trial: true, keepCells: true },
  });
  await trial.must(team.coordinator, 'recordForm', {
    ...{ participantId, visit: 'screening', form: 'demographics', happenedOn: day },
    items: { ageYears, weightKg: 70 },
  });
  await trial.must(team.investigator, 'assessEligibility', { participantId, stage: 'harvest', assessedOn: day });
}

/** Harvest, the way to the laboratory with two identifiers, and the batch. */
export async function makeProduct(trial: WholeTrial, one: Participant): Promise<void> {
  const { participantId, screeningNumber, team } = one;
  const [harvestId, batchId] = [randomUUID(), randomUUID()];
  const day = trial.now.slice(0, 10);
  const code = String(
    (await trial.must(team.coordinator, 'issueIdentityCode', { participantId })).outcome.identityCode,
  );
  await trial.must(team.coordinator, 'recordHarvest', {
    ...{ participantId, harvestId, harvestedOn: day, volumeMl: 40, chainOfIdentityCode: code },
  });
  await trial.must(team.laboratory, 'recordHandover', {
    ...{ participantId, handoverId: randomUUID(), material: { harvestId } },
    from: { at: 'courier', person: { badge: 'C-17' } },
    to: { at: 'laboratory', person: { actorId: trial.actorOf(team.laboratory) } },
    happenedAt: { at: trial.now, zone: 'Europe/Rome' },
    ...{ identityCode: code, secondIdentifier: screeningNumber, condition: { outcome: 'ok' } },
  });
  await trial.must(team.laboratory, 'recordBatchStep', {
    ...{ participantId, batchId, harvestId, step: 'stored', happenedAt: day, place: `Tank 1, ${screeningNumber}` },
  });
  await trial.must(team.laboratory, 'releaseProduct', {
    ...{ participantId, batchId, harvestId, releasedOn: day, laboratory: { viabilityPercent: 92 } },
  });
}

/** Judged again, and randomised; gives the randomisation number. */
export async function randomise(trial: WholeTrial, one: Participant): Promise<string> {
  const { participantId, team } = one;
  const day = trial.now.slice(0, 10);
  await trial.must(team.investigator, 'assessEligibility', { participantId, stage: 'randomisation', assessedOn: day });
  const { outcome } = await trial.must(team.investigator, 'randomise', { participantId, randomisedOn: day });
  return String(outcome.randomisationNumber);
}

/** A bag on a day: planned, prepared, labelled, released on the day of its use. */
export async function prepareBag(
  trial: WholeTrial,
  { participantId, team }: Participant,
  administration: string,
  day: string,
): Promise<string> {
  const about = { participantId, administration };
  trial.on(day, '06:05');
  await trial.must(team.coordinator, 'scheduleInfusion', { ...about, infusionOn: day });
  trial.on(day, '07:15');
  const laboratory = { viabilityPercent: 91 };
  const prepared = await trial.must(team.laboratory, 'prepareInfusion', {
    ...{ ...about, preparedAt: `${day}T07:10:00.000Z`, laboratory },
  });
  const bagCode = String(prepared.outcome.bagCode);
  await trial.must(team.laboratory, 'printLabel', { participantId, bagCode });
  await trial.must(team.laboratory, 'releaseBag', { participantId, bagCode, laboratory });
  return bagCode;
}

/** What one person's phone reads at the bedside of a participant from the bag that hangs there. */
export async function scanAtBedside(
  trial: WholeTrial,
  who: string,
  about: { readonly at: Participant; readonly bagOf: Participant; readonly administration: string },
) {
  const { at, bagOf, administration } = about;
  const bags = await trial.see(who, 'bagList', { participantId: bagOf.participantId });
  const bag = bags.find((row) => row.administration === administration && row.status !== 'replaced');
  const { identity_code } = await trial.rowOf(who, 'productProgress', at);
  return trial.must(who, 'checkBedside', {
    ...{ participantId: at.participantId, checkId: randomUUID(), administration, identityCode: identity_code },
    ...{ bagCode: bag?.bag_code, labelCode: bag?.label_code },
    happenedAt: { at: trial.now, zone: 'Europe/Rome' },
  });
}

/** Two people scan, one asks whether it may start, and it is given. */
export async function infuse(
  trial: WholeTrial,
  one: Participant,
  about: { readonly administration: string; readonly bagCode: string; readonly day: string },
): Promise<void> {
  const { participantId, team } = one;
  const { administration, bagCode, day } = about;
  trial.on(day, '10:00');
  for (const who of team.atBedside) await scanAtBedside(trial, who, { at: one, bagOf: one, administration });
  const [nurse] = team.atBedside;
  await trial.must(nurse, 'clearInfusion', { participantId, administration, bagCode });
  const startedAt = trial.now;
  const of = { participantId, administration, bagCode };
  await trial.must(nurse, 'recordInfusionStep', {
    ...{ ...of, stepId: randomUUID(), step: 'started', happenedAt: { at: startedAt, zone: 'Europe/Rome' } },
  });
  trial.on(day, '10:50');
  await trial.must(nurse, 'recordInfusion', {
    ...{ ...of, startedAt, endedAt: trial.now, zone: 'Europe/Rome' },
    ...{ volumeInfusedMl: 68, residualVolumeMl: 2, interrupted: false },
  });
}

/** The scan and the rating of a visit, each by who does it blind. */
export async function examine(
  trial: WholeTrial,
  { participantId, team }: Participant,
  visit: string,
  found: { readonly lesions: number; readonly readable?: boolean; readonly rating?: object },
): Promise<void> {
  const at = { participantId, visit, happenedOn: trial.now.slice(0, 10) };
  const { lesions, readable = true, rating } = found;
  await trial.must('reader', 'recordForm', { ...at, form: 'scan', items: { readable, lesions } });
  if (rating !== undefined)
    await trial.must(team.rater, 'recordForm', { ...at, form: 'edssAssessment', items: rating });
}

/** Signs all that waits for a person at a participant, as the screen shows it. */
export async function signAll(trial: WholeTrial, who: string, { participantId }: Participant): Promise<number> {
  const shown = await trial.see(who, 'signingPack', { participantId });
  const forms = shown.filter(({ scope }) => scope === 'form');
  if (forms.length > 0) {
    await trial.must(who, 'signForms', {
      ...{ participantId, meaning: forms[0].meaning },
      forms: forms.map(({ visit, form, occurrence, hash }) => ({ visit, form, occurrence, hash })),
    });
  }
  for (const { meaning, hash } of shown.filter(({ scope }) => scope === 'participant'))
    await trial.must(who, 'signParticipant', { participantId, meaning, hash });
  return shown.length;
}
