// Who a participant is, over HTTP: asked for one by one, kept in no cache and on no device; each look is on record.
import type { IdentifierField } from '@equipoise/trial';
import { ask, askRoute, Problem } from '../../api/http.js';
import type { Routes } from '../../api/interface.js';

const route = 'GET /api/trials/{trial}/participants/{participant}/identifiers';
type Kept = Routes[typeof route]['answer'];
export type Identifiers = Kept['identifiers'];
export type Purpose = Routes[typeof route]['params']['purpose'];

export const purposes: readonly Purpose[] = ['visit', 'contact', 'safety', 'verification', 'request', 'correction'];

export interface Place {
  readonly trialId: string;
  readonly participantId: string;
}

/** Looks; undefined where nothing is kept. @throws Problem, ConnectionLost */
export async function look({ trialId, participantId }: Place, purpose: Purpose): Promise<Kept | undefined> {
  try {
    return await askRoute(route, { path: { trial: trialId, participant: participantId }, params: { purpose } });
  } catch (error) {
    if (error instanceof Problem && error.status === 404) return undefined;
    throw error;
  }
}

/** Keeps what is sent, in place of what was kept. @throws Problem, ConnectionLost */
export function keep(
  { trialId, participantId }: Place,
  { identifiers, reason, key }: { readonly identifiers: Identifiers; readonly reason: string; readonly key: string },
): Promise<unknown> {
  return ask('PUT', `/api/trials/${trialId}/participants/${participantId}/identifiers`, {
    body: { identifiers, ...(reason === '' ? {} : { reason }) },
    headers: { 'idempotency-key': key },
  });
}

/** Destroys what is kept. @throws Problem, ConnectionLost */
export function erase(
  { trialId, participantId }: Place,
  { reason, key }: { readonly reason: string; readonly key: string },
): Promise<unknown> {
  return ask('DELETE', `/api/trials/${trialId}/participants/${participantId}/identifiers`, {
    body: { reason },
    headers: { 'idempotency-key': key },
  });
}

/** What is typed: a text for each thing, empty where there is nothing. */
export interface Typed {
  readonly given: string;
  readonly family: string;
  readonly initials: string;
  readonly dateOfBirth: string;
  readonly hospitalNumber: string;
  readonly telephone: string;
  readonly email: string;
  readonly address: string;
  readonly other: string;
}

/** The texts of each kind of identifier. */
export const partsOf = {
  name: ['given', 'family'],
  initials: ['initials'],
  dateOfBirth: ['dateOfBirth'],
  hospitalNumber: ['hospitalNumber'],
  contact: ['telephone', 'email', 'address', 'other'],
} as const satisfies Record<IdentifierField, readonly (keyof Typed)[]>;

/** What is kept, as it is typed. */
export function typedOf({ name, initials, dateOfBirth, hospitalNumber, contact }: Identifiers): Typed {
  return {
    given: name?.given ?? '',
    family: name?.family ?? '',
    initials: initials ?? '',
    dateOfBirth: dateOfBirth ?? '',
    hospitalNumber: hospitalNumber ?? '',
    telephone: contact?.telephone ?? '',
    email: contact?.email ?? '',
    address: contact?.address ?? '',
    other: contact?.other ?? '',
  };
}

/** What is typed, as it is kept; undefined where there is nothing to keep, or half a name. */
export function identifiersOfTyped(typed: Typed): Identifiers | undefined {
  const trimmed = Object.fromEntries(
    Object.entries(typed).map(([part, text]) => [part, text.trim()]),
  ) as unknown as Typed;
  const { given, family } = trimmed;
  if ((given === '') !== (family === '')) return undefined;
  const some = <K extends keyof Typed>(parts: readonly K[]): Partial<Record<K, string>> =>
    Object.fromEntries(parts.flatMap((part) => (trimmed[part] === '' ? [] : [[part, trimmed[part]]]))) as never;
  const contact = some(partsOf.contact);
  const identifiers: Identifiers = {
    ...(given === '' ? {} : { name: { given, family } }),
    ...some(['initials', 'dateOfBirth', 'hospitalNumber']),
    ...(Object.keys(contact).length === 0 ? {} : { contact }),
  };
  return Object.keys(identifiers).length === 0 ? undefined : identifiers;
}
