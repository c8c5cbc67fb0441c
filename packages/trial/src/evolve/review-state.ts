// What was asked, verified, signed, locked and coded of a participant: folded from the open events of its stream.
import { canonicalJson } from '../canonical.js';
import type { Payload } from '../event/catalogue.js';
import type { CodedThing, DictionaryTerm, FormPlace, QueryPlace } from '../event/review-part.js';
import type { ActorId } from '../id.js';
import { flatValues, type WithValues } from '../review/flat-value.js';
import type { ItemValue } from '../value.js';
import type { ParticipantState } from './participant-state.js';
import type { Folded } from './recorded.js';

export type QueryStatus = 'open' | 'answered' | 'closed';

/** A query as it stands. Versions are those of the participant's stream. */
export interface QueryState {
  readonly status: QueryStatus;
  readonly place: QueryPlace;
  readonly category: Payload<'DataQueryOpened'>['category'];
  readonly check?: string;
  readonly assignedTo?: string;
  readonly openedBy: ActorId;
  readonly closedBy?: 'person' | 'check';
  /** Of the items that it is about, when it was opened or last reopened. */
  readonly values: Readonly<Record<string, ItemValue>>;
  readonly text: string;
  readonly openedVersion: number;
  /** UTC instant with milliseconds. */
  readonly openedAt: string;
  readonly changedVersion: number;
  readonly thread: readonly QueryStep[];
}

export interface QueryStep {
  readonly step: 'opened' | 'answered' | 'closed' | 'reopened';
  readonly by: ActorId;
  readonly version: number;
  readonly text?: string;
  readonly isByCheck?: true;
}

export interface SignatureState {
  readonly meaning: string;
  readonly statement: string;
  readonly scope: 'form' | 'participant';
  readonly protocolVersion: string;
  readonly by: ActorId;
  readonly version: number;
  /** UTC instant with milliseconds. */
  readonly at: string;
  readonly unseen: readonly string[];
  /** By key of the form: what was signed; `voidedVersion` where that changed since. */
  readonly forms: Readonly<Record<string, FormPlace & { readonly hash: string; readonly voidedVersion?: number }>>;
  readonly hash?: string;
  readonly voidedVersion?: number;
}

export interface CodedTerm {
  readonly thing: CodedThing;
  readonly coding: string;
  readonly verbatim: string;
  readonly to: DictionaryTerm;
  readonly method: Payload<'TermCoded'>['method'];
  readonly by: ActorId;
  readonly version: number;
  /** UTC instant with milliseconds. */
  readonly at: string;
}

/** Plain data. Nothing in it depends on an allocation. */
export interface ReviewState {
  /** By query. */
  readonly queries: Readonly<Record<string, QueryState>>;
  /** By key of the form: the items that agree with their source, each with the version of the verification. */
  readonly verified: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** What belongs to no form agrees with its source. */
  readonly isParticipantVerified: boolean;
  /** By signature. */
  readonly signatures: Readonly<Record<string, SignatureState>>;
  /** Keys of forms. */
  readonly frozen: readonly string[];
  readonly locked: readonly string[];
  readonly missed: readonly string[];
  readonly isLocked: boolean;
  /** By `thingKey`: the last coding. */
  readonly codings: Readonly<Record<string, CodedTerm>>;
  /** Differences from the source that were found. */
  readonly findings: number;
  /** What the last event changed, for the read tables. */
  readonly touched: Touched;
}

export interface Touched {
  /** Keys of forms. */
  readonly forms: readonly string[];
  readonly queries: readonly string[];
  readonly signatures: readonly string[];
  /** Keys of things that were coded. */
  readonly codings: readonly string[];
  /** Values that are no longer there, as the key of the form and the flat name of the item. */
  readonly gone: readonly { readonly form: string; readonly key: string; readonly name: string }[];
}

const nothing: Touched = { forms: [], queries: [], signatures: [], codings: [], gone: [] };

export const initialReviewState: ReviewState = {
  queries: {},
  verified: {},
  isParticipantVerified: false,
  signatures: {},
  frozen: [],
  locked: [],
  missed: [],
  isLocked: false,
  codings: {},
  findings: 0,
  touched: nothing,
};

/** The key under which a form stands among a participant's forms. */
export function placeKey({ visit, form, occurrence }: FormPlace): string {
  return `${visit}/${form}/${occurrence}`;
}

/** The key of a thing that is coded. */
export function thingKey(thing: CodedThing): string {
  if ('adverseEventId' in thing) return `adverseEvent/${thing.adverseEventId}`;
  const row = thing.rowId === undefined ? '' : `${thing.rowId}/`;
  return `${placeKey(thing)}/${row}${thing.item}`;
}

/**
 * The review after one more event, given the participant before and after it. A verification goes with the value that it
 * was of, by whatever event the value changed (ACCEPTANCE 38).
 */
