// What an amendment of a running trial never changes: design, arms, randomisation, the blind, and ids that others rest on.
import type { Form, Item, Protocol } from '../schema.js';
import { type Difference, findDifferences } from './difference.js';

/**
 * The differences that no amendment makes, whatever is recorded: what was randomised, sealed or hidden rests on them. A trial that
 * needs one of them is another trial.
 */
export function fixedDifferences(before: Protocol, after: Protocol): readonly Difference[] {
  const context = { before, factors: factorItems(before) };
  return findDifferences(before, after).filter((difference) => !isWording(difference) && isFixed(difference, context));
}

/** Texts for people, and where a statement comes from. */
const wording: ReadonlySet<string> = new Set(['name', 'description', 'source', 'assumed', 'instructions']);

function isWording({ path }: Difference): boolean {
  return path.some((part, index) => index > 0 && wording.has(part) && !isIdAt(path, index));
}

/** Words of a path that are ids and not keys: those after the name of a list. */
function isIdAt(path: readonly string[], index: number): boolean {
  return lists.has(path[index - 1] ?? '');
}

const lists: ReadonlySet<string> = new Set(
  'treatments periods sequences nationalTrials sites consents administrations visits forms items groups codeLists roles laboratory'.split(
    ' ',
  ),
);

interface Known {
  readonly before: Protocol;
  /** Items that strata and factors of the randomisation are made of. */
  readonly factors: ReadonlySet<string>;
}

function isFixed(difference: Difference, known: Known): boolean {
  const { kind, path } = difference;
  const [part, id, key] = path;
  switch (part) {
    case 'equipoise':
    case 'id':
    case 'design':
    case 'treatments':
    case 'sequences':
    case 'blinding':
      return true;
    case 'periods':
      return key !== 'durationDays';
    case 'randomisation':
      return id !== 'caps' && id !== 'automatic';
    case 'administrations':
      return id === undefined || key === undefined || key === 'period';
    case 'adverseEvents':
      return kind === 'removed' && id === undefined;
    case 'nationalTrials':
      return kind === 'removed' && key === undefined;
    case 'sites':
      return (kind === 'removed' && key === undefined) || (path.length === 3 && key === 'nationalTrial');
    case 'consents':
      return kind === 'removed' && path.length === 2;
    case 'product':
      return isFixedOfProduct(difference);
    case 'forms':
      return isFixedOfForm(difference, known);
    case 'visits':
      return kind === 'removed' && path.length === 2 && holdsHidden(known.before, id);
    default:
      return false;
  }
}

/** What was found of the product is sealed: what it says stays readable. */
function isFixedOfProduct({ kind, path }: Difference): boolean {
  const [, part, id, key] = path;
  if (part === undefined || part === 'origin') return true;
  if (part !== 'laboratory' || id === undefined) return false;
  return kind === 'removed'
    ? key === undefined || changesMeaning.has(key)
    : key !== undefined && changesMeaning.has(key);
}

const changesMeaning: ReadonlySet<string> = new Set(['type', 'unit', 'codes', 'codeList']);

/** Who is kept from a value stays so; and a factor of the randomisation keeps its values. */
function isFixedOfForm({ kind, path }: Difference, { before, factors }: Known): boolean {
  const form = before.forms.find(({ id }) => id === path[1]);
  if (form === undefined) return false;
  const rest = path.slice(2);
  if (rest.length === 0) return kind === 'removed' && (isHidden(form) || form.items.some(({ id }) => factors.has(id)));
  if (rest[0] === 'seenBy') return true;
  const item = rest[0] === 'items' ? form.items.find(({ id }) => id === rest[1]) : undefined;
  if (item === undefined) return false;
  const key = rest[2];
  if (key === undefined) return kind === 'removed' && (isHiddenItem(form, item) || factors.has(item.id));
  return key === 'seenBy' || (factors.has(item.id) && changesMeaning.has(key));
}

function isHidden(form: Form): boolean {
  return form.items.some((item) => isHiddenItem(form, item));
}

function isHiddenItem(form: Form, item: Item): boolean {
  return (item.seenBy ?? form.seenBy) !== undefined;
}

function holdsHidden(before: Protocol, visitId: string | undefined): boolean {
  const forms = before.visits.find(({ id }) => id === visitId)?.forms ?? [];
  return before.forms.some((form) => forms.includes(form.id) && isHidden(form));
}

function factorItems({ randomisation }: Protocol): ReadonlySet<string> {
  const sources = [...randomisation.strata, ...('factors' in randomisation ? randomisation.factors : [])];
  return new Set(sources.flatMap(({ from }) => (typeof from === 'object' ? [from.item] : [])));
}
