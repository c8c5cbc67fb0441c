// Routes of one's own account: profile, password, e-mail address, sessions.
import { z } from 'zod';
import type { AuthenticatedActor } from '../../http/authentication.js';
import { listTrialsOf } from '../../store/membership.js';
import { type AccountContext, logSecurity } from '../context.js';
import { setCookies } from '../cookie.js';
import { changeEmail, requestEmailChange } from '../email-change.js';
import { changePassword } from '../password-change.js';
import { AccountProblem } from '../problem.js';
import { Proof, prove } from '../prove.js';
import { requireAccount, signOut } from '../sign-in.js';
import { changeAccount } from '../store/account.js';
import { deleteDraftKeysOfSession } from '../store/draft-key.js';
import { endSession, endSessions, listSessions } from '../store/session.js';
import {
  addPublicRoute,
  addRoute,
  Email,
  instant,
  instantOrNull,
  Locale,
  Name,
  Password,
  type RouteScope,
  uuidOf,
} from './route.js';

/** Who is signed in, and what for. */
export const Me = z.object({
  accountId: z.uuid(),
  actorId: z.uuid().describe('the pseudonym under which you stand in the record'),
  email: z.string(),
  name: z.string(),
  locale: z.string(),
  isAdministrator: z.boolean(),
  mayCreateTrials: z.boolean(),
  isDemonstration: z.boolean(),
  expiresAt: z.string().nullable(),
  hasPassword: z.boolean(),
  hasSecondFactor: z.boolean().describe('whether an authenticator app is set up'),
  passkeys: z.int(),
  session: z
    .object({
      sessionId: z.uuid(),
      hasSecondFactor: z.boolean().describe('whether this session began with a second factor or a passkey'),
      idleMinutes: z.int().describe('without a request for so long, the session ends'),
    })
    .nullable()
    .describe('null where an API token was sent'),
  trials: z.array(
    z.object({
      trialId: z.string(),
      acronym: z.string(),
      mode: z.string(),
      status: z.string(),
      roles: z.array(
        z.object({ role: z.string(), siteId: z.string(), blinded: z.boolean(), rights: z.array(z.string()) }),
      ),
    }),
  ),
});

