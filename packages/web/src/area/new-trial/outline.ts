// The shape of a trial as one draws it: epochs, sequences, visits; read from whatever of a protocol can be read already.

/** A protocol's text may be given in several languages. */
type Raw = Readonly<Record<string, unknown>>;

export interface OutlineEpoch {
  readonly id: string;
  /** Absent: the drawing names it by its kind. */
  readonly name?: string;
  readonly kind: 'screening' | 'period' | 'washout' | 'followUp' | 'other';
  readonly days?: number;
}

export interface OutlineVisit {
  readonly id: string;
  readonly name: string;
  /** Index of the epoch in which it lies. */
  readonly epoch: number;
  /** Days from randomisation, where that is known. */
  readonly day?: number;
  readonly before?: number;
  readonly after?: number;
  readonly forms: number;
  readonly isConditional: boolean;
  readonly isUnscheduled: boolean;
}

export interface OutlineSequence {
  readonly id: string;
  readonly name: string;
  /** Of each epoch: the treatment, where one is given. */
  readonly treatments: readonly (OutlineTreatment | undefined)[];
}

export interface OutlineTreatment {
  readonly id: string;
  readonly name: string;
  readonly isActive: boolean;
}

export interface Outline {
  readonly acronym: string;
  readonly title: string;
  readonly version: string;
  readonly planned?: number;
  readonly sites: number;
  readonly forms: number;
  readonly epochs: readonly OutlineEpoch[];
  readonly sequences: readonly OutlineSequence[];
  readonly visits: readonly OutlineVisit[];
}

/** @param raw what YAML made of the text @param language of texts that come in several */
export function outlineOf(raw: unknown, language: string): Outline {
  const root = mapOf(raw);
  const translations = translationsOf(root, language);
  const text = (value: unknown) => {
    const found = textOf(value, language);
    return found === undefined ? undefined : (translations.get(found) ?? found);
  };
  const named = (entry: Raw) => text(entry.name) ?? idOf(entry);
  const treatments = listOf(root.treatments).map(
    (entry): OutlineTreatment => ({ id: idOf(entry), name: named(entry), isActive: entry.kind === 'active' }),
  );
  const visits = listOf(root.visits);
  const epochs = epochsOf(root, visits, named);
  const periods = listOf(root.periods).map(idOf);
  const epochOfPeriod = new Map(epochs.flatMap(({ period }, index) => (period === undefined ? [] : [[period, index]])));
  const planned = numberOf(root.plannedParticipants);
  const own = (entry: Raw): number => {
    const explicit = epochs.findIndex(({ id }) => id === entry.epoch);
    if (explicit >= 0) return explicit;
    const ofPeriod = epochOfPeriod.get(String(entry.period ?? ''));
    if (ofPeriod !== undefined) return ofPeriod;
    const day = dayOf(root, entry);
    return entry.anchor === 'screening' || (day ?? 0) < 0 ? 0 : epochs.length - 1;
  };
  return {
    acronym: text(root.acronym) ?? '',
    title: text(root.title) ?? '',
    version: String(root.version ?? ''),
    ...(planned === undefined ? {} : { planned }),
    sites: listOf(root.sites).length,
    forms: listOf(root.forms).length,
    epochs: epochs.map(({ period: _, ...epoch }) => epoch),
    sequences: listOf(root.sequences).map((entry) => {
      const given = Array.isArray(entry.treatments) ? entry.treatments.map(String) : [];
      return {
        id: idOf(entry),
        name: named(entry),
        treatments: epochs.map(({ period }) => {
          const id = period === undefined ? undefined : given[periods.indexOf(period)];
          return id === undefined
            ? undefined
            : (treatments.find((one) => one.id === id) ?? { id, name: id, isActive: false });
        }),
      };
    }),
    visits: visits.map((entry) => visitOf(root, entry, { name: named(entry), epoch: own(entry) })),
  };
}

