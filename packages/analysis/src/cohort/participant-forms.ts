// The values of a form's items for one participant at one visit.
import type { Form, Item, ItemValue } from '@equipoise/trial';
import { type Distribution, drawValue } from './distribution.js';
import type { Draws } from './draws.js';
import type { ItemPlan, Scenario } from './scenario-schema.js';

export type Items = Record<string, ItemValue>;

/** What a participant's earlier forms left behind, by "form.item". */
export type ItemMemory = Map<string, Exclude<ItemValue, { missing: string }>>;

export interface FormToFill {
  readonly form: Form;
  readonly visit: string;
  /** YYYY-MM-DD; dates are counted back from it. */
  readonly day: string;
  /** Values that are known already (counts, relapses), by item. */
  readonly given: Readonly<Items>;
  /** What treatment, period and the participant add to a number of this plan; absent before randomisation. */
  readonly shift?: (path: string, plan: ItemPlan) => number;
}

/** Fills a form by the scenario's plans, and an item of none by the middle of what the protocol allows; `memory` is updated. */
export function fillForm(toFill: FormToFill, scenario: Scenario, memory: ItemMemory, draws: Draws): Items {
  const { form, visit, day, given, shift } = toFill;
  const items: Items = {};
  for (const item of form.items) {
    if (item.value !== undefined) continue;
    const path = `${form.id}.${item.id}`;
    const known = given[item.id];
    const plan = scenario.items[path];
    if (known !== undefined) items[item.id] = known;
    else if (plan === undefined) {
      if (item.required === true) items[item.id] = plainValue(item, day);
    } else if (plan.missing !== undefined && draws.chance(plan.missing.probability)) {
      items[item.id] = { missing: plan.missing.reason };
    } else {
      const drawn = plannedValue({ plan, visit, day, last: memory.get(path) }, draws);
      memory.set(path, drawn);
      const value = typeof drawn === 'number' && shift !== undefined ? drawn + shift(path, plan) : drawn;
      items[item.id] = withinItem(item, related(value, plan, items), plan);
    }
  }
  return items;
}

interface Planned {
  readonly plan: ItemPlan;
  readonly visit: string;
  readonly day: string;
  readonly last: Exclude<ItemValue, { missing: string }> | undefined;
}

function plannedValue({ plan, visit, day, last }: Planned, draws: Draws): Exclude<ItemValue, { missing: string }> {
  const special: Distribution | undefined = plan.atVisit?.[visit];
  if (special !== undefined) return drawValue(special, draws, day);
  if (last === undefined || plan.course === undefined || plan.course === 'each')
    return drawValue(plan.draw, draws, day);
  if (plan.course === 'once' || typeof last !== 'number') return last;
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = plan;
  return Math.min(max, Math.max(min, last + draws.normal(0, plan.step ?? 1)));
}

/** The value after it was put in relation to numbers that the form holds already. */
function related(
  value: Exclude<ItemValue, { missing: string }>,
  plan: ItemPlan,
  items: Readonly<Items>,
): Exclude<ItemValue, { missing: string }> {
  if (typeof value !== 'number') return value;
  const times = numberIn(items, plan.timesItem);
  const plus = numberIn(items, plan.plusItem);
  const most = numberIn(items, plan.atMostItem);
  const scaled = plan.timesItem === undefined ? value : value * (times ?? 0);
  return Math.min(most ?? Number.POSITIVE_INFINITY, scaled + (plus ?? 0));
}

function numberIn(items: Readonly<Items>, path: string | undefined): number | undefined {
  const value = path === undefined ? undefined : items[path.slice(path.indexOf('.') + 1)];
  return typeof value === 'number' ? value : undefined;
}

/** A value as the item can hold it: whole where it is an integer, on the grid, within the bounds. */
function withinItem(item: Item, value: Exclude<ItemValue, { missing: string }>, plan: ItemPlan): ItemValue {
  if (typeof value !== 'number') return value;
  const min = Math.max(item.min ?? Number.NEGATIVE_INFINITY, plan.min ?? Number.NEGATIVE_INFINITY);
  const max = Math.min(item.max ?? Number.POSITIVE_INFINITY, plan.max ?? Number.POSITIVE_INFINITY);
  const onGrid = plan.grid === undefined ? value : Math.round(value / plan.grid) * plan.grid;
  const decimals = item.type === 'integer' ? 0 : (plan.decimals ?? 1);
  const rounded = Number(Math.min(max, Math.max(min, onGrid)).toFixed(decimals));
  return rounded === 0 ? 0 : rounded;
}

/** A value for an item that the protocol requires and the scenario says nothing of. */
function plainValue(item: Item, day: string): ItemValue {
  switch (item.type) {
    case 'integer':
      return Math.floor(((item.min ?? 0) + (item.max ?? item.min ?? 0)) / 2);
    case 'decimal':
      return ((item.min ?? 0) + (item.max ?? item.min ?? 0)) / 2;
    case 'boolean':
      return false;
    case 'date':
    case 'partialDate':
      return day;
    case 'time':
      return '12:00';
    case 'instant':
      return `${day}T12:00:00.000Z`;
    case 'code':
      return item.codes?.[0]?.code ?? { missing: 'unknown' };
    case 'text':
      return 'as expected';
  }
}
