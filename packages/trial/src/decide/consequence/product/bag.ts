// What follows from the planned day of an infusion to a bag that may be used: open parts are the same for every sequence.

import { drawBagCode, drawLabelCode } from '../../../product/code.js';
import { doseOf } from '../../../product/dose.js';
import { collectionOn, shownExpiry, zoneOfSite } from '../../../product/time.js';
import { bagVolumeMl, findWeighing } from '../../../product/weighing.js';
import { refuse } from '../../../refusal.js';
import { outOfSpecificationRefusal, productNotOpened } from '../../permission/product/out-of-specification.js';
import { assessDayOfUse, failedRules } from '../../rule.js';
import { type Consequence, type Consequences, effect, placesOf } from '../effect.js';
import { holdsProduct, reasonEvent, treatmentAt } from './part.js';

const prepareInfusion: Consequence<'prepareInfusion'> = (body, situation, { openedSequence, randomBytes }) => {
  const { participantId, administration, preparedAt, laboratory, note, batchId } = body;
  const { participant, protocol, siteId } = situation;
  if (openedSequence === undefined) {
    return refuse('allocation-not-opened', 'The allocation was not opened for the preparation of this bag.');
  }
  const { open, sealed } = placesOf(participantId, siteId);
  const volumeMl = bagVolumeMl(protocol, findWeighing(protocol, participant)?.weightKg ?? 0);
  const treatment = treatmentAt(protocol, openedSequence, administration);
  const bagCode = body.bagCode ?? drawBagCode(randomBytes);
  const expiresAt = shownExpiry(protocol, participant.chain.schedule[administration]);
  // That of the last harvest, whatever is in the bag.
  const donationCode = participant.harvests.at(-1)?.donationCode;
  return effect(
    [
      {
        ...sealed,
        type: 'AllocationOpened',
        payload: { kind: 'dispensing', sequence: openedSequence, administration },
      },
      {
        ...sealed,
        type: 'BagFilled',
        payload: { administration, bagCode, treatment, preparedAt, laboratory, note, batchId },
      },
      {
        ...open,
        type: 'BagPrepared',
        payload: {
          administration,
          bagCode,
          volumeMl,
          donationCode,
          ...(expiresAt === undefined ? {} : { expiresAt, zone: zoneOfSite(protocol, siteId) }),
        },
      },
    ],
    { volumeMl, bagCode },
  );
};

const releaseBag: Consequence<'releaseBag'> = (body, situation, { openedProduct }) => {
  const { participantId, bagCode, laboratory, outOfSpecification, note } = body;
  const { participant, protocol, siteId } = situation;
  const bag = openedProduct?.bags[bagCode];
  const administration = participant.chain.bags[bagCode]?.administration;
  if (bag === undefined || administration === undefined) return productNotOpened();
  const labelCode = bag.labels.at(-1);
  if (protocol.product?.labels !== undefined && labelCode === undefined) {
    return refuse('label-missing', `No label was printed for the bag ${bagCode}; print it first.`, { bagCode });
  }
  // A placebo has no cells to count: its bag is released by the same command, without tests.
  const isTested = holdsProduct(protocol, bag.treatment);
  const tests = isTested ? [...assessDayOfUse(protocol, laboratory)] : [];
  const dose = isTested ? doseOf(protocol, laboratory, findWeighing(protocol, participant)) : undefined;
  const needsDose = isTested && protocol.product?.dose.viableCells !== undefined;
  const failed = [...failedRules(tests), ...(needsDose && dose?.isWithinLimits !== true ? ['dose'] : [])];
  if (outOfSpecification !== undefined) {
    const refusal = outOfSpecificationRefusal(openedProduct, { requestId: outOfSpecification, material: { bagCode } });
    if (refusal !== undefined) return refusal;
  } else if (failed.length > 0) {
    return refuse(
      'release-tests-failed',
      `The bag does not pass: ${failed.join(', ')}. Postpone, and prepare another.`,
      {
        tests: failed,
      },
    );
  }
  const { open, sealed } = placesOf(participantId, siteId);
  return effect([
    { ...sealed, type: 'BagTested', payload: { bagCode, laboratory, tests, dose, outOfSpecification, note } },
    { ...open, type: 'BagReleased', payload: { administration, bagCode, labelCode } },
  ]);
};

const printLabel: Consequence<'printLabel'> = (body, situation, { openedProduct, randomBytes }) => {
  const { participantId, bagCode, reason } = body;
  const { participant, siteId } = situation;
  const labels = openedProduct?.bags[bagCode]?.labels;
  if (labels === undefined) return productNotOpened();
  const voids = labels.at(-1);
  if (voids !== undefined && reason === undefined) {
    return refuse('reprint-reason-missing', 'This bag has a label; another one voids it and needs a reason.', {
      bagCode,
    });
  }
  const labelCode = drawLabelCode(randomBytes);
  const { open, sealed } = placesOf(participantId, siteId);
  const isReleased = participant.chain.bags[bagCode]?.isReleased === true;
  return effect(
    [
      { ...sealed, type: 'LabelPrinted', payload: { bagCode, labelCode, voids, reason } },
      // Before the release no blinded person learns how often a label was printed.
      ...(isReleased ? [{ ...open, type: 'LabelReplaced', payload: { bagCode, labelCode } } as const] : []),
    ],
    { labelCode },
  );
};

export const bagConsequences: Consequences<
  | 'scheduleInfusion'
  | 'postponeInfusion'
  | 'prepareInfusion'
  | 'releaseBag'
  | 'recallBag'
  | 'printLabel'
  | 'recordLabelFate'
> = {
  scheduleInfusion: ({ participantId, administration, infusionOn }, { protocol, siteId }) => {
    const collection = collectionOn(protocol, siteId, infusionOn);
    return effect(
      [
        {
          ...placesOf(participantId, siteId).open,
          type: 'InfusionScheduled',
          payload: { administration, infusionOn, ...collection },
        },
      ],
      { ...collection },
    );
  },

  postponeInfusion: ({ participantId, administration, reason }, { siteId }) =>
    effect([
      reasonEvent(participantId, siteId, { about: 'postponement', reference: administration, reason }),
      { ...placesOf(participantId, siteId).open, type: 'InfusionPostponed', payload: { administration } },
    ]),

  prepareInfusion,
  releaseBag,

  recallBag: ({ participantId, bagCode, reason }, { participant, siteId }) => {
    const administration = participant.chain.bags[bagCode]?.administration;
    if (administration === undefined) throw new Error('recallBag was permitted without a bag');
    return effect([
      reasonEvent(participantId, siteId, { about: 'recall', reference: bagCode, reason }),
      { ...placesOf(participantId, siteId).open, type: 'BagRecalled', payload: { administration, bagCode } },
    ]);
  },

  printLabel,

  recordLabelFate: ({ participantId, ...payload }, { siteId }) =>
    effect([{ ...placesOf(participantId, siteId).sealed, type: 'LabelFateRecorded', payload }]),
};
