// What follows from the gate and from the bedside. Blinded people see the same for every sequence.
import type { CommandBody } from '../../../command/catalogue.js';
import { bedsideFailures, goodChecks, isQuarantined } from '../../../product/bedside.js';
import type { NewEvent } from '../../contract.js';
import { exactDay } from '../../day.js';
import { gateOf } from '../../permission/product/infusion.js';
import type { Situation } from '../../situation.js';
import { type Breach, type Consequence, type Consequences, deviationEvents, effect, placesOf } from '../effect.js';

const permitInfusion: Consequence<'permitInfusion'> = (body, situation, { actorId, nextId, now }) => {
  const { participantId, administration, confirmOverride } = body;
  const { participant, siteId } = situation;
  const gate = gateOf(administration, situation);
  const request = participant.overrideRequests[administration];
  const isOverridden = gate !== undefined && !gate.satisfied && request !== undefined && confirmOverride !== undefined;
  const breaches: readonly Breach[] = isOverridden
    ? [
        {
          rule: 'gate-overridden',
          category: 'administration',
          importance: 'important',
          occurredOn: now.slice(0, 10),
          description: `Two people overrode the gate of ${administration}: ${gate.why}.`,
        },
      ]
    : [];
  return effect(
    [
      {
        ...placesOf(participantId, siteId).open,
        type: 'InfusionPermitted',
        payload: {
          administration,
          ...(gate === undefined
            ? {}
            : { gate: { rule: gate.rule, satisfied: gate.satisfied, facts: { ...gate.facts } } }),
          ...(isOverridden
            ? { override: { requestedBy: request.requestedBy, confirmedBy: actorId, reason: confirmOverride.reason } }
            : {}),
        },
      },
      ...deviationEvents(breaches, participantId, { siteId, nextId }),
    ],
    { overridden: isOverridden, deviations: breaches.length },
  );
};

const checkBedside: Consequence<'checkBedside'> = (body, situation, { nextId }) => {
  const { participantId, ...check } = body;
  const { participant, protocol, siteId } = situation;
  const { open } = placesOf(participantId, siteId);
  const failures = bedsideFailures(protocol, participant, { scan: check, at: check.happenedAt.at });
  const breaches = lateMismatch(failures, body, situation);
  return effect(
    [
      { ...open, type: 'BedsideChecked', payload: { ...check, failures: [...failures] } },
      ...suspectedBag(failures, body, { situation, nextId }),
      ...deviationEvents(breaches, participantId, { siteId, nextId }),
    ],
    { verdict: failures.length === 0 ? 'go' : 'stop', failures: failures.join(', '), deviations: breaches.length },
  );
};

/**
 * Where wristband, bag and label do not belong together, the participant's own bag may lie elsewhere, or hold what was
 * made for another: it is set aside.
 */
function suspectedBag(
  failures: readonly string[],
  { participantId, administration, bagCode: scanned, labelCode }: CommandBody<'checkBedside'>,
  { situation, nextId }: { readonly situation: Situation; readonly nextId: () => string },
): readonly NewEvent[] {
  const { participant, siteId } = situation;
  // A void label of the same bag was left on it; any other one is that of something else.
  const isForeignLabel =
    failures.includes('label-not-valid') &&
    labelCode !== undefined &&
    participant.chain.bags[scanned]?.voidLabels?.includes(labelCode) !== true;
  const isMixedUp = failures.includes('wrong-participant') || failures.includes('wrong-bag') || isForeignLabel;
  const bagCode = participant.bags[administration]?.at(-1);
  const isInfused = participant.infusions.some((one) => one.administration === administration);
  if (!isMixedUp || bagCode === undefined || isInfused || isQuarantined(participant.chain, bagCode)) return [];
  const payload = { quarantineId: nextId(), material: { bagCode }, cause: 'identity' as const };
  return [{ ...placesOf(participantId, siteId).open, type: 'MaterialQuarantined', payload }];
}

/** A check that arrives after its infusion, and shows another person's wristband. */
function lateMismatch(
  failures: readonly string[],
  { administration, bagCode, happenedAt }: CommandBody<'checkBedside'>,
  { participant }: Situation,
): readonly Breach[] {
  const isInfused = participant.infusions.some(
    (one) => one.administration === administration && one.bagCode === bagCode,
  );
  if (!isInfused || !failures.includes('wrong-participant')) return [];
  return [
    {
      rule: 'identity-mismatch',
      category: 'product',
      importance: 'important',
      occurredOn: happenedAt.at.slice(0, 10),
      description: `A check before ${administration} read the wristband of another person.`,
    },
  ];
}

const recordInfusion: Consequence<'recordInfusion'> = (body, situation, { nextId }) => {
  const { participantId, ...infusion } = body;
  const { siteId } = situation;
  const breaches = infusionBreaches(body, situation);
  return effect(
    [
      { ...placesOf(participantId, siteId).open, type: 'InfusionRecorded', payload: infusion },
      ...deviationEvents(breaches, participantId, { siteId, nextId }),
    ],
    { deviations: breaches.length },
  );
};

export const infusionConsequences: Consequences<
  'requestGateOverride' | 'permitInfusion' | 'checkBedside' | 'clearInfusion' | 'recordInfusionStep' | 'recordInfusion'
