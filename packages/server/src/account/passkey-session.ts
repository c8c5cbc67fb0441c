// A plugin of better-auth with one inner endpoint: begins a session for a person whose passkey was verified.
import type { BetterAuthPlugin } from 'better-auth';
import { createAuthEndpoint } from 'better-auth/api';
import { setSessionCookie } from 'better-auth/cookies';
import { z } from 'zod';

/** Adds `auth.api.beginPasskeySession`, which is never served over HTTP. */
export function passkeySession() {
  return {
    id: 'passkey-session',
    endpoints: {
      beginPasskeySession: createAuthEndpoint(
        '/passkey/session',
        { method: 'POST', body: z.object({ userId: z.string() }), metadata: { SERVER_ONLY: true } },
        async (context) => {
          const user = await context.context.internalAdapter.findUserById(context.body.userId);
          if (user === null) throw new Error('a passkey belongs to an account');
          const session = await context.context.internalAdapter.createSession(user.id);
          await setSessionCookie(context, { session, user });
          return context.json({ user: { id: user.id } });
        },
      ),
    },
  } satisfies BetterAuthPlugin;
}
