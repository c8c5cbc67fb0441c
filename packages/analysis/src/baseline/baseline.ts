// The baseline table: what was recorded before randomisation and the covariates, by sequence.
import {
  compiledRule,
  formVariables,
  type Item,
  type ItemValue,
  isBeforeRandomisation,
  isMissing,
  type Protocol,
  valuesOfReads,
} from '@equipoise/trial';
import type { DerivedTrial } from '../derive/record.js';
import type { BaselineRow } from '../output.js';
import { byCodeUnits, labelOf } from '../text.js';
import { distributionOf } from './distribution.js';

type Cell = BaselineRow['cells'][string];

interface Characteristic {
  readonly item: Item;
  readonly id: string;
  readonly name: string;
  /** The recorded value of a participant; undefined where nothing was recorded. */
  readonly recordedOf: (participantId: string) => ItemValue | undefined;
  /** False for those whom the form does not ask: they are not missing. */
  readonly isAsked: (participantId: string) => boolean;
}

/**
 * Rows for the site, for every number, code and boolean on the forms of visits before randomisation, and for covariates taken
 * elsewhere. One column for each sequence and "all"; a missing value is counted as missing and enters no summary; who
 * was not asked (`visibleWhen`) is not counted.
 */
export function baselineTable(trial: DerivedTrial, protocol: Protocol): readonly BaselineRow[] {
  return [
    ...siteRows(trial, protocol),
    ...characteristics(trial, protocol).flatMap((one) => rowsOf(one, trial, protocol)),
  ];
}

function characteristics(trial: DerivedTrial, protocol: Protocol): readonly Characteristic[] {
  const recorded = new Map<string, ItemValue>();
  for (const form of trial.forms) {
    for (const [item, value] of Object.entries(form.items)) {
      recorded.set(`${form.participantId}|${form.visit}|${form.form}|${item}`, value);
    }
  }
  const formIds = new Set<string>();
  const atBaseline = protocol.visits
    .filter((visit) => isBeforeRandomisation(visit, protocol.epochs))
    .flatMap((visit) => visit.forms.map((form) => ({ visit: visit.id, form })))
    .filter(({ form }) => !formIds.has(form) && formIds.add(form));
  const items = atBaseline.flatMap(({ visit, form }) =>
    (protocol.forms.find(({ id }) => id === form)?.items ?? []).filter(isSummarised).map((item) => ({
      item,
      id: item.id,
      name: labelOf(item.name, item.id),
      recordedOf: (participantId: string) => recorded.get(`${participantId}|${visit}|${form}|${item.id}`),
      isAsked: askedRule(trial, protocol, { visit, form, item }),
    })),
  );
  const covariates = protocol.endpoints
    .filter(({ role, item }) => role === 'covariate' && !formIds.has(item.form))
    .flatMap((endpoint): Characteristic[] => {
      const item = protocol.forms
        .find(({ id }) => id === endpoint.item.form)
        ?.items.find(({ id }) => id === endpoint.item.item);
      if (item === undefined) return [];
      const values = new Map(
        trial.endpointValues
          .filter((value) => value.endpoint === endpoint.id)
          .map((one) => [one.participantId, one.value]),
      );
      return [
        {
          item,
          id: endpoint.id,
          name: labelOf(endpoint.name, endpoint.id),
          recordedOf: (id) => values.get(id),
          isAsked: () => true,
        },
      ];
    });
  return [...items, ...covariates];
}

/** Whether the form asks a participant for an item, by its `visibleWhen`; where the rule has no answer the item is asked for. */
function askedRule(
  trial: DerivedTrial,
  protocol: Protocol,
  place: { readonly visit: string; readonly form: string; readonly item: Item },
): (participantId: string) => boolean {
  const { visibleWhen, reads } = place.item;
  const form = protocol.forms.find(({ id }) => id === place.form);
  if (visibleWhen === undefined || form === undefined) return () => true;
  const rule = compiledRule(protocol, visibleWhen, { variables: formVariables(protocol, form, reads) });
  const hidden = new Set(
    trial.forms.flatMap((record) => {
      if (record.visit !== place.visit || record.form !== place.form) return [];
      const own = trial.forms
        .filter(({ participantId }) => participantId === record.participantId)
        .map((one) => ({ ...one, day: one.happenedOn?.latest }));
      const evaluation = rule.evaluate({ ...record.items, ...valuesOfReads(reads, own) });
      return 'value' in evaluation && evaluation.value === false ? [record.participantId] : [];
    }),
  );
  return (participantId) => !hidden.has(participantId);
}

