// Checks epochs, elements, anchors and activities: they name what there is, and can come about.
import { type Finding, fault, listWords } from '../finding.js';
import type { PartialProtocol } from '../prune.js';
import { say } from '../sentence.js';
import { type Declared, unknownName, unknownNames } from './declared.js';
import { unknownItem } from './reads.js';

/** Epochs hold each period once and in order; elements lie in them; anchors are dated on a form that somebody fills. */
export function checkEpochs(protocol: PartialProtocol, declared: Declared): readonly Finding[] {
  return [
    ...epochs(protocol, declared),
    ...elements(protocol, declared),
    ...anchors(protocol, declared),
    ...activities(protocol, declared),
  ];
}

function epochs(protocol: PartialProtocol, declared: Declared): readonly Finding[] {
  const { periods } = protocol;
  if (protocol.epochs === undefined || protocol.epochs.length === 0) return [];
  const findings = protocol.epochs.flatMap((epoch, index): Finding[] => {
    const path = ['epochs', index];
    if (epoch.period !== undefined) {
      const isTreatment = epoch.type === 'treatment';
      const message = say`the epoch "${epoch.id}" of type ${epoch.type} can't be a period`;
      return [
        ...unknownName('period', epoch.period, declared, [...path, 'period']),
        ...(isTreatment ? [] : [fault('epoch-period', message, 'type: treatment', [...path, 'type'])]),
      ];
    }
    if (epoch.type !== 'treatment') return [];
    const message = say`the treatment epoch "${epoch.id}" names no period`;
    return [fault('epoch-period', message, listWords(declared.period), path)];
  });
  if (findings.length > 0 || periods === undefined) return findings;
  const named = protocol.epochs.flatMap(({ period }) => period ?? []);
  const wanted = periods.map(({ id }) => id);
  if (named.join(' ') === wanted.join(' ')) return [];
  const message = say`the epochs have the periods ${listWords(named)}`;
  return [
    {
      ...fault('epoch-order', message, say`each period once, in order: ${listWords(wanted)}`, ['epochs']),
      atKey: true,
    },
  ];
}

function elements(protocol: PartialProtocol, declared: Declared): readonly Finding[] {
  return (protocol.elements ?? []).flatMap((element, index) => [
    ...unknownName('epoch', element.epoch, declared, ['elements', index, 'epoch'], [...declared.period]),
    ...(element.treatment === undefined
      ? []
      : unknownName('treatment', element.treatment, declared, ['elements', index, 'treatment'])),
  ]);
}

function anchors(protocol: PartialProtocol, declared: Declared): readonly Finding[] {
  return (protocol.anchors ?? []).flatMap((anchor, index): readonly Finding[] => {
    const path = ['anchors', index];
    const { id, form, item } = anchor;
    const taken = ['screening', 'randomisation'].includes(id) || declared.administration.has(id);
    const reserved = taken
      ? [fault('reserved-id', say`"${id}" has a meaning of its own`, say`another id`, [...path, 'id'])]
      : [];
    const unknown = unknownItem(protocol, { form, item }, { declared, path });
    if (unknown.length > 0) return [...reserved, ...unknown];
    const found = protocol.forms?.find((one) => one.id === form)?.items.find((one) => one.id === item);
    if (found !== undefined && !['date', 'partialDate', 'instant'].includes(found.type)) {
      const message = say`the item "${item}" of type ${found.type} dates nothing`;
      return [
        ...reserved,
        fault('anchor-not-dated', message, say`an item of type date, partialDate or instant`, [...path, 'item']),
      ];
    }
    const isLog = protocol.forms?.find(({ id }) => id === form)?.log !== undefined;
    const isFilled = isLog || (protocol.visits?.some((visit) => visit.forms.includes(form)) ?? true);
    if (isFilled) return reserved;
    const message = say`the form "${form}" is at no visit, so that "${id}" is never dated`;
    return [...reserved, fault('anchor-unreachable', message, say`a form that a visit has`, [...path, 'form'])];
  });
}

function activities(protocol: PartialProtocol, declared: Declared): readonly Finding[] {
  return (protocol.activities ?? []).flatMap((activity, index): readonly Finding[] => {
    const path = ['activities', index];
    const findings = [
      ...unknownNames('form', activity.forms, declared, [...path, 'forms']),
      ...unknownNames('visit', activity.visits, declared, [...path, 'visits']),
    ];
    if (activity.forms !== undefined || activity.visits !== undefined) return findings;
    return [fault('activity-never', say`"${activity.id}" is done at no visit`, say`visits, or forms`, path)];
  });
}
