// All that the web server tells one person of a trial: answers to views and commands, messages, and what the log holds of it.
import type { SubmittedCommand, TrialId } from '@equipoise/trial';
import { pino } from 'pino';
import { readChanges } from '../store/change-feed.js';
import type { System } from '../system.js';
import { makeApp } from './app.js';
import type { Authenticator } from './authentication.js';
import { heardTypes } from './event-route.js';
import { describeError } from './log.js';

/** Believes the actor that a request names. */
const believing: Authenticator = {
  register: async () => undefined,
  authenticate: async ({ headers }) => {
    const actorId = headers['x-actor'];
    if (typeof actorId !== 'string') return undefined;
    return { accountId: actorId, actorId: actorId as never, isAdministrator: false, hasSecondFactor: false };
  },
  takeConfirmation: async () => undefined,
};

/** What is asked for a person: views as addresses below the trial, and commands, sent under a key of their own. */
export interface AskedFor {
  readonly trialId: TrialId;
  readonly actorId: string;
  readonly views: readonly string[];
  readonly commands: readonly Pick<SubmittedCommand, 'commandId' | 'command'>[];
  /** Exports, as addresses below the trial with their bodies. */
  readonly exports?: readonly { readonly address: string; readonly body: object }[];
}

/** Asks for it all, and gives what came, without the numbers of requests and the times that answers took. */
export async function tellAll(system: System, asked: readonly AskedFor[]): Promise<readonly string[]> {
  const lines: string[] = [];
  const log = pino(
    { base: null, timestamp: false, serializers: { err: describeError } },
    { write: (line) => void lines.push(line) },
  );
  const app = await makeApp({ system, authenticator: believing, log, simulatedNow: () => '2040-01-01T00:00:00.000Z' });
  const told: string[] = [];
  for (const { trialId, actorId, views, commands, exports = [] } of asked) {
    for (const view of views) {
      const answer = await app.inject({ url: `/api/trials/${trialId}/${view}`, headers: { 'x-actor': actorId } });
      told.push(`${view} ${answer.statusCode} ${answer.body}`, JSON.stringify(kept(answer.headers)));
    }
    for (const { address, body } of exports) {
      const answer = await app.inject({
        method: 'POST',
        url: `/api/trials/${trialId}/${address}`,
        headers: { 'x-actor': actorId },
        payload: body,
      });
      const isZip = answer.headers['content-type'] === 'application/zip';
      const content = isZip ? answer.rawPayload.toString('base64') : answer.body;
      told.push(`${address} ${answer.statusCode} ${content}`, JSON.stringify(kept(answer.headers)));
    }
    for (const { commandId, command } of commands) {
      const answer = await app.inject({
        method: 'POST',
        url: `/api/trials/${trialId}/commands/${command.name}`,
        headers: { 'x-actor': actorId, 'idempotency-key': commandId },
        payload: command.body,
      });
      told.push(`${command.name} ${answer.statusCode} ${answer.body}`, JSON.stringify(kept(answer.headers)));
    }
    let after = { xact: '0', position: '0' };
    for (let isCut = true; isCut; ) {
      const found = await readChanges(system.pools, { trialId, actorId, after, shown: heardTypes });
      for (const { cursor: _, ...change } of found.changes) told.push(JSON.stringify(change));
      ({ next: after, isCut } = found);
    }
  }
  await app.close();
  const requests = /"(reqId|request)":"[0-9a-f-]+"|urn:uuid:[0-9a-f-]+|"ms":\d+/g;
  return [...told, ...lines].map((text) => text.replace(requests, ''));
}

/** Headers that do not count requests, and no tag of a body: that follows from the body, which is compared. */
function kept(headers: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { 'x-request-id': _id, date: _date, etag, ...rest } = headers;
  return { ...rest, hasTag: etag !== undefined, version: /^"\d+"$/.test(String(etag)) ? etag : undefined };
}
