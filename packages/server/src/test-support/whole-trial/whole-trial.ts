// A trial that people run over HTTP alone, through two server processes in turn, with a clock of its own.
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type CommandName, confirmedCommands, isBlinded, parseProtocol } from '@equipoise/trial';
import { type StoredView, views } from '../../store/view/view.js';
import { openTestServer, type SendOptions, type TestAnswer, type TestServer } from '../server.js';
import { cast, type Participant, participants } from './cast.js';

const source = readFileSync(new URL('../../walk/whole-trial.yaml', import.meta.url), 'utf8');
const parsed = parseProtocol(source, 'whole-trial.yaml');
if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
export const wholeProtocol = parsed.value;

/** The next version of the protocol: raters measure how far people walk. */
export const amendedSource = source
  .replace('version: "1.0"\ntitle', 'version: "1.1"\ntitle')
  .replace(
    'max: 10, required: true }] }',
    'max: 10, required: true }, { id: walkedMetres, name: Walked, type: integer, unit: m, min: 0, max: 500 }] }',
  );
export const amendmentId = 'f0000000-0000-4000-8000-000000000001';

/** What no blinded person reads: the names of sequences and treatments, as ids or as words. */
const secrets = /\b(larks|owls|amber|slate)\b/i;
/** Events and views that hold the protocol, or how the allocation is drawn by it: everybody may read that. */
const ofProtocol: ReadonlySet<unknown> = new Set([
  ...['TrialCreated', 'AllocationCommitted', 'AnalysisPlanCommitted', 'TrialUnblinded', 'AmendmentDrafted'],
  ...['amendments', 'amendmentImpact'],
]);

/** One person's look at a view. */
export interface Look {
  readonly who: string;
  readonly view: string;
  readonly status: number;
  readonly rows: number;
  /** Whether the role holds the right to it. */
  readonly mayLook: boolean;
  /** What the person must not read, where it is there. */
  readonly leak: string | undefined;
}

export class WholeTrial {
  #requests = 0;
  #now = Date.parse('2026-01-05T08:00:00.000Z');

  private constructor(readonly servers: readonly [TestServer, TestServer]) {}

  /** Makes the trial on one server process, and starts another one on the same database. */
  static async open(cluster: string): Promise<WholeTrial> {
    const options = { until: 'nothing', now: '2026-01-05T08:00:00.000Z', cluster } as const;
    const one = await openTestServer(options);
    await one.createTrial(source);
    return new WholeTrial([one, await one.openAnother()]);
  }

