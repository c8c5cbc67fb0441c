// Keys of the drafts that a browser keeps on its device: who has signed in gets the key, the device alone opens nothing.
import { hkdfSync, randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { AuthenticatedActor } from '../../http/authentication.js';
import type { AccountContext } from '../context.js';
import { AccountProblem } from '../problem.js';
import { type DraftKeyRow, deleteDraftKey, insertDraftKey, takeDraftKey } from '../store/draft-key.js';
import { addRoute, type RouteScope, uuidOf } from './route.js';

/** Devices of one person; the one that was used least recently goes first. */
const mostDevices = 20;
/** A device that was not seen for so long starts anew. */
const unusedDays = 30;

const DraftKey = z.object({
  draftKeyId: z.uuid().describe('what the device keeps beside its drafts'),
  key: z.string().length(43).describe('256 bits for AES-GCM, base64url; never stored, on the device or here'),
});

export function addDraftKeyRoutes(scope: RouteScope): void {
  const { context } = scope;
  addRoute(
    scope,
    'person',
    {
      method: 'POST',
      url: '/api/me/draft-keys',
      summary: 'A new key that encrypts the drafts of this device.',
      description: `Good for you alone, until you sign out on this device or everywhere, your password is set anew, your access is taken, or the device did not ask for ${unusedDays} days. A session that ends by itself leaves it.`,
      answer: DraftKey,
    },
    async ({ actor }) => {
      const salt = randomBytes(32);
      const row = await insertDraftKey(context.pool, ownerOf(actor), {
        salt,
        most: mostDevices,
        usedSince: usedSince(),
      });
      return answerOf(context, actor, row);
    },
  );
  addRoute(
    scope,
    'person',
    {
      method: 'GET',
      url: '/api/me/draft-keys/:id',
      summary: 'The key of drafts that lie on this device already; not found where it was destroyed.',
      answer: DraftKey,
    },
    async ({ actor, id }) => {
      const asked = { draftKeyId: uuidOf(id), usedSince: usedSince() };
      const row = await takeDraftKey(context.pool, ownerOf(actor), asked);
      if (row === undefined) throw new AccountProblem('not-found');
      return answerOf(context, actor, row);
    },
  );
  addRoute(
    scope,
    'person',
    {
      method: 'DELETE',
      url: '/api/me/draft-keys/:id',
      summary: 'Destroys a key of drafts: nobody opens them any more.',
    },
    async ({ actor, id }) => {
      if (!(await deleteDraftKey(context.pool, actor.accountId, uuidOf(id)))) throw new AccountProblem('not-found');
    },
  );
}

function ownerOf({ accountId, sessionId }: AuthenticatedActor) {
  if (sessionId === undefined) throw new AccountProblem('session-needed');
  return { accountId, sessionId, now: new Date() };
}

function usedSince(): Date {
  return new Date(Date.now() - unusedDays * 86_400_000);
}

function answerOf(
  { draftKey }: AccountContext,
  { accountId }: AuthenticatedActor,
  { draftKeyId, salt }: DraftKeyRow,
): z.output<typeof DraftKey> {
  const key = hkdfSync('sha256', draftKey, salt, `equipoise draft|${accountId}|${draftKeyId}`, 32);
  return { draftKeyId, key: Buffer.from(key).toString('base64url') };
}
