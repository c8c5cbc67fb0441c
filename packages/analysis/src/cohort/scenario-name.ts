// The names of a protocol that a scenario may use, and the findings where it uses others.
import { type Finding, listWords, type Path, type Protocol, rolesOf } from '@equipoise/trial';

/** One kind of name with all that the protocol has of it. */
export interface Names {
  readonly what: string;
  readonly known: readonly string[];
}

export type NameKind =
  | 'site'
  | 'visit'
  | 'form'
  | 'item'
  | 'treatment'
  | 'period'
  | 'sequence'
  | 'analysisSet'
  | 'role'
  | 'systemOrganClass'
  | 'severity'
  | 'laboratoryValue'
  | 'causality';

export type KnownNames = Readonly<Record<NameKind, Names>>;

/** Lists the names of a protocol. Items are "form.item". */
export function knownNames(protocol: Protocol): KnownNames {
  const ids = (list: readonly { readonly id: string }[] | undefined) => (list ?? []).map((one) => one.id);
  const codes = (list: readonly { readonly code: string }[] | undefined) => (list ?? []).map((one) => one.code);
  const events = protocol.adverseEvents;
  return {
    site: { what: 'site', known: ids(protocol.sites) },
    visit: { what: 'visit', known: ids(protocol.visits) },
    form: { what: 'form', known: ids(protocol.forms) },
    item: { what: 'item', known: protocol.forms.flatMap((form) => form.items.map((item) => `${form.id}.${item.id}`)) },
    treatment: { what: 'treatment', known: ids(protocol.treatments) },
    period: { what: 'period', known: ids(protocol.periods) },
    sequence: { what: 'sequence', known: ids(protocol.sequences) },
    analysisSet: { what: 'analysis set', known: ids(protocol.analysisSets) },
    role: { what: 'role', known: ids(rolesOf(protocol)) },
    systemOrganClass: { what: 'system organ class', known: codes(events?.dictionary.systemOrganClasses) },
    severity: { what: 'severity', known: codes(events?.severity) },
    laboratoryValue: { what: 'laboratory value', known: ids(protocol.product?.laboratory) },
    causality: { what: 'causality to', known: events?.causalityTo ?? [] },
  };
}

/** A finding where a name is given that the protocol does not have. */
export function findUnknown(name: string | undefined, { what, known }: Names, path: Path): readonly Finding[] {
  if (name === undefined || known.includes(name)) return [];
  const message = `the protocol has no ${what} "${name}"`;
  return [{ code: 'scenario-name', path, message, allowed: listWords(known) }];
}

/** The same for every name of a list. */
export function findUnknownIn(list: readonly string[] | undefined, names: Names, path: Path): readonly Finding[] {
  return (list ?? []).flatMap((name, i) => findUnknown(name, names, [...path, i]));
}

/** The same for every key of a record. */
export function findUnknownKeys(record: object | undefined, names: Names, path: Path): readonly Finding[] {
  return Object.keys(record ?? {}).flatMap((key) => findUnknown(key, names, [...path, key]));
}

/** A finding for every name that a record leaves out. */
export function findLeftOut(record: object, { what, known }: Names, path: Path): readonly Finding[] {
  const missing = known.filter((name) => !(name in record));
  return missing.map((name) => ({
    code: 'scenario-missing',
    path,
    message: `the ${what} "${name}" is missing here`,
    allowed: listWords(known),
  }));
}
