// What the work behind accounts shares: the library, the database, settings, mail, and how secrets are digested.
import { createHmac, randomBytes } from 'node:crypto';
import type pg from 'pg';
import type { Mailer } from '../mail/mailer.js';
import type { Pools } from '../store/pool.js';
import type { Auth } from './auth.js';
import type { AccountSettings } from './settings.js';
import { addSecurityEvent, type SecurityEvent } from './store/security-log.js';

export interface AccountContext {
  readonly auth: Auth;
  /** Connections of the role of accounts. */
  readonly pool: pg.Pool;
  /** For what is asked of trials: who takes part in which. */
  readonly pools: Pools;
  readonly settings: AccountSettings;
  readonly mailer: Mailer;
  /** Keys digests; lies outside the database. */
  readonly digestKey: Buffer;
  /** One half of the keys of drafts; lies outside the database. */
  readonly draftKey: Buffer;
  /** Gets one line without personal data for each unexpected error. */
  readonly log: (line: string) => void;
  /** The passwords of demonstration accounts by their e-mail address; empty where there is no demonstration. */
  readonly demonstration: Map<string, DemonstrationAccount>;
}

export interface DemonstrationAccount {
  readonly email: string;
  readonly password: string;
  readonly name: string;
  /** Id and name of the role that it shows. */
  readonly role: string;
  readonly roleName: string;
  readonly trialId: string;
}

/** What is known of a request beside its body. */
export interface RequestFacts {
  /** Its cookies and its browser, as better-auth reads them. */
  readonly headers: Headers;
  /** Of the network. */
  readonly address: string;
}

/** A digest under the installation's key: equal texts can be told, the text can't be found by trying. */
export function digest(context: Pick<AccountContext, 'digestKey'>, purpose: string, text: string): Buffer {
  return createHmac('sha256', context.digestKey).update(`${purpose}\0${text}`).digest();
}

/** 256 random bits for a link or a token, fit for an address. */
export function makeToken(): string {
  return randomBytes(32).toString('base64url');
}

/** Writes to the security log; the address as the settings say. */
export async function logSecurity(
  context: AccountContext,
  event: Omit<SecurityEvent, 'at' | 'address'>,
  request?: RequestFacts,
): Promise<void> {
  await addSecurityEvent(context.pool, {
    at: new Date(),
    ...event,
    ...(request === undefined ? {} : { address: loggedAddress(context, request.address) }),
  });
}

function loggedAddress(context: AccountContext, address: string): string {
  if (context.settings.logAddresses === 'plain') return address;
  return digest(context, 'address', address).toString('hex').slice(0, 16);
}

/** Sends a mail without making the request wait for it: how long it takes would tell whether there is an account. */
export function sendInBackground(context: AccountContext, mail: Parameters<Mailer['send']>[0]): void {
  void context.mailer.send(mail).catch((error: Error) => context.log(`a mail was not sent: ${error.message}`));
}
