// The commands about one participant, from screening to the last visit.
import { addDays, deterministicId, type Protocol, type Sequence } from '@equipoise/trial';
import type { PlannedAdverseEvent } from './adverse-event-plan.js';
import { momentOf } from './calendar.js';
import type { Cast } from './cast.js';
import type { Course, Exposure } from './course.js';
import { createDraws } from './draws.js';
import type { Enrolment } from './enrolment.js';
import { sharesOf } from './form-command.js';
import type { Counts, RepeatedForm } from './outcome-plan.js';
import type { Rules } from './rule.js';
import type { Scenario } from './scenario-schema.js';
import type { Script } from './script.js';

/** All that was planned for a randomised participant. */
export interface ParticipantPlan {
  readonly enrolment: Enrolment;
  readonly course: Course;
  readonly sequence: Sequence;
  readonly counts: Counts;
  readonly exposures: readonly Exposure[];
  readonly repeatedForms: readonly RepeatedForm[];
  readonly adverseEvents: readonly PlannedAdverseEvent[];
  /** YYYY-MM-DD; raters are barred from then on. */
  readonly codeBrokenOn?: string;
}

/** What every part of a participant's script needs. */
export interface Staging {
  readonly protocol: Protocol;
  readonly scenario: Scenario;
  readonly rules: Rules;
  readonly cast: Cast;
  readonly seed: number;
  readonly script: Script;
}

/** Minutes after midnight (UTC) at which things are recorded. */
const clock = {
  screening: 480,
  forms: 490,
  eligibility: 570,
  randomisation: 600,
  laboratory: 900,
  deviation: 1020,
} as const;

/** Screening, consent, forms, eligibility, harvest and release, and randomisation. */
export function scriptEnrolment(staging: Staging, enrolment: Enrolment): void {
  const { protocol, cast, script } = staging;
  const { participantId, siteId, screenedOn, outcome } = enrolment;
  const at = (day: string, minute: number) => momentOf(day, minute);
  script.add({
    moment: at(screenedOn, clock.screening),
    actorId: cast.senderOf('screenParticipant', siteId),
    name: 'screenParticipant',
    body: { participantId, siteId, screeningNumber: enrolment.screeningNumber, screenedOn },
  });
  if (outcome === 'declined') return;
  for (const consent of protocol.consents) {
    script.add({
      moment: at(screenedOn, clock.screening + 5),
      actorId: cast.senderOf('recordConsent', siteId),
      name: 'recordConsent',
      body: {
        participantId,
        consent: consent.id,
        consentVersion: consent.version,
        givenOn: screenedOn,
        items: Object.fromEntries((consent.items ?? []).map((item) => [item.id, isAgreed(staging, enrolment, item)])),
      },
    });
  }
  enrolment.forms.forEach(({ day, visit, form: formId, items }, i) => {
    const form = protocol.forms.find((one) => one.id === formId);
    if (form === undefined) return;
    for (const share of sharesOf(staging, { command: 'recordForm', siteId, form, items })) {
      script.add({
        moment: at(day, clock.forms + i),
        actorId: share.actorId,
        name: 'recordForm',
        body: { participantId, visit, form: formId, happenedOn: day, items: share.items },
      });
    }
  });
  const randomisedOn = enrolment.randomisedOn;
  const formDays = enrolment.forms.map((form) => form.day);
  const firstHarvest = enrolment.harvests[0];
  const stages = protocol.eligibility.stages;
  if (stages.includes('harvest') || (outcome === 'ineligible' && stages.length > 0)) {
    const stage = stages.includes('harvest') ? 'harvest' : 'randomisation';
    const until = firstHarvest === undefined ? undefined : addDays(screenedOn, firstHarvest.harvestDay);
    const assessedOn = formDays.filter((day) => until === undefined || day <= until).at(-1) ?? screenedOn;
    scriptEligibility(staging, enrolment, { stage, assessedOn });
  }
  scriptHarvests(staging, enrolment);
  if (outcome !== 'randomised' || randomisedOn === undefined) return;
  if (stages.includes('randomisation')) {
    scriptEligibility(staging, enrolment, { stage: 'randomisation', assessedOn: randomisedOn });
  }
  script.add({
    moment: randomisationMoment(enrolment),
    actorId: cast.senderOf('randomise', siteId),
    name: 'randomise',
    body: { participantId, randomisedOn },
  });
}

/** Minutes after midnight (UTC) at which a code is broken. */
export const codeBreakMinute = 30;

/** The role that a code break bars from recording at a moment; undefined before. */
export function barredRole(plan: Pick<ParticipantPlan, 'codeBrokenOn'>, moment: number): string | undefined {
  const isBroken = plan.codeBrokenOn !== undefined && moment >= momentOf(plan.codeBrokenOn, codeBreakMinute);
  return isBroken ? 'edssRater' : undefined;
}

/** When a participant is randomised, in milliseconds since 1970; entries of a stratum are claimed in this order. */
export function randomisationMoment({ randomisedOn, screenedOn }: Enrolment): number {
  return momentOf(randomisedOn ?? screenedOn, clock.randomisation);
}

