// Routes that tell names: of the people of one's own trials, and of somebody to whom a role is to be granted.
import { ActorId } from '@equipoise/trial';
import { z } from 'zod';
import { findPerson, listPeople } from '../people.js';
import { addRoute, Email, type RouteScope } from './route.js';

const Person = z.object({ actorId: z.uuid(), name: z.string() });
const Unnamed = z.object({
  actorId: z.uuid(),
  role: z.string().nullable().describe('the last role that was held; null where there was none (a third party)'),
});

export function addPeopleRoutes(scope: RouteScope): void {
  const { context } = scope;
  addRoute(
    scope,
    'person',
    {
      method: 'GET',
      url: '/api/trials/:id/names',
      summary: 'The names of the people of a trial in which you hold a role.',
      query: z.object({
        actorIds: z
          .string()
          .max(8000)
          .optional()
          .describe('pseudonyms, separated by commas, at most 200; absent: all who hold a role'),
      }),
      answer: z.object({ people: z.array(Person), unnamed: z.array(Unnamed).describe('people without an account') }),
    },
    async ({ actor, id, query }) => {
      const actorIds = query.actorIds
        ?.split(',')
        .filter((text) => ActorId.safeParse(text).success)
        .slice(0, 200);
      const { people, unnamed } = await listPeople(context, actor, { trialId: id, actorIds });
      return { people: [...people], unnamed: [...unnamed] };
    },
  );
  addRoute(
    scope,
    'person',
    {
      method: 'POST',
      url: '/api/people/search',
      summary: 'The pseudonym of somebody, by the whole e-mail address, for those who may grant roles.',
      body: z.strictObject({ email: Email }),
      answer: Person,
    },
    async ({ actor, body }) => findPerson(context, actor, body.email),
  );
}
