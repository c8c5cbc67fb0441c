// The read rows of the review of data, for what an event of a participant or of the trial touched.
import {
  codableTerms,
  formThing,
  itemOfFlat,
  type LockConditionName,
  lockConditions,
  type ParticipantState,
  type Protocol,
  placeKey,
  type QueryState,
  type SignatureState,
  seenOf,
  signaturesOver,
  type TrialState,
  unverifiedOf,
} from '@equipoise/trial';
import type { Located, Projected, Row, Rows } from '../project.js';

/** How many blocks of one condition a row names; how many there are stands beside. */
const mostBlocks = 50;

/** @param key the columns that every row of this participant bears */
export function reviewRows(
  about: Projected,
  located: Located,
  key: Row,
  { before, after }: { readonly before: ParticipantState; readonly after: ParticipantState },
): Rows {
  const { protocol } = about;
  const row = { ...key, ...readiness(protocol, after) };
  const { touched, queries } = after.review;
  const { streamId: stream_id } = located;
  const place = { stream_id, version: located.version, recorded_at: located.envelope.recordedAt };
  const asked = touched.queries.flatMap((id) => (queries[id] === undefined ? [] : [[id, queries[id]] as const]));
  const [forms, gone] = formRows(protocol, after, { key, place });
  return {
    data_query: asked.map(([id, query]) => queryRow(id, query, { key, place })),
    query_step: asked.flatMap(([id, query]) => stepRow(id, query, { key, place })),
    form_review: [...forms, ...gone],
    signature: touched.signatures.flatMap((id) => {
      const signature = after.review.signatures[id];
      return signature === undefined ? [] : [signatureRow(id, signature, { key, stream_id })];
    }),
    ...(isAsBefore(protocol, { before, after }, row) ? {} : { participant_review: [row] }),
    coding: codingRows(protocol, located, { key, after }),
  };
}

/** The rows of visits of monitors and of their action items. */
export function monitoringRows({ trialId, mode }: Projected, located: Located, after: TrialState): Rows {
  const { event, envelope, streamId, version } = located;
  const key = { trial_id: trialId, mode };
  if (event?.type === 'MonitoringVisitRecorded') {
    const { monitoringVisitId, siteId, visitedOn, kind, summary, actionItems } = event.payload;
    const visit = {
      ...key,
      monitoring_visit_id: monitoringVisitId,
      site_id: siteId,
      visited_on: dateText(visitedOn),
      kind,
      summary: summary ?? null,
      monitor: envelope.actorId,
      stream_id: streamId,
      version,
      recorded_at: envelope.recordedAt,
    };
    const items = actionItems.map(({ actionItemId }) => actionRow(actionItemId));
    return { monitoring_visit: [visit], action_item: items };
  }
  if (event?.type === 'ActionItemClosed') return { action_item: [actionRow(event.payload.actionItemId)] };
  return {};

  function actionRow(action_item_id: string): Row {
    const item = after.reviewLater.actionItems[action_item_id];
    return {
      ...key,
      action_item_id,
      site_id: item?.siteId,
      monitoring_visit_id: item?.monitoringVisitId,
      text: item?.text,
      due_on: item === undefined ? null : dateText(item.dueOn),
      closed: item?.isClosed === true,
      comment: item?.comment ?? null,
    };
  }
}

interface Around {
  readonly key: Row;
  readonly place: Row;
}

function queryRow(query_id: string, query: QueryState, { key, place }: Around): Row {
  return {
    ...key,
    query_id,
    status: query.status,
    place: query.place,
    category: query.category,
    check_id: query.check ?? null,
    text: query.text,
    assigned_to: query.assignedTo ?? null,
    opened_by: query.openedBy,
    closed_by: query.closedBy ?? null,
    ...place,
    opened_version: query.openedVersion,
    opened_at: query.openedAt,
  };
}

/** The last step: each event of a query is one. */
function stepRow(query_id: string, { thread }: QueryState, { key, place }: Around): readonly Row[] {
  const step = thread.at(-1);
  if (step === undefined) return [];
  return [
    {
      ...key,
      query_id,
      step: step.step,
      actor_id: step.by,
      text: step.text ?? null,
      by_check: step.isByCheck === true,
      ...place,
    },
  ];
}

function formRows(protocol: Protocol, after: ParticipantState, { key, place }: Around): readonly [Row[], Row[]] {
  const { review, forms, changes } = after;
  const isSigned = (protocol.dataReview?.signatures ?? []).length > 0;
  const seen = isSigned && review.touched.forms.length > 0 ? seenOf(after) : undefined;
  const rows: Row[] = [];
  const gone: Row[] = [];
  for (const formKey of review.touched.forms) {
    const [visit, form, occurrence] = formKey.split('/');
    const own = { ...key, visit, form, occurrence: Number(occurrence) };
    const state = forms[formKey];
    if (state === undefined) {
      gone.push({ ...own, isGone: true });
      continue;
    }
    const change = changes[formThing(state)];
    const unverified = unverifiedOf(protocol, after, state);
    rows.push({
      ...own,
      content: seen?.forms.find((one) => placeKey(one) === formKey) ?? null,
      unverified_critical: unverified?.critical ?? [],
      unverified_others: unverified?.others ?? [],
      draw: unverified?.draw ?? 1,
      frozen: review.frozen.includes(formKey),
      locked: review.locked.includes(formKey),
      signed: signaturesOver(review, formKey).map((id) => review.signatures[id]?.meaning),
      stream_id: place.stream_id,
      version: change?.version ?? place.version,
      recorded_at: change?.at ?? place.recorded_at,
    });
  }
  return [rows, gone];
}

