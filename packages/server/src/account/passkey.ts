// Passkeys (WebAuthn): registered by their owner, good for signing in and for confirming; the authenticator asks for a PIN or a finger.
import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import { z } from 'zod';
import { loopbackNames } from './auth.js';
import { type AccountContext, makeToken } from './context.js';
import { AccountProblem } from './problem.js';
import { isLoopback } from './settings.js';
import type { Account } from './store/account.js';
import { findPasskey, insertPasskey, listPasskeys, notePasskeyUse, type PasskeyRow } from './store/passkey.js';

const text = z.string().max(4096);
const extensions = z.record(z.string(), z.unknown());

/** What a browser answers to the question for a passkey: its JSON form (WebAuthn Level 3, 5.1.8), and which question it was. */
export const PasskeyAnswer = z.strictObject({
  challengeId: text,
  response: z.object({
    id: text,
    rawId: text,
    type: z.literal('public-key'),
    authenticatorAttachment: z.enum(['cross-platform', 'platform']).optional(),
    clientExtensionResults: extensions,
    response: z.object({
      clientDataJSON: text,
      authenticatorData: text,
      signature: text,
      userHandle: text.optional(),
    }),
  }),
});
export type PasskeyAnswer = z.infer<typeof PasskeyAnswer>;

/** What a browser answers when it has made a passkey. */
export const NewPasskey = z.strictObject({
  challengeId: text,
  name: z.string().trim().min(1).max(80),
  response: z.object({
    id: text,
    rawId: text,
    type: z.literal('public-key'),
    authenticatorAttachment: z.enum(['cross-platform', 'platform']).optional(),
    clientExtensionResults: extensions,
    response: z.object({
      clientDataJSON: text,
      attestationObject: z.string().max(65_536),
      transports: z.array(z.string().max(32)).max(10).optional(),
      authenticatorData: text.optional(),
      publicKey: text.optional(),
      publicKeyAlgorithm: z.number().optional(),
    }),
  }),
});
export type NewPasskey = z.infer<typeof NewPasskey>;

const challengeMinutes = 5;
type Purpose = 'registration' | 'signIn' | 'confirmation';

/** The question with which a browser makes a passkey for an account. */
export async function askForRegistration(context: AccountContext, account: Account) {
  const known = await listPasskeys(context.pool, account.accountId);
  const options = await generateRegistrationOptions({
    rpName: 'Equipoise',
    rpID: relyingParty(context),
    userName: account.email,
    userDisplayName: account.name,
    userID: new Uint8Array(Buffer.from(account.accountId)),
    attestationType: 'none',
    excludeCredentials: known.map((passkey) => ({ id: passkey.credentialId, transports: [...passkey.transports] })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  });
  const challengeId = await keepChallenge(context, 'registration', options.challenge, account.accountId);
  return { challengeId, options };
}

/** Registers a passkey that a browser has made. @throws AccountProblem `passkey-refused` */
export async function registerPasskey(context: AccountContext, account: Account, made: NewPasskey): Promise<void> {
  const kept = await takeChallenge(context, 'registration', made.challengeId);
  if (kept?.accountId !== account.accountId) throw new AccountProblem('passkey-refused');
  const verified = await verifyRegistrationResponse({
    response: made.response as RegistrationResponseJSON,
    expectedChallenge: kept.challenge,
    expectedOrigin: origins(context),
    expectedRPID: relyingParty(context),
    requireUserVerification: true,
  }).catch(() => undefined);
  if (verified?.verified !== true) throw new AccountProblem('passkey-refused');
  const { credential } = verified.registrationInfo;
  const isNew = await insertPasskey(context.pool, {
    accountId: account.accountId,
    credentialId: credential.id,
    publicKey: Buffer.from(credential.publicKey),
    counter: credential.counter,
    transports: made.response.response.transports ?? [],
    name: made.name,
    createdAt: new Date(),
  });
  if (!isNew) throw new AccountProblem('passkey-refused');
}

/** The question for any passkey of this installation; it names no account, so it tells of none. */
export async function askForPasskey(context: AccountContext, purpose: 'signIn' | 'confirmation') {
  const options = await generateAuthenticationOptions({ rpID: relyingParty(context), userVerification: 'required' });
  return { challengeId: await keepChallenge(context, purpose, options.challenge), options };
}

/** The passkey that answered; undefined where the answer is wrong. A question is answered once. */
export async function verifyPasskey(
  context: AccountContext,
  answer: PasskeyAnswer,
  purpose: 'signIn' | 'confirmation',
): Promise<PasskeyRow | undefined> {
  const kept = await takeChallenge(context, purpose, answer.challengeId);
  if (kept === undefined) return undefined;
  const passkey = await findPasskey(context.pool, answer.response.id);
  if (passkey === undefined) return undefined;
  const verified = await verifyAuthenticationResponse({
    response: answer.response as AuthenticationResponseJSON,
    expectedChallenge: kept.challenge,
    expectedOrigin: origins(context),
    expectedRPID: relyingParty(context),
    credential: {
      id: passkey.credentialId,
      publicKey: new Uint8Array(passkey.publicKey),
      counter: Number(passkey.counter),
      transports: [...passkey.transports],
    },
    requireUserVerification: true,
  }).catch(() => undefined);
  if (verified?.verified !== true) return undefined;
  // A counter that does not grow tells of a copied authenticator; of two answers at once only one moves it.
  const isMoved = await notePasskeyUse(context.pool, {
    passkeyId: passkey.passkeyId,
    counterBefore: passkey.counter,
    counter: verified.authenticationInfo.newCounter,
    now: new Date(),
  });
  return isMoved ? passkey : undefined;
}

function relyingParty(context: AccountContext): string {
  return new URL(context.settings.publicUrl).hostname;
}

/** The addresses at which browsers may have asked. */
function origins(context: AccountContext): string[] {
  const { publicUrl } = context.settings;
  return isLoopback(publicUrl) ? [publicUrl, ...loopbackNames(publicUrl)] : [publicUrl];
}

async function keepChallenge(
  context: AccountContext,
  purpose: Purpose,
  challenge: string,
  accountId?: string,
): Promise<string> {
  const challengeId = makeToken();
  const { internalAdapter } = await context.auth.$context;
  await internalAdapter.createVerificationValue({
    identifier: `passkey-${purpose}:${challengeId}`,
    value: JSON.stringify({ challenge, accountId }),
    expiresAt: new Date(Date.now() + challengeMinutes * 60_000),
  });
  return challengeId;
}

const Kept = z.object({ challenge: z.string(), accountId: z.string().optional() });

async function takeChallenge(
  context: AccountContext,
  purpose: Purpose,
  challengeId: string,
): Promise<z.infer<typeof Kept> | undefined> {
  const { internalAdapter } = await context.auth.$context;
  const kept = await internalAdapter.consumeVerificationValue(`passkey-${purpose}:${challengeId}`);
  return kept === null ? undefined : Kept.parse(JSON.parse(kept.value));
}
