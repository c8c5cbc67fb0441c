// A web server for one test file: a fresh database, a small trial, and people who send commands and look at views over HTTP.
import { randomUUID } from 'node:crypto';
import { ActorId, type CommandName, deterministicId, TrialId } from '@equipoise/trial';
import type { FastifyInstance, LightMyRequestResponse } from 'fastify';
import { CommandExecutor } from '../execute/execute.js';
import { type AppOptions, makeApp } from '../http/app.js';
import type { AuthenticatedActor, Authenticator } from '../http/authentication.js';
import { openLog } from '../http/log.js';
import { openTestSystem } from './system.js';
import { walkProtocol } from './walk.js';

/** What was answered to a command or for a view. */
export interface TestAnswer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every form, and fail where they are wrong.
  readonly body: any;
  readonly headers: LightMyRequestResponse['headers'];
  /** The body as it was sent. */
  readonly text: string;
}

/** How a command is sent, beside its body. */
export interface SendOptions {
  /** Idempotency-Key; a fresh one where absent. */
  readonly key?: string;
  /** If-Match: the version that was seen. */
  readonly version?: number;
  /** Whether the credentials are given again for this command. */
  readonly confirmed?: boolean;
  readonly trialId?: TrialId;
}

/** One person of a test. */
export interface TestUser {
  readonly name: string;
  readonly actorId: ActorId;
  /** Headers of a request of this person. */
  readonly headers: Readonly<Record<string, string>>;
  /** Sends a command. */
  send(command: CommandName, body: object, options?: SendOptions): Promise<TestAnswer>;
  /** Sends a command that must be accepted. @throws Error with the problem where it is not */
  must(command: CommandName, body: object, options?: SendOptions): Promise<TestAnswer>;
  /** Asks for a view. */
  ask(view: string, parameters?: Readonly<Record<string, string>>, trialId?: TrialId): Promise<TestAnswer>;
  /** The rows of a view that this person may see. @throws Error with the problem where there are none to see */
  // biome-ignore lint/suspicious/noExplicitAny: see TestAnswer.
  see(view: string, parameters?: Readonly<Record<string, string>>): Promise<readonly any[]>;
}

/** Who holds a role of the test trial; sites where absent: all. */
export interface TestPerson {
  readonly name: string;
  readonly role: string;
  readonly sites?: readonly string[];
}

export interface TestServer {
  readonly system: Awaited<ReturnType<typeof openTestSystem>>;
  readonly app: FastifyInstance;
  readonly executor: CommandExecutor;
  readonly trialId: TrialId;
  /** A person by name; whoever is new has no role yet, and is called by what the test likes. */
  as(name: string): TestUser;
  /** Makes the trial that this server is then asked about, sent by the person "trialManager". */
  createTrial(protocolSource: string): Promise<void>;
  /** Another server process on the same database. */
  openAnother(options?: Partial<AppOptions>): Promise<TestServer>;
  /** The time of commands, where the trial is rehearsed with a simulated clock. */
  setNow(now: string): void;
  close(): Promise<void>;
}

/** One person for each role that the walks know, at the site of the walk's protocol. */
export const walkPeople: readonly TestPerson[] = [
  { name: 'coordinator', role: 'coordinator', sites: ['genoa'] },
  { name: 'investigator', role: 'investigator', sites: ['genoa'] },
  { name: 'edssRater', role: 'edssRater', sites: ['genoa'] },
  { name: 'cellLaboratory', role: 'cellLaboratory' },
  { name: 'safetyOfficer', role: 'safetyOfficer' },
  { name: 'dataManager', role: 'dataManager' },
  { name: 'statistician', role: 'statistician' },
  { name: 'cutStatistician', role: 'cutStatistician' },
  { name: 'monitor', role: 'monitor' },
];

export interface TestServerOptions extends Partial<AppOptions> {
  /** Source of the protocol; the walk's where absent. */
  readonly protocol?: string;
  /** Granted before the sites are activated; the walk's where absent. */
  readonly people?: readonly TestPerson[];
  /** Activated before go-live; the first site of the walk's protocol where absent. */
  readonly activeSites?: readonly string[];
  /** How far the trial is when the test begins. */
  readonly until?: 'nothing' | 'created' | 'live';
  readonly cluster?: string;
  /** The first simulated instant; absent: commands are recorded at the time of the database. */
  readonly now?: string;
}

/** Opens a server with a trial, by default a live one (in rehearsal mode) with a person named after each role. */
export async function openTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const { until = 'live', people = walkPeople, activeSites = ['genoa'] } = options;
  const server = await serverOn(await openTestSystem(options.cluster), options);
  if (until === 'nothing') return server;
  const manager = server.as('trialManager');
  await server.createTrial(options.protocol ?? walkProtocol);
  if (until === 'created') return server;
  for (const { name, role, sites = 'all' } of people)
    await manager.must('grantRole', { actorId: server.as(name).actorId, role, sites });
  for (const siteId of activeSites) await manager.must('activateSite', { siteId, approvedOn: '2026-01-05' });
  await manager.must('commitAllocation', {});
  await manager.must('goLive', {});
  return server;
}