export function evolveReview(before: ParticipantState, after: ParticipantState, folded: Folded): ReviewState {
  const changed = changedForms(before, after);
  const kept = withoutChanged(before.review, { before, after, changed });
  const next = applyEvent(kept, folded, after);
  if (changed.length === 0) return next;
  const gone = changed.flatMap((key) => {
    const was = before.forms[key];
    const now = after.forms[key] === undefined ? {} : flatValues(after.forms[key]);
    const names = was === undefined ? [] : Object.keys(flatValues(was)).filter((name) => !Object.hasOwn(now, name));
    return names.map((name) => ({ form: was!.form, key: `${key}/${name}`, name }));
  });
  return { ...next, touched: { ...next.touched, forms: union(next.touched.forms, changed), gone } };
}

/** The keys of forms that differ, compared by identity: a fold makes a new object for what it changes, and only for that. */
function changedForms(before: ParticipantState, after: ParticipantState): readonly string[] {
  if (before.forms === after.forms) return [];
  const keys = new Set([...Object.keys(before.forms), ...Object.keys(after.forms)]);
  return [...keys].filter((key) => before.forms[key] !== after.forms[key]);
}

function withoutChanged(
  review: ReviewState,
  {
    before,
    after,
    changed,
  }: { readonly before: ParticipantState; readonly after: ParticipantState; readonly changed: readonly string[] },
): ReviewState {
  const touched = review.touched === nothing ? review : { ...review, touched: nothing };
  const losing = changed.filter((key) => touched.verified[key] !== undefined);
  if (losing.length === 0) return touched;
  const verified = { ...touched.verified };
  for (const key of losing) {
    const [was, is] = [before.forms[key], after.forms[key]];
    // The day of a form counts for all its values.
    const isOtherDay = !isSame(was?.happenedOn, is?.happenedOn);
    const [old, current] = [was, is].map((form) => (form === undefined ? {} : flatValues(form)));
    const remaining = Object.entries(verified[key] ?? {}).filter(
      ([item]) => !isOtherDay && isSame(old?.[item], current?.[item]),
    );
    if (remaining.length === 0) delete verified[key];
    else verified[key] = Object.fromEntries(remaining);
  }
  return { ...touched, verified };
}

function isSame(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  // The record does not keep the order of keys.
  return one !== undefined && other !== undefined && canonicalJson(one as never) === canonicalJson(other as never);
}

function applyEvent(review: ReviewState, { event, envelope }: Folded, after: ParticipantState): ReviewState {
  const by = envelope.actorId;
  const { version } = after;
  switch (event?.type) {
    case 'DataQueryOpened': {
      const { queryId, ...facts } = event.payload;
      const query: QueryState = {
        ...(facts as Omit<
          QueryState,
          'status' | 'openedBy' | 'thread' | 'openedVersion' | 'openedAt' | 'changedVersion'
        >),
        status: 'open',
        openedBy: by,
        openedVersion: version,
        openedAt: envelope.recordedAt,
        changedVersion: version,
        thread: [
          { step: 'opened', by, version, text: facts.text, ...(facts.check === undefined ? {} : { isByCheck: true }) },
        ],
      };
      const findings = review.findings + (facts.category === 'sourceDiffers' ? 1 : 0);
      return { ...withQuery(review, queryId, query), findings };
    }
    case 'DataQueryAnswered':
      return stepped(
        review,
        event.payload.queryId,
        { status: 'answered' },
        { step: 'answered', by, version, text: event.payload.text },
      );
    case 'DataQueryClosed': {
      const { queryId, by: closedBy, comment } = event.payload;
      return stepped(
        review,
        queryId,
        { status: 'closed', closedBy, ...(closedBy === 'person' ? seenValues(review.queries[queryId], after) : {}) },
        {
          step: 'closed',
          by,
          version,
          ...(comment === undefined ? {} : { text: comment }),
          ...(closedBy === 'check' ? { isByCheck: true } : {}),
        },
      );
    }
    case 'DataQueryReopened': {
      const { queryId, by: reopenedBy, text, assignedTo, values } = event.payload;
      return stepped(
        review,
        queryId,
        { status: 'open', values, ...(assignedTo === undefined ? {} : { assignedTo }) },
        {
          step: 'reopened',
          by,
          version,
          ...(text === undefined ? {} : { text }),
          ...(reopenedBy === 'check' ? { isByCheck: true } : {}),
        },
      );
    }
    case 'SourceVerified': {
      const verified = { ...review.verified };
      for (const { items, ...place } of event.payload.forms) {
        const key = placeKey(place);
        verified[key] = { ...verified[key], ...Object.fromEntries(items.map((item) => [item, version])) };
      }
      const isParticipantVerified = review.isParticipantVerified || event.payload.participant;
      return touching({ ...review, verified, isParticipantVerified }, { forms: event.payload.forms.map(placeKey) });
    }
    case 'VerificationWithdrawn': {
      const verified = { ...review.verified };
      const keys = event.payload.forms.map(placeKey);
      for (const key of keys) delete verified[key];
      return touching({ ...review, verified }, { forms: keys });
    }
    case 'Signed': {
      const { signatureId, forms, ...facts } = event.payload;
      const { meaning, statement, scope, protocolVersion, unseen } = facts;
      const signature: SignatureState = {
        meaning,
        statement,
        scope,
        protocolVersion,
        by,
        version,
        at: envelope.recordedAt,
        unseen,
        forms: Object.fromEntries(forms.map((form) => [placeKey(form), form])),
        ...(facts.hash === undefined ? {} : { hash: facts.hash }),
      };
      return touching(
        { ...review, signatures: { ...review.signatures, [signatureId]: signature } },
        { signatures: [signatureId], forms: forms.map(placeKey) },
      );
    }
    case 'SignatureVoided':
      return voided(review, event.payload, version);
    case 'FormsDeclaredMissed':
      return touching({ ...review, missed: union(review.missed, event.payload.forms.map(placeKey)) }, {});
    case 'FormsFrozen':
      return marked(review, 'frozen', event.payload.forms);
    case 'FormsUnfrozen':
      return unmarked(review, 'frozen', event.payload.forms);
    case 'FormsLocked':
      return marked(review, 'locked', event.payload.forms);
    case 'FormsUnlocked':
      return unmarked(review, 'locked', event.payload.forms);
    case 'ParticipantLocked':
      return { ...review, isLocked: true };
    case 'ParticipantUnlocked':
      return { ...review, isLocked: false };
    case 'TermCoded': {
      const key = thingKey(event.payload.thing);
      const coded: CodedTerm = { ...event.payload, by, version, at: envelope.recordedAt };
      return touching({ ...review, codings: { ...review.codings, [key]: coded } }, { codings: [key] });
    }
    default:
      return review;
  }
}

