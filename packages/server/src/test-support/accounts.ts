// An installation with accounts for one test file: the web server, mails that are kept, and browsers that keep cookies.
import { createHmac, randomUUID } from 'node:crypto';
import { ActorId, type Command, CommandId, type Protocol, TrialId } from '@equipoise/trial';
import type { FastifyInstance, LightMyRequestResponse } from 'fastify';
import { Accounts, makeContext } from '../account/accounts.js';
import type { AccountContext } from '../account/context.js';
import { createAccount } from '../account/invitation.js';
import { type AccountSettings, readAccountSettings } from '../account/settings.js';
import { CommandExecutor } from '../execute/execute.js';
import { type AppOptions, makeApp } from '../http/app.js';
import type { Mail } from '../mail/mailer.js';
import { requireProtocol } from '../store/protocol.js';
import type { System } from '../system.js';
import { openTestSystem } from './system.js';
import { walkProtocol } from './walk.js';

/** A password that no list knows; made for these tests. */
export const goodPassword = 'seven kites over Genoa harbour';

export interface TestAccounts {
  readonly system: Awaited<ReturnType<typeof openTestSystem>>;
  readonly context: AccountContext;
  readonly accounts: Accounts;
  readonly app: FastifyInstance;
  /** Every mail, the oldest first. */
  readonly mails: Mail[];
  /** A browser without cookies, by default from an address of its own. */
  browser(address?: string): TestBrowser;
  /** Makes an account that can sign in with `goodPassword`. */
  addPerson(person?: Partial<NewPerson>): Promise<Person>;
  /** A browser in which a person has signed in. */
  signedIn(person: Person, code?: string): Promise<TestBrowser>;
  /** The latest mail to somebody, once it is there. */
  mailTo(address: string): Promise<Mail>;
  close(): Promise<void>;
}

interface NewPerson {
  readonly email: string;
  readonly name: string;
  readonly isAdministrator: boolean;
  readonly mayCreateTrials: boolean;
  readonly expiresAt: Date | null;
  readonly isAccepted: boolean;
  readonly hasPassword: boolean;
}

export interface Person {
  readonly accountId: string;
  readonly actorId: string;
  readonly email: string;
  readonly name: string;
}

