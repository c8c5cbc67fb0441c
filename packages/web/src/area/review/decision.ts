// The decisions that wait for an investigator, the gravest first: adverse events to judge, signatures that fell, new forms, casebooks.
import type { Protocol } from '@equipoise/trial';
import type { RowOf } from '../../api/view.js';
import { groupBy } from './group-by.js';

export type SigningRow = RowOf<'signingPack'>;
type AdverseEventRow = RowOf<'adverseEvents'>;

/** What is not judged yet of an adverse event. */
export type Unjudged = 'causality' | 'outcome' | 'end' | 'seriousness';

/** What is recorded of an adverse event. */
export interface EventFacts {
  readonly term: string;
  readonly startedOn: unknown;
  readonly endedOn?: unknown;
  readonly severity: string;
  readonly serious: boolean;
  readonly seriousness?: readonly string[];
  readonly causality: Readonly<Record<string, string>>;
  readonly outcome: string;
  readonly grade?: number;
  readonly systemOrganClass?: string;
}

interface About {
  readonly id: string;
  readonly participantId: string;
  readonly siteId: string;
}

export type Decision =
  | (About & {
      readonly kind: 'forms';
      readonly meaning: string;
      readonly statement: string;
      readonly forms: readonly SigningRow[];
      /** How many were signed before, and changed since. */
      readonly changed: number;
    })
  | (About & { readonly kind: 'participant'; readonly row: SigningRow })
  | (About & {
      readonly kind: 'adverseEvent';
      readonly adverseEventId: string;
      readonly facts: EventFacts;
      readonly version: number;
      readonly unjudged: readonly Unjudged[];
    });

/** Everything that waits, in the order in which it is best decided. */
export function decisionsOf({
  pack,
  adverseEvents,
  protocol,
}: {
  readonly pack: readonly SigningRow[];
  readonly adverseEvents: readonly AdverseEventRow[];
  readonly protocol: Pick<Protocol, 'adverseEvents'> | undefined;
}): readonly Decision[] {
  const events = adverseEvents.flatMap((row): readonly Decision[] => {
    const facts = row.facts as EventFacts;
    const unjudged = unjudgedOf(facts, protocol?.adverseEvents?.causalityTo ?? []);
    if (unjudged.length === 0) return [];
    const { participant_id: participantId, site_id: siteId, adverse_event_id: adverseEventId, version } = row;
    const id = `event ${adverseEventId}`;
    return [
      { kind: 'adverseEvent', id, participantId, siteId, adverseEventId, facts, version: version ?? 0, unjudged },
    ];
  });
  return [...events, ...batchesOf(pack), ...casebooksOf(pack)].toSorted(
    (a, b) => gravity(a) - gravity(b) || a.siteId.localeCompare(b.siteId) || a.id.localeCompare(b.id),
  );
}

/** What the investigator has not said of an adverse event. */
export function unjudgedOf(facts: EventFacts, targets: readonly string[]): readonly Unjudged[] {
  const isOver =
    facts.outcome === 'recovered' || facts.outcome === 'recoveredWithSequelae' || facts.outcome === 'fatal';
  return [
    ...(targets.some((target) => facts.causality[target] === undefined) ? (['causality'] as const) : []),
    ...(facts.serious && (facts.seriousness ?? []).length === 0 ? (['seriousness'] as const) : []),
    ...(isOver ? [] : (['outcome'] as const)),
    ...(isOver && facts.endedOn === undefined ? (['end'] as const) : []),
  ];
}

/** Forms of one participant under one meaning are signed at once. */
function batchesOf(pack: readonly SigningRow[]): readonly Decision[] {
  const groups = groupBy(
    pack.filter(({ scope }) => scope === 'form'),
    ({ participant_id, meaning }) => `forms ${participant_id} ${meaning}`,
  );
  return [...groups].flatMap(([id, forms]): readonly Decision[] => {
    const [first] = forms;
    if (first === undefined) return [];
    const changed = forms.filter(({ signed_before_at }) => signed_before_at !== null).length;
    const { participant_id: participantId, site_id: siteId, meaning, statement } = first;
    return [{ kind: 'forms', id, participantId, siteId, meaning, statement, forms, changed }];
  });
}

/** A casebook is signed when no form of the participant waits. */
function casebooksOf(pack: readonly SigningRow[]): readonly Decision[] {
  const waiting = new Set(pack.filter(({ scope }) => scope === 'form').map(({ participant_id }) => participant_id));
  return pack
    .filter(({ scope, participant_id }) => scope === 'participant' && !waiting.has(participant_id))
    .map((row) => ({
      kind: 'participant',
      id: `participant ${row.participant_id} ${row.meaning}`,
      participantId: row.participant_id,
      siteId: row.site_id,
      row,
    }));
}

function gravity(decision: Decision): number {
  switch (decision.kind) {
    case 'adverseEvent':
      return decision.facts.serious ? 0 : 1;
    case 'forms':
      return decision.changed > 0 ? 2 : 3;
    case 'participant':
      return 4;
  }
}
