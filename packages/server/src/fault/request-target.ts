// What generated requests are sent to: a server with accounts, two trials, one of them in its midst, and people of many roles.
import { ActorId, type SubmittedCommand } from '@equipoise/trial';
import type { FastifyInstance } from 'fastify';
import { Accounts, makeContext } from '../account/accounts.js';
import type { AccountContext } from '../account/context.js';
import { createAccount } from '../account/invitation.js';
import { readAccountSettings } from '../account/settings.js';
import { readDefaultTrial } from '../cli/default-trial.js';
import { readPlan } from '../cli/rehearse.js';
import { runRehearsal } from '../drive/rehearsal.js';
import { makeApp } from '../http/app.js';
import type { Authenticator } from '../http/authentication.js';
import { openLog } from '../http/log.js';
import type { System } from '../system.js';
import { seededDraw } from './draw.js';
import { drawnId } from './json-value.js';
import type { Example, RequestMaterial } from './openapi-requests.js';

const origin = 'http://127.0.0.1:4300';
/** A password that no list knows; made for these accounts. */
const password = 'seven kites over Genoa harbour';
/** What stands for credentials that were given again. */
const confirmed = 'confirmed';

/** Somebody who sends requests. */
export interface Sender {
  readonly name: string;
  /** Absent for who has no account. */
  readonly actorId?: string;
  /** The headers of a request; signs in where the session has ended. */
  headers(): Promise<Readonly<Record<string, string>>>;
  /** Told when an answer said that nobody is signed in. */
  forget(): void;
}

export interface RequestTarget extends RequestMaterial {
  readonly app: FastifyInstance;
  readonly senders: readonly Sender[];
  /** What the log told of faults of the program, in the order of the answers. */
  readonly faults: readonly string[];
  close(): Promise<void>;
}

/** Makes the target on a system; closes the server, not the system. */
export async function openRequestTarget(
  system: System,
  { participants, seed }: { readonly participants: number; readonly seed: number },
): Promise<RequestTarget> {
  const plan = readPlan({ trial: readDefaultTrial().trial, participants, seed });
  const end = plan.commands.findIndex(({ command }) => command.name === 'randomise');
  const commands = plan.commands.slice(0, end);
  await runRehearsal(system, { ...plan, commands });
  const faults: string[] = [];
  const context = makeContext({
    ...{ system, settings: readAccountSettings(origin, {}) },
    mailer: { send: async () => undefined },
    log: (line) => faults.push(line),
  });
  // After the whole plan, so that none of its dates is in the future.
  let now = Date.parse(plan.commands.at(-1)?.at ?? '');
  const app = await makeApp({
    ...{ system, authenticator: confirming(new Accounts(context)) },
    settings: {
      publicUrl: origin,
      trustedProxies: ['127.0.0.1'],
      requestsPerMinute: { perAddress: 1e9, perAccount: 1e9 },
    },
    log: openLog('error', { write: (line: string) => void faults.push(line) }),
    simulatedNow: () => {
      now += 1000;
      return new Date(now).toISOString();
    },
  });
  const people = await addPeople(context, commands);
  const draw = seededDraw(seed);
  const vocabulary = wordsOf([...plan.commands.map(({ command }) => command.body), { participantId: drawnId(draw) }]);
  const ids = {
    trial: [...Array.from({ length: 7 }, () => plan.trialId), drawnId(draw)],
    id: people.map(({ accountId }) => accountId),
  };
  for (const [name, words] of Object.entries({ ...ids, 'equipoise-confirmation': [confirmed, confirmed, 'none'] }))
    vocabulary.set(name, words);
  return {
    ...{ app, vocabulary, faults, examples: examplesOf(plan.commands) },
    planned: plan.commands.slice(end).map(({ command: { name, body }, actorId }) => ({
      ...{ name, body, actorId, trialId: plan.trialId },
    })),
    senders: [...people.map((person, index) => new SignedIn(app, person, index)), nobody],
    close: () => app.close(),
  };
}

/** Collects texts, ids, numbers and whole objects by the names of their properties, at any depth. */
export function collectWords(vocabulary: Map<string, unknown[]>, value: unknown, name = ''): void {
  if (Array.isArray(value)) {
    for (const one of value) collectWords(vocabulary, one, name);
    return;
  }
  if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) {
      collectWords(
        vocabulary,
        inner,
        key.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()),
      );
      addWord(vocabulary, `${name} keys`, key);
    }
    return;
  }
  if (typeof value === 'string' && value.length > 300) return;
  addWord(vocabulary, name, value);
  if (typeof value !== 'string') return;
  addWord(vocabulary, '', value);
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value)) addWord(vocabulary, 'uuid', value);
}

const mostWords = 60;

function addWord(vocabulary: Map<string, unknown[]>, name: string, word: unknown): void {
  const words = vocabulary.get(name) ?? [];
  if (words.length < (name === '' ? 20 * mostWords : mostWords) && !words.includes(word)) words.push(word);
  vocabulary.set(name, words);
}

