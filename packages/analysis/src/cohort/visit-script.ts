// The commands about a participant's visits and infusions: forms, corrections, guesses, bags, gates.
import type { Form, Item, ItemValue } from '@equipoise/trial';
import { deterministicId } from '@equipoise/trial';
import { addDays, earlierDay, instantOf, momentOf, workingDay } from './calendar.js';
import type { CourseAdministration, CourseVisit, FormStatus } from './course.js';
import { drawValue } from './distribution.js';
import { createDraws, type Draws } from './draws.js';
import { type RepeatedForm, shownCount, treatmentAt } from './outcome-plan.js';
import { fillForm, type Items } from './participant-forms.js';
import { type ParticipantPlan, recorderRole, type Staging } from './participant-script.js';

/** Minutes after midnight (UTC). */
const clock = { form: 540, guess: 600, prepare: 630, permit: 650, infuse: 660, lateForm: 900, repeated: 840 } as const;

/** Visits and administrations in the order in which they happened. */
export function scriptVisits(staging: Staging, plan: ParticipantPlan): void {
  const recorded = new Map<string, Items>();
  const steps = [
    ...plan.course.visits.map((visit, i) => ({
      day: visit.day,
      rank: 0,
      i,
      run: () => scriptVisit({ staging, plan, recorded }, visit),
    })),
    ...plan.course.administrations.map((given, i) => ({
      day: given.day,
      rank: 1,
      i,
      run: () => scriptAdministration({ staging, plan, recorded }, given),
    })),
  ].sort((a, b) => (a.day < b.day ? -1 : Number(a.day > b.day)) || a.rank - b.rank || a.i - b.i);
  for (const step of steps) step.run();
  scriptRepeatedForms(staging, plan);
}

interface Scene {
  readonly staging: Staging;
  readonly plan: ParticipantPlan;
  /** Final values of the forms of each visit, all items together. */
  readonly recorded: Map<string, Items>;
}

function scriptVisit(scene: Scene, visit: CourseVisit): void {
  const { staging, plan, recorded } = scene;
  const { protocol } = staging;
  const { enrolment } = plan;
  const isGate = protocol.administrations.some((one) => one.gate?.visit === visit.visit.id);
  const isInfusionDay = plan.course.administrations.some((one) => one.day === visit.day);
  const draws = createDraws(staging.seed, 'visit', enrolment.key, visit.visit.id);
  const delay = drawEntryDelay(staging, draws);
  const enteredOn =
    isGate || isInfusionDay ? visit.day : earlierDay(workingDay(addDays(visit.day, delay)), plan.course.lastDay);
  const minute = enteredOn === visit.day ? clock.form : clock.lateForm;
  const values: Items = {};
  recorded.set(visit.visit.id, values);
  visit.visit.forms.forEach((formId, i) => {
    const form = protocol.forms.find((one) => one.id === formId);
    if (form === undefined || form.repeats === true || visit.isMissed) return;
    const items = itemsOfForm(
      scene,
      { visit, form },
      createDraws(staging.seed, 'form', enrolment.key, visit.visit.id, formId),
    );
    if (items === undefined) return;
    Object.assign(values, items);
    scriptForm(scene, { visit, form, items, moment: momentOf(enteredOn, minute + 3 * i), mayErr: !isGate }, draws);
  });
  scriptGuesses(scene, visit, momentOf(visit.day, clock.guess));
}

/** The values of a form at a visit; undefined where it was missed and nothing is recorded. */
function itemsOfForm(
  { staging, plan }: Scene,
  { visit, form }: { readonly visit: CourseVisit; readonly form: Form },
  draws: Draws,
): Items | undefined {
  const { scenario } = staging;
  const given: Items = {};
  for (const count of scenario.counts ?? []) {
    const [formId, item = ''] = count.item.split('.');
    const value = formId === form.id ? shownCount(count.item, visit.visit.id, scenario, plan.counts) : undefined;
    if (value !== undefined) given[item] = value;
  }
  for (const repeating of scenario.repeatingForms ?? []) {
    const [formId, item = ''] = repeating.countedBy?.split('.') ?? [];
    if (formId !== form.id) continue;
    const visits = plan.course.visits.filter((one) => one.visit.forms.includes(form.id) && !one.isMissed);
    const before = visits[visits.indexOf(visit) - 1]?.day ?? plan.enrolment.randomisedOn ?? '';
    given[item] = plan.repeatedForms.filter(
      (one) => one.form === repeating.form && one.follows === undefined && one.day > before && one.day <= visit.day,
    ).length;
  }
  const filled = fillForm(
    { form, visit: visit.visit.id, day: visit.day, given },
    scenario,
    plan.enrolment.memory,
    draws,
  );
  const status = visit.status[form.id] ?? 'done';
  if (status === 'done') return filled;
  return itemsNotDone(staging, form, status);
}

