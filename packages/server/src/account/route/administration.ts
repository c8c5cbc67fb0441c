// Routes of account administration: who has an account, and what administrators do with it.
import { z } from 'zod';
import {
  type Administrator,
  administerAccount,
  requireAccountById,
  resetSecondFactor,
  unlockAccount,
} from '../administration.js';
import { logSecurity } from '../context.js';
import { invite, sendInvitation } from '../invitation.js';
import { areLocked } from '../lock-out.js';
import { requireInviter } from '../people.js';
import { AccountProblem } from '../problem.js';
import { requireAccount } from '../sign-in.js';
import { listAccounts } from '../store/account.js';
import { endSessions } from '../store/session.js';
import { addRoute, Email, instant, instantOrNull, Locale, Name, type RouteScope, uuidOf } from './route.js';

const AccountRow = z.object({
  accountId: z.uuid(),
  actorId: z.uuid(),
  email: z.string(),
  name: z.string(),
  state: z.enum(['invited', 'active', 'disabled', 'expired']),
  isLocked: z.boolean().describe('nobody can sign in to it for a while, after too many failures'),
  isAdministrator: z.boolean(),
  mayCreateTrials: z.boolean(),
  isDemonstration: z.boolean(),
  hasSecondFactor: z.boolean(),
  passkeys: z.int(),
  expiresAt: z.string().nullable(),
  createdAt: z.string(),
});
const ExpiresAt = z.iso.datetime().nullable().describe('an instant; null: never');

export function addAdministrationRoutes(scope: RouteScope): void {
  const { context } = scope;
  addRoute(
    scope,
    'administrator',
    {
      method: 'GET',
      url: '/api/accounts',
      summary: 'All accounts.',
      answer: z.object({ accounts: z.array(AccountRow) }),
    },
    async () => {
      const accounts = await listAccounts(context.pool);
      const locked = await areLocked(
        context,
        accounts.map((account) => account.email),
      );
      return {
        accounts: accounts.map((account, index) => ({
          accountId: account.accountId,
          actorId: account.actorId,
          email: account.email,
          name: account.name,
          state: stateOf(account),
          isLocked: locked[index] === true,
          isAdministrator: account.isAdministrator,
          mayCreateTrials: account.mayCreateTrials,
          isDemonstration: account.isDemonstration,
          hasSecondFactor: account.hasSecondFactor,
          passkeys: account.passkeys,
          expiresAt: instantOrNull(account.expiresAt),
          createdAt: instant(account.createdAt),
        })),
      };
    },
  );
  addRoute(
    scope,
    'person',
    {
      method: 'POST',
      url: '/api/accounts',
      summary: 'Invites somebody: mails a link, good once, that lets them set a password.',
      description:
        'For administrators, and for whoever may grant roles in a trial; these can make neither administrators nor people who create trials. The answer holds the pseudonym to grant roles to.',
      body: z.strictObject({
        email: Email,
        name: Name,
        locale: Locale.default('en'),
        isAdministrator: z.boolean().default(false),
        mayCreateTrials: z.boolean().default(false),
        expiresAt: ExpiresAt.default(null),
      }),
      answer: z.object({ accountId: z.uuid(), actorId: z.uuid() }),
    },
    async ({ actor, body, facts }) => {
      await requireInviter(context, actor, body);
      const by = await requireAccount(context, actor.accountId);
      const expiresAt = body.expiresAt === null ? null : new Date(body.expiresAt);
      const { accountId, actorId } = await invite(context, { ...body, expiresAt }, by, facts);
      return { accountId, actorId };
    },
  );
  addRoute(
    scope,
    'administrator',
    {
      method: 'POST',
      url: '/api/accounts/:id',
      summary: 'Disables or enables an account, sets its expiry, makes an administrator or takes that away.',
      description: 'Sessions end where access ends. The last administrator who can sign in stays.',
      body: z.strictObject({
        isDisabled: z.boolean().optional(),
        expiresAt: ExpiresAt.optional(),
        isAdministrator: z.boolean().optional(),
        mayCreateTrials: z.boolean().optional(),
      }),
    },
    async ({ actor, id, body, facts }) => {
      const { expiresAt, ...change } = body;
      await administerAccount(
        context,
        await requireAccountById(context, uuidOf(id)),
        {
          ...change,
          ...(expiresAt === undefined ? {} : { expiresAt: expiresAt === null ? null : new Date(expiresAt) }),
        },
        by(actor.accountId, facts),
      );
    },
  );
  addRoute(
    scope,
    'administrator',
    { method: 'POST', url: '/api/accounts/:id/unlocking', summary: 'Ends a lock-out before its time.' },
    async ({ actor, id, facts }) =>
      unlockAccount(context, await requireAccountById(context, uuidOf(id)), by(actor.accountId, facts)),
  );
  addRoute(
    scope,
    'administrator',
    {
      method: 'POST',
      url: '/api/accounts/:id/second-factor-reset',
      summary: 'Takes away the second factors of somebody who lost them, and ends the sessions; recorded.',
    },
    async ({ actor, id, facts }) =>
      resetSecondFactor(context, await requireAccountById(context, uuidOf(id)), by(actor.accountId, facts)),
  );
  addRoute(
    scope,
    'administrator',
    {
      method: 'POST',
      url: '/api/accounts/:id/invitation',
      summary: 'Mails the invitation again; the link before is void.',
    },
    async ({ actor, id, facts }) => {
      const account = await requireAccountById(context, uuidOf(id));
      if (account.isAccepted) throw new AccountProblem('link-invalid', {}, 'The invitation was accepted already.');
      await sendInvitation(context, account, (await requireAccount(context, actor.accountId)).name);
      await logSecurity(
        context,
        { type: 'invited', accountId: account.accountId, byAccountId: actor.accountId },
        facts,
      );
    },
  );
  addRoute(
    scope,
    'administrator',
    { method: 'DELETE', url: '/api/accounts/:id/sessions', summary: 'Ends all sessions of an account.' },
    async ({ actor, id, facts }) => {
      const { accountId } = await requireAccountById(context, uuidOf(id));
      await endSessions(context.pool, accountId);
      await logSecurity(context, { type: 'sessionsEnded', accountId, byAccountId: actor.accountId }, facts);
    },
  );
}

function by(accountId: string, request: Administrator['request']): Administrator {
  return { accountId, request };
}

/** What stands in the way of signing in, if anything. */
export function stateOf(account: {
  readonly isAccepted: boolean;
  readonly isDisabled: boolean;
  readonly expiresAt: Date | null;
}): 'invited' | 'active' | 'disabled' | 'expired' {
  if (account.isDisabled) return 'disabled';
  if (account.expiresAt !== null && account.expiresAt.getTime() <= Date.now()) return 'expired';
  return account.isAccepted ? 'active' : 'invited';
}
