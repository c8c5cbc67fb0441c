// Several server processes on one database, and the events by which people hear of what others did.
import { randomUUID } from 'node:crypto';
import { type AddressInfo, connect } from 'node:net';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestServer, type TestServer } from '../test-support/server.js';

interface Message {
  readonly id: string;
  readonly event: string;
  readonly data: { readonly type?: string; readonly participantId?: string; readonly version?: number };
}

let first: TestServer;
let second: TestServer;
beforeAll(async () => {
  first = await openTestServer({
    settings: { eventStreams: { heartbeatSeconds: 0.3, perAccount: 4, backlogBytes: 262_144, pollSeconds: 0.5 } },
  });
  second = await first.openAnother();
  for (const { app } of [first, second]) await app.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(() => first.close());

const screening = (participantId: string, number: string) => ({
  ...{ participantId, siteId: 'genoa', screeningNumber: number, screenedOn: '2026-01-06' },
});

/** Listens as a person, until closed. */
async function listen(server: TestServer, name: string, lastEventId?: string) {
  const { port } = server.app.server.address() as AddressInfo;
  const control = new AbortController();
  const response = await fetch(`http://127.0.0.1:${port}/api/trials/${server.trialId}/events`, {
    headers: {
      authorization: `Bearer test ${name}`,
      ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
    },
    signal: control.signal,
  });
  const messages: Message[] = [];
  let text = '';
  let isOver = false;
  const reading = (async () => {
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      text += Buffer.from(chunk).toString('utf8');
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        const fields = Object.fromEntries(
          text
            .slice(0, end)
            .split('\n')
            .map((line) => line.split(/: (.*)/s).slice(0, 2)),
        );
        text = text.slice(end + 2);
        if (fields.event) messages.push({ id: fields.id, event: fields.event, data: JSON.parse(fields.data) });
      }
    }
  })()
    .catch(() => undefined)
    .finally(() => {
      isOver = true;
    });
  const until = async (enough: () => boolean) => {
    // Long, for a transaction of any database of the cluster holds events back while it runs.
    const giveUpAt = Date.now() + 200_000;
    while (!enough()) {
      if (Date.now() > giveUpAt) throw new Error(`not heard of in time; heard ${JSON.stringify(messages)}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  await until(() => messages.length > 0);
  return {
    ...{ messages, response, until },
    isOver: () => isOver,
    close: async () => {
      control.abort();
      await reading;
    },
  };
}

const types = (messages: readonly Message[]) => messages.flatMap(({ data }) => data.type ?? []);

describe('two server processes on one database', () => {
  it('do a command once that is sent to both at once under one key', async () => {
    const key = randomUUID();
    const body = screening(randomUUID(), 'S-1');
    const answers = await Promise.all(
      [first, second].map((each) => each.as('coordinator').must('screenParticipant', body, { key })),
    );
    expect(answers.map(({ body: answer }) => answer.repeated).sort()).toEqual([false, true]);
    expect(answers.map(({ body: answer }) => answer.version)).toEqual([1, 1]);
  });

  it('let people edit by turns, and refuse nobody for what the other process knows already', async () => {
    const participantId = randomUUID();
    await first.as('coordinator').must('screenParticipant', screening(participantId, 'S-2'));
    const place = { participantId, visit: 'screening', form: 'demographics' };
    const form = { ...place, happenedOn: '2026-01-07', items: { ageYears: 31, weightKg: 61 } };
    let { version } = (await second.as('coordinator').must('recordForm', form, { version: 0 })).body;
    for (let weightKg = 62; weightKg < 68; weightKg += 1) {
      const server = weightKg % 2 === 0 ? first : second;
      const body = { ...place, items: { weightKg }, reason: 'weighed again' };
      version = (await server.as('coordinator').must('correctValue', body, { version })).body.version;
    }
    const grant = { actorId: first.as('newcomer').actorId, role: 'coordinator', sites: ['genoa'] };
    const refused = await second.as('newcomer').send('screenParticipant', screening(randomUUID(), 'S-3'));
    expect(refused.status).toBe(404);
    await first.as('trialManager').must('grantRole', grant);
    await second.as('newcomer').must('screenParticipant', screening(randomUUID(), 'S-3'));
  });

  it('tell those who listen to one what was sent to the other, in order, and go on where a client left', async () => {
    const listener = await listen(second, 'coordinator');
    expect(listener.messages[0]).toMatchObject({ event: 'hello', data: {} });
    expect(listener.response.headers.get('content-type')).toContain('text/event-stream');
    const participantId = randomUUID();
    await first.as('coordinator').must('screenParticipant', screening(participantId, 'S-4'));
    const consent = { consent: 'participation', consentVersion: '1.0', givenOn: '2026-01-06', items: { trial: true } };
    await first.as('coordinator').must('recordConsent', { participantId, ...consent });
    await listener.until(() => types(listener.messages).includes('ConsentGiven'));
    const own = listener.messages.filter(({ data }) => data.participantId === participantId);
    expect(own.map(({ data }) => [data.type, data.version])).toEqual([
      ['ParticipantScreened', 1],
      ['ConsentGiven', 2],
    ]);
    await listener.close();
    const again = await listen(first, 'coordinator', own[0]?.id);
    await again.until(() => types(again.messages).includes('ConsentGiven'));
    expect(types(again.messages)).toEqual(['ConsentGiven']);
    await again.close();
    const lost = await listen(first, 'coordinator', 'made-up');
    expect(lost.messages[0]?.event).toBe('reset');
    await lost.close();
  });
});

describe('events', () => {
  it('are complete though an earlier transaction commits later', async () => {
    const listener = await listen(first, 'coordinator');
    const slow = new pg.Client({ connectionString: first.system.url });
    await slow.connect();
    await slow.query('begin');
    await slow.query('select pg_current_xact_id()');
    const participantId = randomUUID();
    await first.as('coordinator').must('screenParticipant', screening(participantId, 'S-5'));
    await new Promise((resolve) => setTimeout(resolve, 200));
    const isHeard = () => listener.messages.some(({ data }) => data.participantId === participantId);
    expect(isHeard()).toBe(false);
    await slow.query('commit');
    await slow.end();
    await listener.until(isHeard);
    await listener.close();
  });

  it('say nothing of what a person may not see, and have ids that nobody can read', async () => {
    const [rater, manager] = [await listen(first, 'edssRater'), await listen(first, 'trialManager')];
    await first
      .as('trialManager')
      .must('grantRole', { actorId: first.as('another').actorId, role: 'monitor', sites: 'all' });
    await manager.until(() => types(manager.messages).includes('RoleGranted'));
    const participantId = randomUUID();
    await first.as('coordinator').must('screenParticipant', screening(participantId, 'S-6'));
    await rater.until(() => rater.messages.some(({ data }) => data.participantId === participantId));
    expect(types(rater.messages)).not.toContain('RoleGranted');
    const ids = [...rater.messages, ...manager.messages].map(({ id }) => id);
    expect(new Set(ids.map((id) => id.length)).size).toBe(1);
    expect(new Set(ids).size).toBe(ids.length);
    await Promise.all([rater.close(), manager.close()]);
  });

  it('end when the server stops, so that clients go to another, and no connection holds it', async () => {
    const third = await first.openAnother();
    await third.app.listen({ host: '127.0.0.1', port: 0 });
    const listener = await listen(third, 'coordinator');
    // One on which nothing is asked, as browsers open them ahead.
    const { port } = third.app.server.address() as AddressInfo;
    const silent = connect(port, '127.0.0.1');
    const silentEnds = new Promise((resolve) => silent.on('close', resolve).on('error', () => undefined));
    await new Promise((resolve) => silent.on('connect', resolve));
    const since = performance.now();
    await third.app.close();
    expect(performance.now() - since).toBeLessThan(10_000);
    await listener.until(listener.isOver);
    await silentEnds;
  });
});