function isSummarised({ type }: Item): boolean {
  return type !== 'text' && type !== 'date';
}

function rowsOf(
  { item, id, name, recordedOf, isAsked }: Characteristic,
  trial: DerivedTrial,
  protocol: Protocol,
): readonly BaselineRow[] {
  const known = (participantId: string) => {
    const value = recordedOf(participantId);
    return value === undefined || isMissing(value) ? undefined : value;
  };
  const base = { item: id, name, ...(item.unit !== undefined && { unit: item.unit }) };
  if (item.type === 'integer' || item.type === 'decimal') {
    return [
      {
        ...base,
        kind: 'continuous',
        cells: cells(trial, protocol, (ids) => continuousCell(ids.filter(isAsked).map(known))),
      },
    ];
  }
  const levels =
    item.type === 'boolean'
      ? [{ code: 'true', name: 'yes' }]
      : (item.codes ?? []).map((code) => ({ code: code.code, name: labelOf(code.name, code.code) }));
  return levels.map((level) => ({
    ...base,
    kind: 'categorical',
    level: level.name,
    cells: cells(trial, protocol, (ids) =>
      levelCell(
        ids.filter(isAsked).map((one) => textOf(known(one))),
        level.code,
      ),
    ),
  }));
}

function siteRows(trial: DerivedTrial, protocol: Protocol): readonly BaselineRow[] {
  const siteOf = new Map(trial.randomised.map(({ participantId, siteId }) => [participantId, siteId]));
  const known = new Set(protocol.sites.map(({ id }) => id));
  const others = [...new Set(siteOf.values())].filter((site) => !known.has(site)).sort(byCodeUnits);
  const sites = [
    ...protocol.sites.map(({ id, name }) => ({ id, name: labelOf(name, id) })),
    ...others.map((id) => ({ id, name: id })),
  ];
  if (sites.length < 2) return [];
  return sites.map(({ id, name }) => ({
    item: 'site',
    name: 'Site',
    kind: 'categorical',
    level: name,
    cells: cells(trial, protocol, (ids) =>
      levelCell(
        ids.map((one) => siteOf.get(one)),
        id,
      ),
    ),
  }));
}

function cells(
  { randomised }: DerivedTrial,
  protocol: Protocol,
  cellOf: (participantIds: readonly string[]) => Cell,
): Readonly<Record<string, Cell>> {
  const idsOf = (sequence: string | undefined) =>
    randomised
      .filter((participant) => sequence === undefined || participant.sequence === sequence)
      .map(({ participantId }) => participantId);
  return Object.fromEntries([
    ...protocol.sequences.map(({ id }) => [id, cellOf(idsOf(id))] as const),
    ['all', cellOf(idsOf(undefined))] as const,
  ]);
}

function continuousCell(values: readonly (ItemValue | undefined)[]): Cell {
  const numbers = values.filter((value) => typeof value === 'number');
  return { n: numbers.length, missing: values.length - numbers.length, ...distributionOf(numbers) };
}

function levelCell(values: readonly (string | undefined)[], level: string): Cell {
  const known = values.filter((value) => value !== undefined);
  const count = known.filter((value) => value === level).length;
  return {
    n: known.length,
    missing: values.length - known.length,
    count,
    ...(known.length > 0 && { percent: (100 * count) / known.length }),
  };
}

function textOf(value: ItemValue | undefined): string | undefined {
  return value === undefined || isMissing(value) ? undefined : String(value);
}
