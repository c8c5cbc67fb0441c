// The commands about one administration: the planned day, the bag and its label, the gate with its override, the bedside, the infusion.
import { addDays, collectionOn, deterministicId, type ItemValue } from '@equipoise/trial';
import { scriptBedside, unknownIdentityCode } from './bedside-script.js';
import { instantOf, momentOf } from './calendar.js';
import type { CourseAdministration } from './course.js';
import { createDraws } from './draws.js';
import { type ParticipantPlan, randomisationMoment, type Staging } from './participant-script.js';
import { drawLaboratory, drawUsable } from './product-plan.js';
import type { RecordedVisit } from './visit-script.js';

/** Minutes after midnight (UTC), where the protocol has no fixed time of collection. */
const clock = { schedule: 900, prepare: 610, collect: 645, infuse: 660 } as const;
const minuteMs = 60_000;

/** The administrations that were given, each on its day. Nothing here depends on the sequence. */
export function scriptAdministrations(staging: Staging, plan: ParticipantPlan, visits: readonly RecordedVisit[]): void {
  const given = plan.course.administrations.filter(({ isGiven }) => isGiven);
  if (given.length > 0) scriptIdentity(staging, plan);
  for (const one of given) scriptAdministration({ staging, plan, visits }, one);
}

/** Who was never harvested needs a code of identity all the same, where it is scanned. */
function scriptIdentity({ protocol, cast, script }: Staging, { enrolment }: ParticipantPlan): void {
  const { product } = protocol;
  const isScanned = product?.collection !== undefined || product?.bedside !== undefined;
  if (!isScanned || enrolment.harvests.length > 0) return;
  script.add({
    moment: randomisationMoment(enrolment) + 30 * minuteMs,
    actorId: cast.senderOf('issueIdentityCode', enrolment.siteId),
    name: 'issueIdentityCode',
    body: { participantId: enrolment.participantId },
  });
}

interface Scene {
  readonly staging: Staging;
  readonly plan: ParticipantPlan;
  readonly visits: readonly RecordedVisit[];
}

function scriptAdministration({ staging, plan, visits }: Scene, { administration, day }: CourseAdministration): void {
  const { protocol, scenario, rules, cast, script, seed } = staging;
  const { participantId, siteId, key, values } = plan.enrolment;
  const draws = createDraws(seed, 'administration', key, administration.id);
  const bagCode = deterministicId(participantId, 'bag', administration.id)
    .replaceAll('-', '')
    .slice(0, 10)
    .toUpperCase();
  const common = { participantId, administration: administration.id };
  const times = timesOf(staging, siteId, day);
  if (protocol.product !== undefined) {
    const preparation = scenario.product?.preparation ?? {};
    const laboratory =
      protocol.product.origin === 'offTheShelf'
        ? drawLaboratory(rules, preparation, true, draws)
        : drawUsable(rules, preparation, draws, day);
    scriptBag(staging, plan, { ...common, bagCode, laboratory, day, times });
  }
  const { gate } = administration;
  const atGate = visits.find((one) => one.visit === gate?.visit)?.items ?? {};
  if (rules.isGateOpen(administration.id, atGate)) {
    const actorId = cast.senderOf('permitInfusion', siteId);
    script.add({ moment: times.permit, actorId, name: 'permitInfusion', body: common });
  } else scriptOverride(staging, { common, siteId, moment: times.permit });
  const startedAt = times.infuse + draws.integer(0, 20) * minuteMs;
  scriptBedside(staging, { ...common, siteId, bagCode, startedAt });
  const isInterrupted = draws.chance(scenario.infusions?.interrupted ?? 0);
  const minutes = draws.uniform(scenario.infusions?.minutes.min ?? 30, scenario.infusions?.minutes.max ?? 60);
  const earlier = visits.filter((one) => one.day <= day).map((one) => one.items);
  const planned = plannedVolumeMl({ ...values, ...Object.assign({}, ...earlier) }, staging);
  const volumeInfusedMl = Number((planned * (isInterrupted ? draws.uniform(0.3, 0.9) : 1)).toFixed(1));
  const residualVolumeMl = Math.max(0, Number((planned - volumeInfusedMl).toFixed(1)));
  script.add({
    moment: times.infuse + 100 * minuteMs,
    actorId: cast.senderOf('recordInfusion', siteId),
    name: 'recordInfusion',
    body: {
      ...common,
      bagCode,
      startedAt: instantOf(startedAt),
      endedAt: instantOf(startedAt + Math.round(minutes) * minuteMs),
      volumeInfusedMl,
      ...(protocol.product === undefined ? {} : { residualVolumeMl }),
      interrupted: isInterrupted,
    },
  });
}

/** Moments of one administration, in milliseconds since 1970. */
interface Times {
  /** When the work on the bag begins. */
  readonly prepare: number;
  readonly collect: number;
  readonly permit: number;
  /** The earliest start of the infusion. */
  readonly infuse: number;
}

