// What is to be done next for a participant, and where.
import { isBeforeRandomisation, label, type Protocol } from '@equipoise/trial';
import type { StripVisit } from './strip.js';

export interface NextAction {
  readonly kind: 'form' | 'visit' | 'eligibility';
  readonly visit: string;
  readonly form?: string;
  /** Under the page of the trial. */
  readonly path: string;
}

interface Standing {
  readonly participant_id: string;
  readonly randomisation_number: string | null;
  readonly visit: string;
}

/** The first form that is missing and not put off; who is not randomised goes to eligibility once screening is done. */
export function nextAction(
  protocol: Protocol,
  row: Standing,
  visits: readonly StripVisit[] | undefined,
  language: string,
): NextAction {
  const definition = protocol.visits.find(({ id }) => id === row.visit);
  const visit = definition === undefined ? row.visit : label(definition.name, language);
  const home = `participants/${row.participant_id}`;
  const isEarly = definition !== undefined && isBeforeRandomisation(definition, protocol.epochs);
  if (row.randomisation_number === null && !isEarly)
    return { kind: 'eligibility', visit, path: `${home}?tab=eligibility` };
  const here = visits?.find((one) => one.visit === row.visit);
  const waits = new Set(
    (Array.isArray(here?.deferred) ? here.deferred : []).map(({ form }: { readonly form: string }) => form),
  );
  const formId = here?.forms_missing.find((id) => !waits.has(id)) ?? here?.forms_missing[0];
  const form = protocol.forms.find(({ id }) => id === formId);
  if (form === undefined) return { kind: 'visit', visit, path: home };
  return {
    kind: 'form',
    visit,
    form: label(form.name, language),
    path: `${home}/forms/${row.visit}/${form.id}/next`,
  };
}