function visitOf(root: Raw, entry: Raw, { name, epoch }: Pick<OutlineVisit, 'name' | 'epoch'>): OutlineVisit {
  const window = mapOf(entry.windowDays);
  const facts = { day: dayOf(root, entry), before: numberOf(window.before), after: numberOf(window.after) };
  const known = Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
  return {
    ...{ id: idOf(entry), name, epoch, ...known },
    forms: Array.isArray(entry.forms) ? entry.forms.length : 0,
    isConditional: entry.when !== undefined,
    isUnscheduled: entry.unscheduled === true,
  };
}

type EpochOf = OutlineEpoch & { readonly period?: string };

function epochsOf(root: Raw, visits: readonly Raw[], named: (entry: Raw) => string): readonly EpochOf[] {
  const explicit = listOf(root.epochs);
  if (explicit.length > 0)
    return explicit.map((entry) => {
      const days = numberOf(entry.durationDays);
      return {
        ...{ id: idOf(entry), name: named(entry), kind: kindOf(entry.type) },
        ...(days === undefined ? {} : { days }),
        ...(entry.period === undefined ? {} : { period: String(entry.period) }),
      };
    });
  const washout = mapOf(mapOf(root.design).washout);
  const washoutDays = numberOf(washout.days);
  const periods = listOf(root.periods);
  const after = Array.isArray(washout.afterPeriods) ? washout.afterPeriods.map(String) : undefined;
  const hasBefore = visits.some((entry) => entry.anchor === 'screening' || (dayOf(root, entry) ?? 0) < 0);
  const hasAfter = visits.some(
    (entry) => entry.period === undefined && entry.anchor !== 'screening' && (dayOf(root, entry) ?? 0) >= 0,
  );
  return [
    ...(hasBefore ? [{ id: 'screening', kind: 'screening' } as const] : []),
    ...periods.flatMap((entry, index): EpochOf[] => {
      const days = numberOf(entry.durationDays);
      const id = idOf(entry);
      const follows = after === undefined ? index < periods.length - 1 : after.includes(id);
      return [
        { id, name: named(entry), kind: 'period', period: id, ...(days === undefined ? {} : { days }) },
        ...(washoutDays !== undefined && follows
          ? [{ id: `washout ${id}`, kind: 'washout', days: washoutDays } as const]
          : []),
      ];
    }),
    ...(hasAfter ? [{ id: 'followUp', kind: 'followUp' } as const] : []),
  ];
}

function kindOf(type: unknown): OutlineEpoch['kind'] {
  if (type === 'treatment') return 'period';
  if (type === 'screening' || type === 'washout' || type === 'followUp') return type;
  return type === 'longTermFollowUp' ? 'followUp' : 'other';
}

/** The planned day of a visit from randomisation, along the chain of anchors. */
function dayOf(root: Raw, visit: Raw): number | undefined {
  const offset = numberOf(visit.offsetDays);
  if (offset === undefined) return undefined;
  let day = offset;
  let from = String(visit.anchor ?? '');
  const seen = new Set<string>();
  while (from !== 'randomisation') {
    const next = listOf(root.administrations).find((entry) => idOf(entry) === from);
    if (next === undefined || seen.has(from)) return undefined;
    seen.add(from);
    const anchor = mapOf(next.anchor);
    day += numberOf(anchor.offsetDays) ?? 0;
    from = String(anchor.from ?? '');
  }
  return day;
}

/** What stands for a text in this language, where the file has its translations together. */
function translationsOf(root: Raw, language: string): ReadonlyMap<string, string> {
  const first = Array.isArray(root.languages) ? String(root.languages[0]) : 'en';
  return new Map(
    listOf(root.translations).flatMap(({ [first]: text, [language]: told }) =>
      typeof text === 'string' && typeof told === 'string' ? [[text, told] as const] : [],
    ),
  );
}

function mapOf(value: unknown): Raw {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Raw) : {};
}

function listOf(value: unknown): readonly Raw[] {
  return Array.isArray(value) ? value.map(mapOf) : [];
}

function idOf(entry: Raw): string {
  return entry.id === undefined || entry.id === null ? '' : String(entry.id);
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

function textOf(value: unknown, language: string): string | undefined {
  if (typeof value === 'string') return value;
  const texts = mapOf(value);
  const chosen = texts[language] ?? texts.en ?? Object.values(texts)[0];
  return typeof chosen === 'string' ? chosen : undefined;
}
