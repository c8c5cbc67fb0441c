// Routes for those who have a link: the first administrator, invited people, people who forgot their password.
import { z } from 'zod';
import { becomeFirstAdministrator, requestReset, setPasswordByLink } from '../invitation.js';
import { addPublicRoute, Email, Name, Password, type RouteScope } from './route.js';

const Token = z.string().min(1).max(100);

export function addInvitationRoutes(scope: RouteScope): void {
  const { context } = scope;
  addPublicRoute(
    scope,
    {
      method: 'POST',
      url: '/api/first-administrator',
      summary: 'Makes the first account, by the link that the start of the server printed.',
      body: z.strictObject({ token: Token, email: Email, name: Name, password: Password }),
    },
    async ({ body, facts }) => becomeFirstAdministrator(context, body, facts),
  );
  addPublicRoute(
    scope,
    {
      method: 'POST',
      url: '/api/invitations',
      summary: 'Accepts an invitation by its link: sets the password.',
      body: z.strictObject({ token: Token, password: Password, name: Name.optional() }),
    },
    async ({ body, facts }) => setPasswordByLink(context, body, facts),
  );
  addPublicRoute(
    scope,
    {
      method: 'POST',
      url: '/api/password-resets/requests',
      summary: 'Asks for a link to set a new password; answers the same whether there is such an account or not.',
      body: z.strictObject({ email: Email }),
    },
    async ({ body, facts }) => requestReset(context, body.email, facts),
  );
  addPublicRoute(
    scope,
    {
      method: 'POST',
      url: '/api/password-resets',
      summary: 'Sets a new password by the link that was mailed; all sessions end.',
      body: z.strictObject({ token: Token, password: Password }),
    },
    async ({ body, facts }) => setPasswordByLink(context, body, facts),
  );
}