> = {
  requestGateOverride: ({ participantId, administration, reason }, { siteId }) =>
    effect([
      {
        ...placesOf(participantId, siteId).open,
        type: 'GateOverrideRequested',
        payload: { administration, reason },
        reason,
      },
    ]),

  permitInfusion,
  checkBedside,

  clearInfusion: ({ participantId, administration, bagCode }, { participant, protocol, siteId, now }) => {
    const good = goodChecks(protocol, participant.chain, { administration, bagCode, at: now });
    const checks = good.map((one) => one.checkId);
    return effect(
      [
        {
          ...placesOf(participantId, siteId).open,
          type: 'InfusionCleared',
          payload: { administration, bagCode, checks },
        },
      ],
      { checks: checks.length },
    );
  },

  recordInfusionStep: ({ participantId, ...step }, { participant, siteId }) => {
    const expiresAt = participant.chain.bags[step.bagCode]?.expiresAt;
    return effect(
      [{ ...placesOf(participantId, siteId).open, type: 'InfusionStepRecorded', payload: step }],
      // Told at once; the deviation is that of the infusion as a whole.
      { isExpired: expiresAt !== undefined && step.happenedAt.at >= expiresAt },
    );
  },

  recordInfusion,
};

function infusionBreaches(body: CommandBody<'recordInfusion'>, situation: Situation): readonly Breach[] {
  const { participant, protocol } = situation;
  const { administration, bagCode } = body;
  const planned = protocol.administrations.find((one) => one.id === administration);
  const prepared = participant.bags[administration] ?? [];
  const breach = breachOn(exactDay(body.startedAt) ?? body.startedAt);
  const isPermitted = planned?.gate === undefined || participant.permitted.includes(administration);
  const isWrong = protocol.product !== undefined && !prepared.includes(bagCode);
  const isVoided = !isWrong && prepared.length > 0 && prepared.at(-1) !== bagCode;
  const isAgainst = participant.withdrawals.some((one) => startsAfter(body.startedAt, one.withdrawnOn));
  return [
    participant.randomisation === undefined
      ? breach('not-randomised', `${administration} was given before randomisation.`, 'randomisation')
      : [],
    isAgainst ? breach('withdrawn', `${administration} was given after a withdrawal.`) : [],
    isPermitted ? [] : breach('infusion-not-permitted', `${administration} was given though it was not permitted.`),
    isWrong
      ? breach('wrong-bag', `The bag ${bagCode} was not prepared for this participant's ${administration}.`, 'product')
      : [],
    isVoided
      ? breach('voided-bag', `The bag ${bagCode} was replaced by a later one before ${administration}.`, 'product')
      : [],
    participant.infusions.some((one) => one.administration === administration)
      ? breach('infusion-repeated', `${administration} was given more than once.`)
      : [],
    ...(isWrong ? [] : bagBreaches(body, situation)),
  ].flat();
}

/** What was wrong with the bag itself, and whether two people checked it. */
function bagBreaches(
  { administration, bagCode, startedAt, endedAt, checks = [] }: CommandBody<'recordInfusion'>,
  { participant, protocol }: Situation,
): readonly Breach[] {
  const breach = breachOn(exactDay(startedAt) ?? startedAt);
  const bag = participant.chain.bags[bagCode];
  const at = isInstant(startedAt) ? startedAt : undefined;
  const expiresAt = bag?.expiresAt;
  const isExpired = [startedAt, endedAt].some(
    (when) => expiresAt !== undefined && isInstant(when) && when >= expiresAt,
  );
  const isUnreleased = protocol.product?.dayOfUse !== undefined && bag?.isReleased === false;
  const good =
    at === undefined
      ? []
      : goodChecks(protocol, participant.chain, { administration, bagCode, at }).map((one) => one.checkId);
  // Checks made without a connection may arrive after this: those that are named count until they do.
  const named = checks.filter((id) => !participant.chain.checks.some((one) => one.checkId === id));
  const isVerified = protocol.product?.bedside === undefined || new Set([...good, ...named]).size >= 2;
  return [
    isExpired
      ? breach(
          'bag-expired',
          `The bag ${bagCode} expired at ${expiresAt}, before ${administration} had ended.`,
          'product',
        )
      : [],
    isUnreleased
      ? breach('bag-not-released', `The bag ${bagCode} was given before its release for use.`, 'product')
      : [],
    bag?.isRecalled ? breach('bag-recalled', `The bag ${bagCode} was given after it was recalled.`, 'product') : [],
    isQuarantined(participant.chain, bagCode)
      ? breach('material-quarantined', `The bag ${bagCode} was given while it was set aside.`, 'product')
      : [],
    isVerified
      ? []
      : breach('not-verified', `${administration} was started without the checks of two people at the bedside.`),
  ].flat();
}

function breachOn(occurredOn: Breach['occurredOn']) {
  return (rule: Breach['rule'], description: string, category: Breach['category'] = 'administration'): Breach => ({
    rule,
    category,
    importance: 'important',
    occurredOn,
    description,
  });
}

function isInstant(when: unknown): when is string {
  return typeof when === 'string' && when.length > 10;
}

function startsAfter(start: CommandBody<'recordInfusion'>['startedAt'], day: Parameters<typeof exactDay>[0]): boolean {
  const [from, until] = [exactDay(day), exactDay(start)];
  return from !== undefined && until !== undefined && until > from;
}
