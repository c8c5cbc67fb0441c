// What a page asks when it opens: who is signed in, how one can sign in, and the accounts of a demonstration.
import { z } from 'zod';
import { authenticateRequest } from '../authenticate.js';
import { describeMe, Me } from './profile.js';
import { addPublicRoute, type RouteScope } from './route.js';

const SignInPage = z.object({
  providers: z.array(z.object({ id: z.string(), name: z.string() })),
  idleMinutes: z.int(),
  sessionHours: z.int(),
});
const Demonstration = z.object({
  accounts: z.array(
    z.object({
      email: z.string(),
      password: z.string(),
      name: z.string(),
      role: z.string(),
      roleName: z.string(),
      trialId: z.string(),
    }),
  ),
});

export function addSessionRoutes(scope: RouteScope): void {
  const { context } = scope;
  const signInPage = () => ({
    providers: context.settings.singleSignOn.map(({ id, name }) => ({ id, name })),
    idleMinutes: context.settings.session.idleMinutes,
    sessionHours: context.settings.session.hours,
  });
  const demonstration = () => ({ accounts: [...context.demonstration.values()] });

  addPublicRoute(
    scope,
    {
      method: 'GET',
      url: '/api/session',
      summary: 'All that a page needs when it opens; answers also where nobody is signed in.',
      answer: z.object({
        me: Me.nullable().describe('as of /api/me; null where nobody is signed in'),
        signIn: SignInPage,
        demonstration: Demonstration.nullable().describe(
          'null where there is none, as on every server that others can reach; each account signs in with its password',
        ),
      }),
    },
    async ({ request }) => {
      const actor = await authenticateRequest(context, request);
      return {
        me: actor === undefined ? null : await describeMe(context, actor),
        signIn: signInPage(),
        demonstration: context.demonstration.size === 0 ? null : demonstration(),
      };
    },
  );
  addPublicRoute(
    scope,
    {
      method: 'GET',
      url: '/api/sign-in',
      summary: 'What the page of signing in shows: providers and the limits of sessions.',
      answer: SignInPage,
    },
    async () => signInPage(),
  );
  addPublicRoute(
    scope,
    {
      method: 'GET',
      url: '/api/demonstration',
      summary: 'The accounts of a demonstration; none where there is none, as on every server that others can reach.',
      answer: Demonstration,
    },
    async () => demonstration(),
  );
}
