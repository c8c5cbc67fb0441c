// An installation of the product for one test file: its server on a free port, made people, and a browser.
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { parseScenario, planUnderWay, type RehearsalPlan } from '@equipoise/analysis';
import { ActorId, type Command, CommandId, formatIssue, parseProtocol, type TrialId } from '@equipoise/trial';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { runRehearsal } from '../../packages/server/src/drive/rehearsal.js';
import { CommandExecutor } from '../../packages/server/src/execute/execute.js';
import { addWebPages } from '../../packages/server/src/http/web-pages.js';
import {
  goodPassword,
  openTestAccounts,
  type Person,
  type TestAccounts,
} from '../../packages/server/src/test-support/accounts.js';
import { type Complaints, collectComplaints, startChromium } from './chromium.js';

export { goodPassword };

export interface Installation {
  readonly url: string;
  readonly accounts: TestAccounts;
  readonly browser: Browser;
  /** The rehearsal that is under way; absent where none was asked for. */
  readonly trialId: TrialId | undefined;
  /** Whom the rehearsal screened, the first in front. */
  readonly screened: readonly Screened[];
  /** Gives a browser the session of a person, without any page. */
  letIn(visit: Visit, person: Person): Promise<void>;
  /** Opens a browser of its own for a person, on their first page. */
  signIn(person: Person, options?: Surroundings): Promise<Visit>;
  /** The same for the made person who holds a role in the rehearsal, at a site where that is said: "coordinator@site13". */
  signInAs(role: string, options?: Surroundings): Promise<Visit>;
  /** The made person who holds a role in the rehearsal; made when first asked for. */
  personOf(role: string): Promise<Person>;
  /** Makes a person somebody whom a trial knows already. */
  become(person: Person, actorId: string): Promise<void>;
  /** Records something for the holder of a role in the rehearsal without any page. @throws Error where it is refused */
  record(role: string, name: Command['name'], body: object): Promise<void>;
  /** The same in any trial, for any person; answers the outcome. @throws Error where it is refused */
  recordAs(
    trialId: TrialId,
    person: Pick<Person, 'actorId'>,
    name: Command['name'],
    body: object,
  ): Promise<Readonly<Record<string, unknown>>>;
  /** A browser in which nobody is signed in. */
  open(options?: Surroundings): Promise<Visit>;
  close(): Promise<void>;
}

interface Screened {
  readonly participantId: string;
  readonly siteId: string;
  readonly screeningNumber: string;
}

interface Surroundings {
  readonly colorScheme?: 'light' | 'dark';
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly hasTouch?: boolean;
  readonly isMobile?: boolean;
  readonly locale?: string;
  /** Where they begin; absent: on their first page. */
  readonly path?: string;
}

/** One browser of one person. */
export interface Visit {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly complaints: Complaints;
  close(): Promise<void>;
}

/**
 * Opens an installation; with a rehearsal of the model trial up to today where `participants` are given. A plan of
 * one's own is rehearsed command by command: whoever rehearses it again has the same record in the same order.
 */
