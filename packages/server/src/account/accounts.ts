// The accounts of an installation: recognises who sends a request, and serves everything about signing in.
import { createHmac, hkdfSync } from 'node:crypto';
import type { Confirmation, Protocol, TrialId } from '@equipoise/trial';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { AuthenticatedActor, Authenticator } from '../http/authentication.js';
import { type Mailer, openMailer } from '../mail/mailer.js';
import type { System } from '../system.js';
import { makeAuth } from './auth.js';
import { authenticateRequest } from './authenticate.js';
import { type ConfirmedCommand, takeConfirmation } from './confirmation.js';
import { type AccountContext, sendInBackground } from './context.js';
import { closeDemonstration, openDemonstration } from './demonstration.js';
import { makeFirstAdministratorLink, resetMail } from './invitation.js';
import { addAdministrationRoutes } from './route/administration.js';
import { addConfirmationRoutes } from './route/confirmation.js';
import { addDraftKeyRoutes } from './route/draft-key.js';
import { addInvitationRoutes } from './route/invitation.js';
import { addPeopleRoutes } from './route/people.js';
import { addProfileRoutes } from './route/profile.js';
import { addSecondFactorRoutes } from './route/second-factor.js';
import { addSecurityLogRoutes } from './route/security-log.js';
import { addSessionRoutes } from './route/session.js';
import { addSignInRoutes } from './route/sign-in.js';
import { TrialDemands } from './second-factor-demand.js';
import type { AccountSettings } from './settings.js';

export interface AccountsOptions {
  readonly system: System;
  readonly settings: AccountSettings;
  /** Instead of SMTP or the folder that the settings name. */
  readonly mailer?: Mailer;
  /** Gets one line without personal data for each unexpected error. */
  readonly log?: (line: string) => void;
}

/** Opens the accounts of an installation. */
export function openAccounts(options: AccountsOptions): Accounts {
  return new Accounts(makeContext(options));
}

/** What the work behind accounts needs, for the command line as well. */
export function makeContext({ system, settings, ...options }: AccountsOptions): AccountContext {
  const { commandKey } = system.keyring;
  const secret = Buffer.from(hkdfSync('sha256', commandKey, '', 'equipoise accounts', 32)).toString('base64url');
  const log = options.log ?? (() => undefined);
  const unfinished: Omit<AccountContext, 'auth'> = {
    pool: system.pools.account,
    pools: system.pools,
    settings,
    mailer: options.mailer ?? openMailer(settings.mail, system.dataDir),
    digestKey: createHmac('sha256', commandKey).update('equipoise digests of accounts').digest(),
    draftKey: Buffer.from(hkdfSync('sha256', commandKey, '', 'equipoise drafts', 32)),
    log,
    demonstration: new Map(),
  };
  const auth = makeAuth({
    pool: system.pools.account,
    secret,
    settings,
    log,
    // Not waited for: the time of an answer would tell whether there is such an account.
    sendReset: async (to, token) => sendInBackground(context, resetMail(settings.publicUrl, to, token)),
  });
  const context: AccountContext = { ...unfinished, auth };
  return context;
}

/** The accounts of an installation, for its web server. */
export class Accounts implements Authenticator {
  readonly #context: AccountContext;
  readonly #demands: TrialDemands;

  constructor(context: AccountContext) {
    this.#context = context;
    this.#demands = new TrialDemands(context);
  }

  async register(app: FastifyInstance): Promise<void> {
    await app.register(async (own) => {
      const scope = { app: own, context: this.#context };
      addSessionRoutes(scope);
      addSignInRoutes(scope);
      addInvitationRoutes(scope);
      addProfileRoutes(scope);
      addDraftKeyRoutes(scope);
      addSecondFactorRoutes(scope);
      addConfirmationRoutes(scope);
      addAdministrationRoutes(scope);
      addPeopleRoutes(scope);
      addSecurityLogRoutes(scope);
    });
  }

  authenticate(request: FastifyRequest): Promise<AuthenticatedActor | undefined> {
    return authenticateRequest(this.#context, request);
  }

  demandSecondFactor(actor: AuthenticatedActor, trialId: TrialId): Promise<void> {
    return this.#demands.require(actor, trialId);
  }

  takeConfirmation(
    actor: AuthenticatedActor,
    token: string,
    about: ConfirmedCommand,
  ): Promise<Confirmation | undefined> {
    return takeConfirmation(this.#context, actor, token, about);
  }

  /** The link for the first administrator, to be printed by whoever starts the server; undefined once there is an account. */
  firstAdministratorLink(): Promise<string | undefined> {
    return makeFirstAdministratorLink(this.#context);
  }

  /** Opens a demonstration of a rehearsed trial, or says why there is none. @param listensOn the address of the server */
  openDemonstration(trial: { readonly trialId: TrialId; readonly protocol: Protocol }, listensOn: string) {
    return openDemonstration(this.#context, trial, listensOn);
  }

  /** Ends a demonstration, also one that an earlier run has left. */
  closeDemonstration(): Promise<void> {
    return closeDemonstration(this.#context);
  }
}
