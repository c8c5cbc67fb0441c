// Checks what stands beside visits and forms: logs, deferral of forms, analytes and their units, screening numbers.
import { type Finding, fault, listWords, type Path, repeated, type Told } from '../finding.js';
import { LOG_VISIT } from '../log.js';
import type { PartialProtocol } from '../prune.js';
import type { Form, Item } from '../schema.js';
import { say } from '../sentence.js';
import { checkUnit } from '../unit.js';
import { type Declared, unknownName, unknownNames } from './declared.js';
import { noItem, unknownItem } from './reads.js';

/** Logs have dated items and stand at no visit; deferrals and analytes name what is there; units can be converted. */
export function checkCapture(protocol: PartialProtocol, declared: Declared): readonly Finding[] {
  return [
    ...(protocol.forms ?? []).flatMap((form, index) => checkLog(form, ['forms', index])),
    ...checkVisitsOfLogs(protocol),
    ...checkDeferrals(protocol, declared),
    ...checkLaboratory(protocol, declared),
    ...(protocol.forms ?? []).flatMap((form, index) => checkAnalytes(protocol, form, ['forms', index])),
    ...checkPrefixes(protocol),
  ];
}

const isDay = ({ type }: Item) => type === 'date' || type === 'partialDate';

function checkLog(form: Form, path: Path): readonly Finding[] {
  const { log } = form;
  if (log === undefined) return [];
  const names = form.items.map(({ id }) => id);
  const own = (
    key: 'startItem' | 'endItem' | 'ongoingItem',
    fits: (item: Item) => boolean,
    what: Told,
  ): readonly Finding[] => {
    const id = log[key];
    if (id === undefined) return [];
    const at = [...path, 'log', key];
    const item = form.items.find((one) => one.id === id);
    if (item === undefined) return [noItem(id, { form: form.id, items: names, path: at })];
    if (fits(item) && item.group === undefined) return [];
    return [fault('log-item', say`the item "${id}" can't say this`, what, at)];
  };
  const again: readonly Finding[] =
    form.repeats === undefined
      ? []
      : [
          {
            ...fault('log-repeats', say`a log has any number of entries as it is`, say`log alone`, [
              ...path,
              'repeats',
            ]),
            atKey: true,
          },
        ];
  return [
    ...own('startItem', isDay, say`an item of type date or partialDate, in no group`),
    ...own('endItem', isDay, say`an item of type date or partialDate, in no group`),
    ...own('ongoingItem', ({ type }) => type === 'boolean', say`an item of type boolean, in no group`),
    ...again,
  ];
}

function checkVisitsOfLogs(protocol: PartialProtocol): readonly Finding[] {
  const logs = new Set((protocol.forms ?? []).filter(({ log }) => log !== undefined).map(({ id }) => id));
  return (protocol.visits ?? []).flatMap((visit, index): readonly Finding[] => {
    const named =
      visit.id === LOG_VISIT
        ? [fault('visit-name', say`"${LOG_VISIT}" stands for the logs`, say`another id`, ['visits', index, 'id'])]
        : [];
    const forms = visit.forms.flatMap((form, place): Finding[] =>
      logs.has(form)
        ? [
            fault(
              'log-at-visit',
              say`the form "${form}" is a log, kept beside the visits`,
              say`a form that is no log`,
              ['visits', index, 'forms', place],
            ),
          ]
        : [],
    );
    return [...named, ...forms];
  });
}

function checkDeferrals(protocol: PartialProtocol, declared: Declared): readonly Finding[] {
  return (protocol.defers ?? []).flatMap((deferral, index): readonly Finding[] => {
    const path = ['defers', index];
    const { form, item } = deferral;
    const source =
      item === undefined
        ? unknownName('form', form, declared, [...path, 'form'])
        : unknownItem(protocol, { form, item }, { declared, path });
    const found = protocol.forms?.find(({ id }) => id === form)?.items.find(({ id }) => id === item);
    const day =
      found === undefined || isDay(found)
        ? []
        : [fault('defers-item', say`the item "${found.id}" is no day`, say`an item of type date`, [...path, 'item'])];
    const carried = deferral.forms.flatMap((id, place): Finding[] => {
      const unknown = unknownName('form', id, declared, [...path, 'forms', place]);
      const visits = (protocol.visits ?? []).filter(
        (visit) => !visit.unscheduled && (deferral.visits?.includes(visit.id) ?? true) && visit.forms.includes(id),
      );
      if (unknown.length > 0 || protocol.visits === undefined || visits.length > 0) return unknown;
      return [
        fault('defers-nothing', say`the form "${id}" is at none of these visits`, say`a form of a planned visit`, [
          ...path,
          'forms',
          place,
        ]),
      ];
    });
    return [...source, ...day, ...carried, ...unknownNames('visit', deferral.visits, declared, [...path, 'visits'])];
  });
}