export async function openInstallation(
  options: {
    readonly participants?: number;
    readonly share?: number;
    /** Writes into the protocol. */
    readonly change?: (source: string) => string;
    readonly plan?: RehearsalPlan;
  } = {},
): Promise<Installation> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const accounts = await openTestAccounts({ publicUrl: url, pages: addWebPages });
  const rehearsal =
    options.plan ??
    (options.participants === undefined
      ? undefined
      : planModelTrial(options.participants, options.share, options.change));
  const executor = new CommandExecutor(accounts.system);
  if (options.plan !== undefined) {
    for (const command of options.plan.commands)
      await runRehearsal(accounts.system, { ...options.plan, commands: [command] }, { executor });
  } else if (rehearsal !== undefined) await runRehearsal(accounts.system, rehearsal);
  await accounts.app.listen({ host: '127.0.0.1', port });
  const browser = await startChromium();
  const people = new Map<string, Person>();

  const open = async ({ path: _path, ...surroundings }: Surroundings = {}): Promise<Visit> => {
    const context = await browser.newContext({
      ...{ viewport: { width: 1280, height: 860 }, locale: 'en-GB', reducedMotion: 'reduce', baseURL: url },
      ...surroundings,
    });
    // An installation of many users: requests of a test are not those of one impatient person.
    const complaints = collectComplaints(context, url);
    // On a busy computer everything takes its time.
    context.setDefaultTimeout(120_000);
    const page = await context.newPage();
    return { context, page, complaints, close: () => context.close() };
  };
  // The page of signing in has tests of its own; here everybody comes by the shortest way.
  const letIn: Installation['letIn'] = async (visit, person) => {
    const answer = await visit.context.request.post('/api/sign-in', {
      data: { email: person.email, password: goodPassword },
      headers: { origin: url },
    });
    if (answer.status() !== 204) throw new Error(`${person.email} could not sign in: ${await answer.text()}`);
  };
  const signIn: Installation['signIn'] = async (person, surroundings) => {
    const visit = await open(surroundings);
    await letIn(visit, person);
    await visit.page.goto(surroundings?.path ?? '/');
    await visit.page.getByRole('heading', { level: 1 }).first().waitFor();
    return visit;
  };
  const become: Installation['become'] = async ({ accountId }, actorId) => {
    await accounts.system.pools.account.query('update account."user" set "actorId" = $2 where "id" = $1', [
      accountId,
      actorId,
    ]);
  };
  const recordAs: Installation['recordAs'] = async (trialId, { actorId }, name, body) => {
    const result = await executor.execute(trialId, {
      ...{ commandId: CommandId.parse(randomUUID()), actorId: ActorId.parse(actorId) },
      confirmation: { method: 'operator', at: new Date().toISOString() },
      command: { name, body } as unknown as Command,
    });
    if (!result.accepted) throw new Error(`${name}: ${result.message}`);
    return result.outcome;
  };
  const holder = (role: string) => {
    const [name, site] = role.split('@');
    const isThere = (sites: RehearsalPlan['actors'][number]['sites']) =>
      site === undefined || sites === 'all' || sites.includes(site);
    const actor = rehearsal?.actors.find((each) => each.role === name && isThere(each.sites));
    if (actor === undefined) throw new Error(`Nobody in the rehearsal is ${role}.`);
    return actor;
  };
  const personOf: Installation['personOf'] = async (role) => {
    const { actorId } = holder(role);
    const known = people.get(role);
    if (known !== undefined) return known;
    const person = await accounts.addPerson({ name: `Made ${role}`, email: `${role.replace('@', '.')}@example.org` });
    people.set(role, person);
    await become(person, actorId);
    return person;
  };
  return {
    ...{ url, accounts, browser, trialId: rehearsal?.trialId, open, letIn, signIn, become, personOf, recordAs },
    screened: (rehearsal?.commands ?? []).flatMap(({ command }) =>
      command.name === 'screenParticipant' ? [command.body] : [],
    ),
    signInAs: async (role, surroundings) => signIn(await personOf(role), surroundings),
    record: async (role, name, body) => {
      if (rehearsal === undefined) throw new Error('There is no rehearsal.');
      await recordAs(rehearsal.trialId, holder(role), name, body);
    },
    close: async () => {
      await browser.close();
      await accounts.close();
    },
  };
}

/** Plans a rehearsal of the model trial that is in its middle today; `change` writes into its protocol. */
export function planModelTrial(
  participants: number,
  share = 0.62,
  change: (source: string) => string = (source) => source,
): RehearsalPlan {
  const folder = new URL('../../trials/mesems/', import.meta.url);
  const protocolSource = change(readFileSync(new URL('protocol.yaml', folder), 'utf8'));
  const protocol = parseProtocol(protocolSource, 'protocol.yaml');
  if (!protocol.ok) throw new Error(protocol.issues.map(formatIssue).join('\n'));
  const scenario = parseScenario({
    source: readFileSync(new URL('scenarios/default.yaml', folder), 'utf8'),
    file: 'default.yaml',
    protocol: protocol.value,
    participants,
  });
  if (!scenario.ok) throw new Error(scenario.issues.map(formatIssue).join('\n'));
  const now = new Date().toISOString();
  return planUnderWay({
    ...{ protocol: protocol.value, protocolSource, scenario: scenario.value, seed: 1, participants, now, share },
  });
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