/** Opens an installation; a second server process on the same database where `on` is given. */
export async function openTestAccounts(
  options: {
    readonly settings?: Partial<AccountSettings>;
    readonly publicUrl?: string;
    readonly on?: TestAccounts['system'];
    readonly pages?: AppOptions['pages'];
  } = {},
): Promise<TestAccounts> {
  const system = options.on ?? (await openTestSystem());
  const publicUrl = options.publicUrl ?? 'http://127.0.0.1:4300';
  const settings = { ...readAccountSettings(publicUrl, {}), ...options.settings };
  const mails: Mail[] = [];
  const context = makeContext({
    system: system as System,
    settings,
    mailer: { send: async (mail) => void mails.push(mail) },
    log: (line) => mails.push({ to: 'log', subject: line, text: '' }),
  });
  const accounts = new Accounts(context);
  const app = await makeApp({
    system,
    authenticator: accounts,
    settings: { publicUrl, trustedProxies: ['127.0.0.1'], requestsPerMinute: { perAddress: 1e6, perAccount: 1e6 } },
    ...(options.pages === undefined ? {} : { pages: options.pages }),
  });
  const opened: TestAccounts = {
    ...{ system, context, accounts, app, mails },
    browser: (address) => new TestBrowser(app, publicUrl, address ?? randomAddress()),
    addPerson: async (person = {}) => {
      const email = person.email ?? `${randomUUID()}@example.org`;
      const name = person.name ?? 'Made Person';
      const made = await createAccount(context, {
        ...{ email, name, locale: 'en', isAdministrator: person.isAdministrator ?? false },
        mayCreateTrials: person.mayCreateTrials ?? false,
        expiresAt: person.expiresAt ?? null,
        isAccepted: person.isAccepted ?? true,
      });
      if (person.hasPassword !== false) await setGoodPassword(context, made.accountId);
      return { ...made, email, name };
    },
    signedIn: async (person, code) => {
      const browser = opened.browser();
      const answer = await browser.post('/api/sign-in', {
        ...{ email: person.email, password: goodPassword },
        ...(code === undefined ? {} : { code }),
      });
      if (answer.statusCode !== 204) throw new Error(`sign-in: ${answer.statusCode} ${answer.body}`);
      return browser;
    },
    mailTo: async (address) => {
      for (let tries = 0; tries < 200; tries += 1) {
        const mail = mails.findLast((one) => one.to === address);
        if (mail !== undefined) return mail;
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      throw new Error(`no mail to ${address}`);
    },
    close: async () => {
      await app.close();
      if (options.on === undefined) await system.discard();
    },
  };
  return opened;
}

/** Each installation hashes with a key of its own. */
const goodHashes = new WeakMap<AccountContext, Promise<string>>();

/** Hashing is slow on purpose: once for all the people of an installation is enough. */
async function setGoodPassword(context: AccountContext, userId: string): Promise<void> {
  const { internalAdapter, password } = await context.auth.$context;
  const goodHash = goodHashes.get(context) ?? password.hash(goodPassword);
  goodHashes.set(context, goodHash);
  await internalAdapter.linkAccount({
    ...{ userId, accountId: userId, providerId: 'credential', password: await goodHash },
  });
}

/** Keeps cookies as a browser does, and names the origin of its pages. */
export class TestBrowser {
  readonly cookies = new Map<string, string>();

  constructor(
    readonly app: FastifyInstance,
    readonly origin: string,
    readonly address: string,
  ) {}

  get(url: string): Promise<LightMyRequestResponse> {
    return this.send('GET', url);
  }

  post(url: string, body?: object, headers: Readonly<Record<string, string>> = {}): Promise<LightMyRequestResponse> {
    return this.send('POST', url, body, headers);
  }

  delete(url: string): Promise<LightMyRequestResponse> {
    return this.send('DELETE', url);
  }

  async send(
    method: 'GET' | 'POST' | 'DELETE',
    url: string,
    body?: object,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<LightMyRequestResponse> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await this.app.inject({
      method,
      url,
      headers: {
        host: new URL(this.origin).host,
        'user-agent': 'test browser',
        'x-forwarded-for': this.address,
        ...(method === 'GET' ? {} : { origin: this.origin, 'sec-fetch-site': 'same-origin' }),
        ...(cookie === '' ? {} : { cookie }),
        ...headers,
      },
      ...(body === undefined ? {} : { payload: body }),
    });
    for (const set of [answer.headers['set-cookie'] ?? []].flat()) this.take(set);
    return answer;
  }

  /** Takes one Set-Cookie header. */
  take(header: string): void {
    const [pair = '', ...attributes] = header.split(';');
    const [name = '', ...value] = pair.split('=');
    const isGone = attributes.some((attribute) => /^\s*max-age=0$/i.test(attribute));
    if (isGone) this.cookies.delete(name);
    else this.cookies.set(name, value.join('='));
  }
}

/** A rehearsed trial with a trial manager, a coordinator at one site and a cell laboratory; `more` is added to its protocol. */
export async function startTrial(
  system: System,
  more = '',
): Promise<{
  readonly trialId: TrialId;
  readonly protocol: Protocol;
  actor(role: 'trialManager' | 'coordinator' | 'cellLaboratory'): ActorId;
}> {
  const protocolSource = `${walkProtocol}\n${more}\n`;
  const executor = new CommandExecutor(system);
  const trialId = TrialId.parse(randomUUID());
  const actors = {
    trialManager: ActorId.parse(randomUUID()),
    coordinator: ActorId.parse(randomUUID()),
    cellLaboratory: ActorId.parse(randomUUID()),
  };
  const send = async (name: string, body: object) => {
    const result = await executor.execute(trialId, {
      ...{ commandId: CommandId.parse(randomUUID()), actorId: actors.trialManager },
      confirmation: { method: 'operator', at: new Date().toISOString() },
      command: { name, body } as unknown as Command,
    });
    if (!result.accepted) throw new Error(`${name}: ${result.message}`);
  };
  await send('createTrial', { protocolSource, mode: 'rehearsal', synthetic: true, origin: {} });
  await send('grantRole', { actorId: actors.coordinator, role: 'coordinator', sites: ['genoa'] });
  await send('grantRole', { actorId: actors.cellLaboratory, role: 'cellLaboratory', sites: 'all' });
  return { trialId, protocol: requireProtocol(protocolSource), actor: (role) => actors[role] };
}

/** The code of an authenticator app (RFC 6238), made here apart from the library that checks it. */
export function totp(uri: string, at = Date.now()): string {
  const secret = fromBase32(new URL(uri).searchParams.get('secret') ?? '');
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)));
  const mac = createHmac('sha1', secret).update(counter).digest();
  const offset = (mac.at(-1) ?? 0) & 15;
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

function fromBase32(text: string): Buffer {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...text.replaceAll('=', '')]
    .map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0'))
    .join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}

let addresses = 0;

/** Of the network for documentation; each once. */
function randomAddress(): string {
  addresses += 1;
  return `198.51.${Math.floor(addresses / 250)}.${addresses % 250}`;
}