function checkLaboratory(protocol: PartialProtocol, declared: Declared): readonly Finding[] {
  const { laboratory } = protocol;
  if (laboratory === undefined) return [];
  const units = laboratory.analytes.flatMap((analyte, index) => {
    const path = ['laboratory', 'analytes', index];
    const all = [analyte.unit, ...(analyte.conversions ?? []).map(({ unit }) => unit)];
    const twice = repeated(all).map((place) =>
      fault('duplicate-id', say`the unit "${all[place]}" is there twice`, say`each unit once`, [
        ...path,
        'conversions',
        place - 1,
        'unit',
      ]),
    );
    return [
      ...checkUnit(analyte.unit, [...path, 'unit']),
      ...(analyte.conversions ?? []).flatMap(({ unit }, place) =>
        checkUnit(unit, [...path, 'conversions', place, 'unit']),
      ),
      ...twice,
    ];
  });
  const typed = (['sex', 'ageYears'] as const).flatMap((key): readonly Finding[] => {
    const place = laboratory[key];
    if (place === undefined) return [];
    const unknown = unknownItem(protocol, place, { declared, path: ['laboratory', key] });
    const type = protocol.forms?.find(({ id }) => id === place.form)?.items.find(({ id }) => id === place.item)?.type;
    const fits = key === 'sex' ? type === 'code' : type === 'integer' || type === 'decimal';
    if (unknown.length > 0 || type === undefined || fits) return unknown;
    const allowed = key === 'sex' ? say`an item of type code` : say`a number`;
    return [
      fault('laboratory-item', say`the item "${place.item}" can't say this`, allowed, ['laboratory', key, 'item']),
    ];
  });
  return [...units, ...typed];
}

function checkAnalytes(protocol: PartialProtocol, form: Form, path: Path): readonly Finding[] {
  const analytes = protocol.laboratory?.analytes ?? [];
  return form.items.flatMap((item, index): readonly Finding[] => {
    const at = [...path, 'items', index];
    if (item.analyte === undefined) {
      if (item.unitItem === undefined) return [];
      const message = say`a unit that is typed in is for an analyte`;
      return [{ ...fault('unit-item', message, say`analyte, or unit`, [...at, 'unitItem']), atKey: true }];
    }
    const analyte = analytes.find(({ id }) => id === item.analyte);
    if (analyte === undefined) {
      const message = say`no analyte has the id "${item.analyte}"`;
      return [fault('unknown-analyte', message, listWords(analytes.map(({ id }) => id)), [...at, 'analyte'])];
    }
    const isNumber = item.type === 'integer' || item.type === 'decimal';
    if (!isNumber) return [fault('analyte-number', say`an analyte is a number`, say`type decimal`, [...at, 'type'])];
    const units = [analyte.unit, ...(analyte.conversions ?? []).map(({ unit }) => unit)];
    if (item.unitItem === undefined) {
      if (item.unit !== undefined && units.includes(item.unit)) return [];
      const message = say`the unit of "${item.id}" is none of ${item.analyte}`;
      return [fault('unit-not-of-analyte', message, listWords(units), item.unit === undefined ? at : [...at, 'unit'])];
    }
    const unitItem = form.items.find(({ id }) => id === item.unitItem);
    const strange = unitItem?.codes?.find(({ code }) => !units.includes(code))?.code;
    if (unitItem?.type === 'code' && unitItem.group === item.group && strange === undefined) return [];
    const message =
      strange === undefined
        ? say`"${item.unitItem}" can't hold a unit`
        : say`"${strange}" is no unit of ${item.analyte}`;
    const allowed = say`an item of type code beside it, with codes of: ${listWords(units)}`;
    return [fault('unit-item', message, allowed, [...at, 'unitItem'])];
  });
}

/** Two sites whose screening numbers could not be told apart. */
function checkPrefixes(protocol: PartialProtocol): readonly Finding[] {
  if (protocol.screening?.number?.includes('{site}') !== true) return [];
  const prefixes = (protocol.sites ?? []).map(({ id, numberPrefix }) => numberPrefix ?? id);
  return repeated(prefixes).map((index) =>
    fault('duplicate-id', say`the prefix "${prefixes[index]}" is another site's`, say`a prefix of its own`, [
      'sites',
      index,
      protocol.sites?.[index]?.numberPrefix === undefined ? 'id' : 'numberPrefix',
    ]),
  );
}
