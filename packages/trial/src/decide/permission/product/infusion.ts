// Permissions of the gate and of the bedside. What has happened is never refused for having happened.

import { isMissing } from '../../../missing.js';
import { bagFailures, goodChecks } from '../../../product/bedside.js';
import { zoneOfSite } from '../../../product/time.js';
import { type Refusal, refuse } from '../../../refusal.js';
import { wallClock } from '../../../zone.js';
import { exactDay, workingDaysBetween } from '../../day.js';
import { assessGate, type RuleResult } from '../../rule.js';
import type { Permissions, Situation } from '../../situation.js';
import { administrationRefusal, administrationUnknown, infusedRefusal, type Known } from './part.js';

export const infusionPermissions: Permissions<
  'requestGateOverride' | 'permitInfusion' | 'checkBedside' | 'clearInfusion' | 'recordInfusionStep' | 'recordInfusion'
> = {
  requestGateOverride: ({ administration }, situation) => {
    const refusal = administrationRefusal(administration, situation) ?? permittedRefusal(administration, situation);
    if (refusal !== undefined) return refusal;
    const gate = gateOf(administration, situation);
    if (gate === undefined) {
      return refuse('gate-missing', `The administration ${administration} has no gate.`, { administration });
    }
    if (!gate.satisfied) return undefined;
    return refuse('override-not-needed', `The gate of ${administration} is satisfied; permit the infusion.`, {
      administration,
    });
  },

  permitInfusion: (body, situation) => {
    const { administration } = body;
    const refusal = administrationRefusal(administration, situation) ?? permittedRefusal(administration, situation);
    if (refusal !== undefined) return refusal;
    const gate = gateOf(administration, situation);
    if (gate === undefined || gate.satisfied) {
      if (body.confirmOverride === undefined) return undefined;
      return refuse('override-not-needed', `Nothing of ${administration} needs an override.`, { administration });
    }
    if (body.confirmOverride === undefined) {
      return refuse('gate-not-satisfied', `The gate of ${administration} is not satisfied: ${gate.why}.`, {
        administration,
        rule: gate.rule,
      });
    }
    const request = situation.participant.overrideRequests[administration];
    if (request === undefined) {
      return refuse('override-not-requested', `Nobody requested to override the gate of ${administration}.`, {
        administration,
      });
    }
    if (request.requestedBy !== situation.actorId) return undefined;
    return refuse('override-same-person', 'Who requested the override cannot confirm it; another person must.');
  },

  checkBedside: ({ administration, checkId }, { participant, protocol }) => {
    const unknown = administrationUnknown(administration, protocol);
    if (unknown !== undefined || !participant.chain.checks.some((one) => one.checkId === checkId)) return unknown;
    return refuse('check-known', 'This check is recorded already.');
  },

  clearInfusion: ({ administration, bagCode }, situation) =>
    administrationRefusal(administration, situation) ??
    infusedRefusal(administration, situation) ??
    bagRefusal(administration, bagCode, situation) ??
    secondPersonMissing(administration, bagCode, situation),

  recordInfusionStep: ({ administration, stepId }, { participant, protocol }) => {
    const unknown = administrationUnknown(administration, protocol);
    if (unknown !== undefined || !participant.chain.steps.some((one) => one.stepId === stepId)) return unknown;
    return refuse('step-known', 'This step of the infusion is recorded already.');
  },

  recordInfusion: ({ administration }, { protocol }) => administrationUnknown(administration, protocol),
};

/** The gate of an administration as it stands, with why it is not satisfied; undefined where there is none. */
export function gateOf(
  administration: string,
  { participant, protocol, now, siteId }: Pick<Situation, 'participant' | 'protocol' | 'now' | 'siteId'>,
): (RuleResult & { readonly why: string }) | undefined {
  const gate = protocol.administrations.find((one) => one.id === administration)?.gate;
  if (gate === undefined) return undefined;
  const result = assessGate(protocol, participant, gate);
  if (!result.satisfied) {
    const missing = Object.keys(result.facts).filter((name) => isMissing(result.facts[name]));
    const why = missing.length > 0 ? `${missing.join(', ')} not recorded at ${gate.visit}` : `"${gate.rule}" is false`;
    return { ...result, why };
  }
  const days = Object.values(participant.forms).flatMap((form) =>
    form.visit === gate.visit ? (exactDay(form.happenedOn) ?? []) : [],
  );
  const first = days.sort()[0];
  if (gate.withinWorkingDays === undefined || first === undefined) return { ...result, why: '' };
  const today = wallClock(now, zoneOfSite(protocol, siteId)).day;
  const holidays = protocol.sites.find((site) => site.id === siteId)?.holidays;
  const elapsed = workingDaysBetween(first, today, holidays);
  const facts = { ...result.facts, workingDaysSinceVisit: elapsed };
  if (elapsed <= gate.withinWorkingDays) return { ...result, facts, why: '' };
  const why = `${elapsed} working days since ${gate.visit}, at most ${gate.withinWorkingDays} are allowed`;
  return { ...result, facts, satisfied: false, why };
}

const why = {
  'wrong-participant': 'the wristband is that of another person',
  'wrong-bag': 'it is not the bag of this participant for this administration',
  'label-not-valid': 'its label is not the valid one',
  'bag-not-released': 'it is not released for use',
  'bag-recalled': 'it was recalled',
  'material-quarantined': 'it is in quarantine, or was rejected',
  'bag-expired': 'it has expired',
  'infusion-not-permitted': 'the administration is not permitted yet',
} as const;

function bagRefusal(administration: string, bagCode: string, situation: Situation): Refusal | undefined {
  const { participant, protocol, now } = situation;
  const [failure, ...more] = bagFailures(protocol, participant, { administration, bagCode, at: now });
  if (failure === undefined) return undefined;
  const reasons = [failure, ...more].map((one) => why[one]).join('; ');
  return refuse(failure, `The bag ${bagCode} may not be started: ${reasons}.`, { failures: [failure, ...more] });
}

/** Two people scan; where one of them found something wrong, what that was is the answer. */
function secondPersonMissing(administration: string, bagCode: string, situation: Situation): Refusal | undefined {
  const { participant, protocol, now } = situation;
  if (protocol.product?.bedside === undefined) return undefined;
  const good = goodChecks(protocol, participant.chain, { administration, bagCode, at: now });
  if (good.length >= 2) return undefined;
  const last = participant.chain.checks.findLast(
    (one) => one.administration === administration && one.bagCode === bagCode,
  );
  const found = last?.failures.find((one) => one === 'wrong-participant' || one === 'label-not-valid');
  if (found !== undefined) {
    return refuse(found, `The last check at the bedside says no: ${why[found]}.`, { failures: last?.failures ?? [] });
  }
  const { validMinutes } = protocol.product.bedside;
  const text = `Two people check wristband and bag within ${validMinutes} minutes of the start; ${good.length} did.`;
  return refuse('second-person-missing', text, { checks: good.length });
}

function permittedRefusal(administration: string, { participant }: Known): Refusal | undefined {
  if (!participant.permitted.includes(administration)) return undefined;
  return refuse('already-permitted', `The administration ${administration} is permitted already.`, { administration });
}