/** By the clock of the site where the protocol fixes the time of collection, else the same everywhere. */
function timesOf({ protocol }: Staging, siteId: string, day: string): Times {
  const fixed = collectionOn(protocol, siteId, day);
  const collect = fixed === undefined ? momentOf(day, clock.collect) : Date.parse(fixed.collectionAt);
  const allowed = (protocol.product?.collection?.preparedWithinHours ?? 2) * 60;
  const ahead = fixed === undefined ? clock.collect - clock.prepare : Math.min(110, allowed);
  const infuse = collect + (clock.infuse - clock.collect) * minuteMs;
  return { prepare: collect - ahead * minuteMs, collect, permit: infuse - 10 * minuteMs, infuse };
}

interface BagToScript {
  readonly participantId: string;
  readonly administration: string;
  readonly bagCode: string;
  readonly laboratory: Readonly<Record<string, ItemValue>>;
  readonly day: string;
  readonly times: Times;
}

/** The bag from the planned day to the bedside: what the protocol asks for of it. */
function scriptBag(
  { protocol, cast, script }: Staging,
  { enrolment }: ParticipantPlan,
  { day, times, laboratory, ...bag }: BagToScript,
): void {
  const { participantId, administration, bagCode } = bag;
  const { siteId, screeningNumber } = enrolment;
  const { product } = protocol;
  /** Shares of the time between the begin of the work and the collection. */
  const at = (share: number) => times.prepare + Math.round(share * (times.collect - times.prepare));
  if (product?.collection !== undefined) {
    const latest = momentOf(addDays(day, -3), clock.schedule);
    script.add({
      moment: Math.max(latest, randomisationMoment(enrolment) + 60 * minuteMs),
      actorId: cast.senderOf('scheduleInfusion', siteId),
      name: 'scheduleInfusion',
      body: { participantId, administration, infusionOn: day },
    });
  }
  script.add({
    moment: at(0.5),
    actorId: cast.senderOf('prepareInfusion', siteId),
    name: 'prepareInfusion',
    body: { ...bag, preparedAt: instantOf(times.prepare), laboratory },
  });
  if (product?.labels !== undefined) {
    const actorId = cast.senderOf('printLabel', siteId);
    script.add({ moment: at(0.6), actorId, name: 'printLabel', body: { participantId, bagCode } });
  }
  if (product?.dayOfUse !== undefined) {
    const actorId = cast.senderOf('releaseBag', siteId);
    script.add({ moment: at(0.8), actorId, name: 'releaseBag', body: { participantId, bagCode, laboratory } });
  }
  // The second identifier is one that the plan knows.
  if (product?.collection === undefined || product.secondIdentifier === 'donationCode') return;
  const giver = cast.senderOf('recordHandover', siteId);
  script.add({
    moment: times.collect,
    actorId: giver,
    name: 'recordHandover',
    body: {
      participantId,
      handoverId: deterministicId(participantId, 'handover', administration),
      material: { bagCode },
      from: { at: 'laboratory', person: { actorId: giver } },
      to: { at: 'bedside', person: { actorId: cast.senderOf('recordInfusion', siteId) } },
      happenedAt: { at: instantOf(times.collect), zone: 'UTC' },
      identityCode: unknownIdentityCode,
      secondIdentifier: screeningNumber,
      condition: { outcome: 'ok' },
    },
  });
}

/** Two people with a reason: one requests, another confirms. */
function scriptOverride(
  { scenario, cast, script }: Staging,
  at: {
    readonly common: { participantId: string; administration: string };
    readonly siteId: string;
    readonly moment: number;
  },
): void {
  const { reason, confirmation } = scenario.gateOverride ?? {
    reason: 'The participant’s interest requires it',
    confirmation: 'Agreed after discussion',
  };
  script.add({
    moment: at.moment - 10 * minuteMs,
    actorId: cast.senderOf('requestGateOverride', at.siteId, 'investigator'),
    name: 'requestGateOverride',
    body: { ...at.common, reason },
  });
  script.add({
    moment: at.moment,
    actorId: cast.senderOf('permitInfusion', at.siteId, 'safetyOfficer'),
    name: 'permitInfusion',
    body: { ...at.common, confirmOverride: { reason: confirmation, typedConfirmation: 'OVERRIDE' } },
  });
}

function plannedVolumeMl(values: Readonly<Record<string, ItemValue>>, { protocol }: Staging): number {
  const named = protocol.product?.dose.weight;
  const weighing = protocol.forms
    .flatMap((form) => form.items)
    .find((item) => (named === undefined ? item.unit === 'kg' : item.id === named));
  const weightKg = weighing === undefined ? undefined : values[weighing.id];
  return (protocol.product?.volumeMlPerKg ?? 1) * (typeof weightKg === 'number' ? weightKg : 100);
}
