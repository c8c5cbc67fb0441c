// Single sign-on with OpenID Connect: better-auth does the protocol; who has no account here gets none.
import { isAPIError } from 'better-auth/api';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AccountContext } from './context.js';
import { asNextRequest, requestFacts, setCookies } from './cookie.js';
import { AccountProblem } from './problem.js';
import { freshMs } from './prove.js';
import { finishSignIn, requireAccount } from './sign-in.js';

/**
 * The address of the provider to which the browser goes, and the cookie that ties the answer to this browser.
 * @throws AccountProblem `provider-unknown`
 */
export async function startSingleSignOn(
  context: AccountContext,
  asked: { readonly provider: string; readonly returnTo: string; readonly isFresh: boolean },
): Promise<{ readonly headers: Headers; readonly url: string }> {
  if (!context.settings.singleSignOn.some((provider) => provider.id === asked.provider))
    throw new AccountProblem('provider-unknown');
  try {
    const { headers, response } = await context.auth.api.signInSocial({
      body: {
        provider: asked.provider,
        callbackURL: `${context.settings.publicUrl}${asked.returnTo}`,
        errorCallbackURL: `${context.settings.publicUrl}/sign-in`,
        disableRedirect: true,
        // With max_age the provider must also say when it asked (OpenID Connect Core 3.1.2.1).
        ...(asked.isFresh ? { additionalParams: { prompt: 'login', max_age: String(freshMs / 1000) } } : {}),
      },
      returnHeaders: true,
    });
    if (response.url === undefined) throw new AccountProblem('provider-unknown');
    return { headers, url: response.url };
  } catch (error) {
    if (isAPIError(error)) throw new AccountProblem('provider-unknown');
    throw error;
  }
}

/** The provider's answer, carried by the browser: begins a session, or leads to the page of signing in with a reason. */
export async function finishSingleSignOn(
  context: AccountContext,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const facts = requestFacts(request);
  const answer = await context.auth.handler(
    new Request(new URL(request.url, context.settings.publicUrl), { headers: facts.headers }),
  );
  const begun = await context.auth.api.getSession({ headers: asNextRequest(answer.headers, facts.headers) });
  if (begun !== null) await finishSignIn(context, await requireAccount(context, begun.user.id), facts);
  setCookies(reply, answer.headers);
  return reply.redirect(answer.headers.get('location') ?? `${context.settings.publicUrl}/sign-in`, 303);
}