function signatureRow(
  signature_id: string,
  signature: SignatureState,
  { key, stream_id }: { readonly key: Row; readonly stream_id: string },
): Row {
  const { meaning, statement, scope, protocolVersion, by, version, at, forms, hash, voidedVersion } = signature;
  const isVoid =
    scope === 'participant'
      ? voidedVersion !== undefined
      : Object.values(forms).every((form) => form.voidedVersion !== undefined);
  return {
    ...key,
    signature_id,
    meaning,
    statement,
    scope,
    protocol_version: protocolVersion,
    signer: by,
    forms: Object.values(forms),
    hash: hash ?? null,
    valid: !isVoid,
    stream_id,
    version,
    recorded_at: at,
  };
}

/** By state, the row of its participant that was written last; of a state that was folded from the record it is not known. */
const lastRows = new WeakMap<ParticipantState, { readonly protocol: Protocol; readonly text: string }>();

/** Whether the row was written already, by the same version of the protocol, for the state before. */
function isAsBefore(
  protocol: Protocol,
  { before, after }: { readonly before: ParticipantState; readonly after: ParticipantState },
  row: Row,
): boolean {
  const text = JSON.stringify(row);
  const last = lastRows.get(before);
  lastRows.set(after, { protocol, text });
  return last?.protocol === protocol && last.text === text;
}

/** What blocks the lock of a participant. What of verification depends on the site is told apart, for views to finish. */
function readiness(protocol: Protocol, participant: ParticipantState): Row {
  const { review, forms } = participant;
  const names = (Object.keys(lockConditions) as LockConditionName[]).filter((name) => name !== 'verified');
  const blocks = names.flatMap((name) => {
    const found = lockConditions[name]({ participant, protocol, siteFindings: 0 });
    return found.length === 0 ? [] : [[name, { count: found.length, places: found.slice(0, mostBlocks) }] as const];
  });
  const unverified =
    protocol.dataReview?.verification === undefined
      ? []
      : Object.entries(forms).flatMap(([key, form]) => {
          const left = unverifiedOf(protocol, participant, form);
          return left === undefined
            ? []
            : [{ key, draw: left.draw, critical: left.critical.length, others: left.others.length }];
        });
  return {
    locked: review.isLocked,
    blocks: Object.fromEntries(blocks),
    unverified,
    findings: review.findings,
    queries_open: Object.values(review.queries).filter(({ status }) => status !== 'closed').length,
  };
}

function codingRows(
  protocol: Protocol,
  { event, streamId }: Located,
  { key, after }: { readonly key: Row; readonly after: ParticipantState },
): readonly Row[] {
  const codings = protocol.dataReview?.coding ?? [];
  if (codings.length === 0) return [];
  const { touched, codings: coded } = after.review;
  const adverseEventId = event !== undefined && 'adverseEventId' in event.payload ? event.payload.adverseEventId : '';
  const isTouched = (thing: string) =>
    touched.codings.includes(thing) ||
    thing === `adverseEvent/${adverseEventId}` ||
    touched.forms.some((form) => thing.startsWith(`${form}/`));
  const gone = touched.gone
    .filter(({ form, name }) =>
      codings.some(({ of }) => of !== 'adverseEvents' && of.form === form && of.item === itemOfFlat(name)),
    )
    .map(({ key: thing }) => ({ ...key, thing, isGone: true }));
  const rows = codableTerms(protocol, after)
    .filter((term) => isTouched(term.key))
    .map((term): Row => {
      const known = coded[term.key];
      return {
        ...key,
        thing: term.key,
        coding: term.coding,
        place: term.thing,
        verbatim: term.verbatim,
        coded_verbatim: known?.verbatim ?? null,
        dictionary: known?.to.dictionary ?? null,
        dictionary_version: known?.to.version ?? null,
        code: known?.to.code ?? null,
        term: known?.to.term ?? null,
        path: known?.to.path ?? null,
        method: known?.method ?? null,
        coded_by: known?.by ?? null,
        stream_id: streamId,
        version: known?.version ?? null,
        recorded_at: known?.at ?? null,
      };
    });
  return [...gone, ...rows];
}

function dateText(date: unknown): string {
  return typeof date === 'string' ? date : `missing: ${(date as { missing: string }).missing}`;
}
