// What is to be done next for a participant, and where.
import { type Form, isBeforeRandomisation, label, type Protocol } from '@equipoise/trial';
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

/** Who asks: in which language, and with which roles. */
interface Asking {
  readonly language: string;
  readonly roles: readonly string[];
}

/** States of visits whose forms are wanted now. */
const wanted: ReadonlySet<string> = new Set(['due', 'overdue', 'incomplete']);

/**
 * The first form that is missing, is the person's own to fill and is not put off: of the next visit, else of another one
 * that is due. Who is not randomised goes to eligibility once screening is done.
 */
export function nextAction(
  protocol: Protocol,
  row: Standing,
  visits: readonly StripVisit[] | undefined,
  { language, roles }: Asking,
): NextAction {
  const definition = protocol.visits.find(({ id }) => id === row.visit);
  const nameOf = (id: string) => label(protocol.visits.find((one) => one.id === id)?.name ?? id, language);
  const home = `participants/${row.participant_id}`;
  const isEarly = definition !== undefined && isBeforeRandomisation(definition, protocol.epochs);
  if (row.randomisation_number === null && !isEarly)
    return { kind: 'eligibility', visit: nameOf(row.visit), path: `${home}?tab=eligibility` };
  const here = visits?.find((one) => one.visit === row.visit);
  const others = (visits ?? []).filter((one) => one !== here && wanted.has(one.state));
  for (const visit of [...(here === undefined ? [] : [here]), ...others]) {
    const own = visit.forms_missing.flatMap((id) => protocol.forms.find((form) => form.id === id) ?? []);
    const form = firstOf(own.filter(mayFill(roles)), visit);
    if (form === undefined) continue;
    return {
      ...{ kind: 'form', visit: nameOf(visit.visit), form: label(form.name, language) },
      path: `${home}/forms/${visit.visit}/${form.id}/next`,
    };
  }
  return { kind: 'visit', visit: nameOf(row.visit), path: home };
}

/** What is put off comes last. */
function firstOf(forms: readonly Form[], { deferred }: StripVisit): Form | undefined {
  const later = new Set((Array.isArray(deferred) ? deferred : []).map(({ form }: { readonly form: string }) => form));
  return forms.find(({ id }) => !later.has(id)) ?? forms[0];
}

/** Whether a person of these roles fills anything of a form. */
function mayFill(roles: readonly string[]): (form: Form) => boolean {
  return ({ filledBy, items }) =>
    items.some(({ editedBy = filledBy }) => editedBy === undefined || editedBy.some((role) => roles.includes(role)));
}