function itemsNotDone({ scenario }: Staging, form: Form, status: Exclude<FormStatus, 'done'>): Items | undefined {
  const assessment = scenario.assessments?.find((one) => one.form === form.id);
  const known = status === 'missed' ? assessment?.whenMissed : assessment?.whenFailed;
  if (known === undefined && status === 'missed') return undefined;
  const reason = status === 'missed' ? ('notDone' as const) : ('unreadable' as const);
  return Object.fromEntries(form.items.map((item) => [item.id, known?.[item.id] ?? { missing: reason }]));
}

interface FormToScript {
  readonly visit: CourseVisit;
  readonly form: Form;
  readonly items: Items;
  readonly moment: number;
  readonly mayErr: boolean;
}

/** Records a form, now and then with a wrong number that is corrected a day or more later. */
function scriptForm({ staging, plan }: Scene, toScript: FormToScript, draws: Draws): void {
  const { scenario, cast, script } = staging;
  const { visit, form, items, moment, mayErr } = toScript;
  const { participantId, siteId } = plan.enrolment;
  const correction = scenario.corrections;
  const correctedAt = moment + draws.integer(1, 5) * 86_400_000;
  const isErring = correction !== undefined && draws.chance(correction.probability) && mayErr;
  const isInTime = plan.course.withdrawal === undefined || correctedAt < momentOf(plan.course.withdrawal.day, 0);
  const wrong = isErring && isInTime ? wrongItem(form, items, draws) : undefined;
  const ids = { participantId, visit: visit.visit.id, form: form.id };
  script.add({
    moment,
    actorId: cast.senderOf('recordForm', siteId, recorderRole(plan, moment, scenario.formRoles?.[form.id])),
    name: 'recordForm',
    body: { ...ids, happenedOn: visit.day, items: wrong === undefined ? items : { ...items, [wrong.id]: wrong.value } },
  });
  if (wrong === undefined || correction === undefined) return;
  script.add({
    moment: correctedAt,
    actorId: cast.senderOf('correctValue', siteId, recorderRole(plan, correctedAt, scenario.formRoles?.[form.id])),
    name: 'correctValue',
    body: { ...ids, items: { [wrong.id]: items[wrong.id] }, reason: correction.reason },
  });
}

/** A number of the form with a wrong value that its item allows. */
function wrongItem(
  form: Form,
  items: Items,
  draws: Draws,
): { readonly id: string; readonly value: number } | undefined {
  const numbers = form.items.filter((item) => typeof items[item.id] === 'number');
  if (numbers.length === 0) return undefined;
  const item: Item = draws.pick(numbers);
  const right = items[item.id] as number;
  return { id: item.id, value: item.max !== undefined && right + 1 > item.max ? right - 1 : right + 1 };
}

function scriptGuesses({ staging, plan }: Scene, visit: CourseVisit, moment: number): void {
  const { scenario, protocol, cast, script, seed } = staging;
  const { guesses } = scenario;
  const { participantId, siteId, key } = plan.enrolment;
  const treatment = treatmentAt(visit, plan.sequence);
  if (guesses === undefined || visit.isMissed || treatment === undefined) return;
  if (plan.codeBrokenOn !== undefined && plan.codeBrokenOn <= visit.day) return;
  if (!guesses.visits.includes(visit.visit.id)) return;
  guesses.by.forEach((by, i) => {
    const draws = createDraws(seed, 'guess', key, visit.visit.id, by);
    const others = protocol.treatments.map((one) => one.id).filter((id) => id !== treatment);
    const isCorrect = draws.chance(guesses.correct);
    const guess = draws.chance(guesses.unknown) ? 'unknown' : isCorrect ? treatment : draws.pick(others);
    const reason = guesses.reasons === undefined ? {} : { reason: draws.pick(guesses.reasons) };
    const role = by === 'rater' ? 'edssRater' : by === 'investigator' ? 'investigator' : undefined;
    script.add({
      moment: moment + i * 60_000,
      actorId: cast.senderOf('recordTreatmentGuess', siteId, role),
      name: 'recordTreatmentGuess',
      body: { participantId, visit: visit.visit.id, by, guess, ...reason },
    });
  });
}

