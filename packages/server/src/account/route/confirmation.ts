// Routes by which a person gives the credentials again: for one command, or for an API token.
import { CommandId, commands, TrialId } from '@equipoise/trial';
import { z } from 'zod';
import { makeApiToken, revokeApiToken } from '../api-token.js';
import { confirm } from '../confirmation.js';
import { askForPasskey } from '../passkey.js';
import { Proof } from '../prove.js';
import { listTokens } from '../store/api-token.js';
import { addRoute, instant, instantOrNull, Name, type RouteScope, uuidOf } from './route.js';
import { PasskeyQuestion } from './sign-in.js';

export function addConfirmationRoutes(scope: RouteScope): void {
  const { context } = scope;
  addRoute(
    scope,
    'person',
    {
      method: 'POST',
      url: '/api/confirmations',
      summary: 'Confirms one command with the credentials, given again.',
      description:
        'Answers a token for the header `Equipoise-Confirmation` of exactly this command, sent in this session under this Idempotency-Key within two minutes. It is good once. A single sign-on that began less than two minutes ago, with `isFresh`, is good for one confirmation.',
      body: z.strictObject({
        for: z.strictObject({
          trialId: TrialId,
          command: z.string().refine((name) => Object.hasOwn(commands, name), 'the name of a command'),
          commandId: CommandId,
        }),
        proof: Proof,
      }),
      answer: z.object({ token: z.string(), expiresAt: z.string() }),
    },
    async ({ actor, body, facts }) => {
      const { token, expiresAt } = await confirm(context, actor, body, facts);
      return { token, expiresAt: instant(expiresAt) };
    },
  );
  addRoute(
    scope,
    'person',
    {
      method: 'POST',
      url: '/api/confirmations/passkey-question',
      summary: 'Asks for a passkey, to confirm with.',
      answer: PasskeyQuestion,
    },
    async () => (await askForPasskey(context, 'confirmation')) as unknown as z.output<typeof PasskeyQuestion>,
  );
  addRoute(
    scope,
    'person',
    {
      method: 'GET',
      url: '/api/me/tokens',
      summary: 'Your API tokens, without their secrets.',
      answer: z.object({
        tokens: z.array(
          z.object({
            apiTokenId: z.uuid(),
            name: z.string(),
            scopes: z.array(z.string()),
            createdAt: z.string(),
            expiresAt: z.string(),
            lastUsedAt: z.string().nullable(),
            revokedAt: z.string().nullable(),
          }),
        ),
      }),
    },
    async ({ actor }) => ({
      tokens: (await listTokens(context.pool, actor.accountId)).map((token) => ({
        apiTokenId: token.apiTokenId,
        name: token.name,
        scopes: [...token.scopes],
        createdAt: instant(token.createdAt),
        expiresAt: instant(token.expiresAt),
        lastUsedAt: instantOrNull(token.lastUsedAt),
        revokedAt: instantOrNull(token.revokedAt),
      })),
    }),
  );
  addRoute(
    scope,
    'person',
    {
      method: 'POST',
      url: '/api/me/tokens',
      summary: 'Makes an API token, shown this once.',
      description:
        'A scope is `<trial id>:read` (all), `<trial id>:read:<view or export>` or `<trial id>:write:<command>`. A token may never do more than you may, and never confirms: it signs nothing and breaks no code.',
      body: z.strictObject({
        name: Name,
        scopes: z.array(z.string().max(200)).min(1).max(200),
        days: z.int().min(1).max(366),
        proof: Proof,
      }),
      answer: z.object({ apiTokenId: z.uuid(), token: z.string(), expiresAt: z.string() }),
    },
    async ({ actor, body, facts }) => {
      const made = await makeApiToken(context, actor, body, facts);
      return { ...made, expiresAt: instant(made.expiresAt) };
    },
  );
  addRoute(
    scope,
    'person',
    { method: 'DELETE', url: '/api/me/tokens/:id', summary: 'Revokes an API token.' },
    async ({ actor, id, facts }) => revokeApiToken(context, actor, uuidOf(id), facts),
  );
}
