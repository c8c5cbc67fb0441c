// The words of a protocol for what is recorded: names of visits, forms and items, and values as people read them.
import type { Form, Item, Protocol, Text } from '@equipoise/trial';
import { textIn } from '../../api/protocol.js';

/** A form of a participant, or a part of one. */
export interface Place {
  readonly visit?: string;
  readonly form?: string;
  readonly occurrence?: number;
  readonly items?: readonly string[];
  readonly rowId?: string;
  readonly adverseEventId?: string;
}

/** How values are written in a language. */
export interface ValueWriting {
  readonly language: string;
  readonly day: (text: string) => string;
  readonly number: (value: number) => string;
  readonly yes: string;
  readonly no: string;
  /** Of a standard role. */
  readonly role: (id: string) => string;
  /** For a reason such as "notDone". */
  readonly missing: (reason: string) => string;
}

/** Says what the ids of a protocol stand for; an id that it does not have is said as it is. */
export interface ProtocolWords {
  readonly protocol: Protocol | undefined;
  readonly visit: (id: string) => string;
  readonly form: (id: string) => string;
  readonly item: (form: string, item: string) => string;
  readonly value: (form: string, item: string, value: unknown) => string;
  /** "Week 24 · Vital signs · Pulse". */
  readonly place: (place: Place) => string;
  readonly text: (text: Text) => string;
  /** The name of a role. */
  readonly role: (id: string) => string;
}

export function protocolWords(protocol: Protocol | undefined, writing: ValueWriting): ProtocolWords {
  const text = (one: Text) => textIn(one, writing.language);
  const visits = new Map(protocol?.visits.map(({ id, name }) => [id, text(name)]));
  const forms = new Map<string, Form>(protocol?.forms.map((form) => [form.id, form]));
  const itemOf = (form: string, item: string) => forms.get(form)?.items.find(({ id }) => id === item);
  const visit = (id: string) => visits.get(id) ?? id;
  const form = (id: string) => {
    const found = forms.get(id);
    return found === undefined ? id : text(found.name);
  };
  const item = (formId: string, id: string) => {
    const found = itemOf(formId, id);
    return found === undefined ? id : text(found.name);
  };
  return {
    protocol,
    visit,
    form,
    item,
    text,
    role: (id) => {
      const found = protocol?.blinding.roles?.find((one) => one.id === id);
      return found === undefined ? writing.role(id) : text(found.name);
    },
    value: (formId, id, value) => valueText(value, { item: itemOf(formId, id), protocol, writing }),
    place: ({ visit: atVisit, form: ofForm, occurrence = 1, items = [] }) =>
      [
        ...(atVisit === undefined ? [] : [visit(atVisit)]),
        ...(ofForm === undefined ? [] : [occurrence > 1 ? `${form(ofForm)} (${occurrence})` : form(ofForm)]),
        ...(ofForm === undefined || items.length === 0 ? [] : [items.map((id) => item(ofForm, id)).join(', ')]),
      ].join(' · '),
  };
}

/** A value as people read it: codes by their names, days without doubt, why something is missing. */
function valueText(
  value: unknown,
  {
    item,
    protocol,
    writing,
  }: { readonly item: Item | undefined; readonly protocol: Protocol | undefined; readonly writing: ValueWriting },
): string {
  if (value === null || value === undefined) return '—';
  if (typeof value === 'object' && 'missing' in value) return writing.missing(String(value.missing));
  if (typeof value === 'boolean') return value ? writing.yes : writing.no;
  if (typeof value === 'number') {
    const written = writing.number(value);
    return item?.unit === undefined || item.unit === '1' ? written : `${written} ${item.unit}`;
  }
  if (typeof value !== 'string') return JSON.stringify(value);
  if (item?.type === 'code') {
    const codes = item.codes ?? protocol?.codeLists?.find(({ id }) => id === item.codeList)?.codes;
    const found = codes?.find(({ code }) => code === value);
    return found === undefined ? value : textIn(found.name, writing.language);
  }
  return item?.type === 'date' || item?.type === 'partialDate' || /^\d{4}-\d\d-\d\d$/.test(value)
    ? writing.day(value)
    : value;
}

/** The key of a form as the server writes it, read again: "W24/vitals/1". */
export function placeOfKey(key: string): Required<Pick<Place, 'visit' | 'form' | 'occurrence'>> | undefined {
  const [visit, form, occurrence, ...rest] = key.split('/');
  const number = Number(occurrence);
  if (!visit || !form || rest.length > 0 || !Number.isInteger(number) || number < 1) return undefined;
  return { visit, form, occurrence: number };
}
