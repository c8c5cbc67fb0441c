// Routes that tell names: of the people of one's own trials, and of somebody to whom a role is to be granted.
import { ActorId } from '@equipoise/trial';
import { z } from 'zod';
import { findPerson, listPeople } from '../people.js';
import { addRoute, Email, type RouteScope } from './route.js';

const Person = z.object({ actorId: z.uuid(), name: z.string() });

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
      answer: z.object({ people: z.array(Person) }),
    },
    async ({ actor, id, query }) => {
      const actorIds = query.actorIds
        ?.split(',')
        .filter((text) => ActorId.safeParse(text).success)
        .slice(0, 200);
      return { people: [...(await listPeople(context, actor, { trialId: id, actorIds }))] };
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
