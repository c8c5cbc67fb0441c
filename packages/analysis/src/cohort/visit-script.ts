// The commands about a participant's visits: forms, corrections, guesses.
import { addDays, type Form, type Item, isPlanned, type RecordedForm } from '@equipoise/trial';
import { earlierDay, momentOf, workingDay } from './calendar.js';
import type { CourseVisit, FormStatus } from './course.js';
import { createDraws, type Draws } from './draws.js';
import { sharesOf } from './form-command.js';
import { shiftOf } from './item-shift.js';
import { shownCount, treatmentAt } from './outcome-plan.js';
import { fillForm, type Items } from './participant-forms.js';
import { barredRole, type ParticipantPlan, type Staging } from './participant-script.js';
import type { ItemPlan } from './scenario-schema.js';

/** Minutes after midnight (UTC). */
const clock = { form: 540, guess: 600, lateForm: 900 } as const;

/** The final values that a visit recorded, all its forms together. */
export interface RecordedVisit {
  readonly visit: string;
  readonly day: string;
  readonly items: Readonly<Items>;
}

/** The visits of a participant, in order; a conditional one only where what was recorded before plans it. */
export function scriptVisits(staging: Staging, plan: ParticipantPlan): readonly RecordedVisit[] {
  const recorded: RecordedForm[] = [];
  return plan.course.visits
    .filter(({ visit }) => visit.when === undefined || isPlanned(staging.protocol, visit.id, recorded) === true)
    .map((visit) => ({
      visit: visit.visit.id,
      day: visit.day,
      items: scriptVisit({ staging, plan, recorded }, visit),
    }));
}

interface Scene {
  readonly staging: Staging;
  readonly plan: ParticipantPlan;
  /** Forms that were filled so far; rules of later visits read them. */
  readonly recorded: RecordedForm[];
}

function scriptVisit(scene: Scene, visit: CourseVisit): Items {
  const { staging, plan } = scene;
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
    scene.recorded.push({ visit: visit.visit.id, form: formId, occurrence: 1, day: visit.day, items });
    scriptForm(scene, { visit, form, items, moment: momentOf(enteredOn, minute + 3 * i), mayErr: !isGate }, draws);
  });
  scriptGuesses(scene, visit, momentOf(visit.day, clock.guess));
  return values;
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
  const { seed, protocol } = staging;
  const { enrolment, exposures } = plan;
  const treatment = treatmentAt(visit, plan.sequence);
  const shift = (path: string, one: ItemPlan) =>
    shiftOf(path, one, { protocol, seed, key: enrolment.key, memory: enrolment.memory, visit, treatment, exposures });
  const filled = fillForm(
    { form, visit: visit.visit.id, day: visit.day, given, shift },
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
  const { scenario, script } = staging;
  const { visit, form, items, moment, mayErr } = toScript;
  const { participantId, siteId } = plan.enrolment;
  const correction = scenario.corrections;
  const correctedAt = moment + draws.integer(1, 5) * 86_400_000;
  const isErring = correction !== undefined && draws.chance(correction.probability) && mayErr;
  const isInTime = plan.course.withdrawal === undefined || correctedAt < momentOf(plan.course.withdrawal.day, 0);
  const wrong = isErring && isInTime ? wrongItem(form, items, draws) : undefined;
  const ids = { participantId, visit: visit.visit.id, form: form.id };
  const entered: Items = wrong === undefined ? items : { ...items, [wrong.id]: wrong.value };
  const toFill = { siteId, form } as const;
  const entry = { ...toFill, command: 'recordForm', items: entered, barred: barredRole(plan, moment) } as const;
  for (const { actorId, items: share } of sharesOf(staging, entry)) {
    script.add({ moment, actorId, name: 'recordForm', body: { ...ids, happenedOn: visit.day, items: share } });
  }
  const right = wrong === undefined ? undefined : items[wrong.id];
  if (wrong === undefined || right === undefined || correction === undefined) return;
  const change = { [wrong.id]: right };
  const barred = barredRole(plan, correctedAt);
  for (const { actorId } of sharesOf(staging, { ...toFill, command: 'correctValue', items: change, barred })) {
    const body = { ...ids, items: change, reason: correction.reason };
    script.add({ moment: correctedAt, actorId, name: 'correctValue', body });
  }
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

/** Most forms are entered on the day; others up to the scenario's days later. */
function drawEntryDelay({ scenario }: Staging, draws: Draws): number {
  const { min, max } = scenario.visits?.entryDelayDays ?? { min: 0, max: 0 };
  return draws.integer(min, max);
}