  get now(): string {
    return new Date(this.#now).toISOString();
  }

  /** Later: a day, and a time of it by UTC. */
  on(day: string, time = '08:00'): void {
    this.#now = Math.max(this.#now, Date.parse(`${day}T${time}:00.000Z`));
  }

  /** The server process whose turn it is. */
  #server(): TestServer {
    this.#requests += 1;
    this.#now += 1000;
    const server = this.servers[this.#requests % 2]!;
    server.setNow(this.now);
    return server;
  }

  actorOf(who: string): string {
    return this.servers[0].as(who).actorId;
  }

  /** Sends a command, with the credentials again where it asks for them. */
  send(who: string, command: CommandName, body: object, options: SendOptions = {}): Promise<TestAnswer> {
    const confirmed = confirmedCommands.has(command);
    return this.#server()
      .as(who)
      .send(command, body, { confirmed, ...options });
  }

  /** Sends a command that must be accepted, and gives its outcome. */
  async must(who: string, command: CommandName, body: object, options: SendOptions = {}) {
    const answer = await this.send(who, command, body, options);
    if (answer.status !== 200) throw new Error(`${who} sent ${command}: ${answer.status} ${answer.text}`);
    return answer.body as {
      readonly outcome: Readonly<Record<string, string | number | boolean>>;
      readonly answer?: { readonly sequence: string };
    };
  }

  /** Sends a command that must be refused, and gives the code. */
  async refused(who: string, command: CommandName, body: object, options: SendOptions = {}): Promise<string> {
    const answer = await this.send(who, command, body, options);
    if (answer.status < 400 || answer.status >= 500) throw new Error(`${command}: ${answer.status} ${answer.text}`);
    return answer.body.code;
  }

  see(who: string, view: StoredView | 'protocol', parameters: Readonly<Record<string, string>> = {}) {
    return this.#server().as(who).see(view, parameters);
  }

  /** Sends what is neither a command nor a view, to an address of the trial. */
  request(who: string, method: 'GET' | 'POST' | 'PUT', address: string, payload?: object) {
    const server = this.#server();
    return server.app.inject({
      ...{ method, url: `/api/trials/${server.trialId}/${address}` },
      headers: { ...server.as(who).headers, ...(method === 'GET' ? {} : { 'idempotency-key': randomUUID() }) },
      ...(payload === undefined ? {} : { payload }),
    });
  }

  /** The one row of a view about a participant. */
  async rowOf(who: string, view: StoredView, { participantId }: Participant) {
    const [row] = await this.see(who, view, { participantId });
    if (row === undefined) throw new Error(`${who} sees no row of ${view}`);
    return row;
  }

  /** What people get who ask for views, each view asked by so many whose role shows it, and by so many others. */
  async lookAround(people: readonly string[], asked = { own: Infinity, foreign: 0 }): Promise<readonly Look[]> {
    const looks: Look[] = [];
    for (const who of people) {
      const rights = await this.#rightsOf(who);
      for (const view of Object.keys(views) as StoredView[]) {
        const mayLook = rights.has(views[view].right);
        const before = looks.filter((look) => look.view === view && look.mayLook === mayLook).length;
        if (before >= (mayLook ? asked.own : asked.foreign)) continue;
        const answer = await this.#server().as(who).ask(view, parametersOf(view));
        const rows: readonly Readonly<Record<string, unknown>>[] = answer.status === 200 ? answer.body.rows : [];
        const leak = isBlinded(wholeProtocol, roleOf(who)) ? leakOf(view, rows) : undefined;
        looks.push({ who, view, status: answer.status, rows: rows.length, mayLook, leak });
      }
    }
    return looks;
  }

  /** The rights of a person, as the server tells them. */
  async #rightsOf(who: string): Promise<ReadonlySet<string>> {
    const server = this.#server();
    const { headers } = server.as(who);
    const { rows } = (await server.app.inject({ url: '/api/trials', headers })).json();
    const roles: readonly { readonly rights: readonly string[] }[] = rows[0]?.roles ?? [];
    return new Set(roles.flatMap(({ rights }) => rights));
  }

  async close(): Promise<void> {
    await this.servers[0].close();
  }
}

/** One person of each role, whoever made the trial first. */
export const onePerRole: ReadonlyMap<string, string> = new Map([
  ['trialManager', 'trialManager'],
  ...cast.toReversed().map(({ role, name }) => [role, name] as const),
]);

function roleOf(who: string): string {
  return cast.find(({ name }) => name === who)?.role ?? who;
}

function parametersOf(view: StoredView): Readonly<Record<string, string>> {
  const { params } = views[view];
  if (params.safeParse({}).success) return {};
  const examples: Readonly<Record<string, string>> = {
    at: '2026-12-01T00:00:00.000Z',
    participantId: participants[0].participantId,
    participantIds: participants[0].participantId,
    visit: 'week12',
    form: 'scan',
    siteId: 'genoa',
    amendmentId,
  };
  return Object.fromEntries(Object.entries(examples).filter(([key]) => key in params.shape));
}

function leakOf(view: string, rows: readonly Readonly<Record<string, unknown>>[]): string | undefined {
  for (const row of rows) {
    if (ofProtocol.has(view) || ofProtocol.has(row.type)) continue;
    // The emergency page names what everybody may have been given, the same for all.
    const { possible_treatments: _, ...shown } = row;
    const text = JSON.stringify(shown);
    if (secrets.test(text)) return text;
  }
  return undefined;
}