export function addProfileRoutes(scope: RouteScope): void {
  const { context } = scope;
  addRoute(
    scope,
    'program',
    { method: 'GET', url: '/api/me', summary: 'Who you are, and your roles in your trials.', answer: Me },
    async ({ actor }) => describeMe(context, actor),
  );
  addRoute(
    scope,
    'person',
    {
      method: 'POST',
      url: '/api/me',
      summary: 'Changes your name or the language of your pages.',
      body: z.strictObject({ name: Name.optional(), locale: Locale.optional() }),
    },
    async ({ actor, body, facts }) => {
      // Guests of a demonstration may read it in their own language.
      if (body.name !== undefined) await requireOwn(actor.accountId);
      await changeAccount(context.pool, actor.accountId, {
        ...(body.name === undefined ? {} : { name: body.name }),
        ...(body.locale === undefined ? {} : { locale: body.locale }),
      });
      await logSecurity(context, { type: 'profileChanged', accountId: actor.accountId }, facts);
    },
  );
  addRoute(
    scope,
    'person',
    {
      method: 'POST',
      url: '/api/me/password',
      summary: 'Changes your password; all your other sessions end.',
      body: z.strictObject({
        currentPassword: Password,
        newPassword: Password,
        code: z.string().max(40).optional(),
      }),
    },
    async ({ actor, body, facts, reply }) => setCookies(reply, await changePassword(context, actor, body, facts)),
  );
  addRoute(
    scope,
    'person',
    {
      method: 'POST',
      url: '/api/me/email',
      summary: 'Asks for another e-mail address; it counts once the link that is sent there was followed.',
      body: z.strictObject({ email: Email, proof: Proof }),
    },
    async ({ actor, body, facts }) => {
      const account = await requireOwn(actor.accountId);
      await prove(context, actor, body.proof, facts);
      await requestEmailChange(context, account, body.email, facts);
    },
  );
  addPublicRoute(
    scope,
    {
      method: 'POST',
      url: '/api/email-changes',
      summary: 'Changes an e-mail address by the link that was sent to the new one.',
      body: z.strictObject({ token: z.string().max(100) }),
    },
    async ({ body, facts }) => changeEmail(context, body.token, facts),
  );
  addRoute(
    scope,
    'person',
    {
      method: 'GET',
      url: '/api/me/sessions',
      summary: 'Your sessions that have not ended.',
      answer: z.object({
        sessions: z.array(
          z.object({
            sessionId: z.uuid(),
            isThis: z.boolean(),
            startedAt: z.string(),
            lastSeenAt: z.string(),
            endsAt: z.string().describe('at the latest'),
            browser: z.string().nullable(),
            method: z.string(),
            hasSecondFactor: z.boolean(),
          }),
        ),
      }),
    },
    async ({ actor }) => {
      const { idleMinutes } = context.settings.session;
      const rows = await listSessions(context.pool, { accountId: actor.accountId, now: new Date(), idleMinutes });
      return {
        sessions: rows.map((row) => ({
          sessionId: row.sessionId,
          isThis: row.sessionId === actor.sessionId,
          startedAt: instant(row.startedAt),
          lastSeenAt: instant(row.lastSeenAt),
          endsAt: instant(row.expiresAt),
          browser: row.userAgent,
          method: row.method,
          hasSecondFactor: row.hasSecondFactor,
        })),
      };
    },
  );
  addRoute(
    scope,
    'person',
    { method: 'DELETE', url: '/api/me/sessions/:id', summary: 'Ends one of your sessions.' },
    async ({ actor, id, facts }) => {
      if (!(await endSession(context.pool, actor.accountId, uuidOf(id)))) throw new AccountProblem('not-found');
      await deleteDraftKeysOfSession(context.pool, actor.accountId, uuidOf(id));
      await logSecurity(context, { type: 'sessionEnded', accountId: actor.accountId }, facts);
    },
  );
  addRoute(
    scope,
    'person',
    { method: 'DELETE', url: '/api/me/sessions', summary: 'Signs you out everywhere, here as well.' },
    async ({ actor, facts, reply }) => {
      setCookies(reply, await signOut(context, facts));
      await endSessions(context.pool, actor.accountId);
      await logSecurity(context, { type: 'sessionsEnded', accountId: actor.accountId }, facts);
    },
  );

  /** What a demonstration shows, its guests leave as it is. */
  async function requireOwn(accountId: string) {
    const account = await requireAccount(context, accountId);
    if (account.isDemonstration) throw new AccountProblem('demonstration-account');
    return account;
  }
}

/** Who is behind a request, with the roles in all trials. */
export async function describeMe(context: AccountContext, actor: AuthenticatedActor): Promise<z.output<typeof Me>> {
  const account = await requireAccount(context, actor.accountId);
  const trials = await listTrialsOf(context.pools, actor.actorId);
  const { accountId, actorId, email, name, locale, isAdministrator, mayCreateTrials, isDemonstration } = account;
  return {
    ...{ accountId, actorId, email, name, locale, isAdministrator, mayCreateTrials, isDemonstration },
    expiresAt: instantOrNull(account.expiresAt),
    hasPassword: account.hasPassword,
    hasSecondFactor: account.hasSecondFactor,
    passkeys: account.passkeys,
    session:
      actor.sessionId === undefined
        ? null
        : {
            sessionId: actor.sessionId,
            hasSecondFactor: actor.hasSecondFactor,
            idleMinutes: context.settings.session.idleMinutes,
          },
    trials: trials.map((trial) => ({
      trialId: trial.trialId,
      acronym: trial.acronym,
      mode: trial.mode,
      status: trial.status,
      roles: trial.roles.map((role) => ({ ...role, rights: [...role.rights] })),
    })),
  };
}