function wordsOf(bodies: readonly unknown[]): Map<string, unknown[]> {
  const vocabulary = new Map<string, unknown[]>();
  for (const body of bodies) collectWords(vocabulary, body);
  return vocabulary;
}

function examplesOf(commands: readonly SubmittedCommand[]): ReadonlyMap<string, readonly Example[]> {
  const examples = new Map<string, Example[]>();
  for (const { command, actorId } of commands)
    examples.set(command.name, [...(examples.get(command.name) ?? []), { body: command.body, actorId }]);
  const [participant] = examples.get('screenParticipant') ?? [];
  if (participant === undefined) throw new Error('the plan screens nobody');
  const { participantId } = participant.body as { readonly participantId: string };
  const attachmentId = drawnId(seededDraw(1));
  examples.set('sendAttachment', [
    {
      body: { attachmentId, participantId, name: 'scan.pdf', about: 'a made page' },
      actorId: participant.actorId,
    },
  ]);
  return examples;
}

interface Account {
  readonly name: string;
  readonly accountId: string;
  readonly actorId: string;
  readonly email: string;
}

/** One account for the first holder of each role, two more at a second site, an administrator and an outsider. */
async function addPeople(context: AccountContext, commands: readonly SubmittedCommand[]): Promise<readonly Account[]> {
  const held = new Map<string, string>([['trialManager', commands[0]?.actorId ?? '']]);
  for (const { command } of commands) {
    if (command.name !== 'grantRole') continue;
    const { role, actorId } = command.body;
    for (const name of [role, `${role} elsewhere`]) {
      const isElsewhere = name !== role;
      if (isElsewhere && !['coordinator', 'investigator'].includes(role)) continue;
      if (!held.has(name) && (!isElsewhere || held.get(role) !== actorId)) {
        held.set(name, actorId);
        break;
      }
    }
  }
  const { internalAdapter, password: passwords } = await context.auth.$context;
  const hash = await passwords.hash(password);
  const made: Account[] = [];
  for (const [name, actorId] of [...held, ['administrator', undefined], ['outsider', undefined]] as const) {
    const email = `${name.replaceAll(' ', '-').toLowerCase()}@example.org`;
    const { accountId, actorId: own } = await createAccount(context, {
      ...{ email, name, locale: 'en', expiresAt: null, isAccepted: true },
      isAdministrator: name === 'administrator',
      mayCreateTrials: name === 'trialManager',
      ...(actorId === undefined ? {} : { actorId: ActorId.parse(actorId) }),
    });
    await internalAdapter.linkAccount({
      ...{ userId: accountId, accountId, providerId: 'credential', password: hash },
    });
    made.push({ name, accountId, actorId: own, email });
  }
  return made;
}

/** The accounts, where the word "confirmed" stands for credentials that were given again. */
function confirming(accounts: Accounts): Authenticator {
  return {
    register: (app) => accounts.register(app),
    authenticate: (request) => accounts.authenticate(request),
    demandSecondFactor: (actor, trialId) => accounts.demandSecondFactor(actor, trialId),
    takeConfirmation: async (actor, token, about) =>
      token === confirmed
        ? { method: 'password', at: new Date().toISOString() }
        : accounts.takeConfirmation(actor, token, about),
  };
}

const common = { host: new URL(origin).host, 'user-agent': 'generated requests' };
const nobody: Sender = {
  name: 'nobody',
  headers: async () => ({ ...common, 'x-forwarded-for': '198.51.100.1' }),
  forget: () => undefined,
};

/** Somebody with an account and a browser. */
class SignedIn implements Sender {
  #cookie: Promise<string> | undefined;
  #signIns = 0;

  constructor(
    private readonly app: FastifyInstance,
    private readonly account: Account,
    private readonly number: number,
  ) {}

  get name(): string {
    return this.account.name;
  }

  get actorId(): string {
    return this.account.actorId;
  }

  async headers(): Promise<Readonly<Record<string, string>>> {
    this.#cookie ??= this.#signIn();
    return { ...common, origin, 'x-forwarded-for': this.#address, cookie: await this.#cookie };
  }

  forget(): void {
    this.#cookie = undefined;
  }

  get #address(): string {
    return `198.51.${this.number}.${this.#signIns % 250}`;
  }

  async #signIn(): Promise<string> {
    this.#signIns += 1;
    const answer = await this.app.inject({
      method: 'POST',
      url: '/api/sign-in',
      headers: { ...common, origin, 'x-forwarded-for': this.#address },
      payload: { email: this.account.email, password },
    });
    // Somebody whose account a request has disabled goes on without a session.
    return (
      [answer.headers['set-cookie'] ?? []]
        .flat()
        .map((one) => one.split(';', 1)[0])
        .join('; ') || 'none=1'
    );
  }
}