/** Bag, gate and infusion on one day. Nothing here depends on the sequence. */
function scriptAdministration(
  { staging, plan, recorded }: Scene,
  { administration, day, isGiven }: CourseAdministration,
): void {
  if (!isGiven) return;
  const { protocol, scenario, rules, cast, script, seed } = staging;
  const { participantId, siteId, key, values } = plan.enrolment;
  const draws = createDraws(seed, 'administration', key, administration.id);
  const bagCode = deterministicId(seed, 'bag', `${key}/${administration.id}`)
    .replaceAll('-', '')
    .slice(0, 10)
    .toUpperCase();
  const common = { participantId, administration: administration.id };
  if (protocol.product !== undefined) {
    const laboratory = Object.fromEntries(
      Object.entries(scenario.product?.preparation ?? {}).map(([id, one]) => [id, drawValue(one, draws, day)]),
    );
    script.add({
      moment: momentOf(day, clock.prepare),
      actorId: cast.senderOf('prepareInfusion', siteId),
      name: 'prepareInfusion',
      body: { ...common, bagCode, preparedAt: instantOf(momentOf(day, clock.prepare - 20)), laboratory },
    });
  }
  const atGate = administration.gate === undefined ? {} : (recorded.get(administration.gate.visit) ?? {});
  if (rules.isGateOpen(administration.id, atGate)) {
    const actorId = cast.senderOf('permitInfusion', siteId);
    script.add({ moment: momentOf(day, clock.permit), actorId, name: 'permitInfusion', body: common });
  } else scriptOverride(staging, { common, siteId, day });
  const startedAt = momentOf(day, clock.infuse + draws.integer(0, 20));
  const isInterrupted = draws.chance(scenario.infusions?.interrupted ?? 0);
  const minutes = draws.uniform(scenario.infusions?.minutes.min ?? 30, scenario.infusions?.minutes.max ?? 60);
  const planned = plannedVolumeMl({ ...values, ...Object.assign({}, ...recorded.values()) }, staging);
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
  const weighing = protocol.forms.flatMap((form) => form.items).find((item) => item.unit === 'kg');
  const weightKg = weighing === undefined ? undefined : values[weighing.id];
  return (protocol.product?.volumeMlPerKg ?? 1) * (typeof weightKg === 'number' ? weightKg : 100);
}

function scriptRepeatedForms(staging: Staging, plan: ParticipantPlan): void {
  const occurrences = new Map<string, number>();
  for (const repeated of plan.repeatedForms) {
    const visit = visitOfRepeated(staging, plan, repeated);
    const form = staging.protocol.forms.find((one) => one.id === repeated.form);
    if (visit === undefined || form === undefined) continue;
    const occurrence = (occurrences.get(`${visit}/${form.id}`) ?? 0) + 1;
    occurrences.set(`${visit}/${form.id}`, occurrence);
    const draws = createDraws(staging.seed, 'repeated form', plan.enrolment.key, form.id, occurrence);
    const items = fillForm({ form, visit, day: repeated.day, given: {} }, staging.scenario, new Map(), draws);
    const moment = momentOf(repeated.day, clock.repeated + Math.min(occurrence, 30));
    const role = recorderRole(plan, moment, staging.scenario.formRoles?.[form.id]);
    staging.script.add({
      moment,
      actorId: staging.cast.senderOf('recordForm', plan.enrolment.siteId, role),
      name: 'recordForm',
      body: {
        participantId: plan.enrolment.participantId,
        visit,
        form: form.id,
        ...(form.repeats === true ? { occurrence } : {}),
        happenedOn: repeated.day,
        items,
      },
    });
  }
}

/** The unscheduled visit that holds the form, else the last scheduled visit before the day, else the first. */
function visitOfRepeated(
  { protocol }: Staging,
  { course }: ParticipantPlan,
  { form, day }: RepeatedForm,
): string | undefined {
  const unscheduled = protocol.visits.find((visit) => visit.unscheduled === true && visit.forms.includes(form));
  if (unscheduled !== undefined) return unscheduled.id;
  const holding = course.visits.filter((one) => one.visit.forms.includes(form));
  return (holding.filter((one) => one.day <= day).at(-1) ?? holding[0])?.visit.id;
}

/** Most forms are entered on the day; others up to the scenario's days later. */
function drawEntryDelay({ scenario }: Staging, draws: Draws): number {
  const { min, max } = scenario.visits?.entryDelayDays ?? { min: 0, max: 0 };
  return draws.integer(min, max);
}
