// Checks forms: items with their types, ranges, units, codes, groups and roles.
import { standardRoles } from '../../blinding/role.js';
import { type Finding, fault, type Path, repeated, type Told } from '../finding.js';
import type { PartialProtocol } from '../prune.js';
import type { Form, Item } from '../schema.js';
import { say } from '../sentence.js';
import { checkUnit } from '../unit.js';
import { type Declared, unknownName, unknownNames } from './declared.js';

const standardRoleIds = standardRoles.map((role) => role.id);
const numberKeys = ['min', 'max', 'hardMin', 'hardMax', 'decimals'] as const;

/** Items have names that rules can use, bounds in order, and codes where they need them; every id is there once. */
export function checkForms(protocol: PartialProtocol, declared: Declared): readonly Finding[] {
  const seen = new Map<string, string>();
  const lists = (protocol.codeLists ?? []).flatMap((list, index) =>
    checkCodes(
      list.codes.map(({ code }) => code),
      ['codeLists', index, 'codes'],
    ),
  );
  const forms = (protocol.forms ?? []).flatMap((form, formIndex) => {
    const at = ['forms', formIndex];
    const items = form.items.flatMap((item, index) => {
      const path = [...at, 'items', index];
      const first = seen.get(item.id);
      seen.set(item.id, first ?? form.id);
      return [...twice(item, first, path), ...checkItem(item, declared, path), ...checkGroup(item, form, path)];
    });
    return [
      ...items,
      ...checkGroups(form, at),
      ...unknownNames('role', form.filledBy, declared, [...at, 'filledBy'], standardRoleIds),
      ...unknownNames('role', form.seenBy, declared, [...at, 'seenBy'], standardRoleIds),
    ];
  });
  const laboratory = (protocol.product?.laboratory ?? []).flatMap((item, index) => {
    const path = ['product', 'laboratory', index];
    return [...twice(item, seen.get(item.id), path), ...checkItem(item, declared, path)];
  });
  return [...lists, ...forms, ...laboratory];
}

function twice(item: Item, form: string | undefined, path: Path): readonly Finding[] {
  if (form === undefined) return [];
  const message = say`the item "${item.id}" is already on the form "${form}"`;
  return [fault('duplicate-item', message, say`an id that no other item has`, [...path, 'id'])];
}

const keywords = ['in', 'true', 'false', 'null'];

function checkItem(item: Item, declared: Declared, path: Path): readonly Finding[] {
  const findings: Finding[] = [];
  if (item.id.includes('-') || keywords.includes(item.id)) {
    const allowed = say`letters, digits and "_"; not in, true, false, null`;
    findings.push(fault('item-name', say`rules can't name the item "${item.id}"`, allowed, [...path, 'id']));
  }
  if (item.unit !== undefined) findings.push(...checkUnit(item.unit, [...path, 'unit']));
  if (item.seenBy) findings.push(...unknownNames('role', item.seenBy, declared, [...path, 'seenBy'], standardRoleIds));
  if (item.editedBy)
    findings.push(...unknownNames('role', item.editedBy, declared, [...path, 'editedBy'], standardRoleIds));
  return [
    ...findings,
    ...checkRange(item, path),
    ...checkCodeItem(item, declared, path),
    ...checkCalculated(item, path),
  ];
}

function checkRange(item: Item, path: Path): readonly Finding[] {
  const isNumber = item.type === 'integer' || item.type === 'decimal';
  if (!isNumber) {
    const key = numberKeys.find((name) => item[name] !== undefined);
    if (key === undefined) return [];
    const message = say`an item of type ${item.type} has no range`;
    return [{ ...fault('bounds-without-number', message, say`type integer or decimal`, [...path, key]), atKey: true }];
  }
  const { min, max, hardMin, hardMax } = item;
  const findings: Finding[] = [];
  const order = (low: number | undefined, high: number | undefined, key: (typeof numberKeys)[number], what: Told) => {
    if (low === undefined || high === undefined || low <= high) return;
    findings.push(fault('min-above-max', what, 'hardMin ≤ min ≤ max ≤ hardMax', [...path, key]));
  };
  order(min, max, 'min', say`the minimum ${min} is above the maximum ${max}`);
  order(hardMin, hardMax, 'hardMin', say`the hard minimum ${hardMin} is above the hard maximum ${hardMax}`);
  order(hardMin, min, 'min', say`the minimum ${min} is below the hard minimum ${hardMin}`);
  order(max, hardMax, 'max', say`the maximum ${max} is above the hard maximum ${hardMax}`);
  if (item.type === 'integer' && item.decimals !== undefined && item.decimals > 0)
    findings.push(
      fault('decimals-of-integer', say`a whole number has no decimals`, say`type decimal`, [...path, 'decimals']),
    );
  return findings;
}

