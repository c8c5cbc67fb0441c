// What a signature is bound to: the content that the signer saw, and its hash (21 CFR 11.70).

import { canonicalJson } from '../canonical.js';
import { calculateItems } from '../capture/calculated-item.js';
import type { RecordedForm } from '../capture/recorded-form.js';
import { sha256Hex } from '../digest.js';
import type { Form, Protocol } from '../protocol/schema.js';
import type { DateOrMissing, ItemValue } from '../value.js';
import { flatValues, itemOfFlat } from './flat-value.js';

/** A form as a signer sees it: its values, each with the version that gave it. */
export interface SeenForm {
  readonly visit: string;
  readonly form: string;
  readonly occurrence: number;
  readonly happenedOn: DateOrMissing;
  readonly items: Readonly<Record<string, ItemValue>>;
  readonly rows?: readonly {
    readonly rowId: string;
    readonly group: string;
    readonly items: Readonly<Record<string, ItemValue>>;
  }[];
  /** By item, and "happenedOn": the version of the participant's stream that changed it last. */
  readonly versions: Readonly<Record<string, number>>;
}

/** Everything about a participant that can be signed. */
export interface SeenParticipant {
  readonly participantId: string;
  readonly screeningNumber: string;
  readonly forms: readonly SeenForm[];
  /** By adverse event: its facts as they read now. */
  readonly adverseEvents: Readonly<Record<string, unknown>>;
}

/** The words that are signed, and under which protocol. */
export interface Statement {
  readonly protocolId: string;
  readonly protocolVersion: string;
  readonly meaning: string;
  readonly statement: string;
  /** Items that the signer may not see, as "form.item". */
  readonly unseen: readonly string[];
}

/** The items of a protocol that these roles may not see, as "form.item". */
export function unseenBy(protocol: Protocol, roles: readonly string[]): readonly string[] {
  const isHidden = (seenBy: readonly string[] | undefined) =>
    seenBy !== undefined && !seenBy.some((role) => roles.includes(role));
  return protocol.forms.flatMap((form: Form) =>
    form.items.filter((item) => isHidden(form.seenBy) || isHidden(item.seenBy)).map((item) => `${form.id}.${item.id}`),
  );
}

/** The hash of each form that a signer sees, by the key of the form. Calculated items count with their values. */
export function formHashes(
  protocol: Protocol,
  seen: SeenParticipant,
  { statement, only }: { readonly statement: Statement; readonly only?: ReadonlySet<string> },
): Readonly<Record<string, string>> {
  const forms = calculated(protocol, seen.forms);
  const wanted = forms.filter((form) => only === undefined || only.has(keyOf(form)));
  return Object.fromEntries(
    wanted.map((form) => [
      keyOf(form),
      sha256Hex(canonicalJson({ ...about(seen, statement), ...contentOf(form, statement) })),
    ]),
  );
}

/** The hash of everything about a participant that a signer sees. */
export function participantHash(protocol: Protocol, seen: SeenParticipant, statement: Statement): string {
  const forms = calculated(protocol, seen.forms)
    .map((form) => contentOf(form, statement))
    .toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  return sha256Hex(canonicalJson({ ...about(seen, statement), forms, adverseEvents: seen.adverseEvents }));
}

function about({ participantId, screeningNumber }: SeenParticipant, { unseen: _, ...statement }: Statement) {
  return { scheme: 'equipoise-signature-1', participantId, screeningNumber, ...statement };
}

function contentOf(seen: SeenForm, { unseen }: Statement) {
  const { visit, form, occurrence, happenedOn, versions } = seen;
  const items = flatValues(seen);
  const visible = Object.keys(items).filter((item) => !unseen.includes(`${form}.${itemOfFlat(item)}`));
  return {
    visit,
    form,
    occurrence,
    happenedOn: { value: happenedOn, version: versions.happenedOn ?? 0 },
    // A calculated item has no version of its own: it changes with its value.
    items: Object.fromEntries(
      visible.map((item) => [item, { value: items[item]!, version: versions[partOf(item)] ?? 0 }]),
    ),
  };
}

/** The name under which changes of a value are kept: see change-state.ts. */
function partOf(flat: string): string {
  const [rowId, item] = flat.split('/');
  return item === undefined ? flat : `row ${rowId} ${item}`;
}

function calculated(protocol: Protocol, forms: readonly SeenForm[]): readonly SeenForm[] {
  const recorded = forms.map((form): SeenForm & RecordedForm => ({
    ...form,
    day: typeof form.happenedOn === 'string' ? form.happenedOn : '',
  }));
  return calculateItems(protocol, recorded as readonly (SeenForm & RecordedForm)[]);
}

function keyOf({ visit, form, occurrence }: Pick<SeenForm, 'visit' | 'form' | 'occurrence'>): string {
  return `${visit}/${form}/${occurrence}`;
}
