// What a view is: a question that people may ask of a trial, answered by one query through row-level security.
import type { Protocol, TrialId, ViewName } from '@equipoise/trial';
import type { z } from 'zod';
import type { System } from '../../system.js';
import type { Protocols } from '../protocol.js';

/** Who asks, in which trial, when. */
export interface Asked {
  readonly trialId: TrialId;
  readonly actorId: string;
  /** The latest version that counts anywhere; what is about a participant goes by `protocols.at` of the site. */
  readonly protocol: Protocol;
  readonly protocols: Protocols;
  /** UTC instant with milliseconds. */
  readonly now: string;
  /** Keys ids that tell nothing of what they stand for; it never leaves the server. */
  readonly idKey: Uint8Array;
}

export interface View<P extends z.ZodObject = z.ZodObject, R extends z.ZodType = z.ZodType> {
  /** One sentence, for the description of the interface. */
  readonly summary: string;
  /** The right that shows it; without it the view is refused, and row-level security shows no row. */
  readonly right: ViewName;
  /** From the query string: every parameter is read from text (z.coerce where it is a number). */
  readonly params: P;
  /** One row of the answer. */
  readonly row: R;
  /** One query, run as the actor. Its order never follows from an allocation: what people typed, then random ids. */
  readonly query: (asked: Asked, params: z.output<P>) => { readonly text: string; readonly values: readonly unknown[] };
  /** Turns the rows of the query into those of the answer: pure, by the protocol and the day. */
  readonly shape?: (
    rows: readonly Readonly<Record<string, unknown>>[],
    asked: Asked,
    params: z.output<P>,
  ) => readonly z.output<R>[] | Promise<readonly z.output<R>[]>;
  /** Only for unblinded views: opens what is sealed for the rows that row-level security let through. */
  readonly open?: (
    rows: readonly Readonly<Record<string, unknown>>[],
    asked: Asked,
    system: System,
  ) => Promise<readonly z.output<R>[]>;
}

/** Checks a view's types where it is defined. */
export function view<P extends z.ZodObject, R extends z.ZodType>(definition: View<P, R>): View<P, R> {
  return definition;
}

/** A view as the registry keeps it, whatever its parameters and rows. */
export type AnyView = Omit<View, 'query' | 'shape'> & {
  // Parameters are parsed by the view's own schema before they get here.
  query(asked: Asked, params: never): { readonly text: string; readonly values: readonly unknown[] };
  shape?(
    rows: readonly Readonly<Record<string, unknown>>[],
    asked: Asked,
    params: never,
  ): readonly unknown[] | Promise<readonly unknown[]>;
};
