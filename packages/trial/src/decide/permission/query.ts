// Permissions of queries: what they may be about, and which step follows which.
import { rolesWithRight } from '../../blinding/access.js';
import { findRole } from '../../blinding/role.js';
import type { QueryPlace } from '../../event/review-part.js';
import type { QueryState } from '../../evolve/review-state.js';
import { LOG_VISIT, logForms } from '../../protocol/log.js';
import type { Protocol } from '../../protocol/schema.js';
import { type Refusal, refuse } from '../../refusal.js';
import type { Permissions, Situation } from '../situation.js';
import { closedRefusal, repeatedRefusal } from './review-place.js';

export const queryPermissions: Permissions<
  'openQuery' | 'answerQuery' | 'closeQuery' | 'reopenQuery' | 'recordSealedQuery'
> = {
  openQuery: ({ queries, assignedTo }, situation) => {
    const { participant, protocol } = situation;
    const known = queries.filter(({ queryId }) => participant.review.queries[queryId] !== undefined);
    if (known.length > 0) {
      return refuse('query-known', 'A query is opened once; reopen it.', { queries: known.map((one) => one.queryId) });
    }
    const unknown = queries.flatMap(({ place }) => placeProblem(place, situation) ?? []);
    if (unknown.length > 0) {
      return refuse('query-place-unknown', `Nothing to ask about: ${unknown.join('; ')}.`, { places: unknown });
    }
    const keys = queries.flatMap(({ place }) =>
      place.form === undefined ? [] : [`${place.visit}/${place.form}/${place.occurrence ?? 1}`],
    );
    return (
      repeatedRefusal(queries.map(({ queryId }) => queryId)) ??
      unblindedRefusal('openQuery', situation) ??
      roleRefusal(assignedTo, protocol) ??
      closedRefusal(keys, situation, { frozenToo: false })
    );
  },

  answerQuery: ({ queryId }, situation) =>
    unblindedRefusal('answerQuery', situation) ?? stepRefusal([queryId], situation, ['open'], 'answered'),

  closeQuery: ({ queryIds }, situation) =>
    unblindedRefusal('closeQuery', situation) ??
    repeatedRefusal(queryIds) ??
    stepRefusal(queryIds, situation, ['open', 'answered'], 'closed'),

  reopenQuery: ({ queryId, assignedTo }, situation) =>
    unblindedRefusal('reopenQuery', situation) ??
    roleRefusal(assignedTo, situation.protocol) ??
    stepRefusal([queryId], situation, ['answered', 'closed'], 'reopened') ??
    closedRefusal([], situation, { frozenToo: false }),

  /** What a thread holds is sealed, so that no rule can look at it: each step is recorded as what it is. */
  recordSealedQuery: () => undefined,
};

/** What is wrong with a place; an item without a value can be asked about. */
function placeProblem(place: QueryPlace, { participant, protocol }: Situation): string | undefined {
  const { visit, form, items, adverseEventId } = place;
  if (adverseEventId !== undefined) {
    return participant.adverseEvents[adverseEventId] === undefined ? `adverse event ${adverseEventId}` : undefined;
  }
  if (visit === undefined) return undefined;
  const forms =
    visit === LOG_VISIT
      ? logForms(protocol).map(({ id }) => id)
      : protocol.visits.find(({ id }) => id === visit)?.forms;
  if (forms === undefined) return `visit ${visit}`;
  if (form === undefined) return undefined;
  if (!forms.includes(form)) return `form ${form} at ${visit}`;
  const definition = protocol.forms.find(({ id }) => id === form);
  const known = new Set(definition?.items.map(({ id }) => id));
  const missing = (items ?? []).filter((id) => !known.has(id));
  return missing.length === 0 ? undefined : `item ${missing.join(', ')} of ${form}`;
}

function stepRefusal(
  queryIds: readonly string[],
  { participant }: Situation,
  allowed: readonly QueryState['status'][],
  step: string,
): Refusal | undefined {
  const { queries } = participant.review;
  const unknown = queryIds.filter((id) => queries[id] === undefined);
  if (unknown.length > 0) {
    return refuse('query-unknown', `There is no query ${unknown.join(', ')} about this participant.`, {
      queries: unknown,
    });
  }
  const wrong = queryIds.filter((id) => !allowed.some((status) => status === queries[id]?.status));
  if (wrong.length === 0) return undefined;
  const states = wrong.map((id) => queries[id]!.status);
  return refuse(
    'query-state',
    `A query is ${step} where it is ${allowed.join(' or ')}; this one is ${[...new Set(states)].join(', ')}.`,
    { queries: wrong, allowed },
  );
}

function roleRefusal(role: string | undefined, protocol: Protocol): Refusal | undefined {
  if (role === undefined || findRole(protocol, role) !== undefined) return undefined;
  return refuse('role-unknown', `The trial has no role "${role}".`, { role });
}

/** Who knows a treatment writes nothing that blinded people read: what it says could tell (ICH E6(R3) 4.1.4). */
function unblindedRefusal(right: string, { trial, protocol, actorId, siteId, now }: Situation): Refusal | undefined {
  if (trial.isUnblinded || protocol.blinding.openLabel === true || protocol.blinding.masked.length === 0)
    return undefined;
  const roles = rolesWithRight(trial, protocol, { actorId, right, siteId, now });
  if (roles.some(({ blinded }) => blinded)) return undefined;
  return refuse('query-by-unblinded', 'Whoever knows treatments asks and answers in a sealed query.');
}
