// Checks edit checks: the form, visits and items that they are about.
import { type Finding, fault, listWords } from '../finding.js';
import type { PartialProtocol } from '../prune.js';
import { say } from '../sentence.js';
import { type Declared, unknownName, unknownNames } from './declared.js';
import { noItem } from './reads.js';

/** Every edit check is about a form, at visits that have it, and about items of it. */
export function checkEditChecks(protocol: PartialProtocol, declared: Declared): readonly Finding[] {
  return (protocol.editChecks ?? []).flatMap((check, index): readonly Finding[] => {
    const path = ['editChecks', index];
    const unknown = [
      ...unknownName('form', check.form, declared, [...path, 'form']),
      ...unknownNames('visit', check.visits, declared, [...path, 'visits']),
    ];
    const form = protocol.forms?.find(({ id }) => id === check.form);
    if (form === undefined) return unknown;
    const names = form.items.map(({ id }) => id);
    const items = (check.items ?? []).flatMap((item, place): Finding[] =>
      declared.item.has(`${form.id}.${item}`)
        ? []
        : [noItem(item, { form: form.id, items: names, path: [...path, 'items', place] })],
    );
    const carriers = (protocol.visits ?? []).filter((visit) => visit.forms.includes(form.id)).map(({ id }) => id);
    const elsewhere = (check.visits ?? []).flatMap((visit, place): Finding[] => {
      if (carriers.includes(visit) || protocol.visits?.some(({ id }) => id === visit) !== true) return [];
      const message = say`the visit "${visit}" does not have the form "${form.id}"`;
      return [fault('form-not-at-visit', message, listWords(carriers), [...path, 'visits', place])];
    });
    if (form.log !== undefined || carriers.length > 0 || protocol.visits === undefined)
      return [...unknown, ...items, ...elsewhere];
    const message = say`the form "${form.id}" is at no visit: the check is never set off`;
    return [...unknown, ...items, fault('edit-check-never', message, say`a form that a visit has`, [...path, 'form'])];
  });
}