/** The values that a person had before the eyes on closing: the same values don't raise the question again. */
function seenValues(query: QueryState | undefined, { forms }: ParticipantState): Partial<QueryState> {
  if (query?.place.items === undefined) return {};
  const { visit, form, occurrence, items, rowId } = query.place;
  const recorded = forms[`${visit}/${form}/${occurrence}`];
  return recorded === undefined ? {} : { values: placeValues(recorded, { items, rowId }) };
}

/** The values of these items of a form, or of one of its rows, that are there. */
export function placeValues(
  form: WithValues,
  { items, rowId }: { readonly items: readonly string[]; readonly rowId?: string | undefined },
): Record<string, ItemValue> {
  const values = flatValues(form);
  return Object.fromEntries(
    items.flatMap((id) => {
      const name = rowId !== undefined && Object.hasOwn(values, `${rowId}/${id}`) ? `${rowId}/${id}` : id;
      return Object.hasOwn(values, name) ? [[id, values[name]!]] : [];
    }),
  );
}

function withQuery(review: ReviewState, queryId: string, query: QueryState): ReviewState {
  return touching({ ...review, queries: { ...review.queries, [queryId]: query } }, { queries: [queryId] });
}

function stepped(review: ReviewState, queryId: string, change: Partial<QueryState>, step: QueryStep): ReviewState {
  const known = review.queries[queryId];
  // The opening was erased: nothing is known of it.
  if (known === undefined) return review;
  const { closedBy: _, ...rest } = known;
  const next = { ...rest, ...change, changedVersion: step.version, thread: [...known.thread, step] } as QueryState;
  return withQuery(review, queryId, next);
}

function voided(review: ReviewState, { signatureId, forms }: Payload<'SignatureVoided'>, version: number): ReviewState {
  const known = review.signatures[signatureId];
  if (known === undefined) return review;
  const keys = forms.map(placeKey);
  const next: SignatureState =
    known.scope === 'participant'
      ? { ...known, voidedVersion: version }
      : {
          ...known,
          forms: Object.fromEntries(
            Object.entries(known.forms).map(([key, form]) => [
              key,
              keys.includes(key) ? { ...form, voidedVersion: version } : form,
            ]),
          ),
        };
  return touching(
    { ...review, signatures: { ...review.signatures, [signatureId]: next } },
    { signatures: [signatureId], forms: keys },
  );
}

function marked(review: ReviewState, mark: 'frozen' | 'locked', forms: readonly FormPlace[]): ReviewState {
  const keys = forms.map(placeKey);
  return touching({ ...review, [mark]: union(review[mark], keys) }, { forms: keys });
}

function unmarked(review: ReviewState, mark: 'frozen' | 'locked', forms: readonly FormPlace[]): ReviewState {
  const keys = forms.map(placeKey);
  return touching({ ...review, [mark]: review[mark].filter((key) => !keys.includes(key)) }, { forms: keys });
}

function touching(review: ReviewState, touched: Partial<Touched>): ReviewState {
  return { ...review, touched: { ...nothing, ...touched } };
}

function union(one: readonly string[], other: readonly string[]): readonly string[] {
  return [...new Set([...one, ...other])];
}

/** The valid signatures over a form, by their ids. */
export function signaturesOver(review: ReviewState, key: string): readonly string[] {
  return Object.entries(review.signatures)
    .filter(([, { forms }]) => forms[key] !== undefined && forms[key].voidedVersion === undefined)
    .map(([id]) => id);
}
