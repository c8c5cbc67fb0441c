// Permissions from the planned day of an infusion to a bag that may be used.

import { daysBetween } from '../../../calendar-day.js';
import type { CommandBody } from '../../../command/catalogue.js';
import { earliestPreparation, zoneOfSite } from '../../../product/time.js';
import { findWeighing } from '../../../product/weighing.js';
import { type Refusal, refuse } from '../../../refusal.js';
import { wallClock } from '../../../zone.js';
import { assessRelease, failedRules } from '../../rule.js';
import type { Permissions, Situation } from '../../situation.js';
import { itemsRefusal } from '../item.js';
import { administrationRefusal, bagUnknown, infusedRefusal, productMissing, quarantineRefusal } from './part.js';

export const bagPermissions: Permissions<
  | 'scheduleInfusion'
  | 'postponeInfusion'
  | 'prepareInfusion'
  | 'releaseBag'
  | 'recallBag'
  | 'printLabel'
  | 'recordLabelFate'
> = {
  scheduleInfusion: ({ administration }, situation) =>
    productMissing(situation.protocol) ??
    administrationRefusal(administration, situation) ??
    infusedRefusal(administration, situation),

  postponeInfusion: ({ administration }, situation) =>
    administrationRefusal(administration, situation) ??
    infusedRefusal(administration, situation) ??
    notScheduled(administration, situation),

  prepareInfusion: (body, situation) => {
    const { administration, laboratory } = body;
    const { protocol } = situation;
    return (
      productMissing(protocol) ??
      administrationRefusal(administration, situation) ??
      bagCodeRefusal(body, situation) ??
      weightRefusal(situation) ??
      (protocol.product?.collection === undefined ? undefined : notScheduled(administration, situation)) ??
      earlyRefusal(body, situation) ??
      stockRefusal(protocol, laboratory)
    );
  },

  releaseBag: ({ bagCode, laboratory }, situation) => {
    const refusal =
      bagUnknown(bagCode, situation) ??
      recalledRefusal(bagCode, situation) ??
      quarantineRefusal(bagCode, situation) ??
      itemsRefusal(situation.protocol.product?.laboratory ?? [], laboratory);
    if (refusal !== undefined || !situation.participant.chain.bags[bagCode]?.isReleased) return refusal;
    return refuse('bag-released', `The bag ${bagCode} is released already.`, { bagCode });
  },

  recallBag: ({ bagCode }, situation) => bagUnknown(bagCode, situation) ?? recalledRefusal(bagCode, situation),

  printLabel: ({ bagCode }, situation) => {
    if (situation.protocol.product?.labels === undefined) {
      return refuse('labels-not-used', 'The protocol declares no labels for bags.');
    }
    return bagUnknown(bagCode, situation) ?? recalledRefusal(bagCode, situation);
  },

  recordLabelFate: (_body, { protocol }) =>
    protocol.product?.labels === undefined
      ? refuse('labels-not-used', 'The protocol declares no labels for bags.')
      : undefined,
};

function bagCodeRefusal({ bagCode }: CommandBody<'prepareInfusion'>, situation: Situation): Refusal | undefined {
  const { participant, protocol, trial } = situation;
  if (bagCode === undefined) return undefined;
  if (Object.values(participant.bags).flat().includes(bagCode)) {
    return refuse('bag-code-used', `The bag code ${bagCode} is used already; take a new one.`, { bagCode });
  }
  // A code that somebody chooses could say what is in the bag; one from stock was printed before anybody knew.
  if (protocol.product?.origin === 'offTheShelf' || trial.creation?.mode !== 'live') return undefined;
  return refuse('bag-code-drawn', 'The code of a bag is drawn; leave it out.');
}

function weightRefusal({ participant, protocol, siteId, now }: Situation): Refusal | undefined {
  const weighing = findWeighing(protocol, participant);
  if (weighing === undefined) {
    return refuse('weight-unknown', 'The body weight is not recorded; the volume of the bag follows from it.');
  }
  const most = protocol.product?.dose.weightMaximumAgeDays;
  if (most === undefined) return undefined;
  const today = wallClock(now, zoneOfSite(protocol, siteId)).day;
  const age = weighing.weighedOn === undefined ? undefined : daysBetween(weighing.weighedOn, today);
  if (age !== undefined && age <= most) return undefined;
  const how = age === undefined ? 'on a day that is not known' : `${age} days ago`;
  return refuse('weight-too-old', `The weighing took place ${how}; at most ${most} days are allowed. Weigh again.`, {
    most,
  });
}

function notScheduled(administration: string, { participant }: Situation): Refusal | undefined {
  if (participant.chain.schedule[administration] !== undefined) return undefined;
  return refuse('infusion-not-scheduled', `No day is planned for ${administration}; schedule it first.`, {
    administration,
  });
}

function earlyRefusal(
  { administration, preparedAt }: CommandBody<'prepareInfusion'>,
  { participant, protocol }: Situation,
): Refusal | undefined {
  const schedule = participant.chain.schedule[administration];
  const earliest = schedule === undefined ? undefined : earliestPreparation(protocol, schedule);
  const isInstant = typeof preparedAt === 'string' && preparedAt.length > 10;
  if (earliest === undefined || !isInstant || preparedAt >= earliest) return undefined;
  const text = `Prepared at ${preparedAt}, before ${earliest}: the expiry on the label would be too late. Prepare another bag.`;
  return refuse('prepared-too-early', text, { earliest });
}

/** Of every bag alike, whatever it holds: the answer says nothing about treatments. */
function stockRefusal(
  protocol: Situation['protocol'],
  laboratory: CommandBody<'prepareInfusion'>['laboratory'],
): Refusal | undefined {
  if (protocol.product?.origin !== 'offTheShelf') return undefined;
  const values = itemsRefusal(protocol.product.laboratory, laboratory);
  if (values !== undefined) return values;
  const tests = failedRules(assessRelease(protocol, laboratory));
  if (tests.length === 0) return undefined;
  return refuse('release-tests-failed', `The bag does not pass: ${tests.join(', ')}. Take another from the stock.`, {
    tests,
  });
}

function recalledRefusal(bagCode: string, { participant }: Situation): Refusal | undefined {
  if (participant.chain.bags[bagCode]?.isRecalled !== true) return undefined;
  return refuse('bag-recalled', `The bag ${bagCode} was recalled; prepare another one.`, { bagCode });
}
