// Who sends a request: what the routes need to know of an account, and how its owner confirms one command.
import type { ActorId, Confirmation, TrialId } from '@equipoise/trial';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/** A person, or a program with that person's token, who was recognised. */
export interface AuthenticatedActor {
  readonly accountId: string;
  /** The pseudonymous id under which this person stands in the record. */
  readonly actorId: ActorId;
  /** Absent where an API token was sent. */
  readonly sessionId?: string;
  /** Administers accounts of the installation; that alone gives no right in any trial. */
  readonly isAdministrator: boolean;
  /** Whether the session began with a second factor or a passkey. */
  readonly hasSecondFactor: boolean;
  /** May create trials without being an administrator. */
  readonly mayCreateTrials?: boolean;
  /** A guest of a demonstration, whose password everybody knows: creates rehearsals alone. */
  readonly isDemonstration?: boolean;
  /** Of an API token: what it is good for (account/scope.ts); a session is good for all. */
  readonly scopes?: readonly string[];
}

/** One request in a trial, as a scope speaks of it. */
export interface ScopedRequest {
  readonly trialId: TrialId;
  /** A command writes; all else reads. */
  readonly access: 'read' | 'write';
  /** Of the command, the view or the export. */
  readonly name: string;
}

/** Whether a session, which has no scopes, or this token is good for a request. Rights are checked beside it. */
export function isInScope({ scopes }: AuthenticatedActor, { trialId, access, name }: ScopedRequest): boolean {
  if (scopes === undefined) return true;
  return scopes.includes(`${trialId}:${access}`) || scopes.includes(`${trialId}:${access}:${name}`);
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Asked by a program, not by a person's hand: keeps no session alive. */
    readonly isPassive?: boolean;
  }
}

/** The accounts of an installation, as the web server needs them. */
export interface Authenticator {
  /** Adds the routes of sign-in, accounts, tokens and confirmations. */
  register(app: FastifyInstance): Promise<void>;
  /**
   * Who sends this request; undefined where nobody is signed in, or no longer. A request whose route has
   * `config.isPassive` (server-sent events) is asked about again and again, and is no activity of the person.
   */
  authenticate(request: FastifyRequest): Promise<AuthenticatedActor | undefined>;
  /**
   * Throws where the installation or this trial demands a second factor and the session began without one; absent: nobody
   * demands one.
   */
  demandSecondFactor?(actor: AuthenticatedActor, trialId: TrialId): Promise<void>;
  /**
   * Takes the one-time confirmation that the person was given for exactly this command after giving the credentials
   * again; undefined where there is none, it was used, it is too old, or it is for something else.
   */
  takeConfirmation(
    actor: AuthenticatedActor,
    token: string,
    about: { readonly trialId: TrialId; readonly command: string; readonly commandId: string },
  ): Promise<Confirmation | undefined>;
}
