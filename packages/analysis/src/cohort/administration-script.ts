// The commands about one administration: the bag, the gate with its override, the infusion.
import { deterministicId, type ItemValue } from '@equipoise/trial';
import { instantOf, momentOf } from './calendar.js';
import type { CourseAdministration } from './course.js';
import { drawValue } from './distribution.js';
import { createDraws } from './draws.js';
import type { ParticipantPlan, Staging } from './participant-script.js';
import { drawLaboratory } from './product-plan.js';
import type { RecordedVisit } from './visit-script.js';

/** Minutes after midnight (UTC). */
const clock = { prepare: 630, permit: 650, infuse: 660 } as const;

/** The administrations that were given, each on its day. Nothing here depends on the sequence. */
export function scriptAdministrations(staging: Staging, plan: ParticipantPlan, visits: readonly RecordedVisit[]): void {
  for (const given of plan.course.administrations) {
    if (given.isGiven) scriptAdministration({ staging, plan, visits }, given);
  }
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
  if (protocol.product !== undefined) {
    const preparation = scenario.product?.preparation ?? {};
    const laboratory =
      protocol.product.origin === 'offTheShelf'
        ? drawLaboratory(rules, preparation, true, draws)
        : Object.fromEntries(Object.entries(preparation).map(([id, one]) => [id, drawValue(one, draws, day)]));
    script.add({
      moment: momentOf(day, clock.prepare),
      actorId: cast.senderOf('prepareInfusion', siteId),
      name: 'prepareInfusion',
      body: { ...common, bagCode, preparedAt: instantOf(momentOf(day, clock.prepare - 20)), laboratory },
    });
  }
  const { gate } = administration;
  const atGate = visits.find((one) => one.visit === gate?.visit)?.items ?? {};
  if (rules.isGateOpen(administration.id, atGate)) {
    const actorId = cast.senderOf('permitInfusion', siteId);
    script.add({ moment: momentOf(day, clock.permit), actorId, name: 'permitInfusion', body: common });
  } else scriptOverride(staging, { common, siteId, day });
  const startedAt = momentOf(day, clock.infuse + draws.integer(0, 20));
  const isInterrupted = draws.chance(scenario.infusions?.interrupted ?? 0);
  const minutes = draws.uniform(scenario.infusions?.minutes.min ?? 30, scenario.infusions?.minutes.max ?? 60);
  const earlier = visits.filter((one) => one.day <= day).map((one) => one.items);
  const planned = plannedVolumeMl({ ...values, ...Object.assign({}, ...earlier) }, staging);
  const volumeInfusedMl = Number((planned * (isInterrupted ? draws.uniform(0.3, 0.9) : 1)).toFixed(1));
  script.add({
    moment: momentOf(day, clock.infuse + 100),
    actorId: cast.senderOf('recordInfusion', siteId),
    name: 'recordInfusion',
    body: {
      ...common,
      bagCode,
      startedAt: instantOf(startedAt),
      endedAt: instantOf(startedAt + Math.round(minutes) * 60_000),
      volumeInfusedMl,
      interrupted: isInterrupted,
    },
  });
}

/** Two people with a reason: one requests, another confirms. */
function scriptOverride(
  { scenario, cast, script }: Staging,
  at: {
    readonly common: { participantId: string; administration: string };
    readonly siteId: string;
    readonly day: string;
  },
): void {
  const { reason, confirmation } = scenario.gateOverride ?? {
    reason: 'The participant’s interest requires it',
    confirmation: 'Agreed after discussion',
  };
  script.add({
    moment: momentOf(at.day, clock.permit - 10),
    actorId: cast.senderOf('requestGateOverride', at.siteId, 'investigator'),
    name: 'requestGateOverride',
    body: { ...at.common, reason },
  });
  script.add({
    moment: momentOf(at.day, clock.permit),
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
