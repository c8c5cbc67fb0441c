// An installation of the product for one test file: its server on a free port, made people, and a browser.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { parseScenario, planUnderWay, type RehearsalPlan } from '@equipoise/analysis';
import { formatIssue, parseProtocol, type TrialId } from '@equipoise/trial';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { runRehearsal } from '../../packages/server/src/drive/rehearsal.js';
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
  /** Opens a browser of its own for a person who signs in on the page. */
  signIn(person: Person, options?: Surroundings): Promise<Visit>;
  /** The same for the made person who holds a role in the rehearsal. */
  signInAs(role: string, options?: Surroundings): Promise<Visit>;
  /** A browser in which nobody is signed in. */
  open(options?: Surroundings): Promise<Visit>;
  close(): Promise<void>;
}

interface Surroundings {
  readonly colorScheme?: 'light' | 'dark';
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly locale?: string;
}

/** One browser of one person. */
export interface Visit {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly complaints: Complaints;
  close(): Promise<void>;
}

/** Opens an installation; with a rehearsal of the model trial up to today where `participants` are given. */
export async function openInstallation(
  options: { readonly participants?: number; readonly share?: number } = {},
): Promise<Installation> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const accounts = await openTestAccounts({ publicUrl: url, pages: addWebPages });
  const rehearsal =
    options.participants === undefined ? undefined : planModelTrial(options.participants, options.share ?? 0.62);
  if (rehearsal !== undefined) await runRehearsal(accounts.system, rehearsal);
  await accounts.app.listen({ host: '127.0.0.1', port });
  const browser = await startChromium();
  const people = new Map<string, Person>();

  const open = async (surroundings: Surroundings = {}): Promise<Visit> => {
    const context = await browser.newContext({
      ...{ viewport: { width: 1280, height: 860 }, locale: 'en-GB', reducedMotion: 'reduce', baseURL: url },
      ...surroundings,
    });
    // An installation of many users: requests of a test are not those of one impatient person.
    const complaints = collectComplaints(context, url);
    const page = await context.newPage();
    return { context, page, complaints, close: () => context.close() };
  };
  const signIn: Installation['signIn'] = async (person, surroundings) => {
    const visit = await open(surroundings);
    await visit.page.goto('/sign-in');
    await visit.page.getByLabel('E-mail address').fill(person.email);
    await visit.page.getByRole('textbox', { name: 'Password' }).fill(goodPassword);
    await visit.page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await visit.page.waitForURL((address) => !address.pathname.startsWith('/sign-in'));
    return visit;
  };
  return {
    ...{ url, accounts, browser, trialId: rehearsal?.trialId, open, signIn },
    signInAs: async (role, surroundings) => {
      const actor = rehearsal?.actors.find((each) => each.role === role);
      if (actor === undefined) throw new Error(`Nobody in the rehearsal is ${role}.`);
      const known = people.get(role) ?? (await accounts.addPerson({ name: `Made ${role}` }));
      people.set(role, known);
      await accounts.system.pools.account.query('update account."user" set "actorId" = $2 where "id" = $1', [
        known.accountId,
        actor.actorId,
      ]);
      return signIn(known, surroundings);
    },
    close: async () => {
      await browser.close();
      await accounts.close();
    },
  };
}

function planModelTrial(participants: number, share: number): RehearsalPlan {
  const folder = new URL('../../trials/mesems/', import.meta.url);
  const protocolSource = readFileSync(new URL('protocol.yaml', folder), 'utf8');
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
