// The commands about forms that repeat: relapses and the like, at an unscheduled visit where the protocol has one.
import { momentOf } from './calendar.js';
import { createDraws } from './draws.js';
import { sharesOf } from './form-command.js';
import type { RepeatedForm } from './outcome-plan.js';
import { fillForm } from './participant-forms.js';
import { barredRole, type ParticipantPlan, type Staging } from './participant-script.js';

/** Minutes after midnight (UTC) from which repeated forms are recorded. */
const firstMinute = 840;

/** Records every repeated form of a participant on its day. */
export function scriptRepeatedForms(staging: Staging, plan: ParticipantPlan): void {
  const occurrences = new Map<string, number>();
  for (const repeated of plan.repeatedForms) {
    const visit = visitOfRepeated(staging, plan, repeated);
    const form = staging.protocol.forms.find((one) => one.id === repeated.form);
    if (visit === undefined || form === undefined) continue;
    const occurrence = (occurrences.get(`${visit}/${form.id}`) ?? 0) + 1;
    occurrences.set(`${visit}/${form.id}`, occurrence);
    const draws = createDraws(staging.seed, 'repeated form', plan.enrolment.key, form.id, occurrence);
    const items = fillForm({ form, visit, day: repeated.day, given: {} }, staging.scenario, new Map(), draws);
    const moment = momentOf(repeated.day, firstMinute + Math.min(occurrence, 30));
    const { participantId, siteId } = plan.enrolment;
    const toFill = { command: 'recordForm', siteId, form, items, barred: barredRole(plan, moment) } as const;
    for (const share of sharesOf(staging, toFill)) {
      staging.script.add({
        moment,
        actorId: share.actorId,
        name: 'recordForm',
        body: {
          participantId,
          visit,
          form: form.id,
          ...(form.repeats === true ? { occurrence } : {}),
          happenedOn: repeated.day,
          items: share.items,
        },
      });
    }
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
