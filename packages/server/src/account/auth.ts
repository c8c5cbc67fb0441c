// better-auth as this installation uses it: passwords, sessions, second factors and single sign-on, on the `account` schema.
import { type BetterAuthOptions, betterAuth } from 'better-auth';
import { APIError } from 'better-auth/api';
import { admin, genericOAuth, twoFactor } from 'better-auth/plugins';
import { decodeJwt } from 'jose';
import type pg from 'pg';
import { passkeySession } from './passkey-session.js';
import { passwordHashing } from './password-hash.js';
import { passwordLength } from './password-strength.js';
import { type AccountSettings, cookiePrefix, isLoopback } from './settings.js';

/** Where better-auth's own addresses begin; of them only the callback of single sign-on is served. */
export const authBasePath = '/api/account';

interface AuthInput {
  readonly pool: pg.Pool;
  /** Signs cookies, encrypts secrets of second factors; derived from a key that lies outside the database. */
  readonly secret: string;
  readonly settings: AccountSettings;
  /** Gets one line without personal data for each unexpected error. */
  readonly log: (line: string) => void;
  /** Sends the link to set a new password. */
  readonly sendReset: (to: { readonly email: string; readonly name: string }, token: string) => Promise<void>;
}

/** Makes the instance of better-auth; nothing is asked of the database before its first use. */
export function makeAuth(input: AuthInput) {
  return betterAuth(authOptions(input));
}

export type Auth = ReturnType<typeof makeAuth>;

/** The options; a test holds the tables that they ask for against the migration. */
export function authOptions({ pool, secret, settings, log, sendReset }: AuthInput) {
  const isSecure = settings.publicUrl.startsWith('https://');
  return {
    appName: 'Equipoise',
    baseURL: settings.publicUrl,
    basePath: authBasePath,
    secret,
    database: pool,
    telemetry: { enabled: false },
    // Attempts are counted by ourselves, by account and by address, over all server processes.
    rateLimit: { enabled: false },
    // Only the text: what comes with it may be about a person.
    logger: { level: 'error', log: (_level, message) => log(message) },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: passwordLength.least,
      maxPasswordLength: passwordLength.most,
      password: passwordHashing(secret),
      revokeSessionsOnPasswordReset: true,
      resetPasswordTokenExpiresIn: 3600,
      sendResetPassword: ({ user, token }) => sendReset(user, token),
    },
    user: {
      additionalFields: {
        actorId: { type: 'string', required: true, unique: true, input: false },
        expiresAt: { type: 'date', required: false, input: false },
        mayCreateTrials: { type: 'boolean', required: true, defaultValue: false, input: false },
        locale: { type: 'string', required: true, defaultValue: 'en', input: false },
        isDemonstration: { type: 'boolean', required: true, defaultValue: false, input: false },
      },
    },
    session: {
      // The absolute end; the idle end is kept in lastSeenAt.
      expiresIn: settings.session.hours * 3600,
      disableSessionRefresh: true,
      freshAge: 0,
      additionalFields: {
        method: { type: 'string', required: true, defaultValue: 'password', input: false },
        hasSecondFactor: { type: 'boolean', required: true, defaultValue: false, input: false },
        lastSeenAt: { type: 'date', required: true, input: false },
      },
    },
    account: {
      additionalFields: { authenticatedAt: { type: 'date', required: false, input: false } },
      // Accounts are made by invitation alone, so an address that the provider has verified is that of the invited person.
      accountLinking: { enabled: true, trustedProviders: [], requireLocalEmailVerified: false },
    },
    // Tokens of links are stored as digests.
    verification: { storeIdentifier: 'hashed' },
    plugins: [
      twoFactor({
        issuer: 'Equipoise',
        allowPasswordless: true,
        // One count of failures for password and code together, by ourselves.
        accountLockout: { enabled: false },
      }),
      admin(),
      genericOAuth({
        config: settings.singleSignOn.map((provider) => ({
          providerId: provider.id,
          discoveryUrl: provider.discoveryUrl,
          clientId: provider.clientId,
          clientSecret: provider.clientSecret,
          scopes: ['openid', 'email', 'profile'],
          pkce: true,
          requireIdTokenVerification: true,
          disableSignUp: true,
          disableImplicitSignUp: true,
          overrideUserInfo: false,
        })),
      }),
      passkeySession(),
    ],
    databaseHooks: {
      session: {
        create: {
          before: async (session, context) => {
            const user = await context?.context.internalAdapter.findUserById(session.userId);
            refuseEnded(user as unknown as EndFacts | undefined);
            return { data: { ...session, ...sessionFacts(session.userId, context, settings), lastSeenAt: new Date() } };
          },
        },
      },
      account: {
        create: { before: async (account) => ({ data: withoutTokens(account) }) },
        update: { before: async (account) => ({ data: withoutTokens(account) }) },
      },
    },
    advanced: {
      cookiePrefix: cookiePrefix(settings.publicUrl),
      // The prefix says it already: better-auth would put __Secure- before it.
      useSecureCookies: false,
      defaultCookieAttributes: { httpOnly: true, sameSite: 'lax', secure: isSecure, path: '/' },
      ipAddress: { disableIpTracking: true },
      database: { generateId: 'uuid' },
    },
    trustedOrigins: isLoopback(settings.publicUrl) ? [settings.publicUrl, ...loopbackNames(settings.publicUrl)] : [],
    onAPIError: { errorURL: `${settings.publicUrl}/sign-in` },
  } satisfies BetterAuthOptions;
}