async function serverOn(
  system: TestServer['system'],
  options: TestServerOptions,
  of?: TestServer,
): Promise<TestServer> {
  const executor = options.executor ?? new CommandExecutor(system);
  let now = options.now;
  const app = await makeApp({
    authenticator: testAuthenticator(),
    // A fault of the program shows where it happened.
    log: openLog('error'),
    ...options,
    ...{ system, executor },
    ...(now === undefined ? {} : { simulatedNow: () => now ?? new Date().toISOString() }),
  });
  const others: TestServer[] = [];
  const users = new Map<string, TestUser>();
  let trialId = of?.trialId ?? TrialId.parse(randomUUID());
  const server: TestServer = {
    ...{ system, app, executor },
    get trialId() {
      return trialId;
    },
    as: (name) => {
      const user = users.get(name) ?? testUser(server, name);
      users.set(name, user);
      return user;
    },
    createTrial: async (protocolSource) => {
      const response = await app.inject({
        method: 'POST',
        url: '/api/trials',
        headers: { ...server.as('trialManager').headers, 'idempotency-key': randomUUID() },
        payload: { protocolSource, mode: 'rehearsal', synthetic: true, origin: {} },
      });
      if (response.statusCode !== 201) throw new Error(`createTrial: ${response.body}`);
      trialId = TrialId.parse(response.json().trialId);
    },
    openAnother: async (more = {}) => {
      const another = await serverOn(system, { ...options, executor: new CommandExecutor(system), ...more }, server);
      others.push(another);
      return another;
    },
    setNow: (instant) => {
      now = instant;
    },
    close: async () => {
      for (const other of others) await other.close();
      await app.close();
      if (of === undefined) await system.discard();
    },
  };
  return server;
}

/** The pseudonym of a name: the same in every process and every run. */
export function testActorId(name: string): ActorId {
  return ActorId.parse(deterministicId('test', 'person', name));
}

function testUser(server: TestServer, name: string): TestUser {
  const { app } = server;
  const actorId = testActorId(name);
  const headers = { host: '127.0.0.1', authorization: `Bearer test ${name}` };
  const answered = (response: LightMyRequestResponse): TestAnswer => ({
    status: response.statusCode,
    body: /json/.test(String(response.headers['content-type'])) ? response.json() : response.body,
    headers: response.headers,
    text: response.body,
  });
  const user: TestUser = {
    name,
    actorId,
    headers,
    send: async (command, body, options = {}) =>
      answered(
        await app.inject({
          method: 'POST',
          url: `/api/trials/${options.trialId ?? server.trialId}/commands/${command}`,
          headers: {
            ...headers,
            'idempotency-key': options.key ?? randomUUID(),
            ...(options.version === undefined ? {} : { 'if-match': `"${options.version}"` }),
            ...(options.confirmed === true ? { 'equipoise-confirmation': 'confirmed' } : {}),
          },
          payload: body,
        }),
      ),
    must: async (command, body, options = {}) => {
      const answer = await user.send(command, body, options);
      if (answer.status !== 200) throw new Error(`${name} sent ${command}: ${answer.status} ${answer.text}`);
      return answer;
    },
    ask: async (view, parameters = {}, of = server.trialId) =>
      answered(await app.inject({ url: `/api/trials/${of}/${view}`, query: { ...parameters }, headers })),
    see: async (view, parameters = {}) => {
      const answer = await user.ask(view, parameters);
      if (answer.status !== 200) throw new Error(`${name} asked for ${view}: ${answer.status} ${answer.text}`);
      return answer.body.rows;
    },
  };
  return user;
}

/**
 * Believes whoever says a name; for the tests of all but the accounts. The trial manager may create trials; the
 * confirmation "confirmed" counts once for each command.
 */
export function testAuthenticator(): Authenticator {
  const used = new Set<string>();
  return {
    register: async () => undefined,
    authenticate: async ({ headers }): Promise<AuthenticatedActor | undefined> => {
      const name = /^Bearer test (\S+)$/.exec(headers.authorization ?? '')?.[1];
      if (name === undefined) return undefined;
      const actorId = testActorId(name);
      return {
        accountId: `account of ${name}`,
        actorId,
        sessionId: `session of ${name}`,
        isAdministrator: name === 'administrator',
        hasSecondFactor: true,
        mayCreateTrials: name === 'trialManager',
      };
    },
    takeConfirmation: async (actor, token, { trialId, command, commandId }) => {
      const place = [actor.actorId, trialId, command, commandId].join(' ');
      if (token !== 'confirmed' || used.has(place)) return undefined;
      used.add(place);
      return { method: 'password', at: new Date().toISOString() };
    },
  };
}