function checkCodeItem(item: Item, declared: Declared, path: Path): readonly Finding[] {
  if (item.type !== 'code') {
    const key = item.codes ? 'codes' : item.codeList === undefined ? undefined : 'codeList';
    if (key === undefined) return [];
    const message = say`an item of type ${item.type} has no codes`;
    return [{ ...fault('codes-without-type', message, say`type code`, [...path, key]), atKey: true }];
  }
  if (item.codes && item.codeList !== undefined) {
    const message = say`the item "${item.id}" has codes of its own and a code list`;
    return [fault('codes-twice', message, say`codes, or codeList`, [...path, 'codeList'])];
  }
  if (item.codeList !== undefined) return unknownName('codeList', item.codeList, declared, [...path, 'codeList']);
  if (!item.codes)
    return [fault('codes-missing', say`the item "${item.id}" has no codes`, say`a list of codes`, [...path, 'type'])];
  return checkCodes(
    item.codes.map(({ code }) => code),
    [...path, 'codes'],
  );
}

function checkCodes(codes: readonly string[], path: Path): readonly Finding[] {
  return repeated(codes).map((place) =>
    fault('duplicate-id', say`the code "${codes[place]}" is there twice`, say`each code once`, [
      ...path,
      place,
      'code',
    ]),
  );
}

function checkCalculated(item: Item, path: Path): readonly Finding[] {
  if (item.value === undefined) {
    if (item.required !== true || item.requiredWhen === undefined) return [];
    const message = say`the item "${item.id}" is always required`;
    return [fault('required-twice', message, say`required, or requiredWhen`, [...path, 'requiredWhen'])];
  }
  const key = (['required', 'requiredWhen', 'editedBy'] as const).find((name) => item[name] !== undefined);
  if (key === undefined) return [];
  const message = say`the item "${item.id}" is calculated: nobody fills it`;
  return [
    { ...fault('calculated-filled', message, say`no required, requiredWhen or editedBy`, [...path, key]), atKey: true },
  ];
}

function checkGroup(item: Item, form: Form, path: Path): readonly Finding[] {
  if (item.group === undefined) return [];
  const groups = form.groups?.map(({ id }) => id) ?? [];
  if (groups.includes(item.group)) return [];
  const message = say`the form "${form.id}" has no group "${item.group}"`;
  return [fault('unknown-group', message, groups.join(', ') || say`groups of the form`, [...path, 'group'])];
}

function checkGroups(form: Form, path: Path): readonly Finding[] {
  const groups = form.groups ?? [];
  const names = groups.map(({ id }) => id);
  const again = repeated(names).map((index) =>
    fault('duplicate-id', say`the group "${names[index]}" is there twice`, say`each id once`, [
      ...path,
      'groups',
      index,
      'id',
    ]),
  );
  const rows = groups.flatMap((group, index): Finding[] => {
    const at = [...path, 'groups', index];
    const key = group.minRows === undefined ? 'maxRows' : 'minRows';
    if (group.repeats !== true && (group.minRows ?? group.maxRows) !== undefined) {
      const message = say`the group "${group.id}" does not repeat`;
      return [{ ...fault('rows-without-repeat', message, 'repeats: true', [...at, key]), atKey: true }];
    }
    if ((group.minRows ?? 0) <= (group.maxRows ?? Number.POSITIVE_INFINITY)) return [];
    const message = say`the fewest rows ${group.minRows} are more than the most rows ${group.maxRows}`;
    return [fault('min-above-max', message, say`minRows at most maxRows`, [...at, 'minRows'])];
  });
  const used = new Set(form.items.map(({ group }) => group));
  const empty = names.flatMap((id, index): Finding[] =>
    used.has(id)
      ? []
      : [
          fault('group-empty', say`no item is in the group "${id}"`, say`a group that items name`, [
            ...path,
            'groups',
            index,
          ]),
        ],
  );
  return [...again, ...rows, ...empty];
}