/** On this computer people write 127.0.0.1 or localhost. */
export function loopbackNames(publicUrl: string): readonly string[] {
  const { protocol, port } = new URL(publicUrl);
  return ['127.0.0.1', 'localhost', '[::1]'].map((name) => `${protocol}//${name}${port === '' ? '' : `:${port}`}`);
}

interface EndFacts {
  readonly emailVerified: boolean;
  readonly banned?: boolean | null;
  readonly expiresAt?: Date | null;
}

/** Nobody gets a session whose account is not accepted, disabled or expired, whatever way they came. */
function refuseEnded(user: EndFacts | undefined): void {
  if (user === undefined || user === null || !user.emailVerified)
    throw APIError.from('FORBIDDEN', { code: 'account_not_accepted', message: 'not accepted' });
  if (user.banned === true) throw APIError.from('FORBIDDEN', { code: 'account_disabled', message: 'disabled' });
  if (user.expiresAt && user.expiresAt.getTime() <= Date.now())
    throw APIError.from('FORBIDDEN', { code: 'account_expired', message: 'expired' });
}

interface HookContext {
  readonly path?: string;
  readonly params?: Readonly<Record<string, string>>;
  readonly context: {
    readonly session?: {
      readonly session: { readonly userId: string; readonly method?: string; readonly hasSecondFactor?: boolean };
    } | null;
  };
}

/** How a session began. One that replaces another (a changed password) goes on as that one did. */
function sessionFacts(
  userId: string,
  context: unknown,
  settings: AccountSettings,
): { readonly method: string; readonly hasSecondFactor: boolean } {
  const { path = '', params, context: inner } = (context ?? { context: {} }) as HookContext;
  const before = inner.session?.session.userId === userId ? inner.session.session : undefined;
  if (path.startsWith('/two-factor/verify')) return { method: before?.method ?? 'password', hasSecondFactor: true };
  if (path.startsWith('/two-factor/disable')) return { method: before?.method ?? 'password', hasSecondFactor: false };
  if (path.startsWith('/passkey')) return { method: 'passkey', hasSecondFactor: true };
  if (path.startsWith('/callback')) {
    const provider = settings.singleSignOn.find((one) => one.id === params?.id);
    return { method: 'singleSignOn', hasSecondFactor: provider?.hasSecondFactor === true };
  }
  return { method: before?.method ?? 'password', hasSecondFactor: before?.hasSecondFactor === true };
}

/** Of a provider's tokens only one fact is kept: when it asked its user for credentials. The others are of no use here. */
function withoutTokens<T extends { readonly idToken?: string | null | undefined }>(account: T) {
  if (account.idToken === undefined || account.idToken === null) return account;
  const { auth_time: authTime } = decodeJwt(account.idToken);
  return {
    ...account,
    idToken: null,
    accessToken: null,
    refreshToken: null,
    accessTokenExpiresAt: null,
    refreshTokenExpiresAt: null,
    authenticatedAt: typeof authTime === 'number' ? new Date(authTime * 1000) : null,
  };
}
