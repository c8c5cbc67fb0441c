// What an installation decides about its accounts, read from the environment, all problems at once.
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { StartupProblem } from '../embedded/startup-problem.js';
import type { MailSettings } from '../mail/mailer.js';

const Provider = z.strictObject({
  /** Part of the callback's address: /api/account/callback/<id>. */
  id: z.string().regex(/^[a-z][a-z0-9-]{0,31}$/, 'lower-case letters, digits and "-", beginning with a letter'),
  /** What the button of the sign-in page says. */
  name: z.string().min(1).max(80),
  /** …/.well-known/openid-configuration */
  discoveryUrl: z.url({ protocol: /^https?$/ }),
  clientId: z.string().min(1),
  clientSecret: z.string().min(1),
  /** True where the provider itself always asks for a second factor. */
  hasSecondFactor: z.boolean().default(false),
});
/** An OpenID Connect provider at which people may sign in. */
export type SingleSignOnProvider = z.infer<typeof Provider>;

const whole = (usual: number, least: number, most: number) =>
  z.coerce.number().int().min(least).max(most).default(usual);
const Environment = z.object({
  EQUIPOISE_PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  EQUIPOISE_LOCKOUT_FAILURES: whole(5, 1, 100),
  EQUIPOISE_LOCKOUT_MINUTES: whole(15, 1, 1440),
  EQUIPOISE_LOCKOUT_FAILURES_PER_ADDRESS: whole(50, 1, 100_000),
  EQUIPOISE_SESSION_IDLE_MINUTES: whole(30, 1, 1440),
  EQUIPOISE_SESSION_HOURS: whole(12, 1, 168),
  EQUIPOISE_SECOND_FACTOR: z.enum(['optional', 'administrators', 'everyone']).default('optional'),
  EQUIPOISE_LOG_ADDRESSES: z.enum(['pseudonymous', 'plain']).default('pseudonymous'),
  EQUIPOISE_SINGLE_SIGN_ON: z.string().min(1).optional(),
  EQUIPOISE_SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  EQUIPOISE_MAIL_FROM: z.string().min(3).optional(),
});

/** The settings of an installation's accounts. */
export interface AccountSettings {
  /** Where people reach the installation, without a slash at its end: https://trial.example.org */
  readonly publicUrl: string;
  readonly lockOut: {
    readonly failures: number;
    readonly minutes: number;
    /** Failures of all accounts together from one address; higher, since a hospital may share one. */
    readonly failuresPerAddress: number;
  };
  readonly session: { readonly idleMinutes: number; readonly hours: number };
  /** Of whom every trial demands a second factor; a protocol may demand it of all its people. */
  readonly secondFactor: 'optional' | 'administrators' | 'everyone';
  /** Whether the security log holds addresses, or keyed digests that tell only whether two are the same. */
  readonly logAddresses: 'pseudonymous' | 'plain';
  readonly singleSignOn: readonly SingleSignOnProvider[];
  readonly mail: MailSettings;
}

/**
 * Reads the settings.
 * @param publicUrl where the server listens, for an installation that says nothing else (EQUIPOISE_PUBLIC_URL)
 * @throws StartupProblem with every problem, each on a line of its own
 */
export function readAccountSettings(publicUrl: string, environment: NodeJS.ProcessEnv = process.env): AccountSettings {
  // An empty variable is one that is not set.
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = Environment.safeParse(set);
  if (!parsed.success)
    throw new StartupProblem(
      'setting-invalid',
      parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('\n'),
    );
  const found = parsed.data;
  const url = new URL(found.EQUIPOISE_PUBLIC_URL ?? publicUrl);
  return {
    publicUrl: url.origin,
    lockOut: {
      failures: found.EQUIPOISE_LOCKOUT_FAILURES,
      minutes: found.EQUIPOISE_LOCKOUT_MINUTES,
      failuresPerAddress: found.EQUIPOISE_LOCKOUT_FAILURES_PER_ADDRESS,
    },
    session: { idleMinutes: found.EQUIPOISE_SESSION_IDLE_MINUTES, hours: found.EQUIPOISE_SESSION_HOURS },
    secondFactor: found.EQUIPOISE_SECOND_FACTOR,
    logAddresses: found.EQUIPOISE_LOG_ADDRESSES,
    singleSignOn: readProviders(found.EQUIPOISE_SINGLE_SIGN_ON),
    mail: {
      from:
        found.EQUIPOISE_MAIL_FROM ??
        `Equipoise <equipoise@${url.hostname === '127.0.0.1' ? 'localhost' : url.hostname}>`,
      ...(found.EQUIPOISE_SMTP_URL === undefined ? {} : { smtpUrl: found.EQUIPOISE_SMTP_URL }),
    },
  };
}

/** A file, because a secret of a client is in it. */
function readProviders(file: string | undefined): readonly SingleSignOnProvider[] {
  if (file === undefined) return [];
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new StartupProblem(
      'setting-invalid',
      `EQUIPOISE_SINGLE_SIGN_ON: ${file} is not a readable JSON file (${(cause as Error).message})`,
      { cause },
    );
  }
  const parsed = z.array(Provider).safeParse(json);
  if (!parsed.success)
    throw new StartupProblem(
      'setting-invalid',
      parsed.error.issues
        .map((issue) => `EQUIPOISE_SINGLE_SIGN_ON: ${file}: ${issue.path.join('.') || 'the file'}: ${issue.message}`)
        .join('\n'),
    );
  return parsed.data;
}

/** Whether an address names this computer only. */
export function isLoopback(url: string): boolean {
  const { hostname } = new URL(url);
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

/**
 * How the names of cookies begin. With https, browsers take a cookie of such a name from this very host alone, for all of
 * its paths: no other host of the domain can set one.
 * @see RFC 6265bis 4.1.3.2
 */
export function cookiePrefix(publicUrl: string | undefined): string {
  return publicUrl?.startsWith('https://') === true ? '__Host-equipoise' : 'equipoise';
}