/** Adverse events, withdrawal and the deviations that people notice. */
export function scriptFollowUp(staging: Staging, plan: ParticipantPlan): void {
  const { cast, script, scenario, seed } = staging;
  const { enrolment, course, adverseEvents } = plan;
  const { participantId, siteId } = enrolment;
  adverseEvents.forEach(({ adverseEventId, reportedOn, facts, update }, i) => {
    script.add({
      moment: momentOf(reportedOn, 960 + i),
      actorId: cast.senderOf('reportAdverseEvent', siteId),
      name: 'reportAdverseEvent',
      body: { participantId, adverseEventId, ...facts },
    });
    if (update === undefined) return;
    script.add({
      moment: momentOf(update.day, 990 + i),
      actorId: cast.senderOf('updateAdverseEvent', siteId),
      name: 'updateAdverseEvent',
      body: { participantId, adverseEventId, ...update.facts, reason: 'Follow-up of the event' },
    });
  });
  const { withdrawal } = course;
  if (withdrawal !== undefined) {
    script.add({
      moment: momentOf(withdrawal.day, 1080),
      actorId: cast.senderOf('withdraw', siteId),
      name: 'withdraw',
      body: { participantId, kind: withdrawal.kind, withdrawnOn: withdrawal.day, reason: withdrawal.reason },
    });
  }
  plannedDeviations(scenario, seed, plan).forEach(({ day, ...deviation }, i) => {
    script.add({
      moment: momentOf(day, clock.deviation + (i % 50)),
      actorId: cast.senderOf('recordDeviation', siteId),
      name: 'recordDeviation',
      body: {
        participantId,
        deviationId: deterministicId(participantId, 'deviation', String(i)),
        occurredOn: day,
        ...deviation,
      },
    });
  });
}

export interface PlannedDeviation {
  readonly day: string;
  readonly category: string;
  readonly importance: 'minor' | 'important';
  readonly description: string;
}

/** Deviations by the scenario's probabilities, and a minor one for every visit that was missed. */
export function plannedDeviations(scenario: Scenario, seed: number, plan: ParticipantPlan): PlannedDeviation[] {
  const { enrolment, course } = plan;
  const draws = createDraws(seed, 'deviations', enrolment.key);
  const missed = course.visits
    .filter((visit) => visit.isMissed)
    .map(({ day, visit }) => ({
      day,
      category: 'assessment',
      importance: 'minor' as const,
      description: `Visit ${visit.id} was missed`,
    }));
  const noticed = (scenario.deviations ?? []).flatMap(({ category, importance, probability, description }) => {
    const days = course.visits.length > 0 ? course.visits.map((visit) => visit.day) : [course.lastDay];
    const day = draws.pick(days);
    return draws.chance(probability) ? [{ day, category, importance, description }] : [];
  });
  return [...missed, ...noticed];
}

function scriptHarvests(staging: Staging, enrolment: Enrolment): void {
  const { cast, script } = staging;
  const { participantId, siteId, screenedOn } = enrolment;
  for (const [index, harvest] of enrolment.harvests.entries()) {
    const harvestedOn = addDays(screenedOn, harvest.harvestDay);
    const decidedOn = addDays(screenedOn, harvest.decidedDay);
    // Before another harvest eligibility is judged again.
    if (index > 0 && staging.protocol.eligibility.stages.includes('harvest')) {
      scriptEligibility(staging, enrolment, { stage: 'harvest', assessedOn: harvestedOn });
    }
    script.add({
      moment: momentOf(harvestedOn, clock.randomisation),
      actorId: cast.senderOf('recordHarvest', siteId),
      name: 'recordHarvest',
      body: {
        participantId,
        harvestId: harvest.harvestId,
        chainOfIdentityCode: harvest.chainOfIdentityCode,
        harvestedOn,
        volumeMl: harvest.volumeMl,
      },
    });
    const batch = {
      participantId,
      batchId: harvest.batchId,
      harvestId: harvest.harvestId,
      laboratory: harvest.laboratory,
    };
    const moment = momentOf(decidedOn, clock.laboratory);
    if (harvest.isReleased) {
      const actorId = cast.senderOf('releaseProduct', siteId);
      script.add({ moment, actorId, name: 'releaseProduct', body: { ...batch, releasedOn: decidedOn } });
    } else {
      const actorId = cast.senderOf('recordFailedBatch', siteId);
      script.add({ moment, actorId, name: 'recordFailedBatch', body: batch });
    }
  }
}

function scriptEligibility(
  { cast, script }: Staging,
  { participantId, siteId }: Enrolment,
  { stage, assessedOn }: { readonly stage: 'harvest' | 'randomisation'; readonly assessedOn: string },
): void {
  script.add({
    moment: momentOf(assessedOn, clock.eligibility),
    actorId: cast.senderOf('assessEligibility', siteId),
    name: 'assessEligibility',
    body: { participantId, stage, assessedOn },
  });
}

function isAgreed(
  { seed }: Staging,
  { key }: Enrolment,
  item: { readonly id: string; readonly required: boolean },
): boolean {
  return item.required || createDraws(seed, 'consent', key, item.id).chance(0.85);
}
