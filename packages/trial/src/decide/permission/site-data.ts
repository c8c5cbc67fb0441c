// Permissions about what sites keep beside forms: deviations, attachments, the reference ranges of their laboratories.
import { rolesWithRight } from '../../blinding/access.js';
import { factorOf } from '../../capture/reference-range.js';
import type { CommandBody } from '../../command/catalogue.js';
import { formKey } from '../../evolve/participant-state.js';
import { type Refusal, refuse } from '../../refusal.js';
import type { Permissions, Situation } from '../situation.js';

export const siteDataPermissions: Permissions<
  'updateDeviation' | 'addAttachment' | 'removeAttachment' | 'setReferenceRange'
> = {
  updateDeviation: ({ deviationId, ...update }, { participant }) => {
    const known = participant.capture.deviations[deviationId];
    if (known === undefined) {
      return refuse('deviation-unknown', 'No such deviation of this participant is recorded; record it first.');
    }
    if (known.status === 'closed' && update.status !== 'open') {
      return refuse('deviation-closed', 'The deviation is closed; open it again to change it.');
    }
    if (changedFactsOf(known, update).length > 0) return undefined;
    return refuse('nothing-changes', 'All of this reads so already.');
  },

  addAttachment: (body, { participant }) => {
    if (participant.capture.attachments[body.attachmentId] !== undefined) {
      return refuse('attachment-known', 'An attachment is added once under one id.');
    }
    return thingRefusal(body, participant);
  },

  removeAttachment: ({ attachmentId }, { participant, trial, protocol, actorId, now, siteId }) => {
    if (participant.capture.attachments[attachmentId] !== undefined) return undefined;
    // A sealed one is not in a blind state: who may see none of them learns nothing of whether it is there.
    const seesSealed = rolesWithRight(trial, protocol, { actorId, now, right: 'sealedAttachments', siteId }).length > 0;
    return seesSealed ? undefined : refuse('attachment-unknown', 'This participant has no such attachment.');
  },

  setReferenceRange: (body, situation) => rangeRefusal(body, situation),
};

/** The facts of an update that differ from what is known. */
export function changedFactsOf(known: object, update: object): readonly string[] {
  const before = known as Readonly<Record<string, unknown>>;
  return Object.entries(update)
    .filter(
      ([key, value]) => key !== 'reason' && key !== 'participantId' && value !== undefined && before[key] !== value,
    )
    .map(([key]) => key);
}

function thingRefusal(
  { visit, form, occurrence = 1, adverseEventId, deviationId }: CommandBody<'addAttachment'>,
  participant: Situation['participant'],
): Refusal | undefined {
  const isForm =
    form !== undefined && participant.forms[formKey({ visit: visit ?? '', form, occurrence })] === undefined;
  const isEvent = adverseEventId !== undefined && participant.adverseEvents[adverseEventId] === undefined;
  const isDeviation = deviationId !== undefined && participant.capture.deviations[deviationId] === undefined;
  const unknown = [isForm ? 'form' : [], isEvent ? 'adverseEventId' : [], isDeviation ? 'deviationId' : []].flat();
  if (unknown.length === 0) return undefined;
  const text = `What the file belongs to is not recorded of this participant: ${unknown.join(', ')}.`;
  return refuse('attachment-place-unknown', text, { unknown });
}

function rangeRefusal(body: CommandBody<'setReferenceRange'>, { protocol, trial }: Situation): Refusal | undefined {
  const { siteId, analyte: id, unit, low, high, sex, ageFromYears, ageToYears, validFrom, validTo } = body;
  if (!protocol.sites.some((site) => site.id === siteId)) {
    return refuse('site-unknown', `The protocol has no site "${siteId}".`, { siteId });
  }
  const analytes = protocol.laboratory?.analytes ?? [];
  const analyte = analytes.find((one) => one.id === id);
  if (analyte === undefined) {
    const allowed = analytes.map((one) => one.id).join(', ') || 'none';
    return refuse('analyte-unknown', `The protocol has no analyte "${id}"; it has: ${allowed}.`, { analyte: id });
  }
  const sexes = sexCodes(protocol);
  const problems = [
    factorOf(analyte, unit) === undefined ? `${unit} is no unit of ${id}` : [],
    low === undefined && high === undefined ? 'it has neither a low nor a high end' : [],
    low !== undefined && high !== undefined && low > high ? `low ${low} is above high ${high}` : [],
    sex !== undefined && !sexes.includes(sex) ? `the sex is one of: ${sexes.join(', ') || 'none is asked for'}` : [],
    (ageFromYears !== undefined || ageToYears !== undefined) && protocol.laboratory?.ageYears === undefined
      ? 'the protocol names no item of age'
      : [],
    ageFromYears !== undefined && ageToYears !== undefined && ageFromYears >= ageToYears ? 'the ages are in order' : [],
    validTo !== undefined && validTo < validFrom ? 'it ends before it begins' : [],
  ].flat();
  if (problems.length > 0) return refuse('range-not-allowed', `Not a range: ${problems.join('; ')}.`, { problems });
  const known = trial.referenceRanges.find(({ rangeId }) => rangeId === body.rangeId);
  if (known === undefined) return undefined;
  if (known.siteId !== siteId || known.analyte !== id) {
    return refuse('range-not-allowed', 'A range stays with its site and its analyte.', { problems: ['rangeId'] });
  }
  if (body.reason === undefined) {
    return refuse('reason-required', 'A range that is there is changed with a reason.');
  }
  return undefined;
}

function sexCodes(protocol: Situation['protocol']): readonly string[] {
  const { sex } = protocol.laboratory ?? {};
  const item = protocol.forms.find(({ id }) => id === sex?.form)?.items.find(({ id }) => id === sex?.item);
  return item?.codes?.map(({ code }) => code) ?? [];
}
