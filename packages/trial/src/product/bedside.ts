// The verdict at the bedside: is this the right bag for this person, and may it be used at this moment?
import type { BedsideFailure } from '../event/product/open.js';
import type { ParticipantState } from '../evolve/participant-state.js';
import type { ChainState, CheckState } from '../evolve/product-state.js';
import type { Protocol } from '../protocol/schema.js';

export interface BedsideScan {
  readonly administration: string;
  readonly identityCode: string;
  readonly bagCode: string;
  readonly labelCode?: string | undefined;
}

const minuteMs = 60_000;
/** Clocks of two phones differ. */
const skewMs = 5 * minuteMs;

/** All that is wrong with a scan at an instant; empty where all is right. */
export function bedsideFailures(
  protocol: Protocol,
  participant: ParticipantState,
  { scan, at }: { readonly scan: BedsideScan; readonly at: string },
): readonly BedsideFailure[] {
  const { chain } = participant;
  const isPerson = chain.identityCode !== undefined && scan.identityCode === chain.identityCode;
  const label = protocol.product?.labels === undefined ? undefined : chain.bags[scan.bagCode]?.labelCode;
  const isLabel = protocol.product?.labels === undefined || (label !== undefined && scan.labelCode === label);
  const isKnown = isBagOf(participant, scan.administration, scan.bagCode);
  return [
    ...(isPerson ? [] : (['wrong-participant'] as const)),
    ...(isKnown && !isLabel ? (['label-not-valid'] as const) : []),
    ...bagFailures(protocol, participant, { ...scan, at }),
  ];
}

/** What is wrong with a bag itself at an instant. */
export function bagFailures(
  protocol: Protocol,
  participant: ParticipantState,
  { administration, bagCode, at }: { readonly administration: string; readonly bagCode: string; readonly at: string },
): readonly BedsideFailure[] {
  const { chain, permitted } = participant;
  const hasGate = protocol.administrations.find((one) => one.id === administration)?.gate !== undefined;
  const gate = hasGate && !permitted.includes(administration) ? (['infusion-not-permitted'] as const) : [];
  const bag = chain.bags[bagCode];
  if (bag === undefined || !isBagOf(participant, administration, bagCode)) return ['wrong-bag', ...gate];
  const isReleased = protocol.product?.dayOfUse === undefined || bag.isReleased;
  const isExpired = bag.expiresAt !== undefined && at >= bag.expiresAt;
  return [
    ...(isReleased ? [] : (['bag-not-released'] as const)),
    ...(bag.isRecalled ? (['bag-recalled'] as const) : []),
    ...(isQuarantined(chain, bagCode) ? (['material-quarantined'] as const) : []),
    ...(isExpired ? (['bag-expired'] as const) : []),
    ...gate,
  ];
}

/** Whether a bag or a harvest is set aside, or was rejected. */
export function isQuarantined(chain: ChainState, code: string): boolean {
  return Object.values(chain.quarantines).some(({ material, decision }) => {
    const isThis = 'bagCode' in material ? material.bagCode === code : material.harvestId === code;
    return isThis && decision !== 'usable';
  });
}

/** The checks without fault of a bag, one for each person, that count at an instant: the latest of each. */
export function goodChecks(
  protocol: Protocol,
  chain: ChainState,
  { administration, bagCode, at }: { readonly administration: string; readonly bagCode: string; readonly at: string },
): readonly CheckState[] {
  const validMs = (protocol.product?.bedside?.validMinutes ?? 0) * minuteMs;
  const { labelCode } = chain.bags[bagCode] ?? {};
  const now = Date.parse(at);
  const good = chain.checks.filter((check) => {
    const isThis = check.administration === administration && check.bagCode === bagCode && check.failures.length === 0;
    const isLabel = protocol.product?.labels === undefined || check.labelCode === labelCode;
    const age = now - Date.parse(check.happenedAt.at);
    return isThis && isLabel && age <= validMs && age >= -skewMs;
  });
  const byPerson = new Map(good.map((check) => [check.by, check]));
  return [...byPerson.values()];
}

/** Whether this is the bag of this administration: the last that was prepared; it voids those before it. */
export function isBagOf(participant: ParticipantState, administration: string, bagCode: string): boolean {
  return participant.bags[administration]?.at(-1) === bagCode;
}
