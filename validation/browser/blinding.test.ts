// What a blinded person's browser gets, keeps and shows is the same in two worlds that differ in their arms and in all that only unblinded people give.
// The main pages, each with its tabs and with one page of each kind that it leads to; with EQUIPOISE_BROWSER=all every page of every blinded role.
import type { RehearsalPlan } from '@equipoise/analysis';
import { designRights, isBlinded } from '@equipoise/trial';
import type { Page, Response } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Opener } from '../../packages/server/src/seal/opener.js';
import { untilOpened, withOtherArms, withoutCommitment } from '../../packages/server/src/test-support/other-arms.js';
import { hasChromium } from './chromium.js';
import { goodPassword, type Installation, openInstallation, planModelTrial } from './installation.js';
import { settle } from './settle.js';

/** `EQUIPOISE_BROWSER=all` looks at whatever stands in the navigation. */
const looksAtAll = process.env.EQUIPOISE_BROWSER === 'all';
/** Else each of these is looked at as the role that uses it. */
const mainPages: Readonly<Record<string, readonly string[]>> = {
  coordinator: ['today', 'participants', 'queries', 'product', 'notices'],
  investigator: ['sign'],
  monitor: ['visit-pack'],
  dataManager: ['road-to-lock', 'exports'],
  safetyOfficer: ['safety/listing', 'night'],
  infusionNurse: ['bedside'],
  trialManager: ['recruitment'],
};

/** One place of a tour: what came over the network since the place before, and what the page and the device hold. */
interface Place {
  readonly name: string;
  readonly address: string;
  readonly title: string;
  /** Line by line. */
  readonly body: readonly string[];
  /** One line for each request, its answer with it, in the order of the alphabet: some run side by side. */
  readonly exchanged: readonly string[];
  readonly kept: unknown;
  readonly said: readonly string[];
}

describe.skipIf(!hasChromium())('the browser of a blinded person', () => {
  let plan: RehearsalPlan;
  let worlds: readonly [Installation, Installation];
  const now = new Date();
  beforeAll(async () => {
    plan = untilOpened(planModelTrial(3));
    const opened = await Promise.all([openInstallation({ plan }), openInstallation({ plan: withOtherArms(plan) })]);
    worlds = opened;
  }, 900_000);
  afterAll(() => Promise.all((worlds ?? []).map((world) => world.close())));

  it('is looked at in two worlds whose arms do differ', async () => {
    const [here, there] = await Promise.all(worlds.map(sequencesIn));
    expect(here?.length).toBeGreaterThan(2);
    expect(there).not.toEqual(here);
  });

  it('gets, keeps and shows the same, whatever the arms are [acceptance 15]', async () => {
    const blinded = [...new Set(plan.actors.map(({ role }) => role))].filter((role) => isBlinded(plan.protocol, role));
    expect(blinded).toEqual(expect.arrayContaining(Object.keys(mainPages)));
    const roles = looksAtAll ? blinded : Object.keys(mainPages);
    const seen = [new Set<string>(), new Set<string>()] as const;
    let places = 0;
    const answers: string[] = [];
    for (const role of roles) {
      const entered = [await enter(worlds[0], role), await enter(worlds[1], role)];
      const [here, there] = await Promise.all(entered.map((visitor, index) => tour(visitor, seen[index] ?? seen[0])));
      expect(there?.map(({ name }) => name)).toEqual(here?.map(({ name }) => name));
      for (const [index, place] of (here ?? []).entries())
        expect(there?.[index], `${role}, ${place.name}`).toEqual(place);
      places += here?.length ?? 0;
      const exchanged = (here ?? []).flatMap((place) => place.exchanged);
      // Who writes or approves the design knows it.
      const session = exchanged.filter((one) => one.startsWith('GET /api/session')).join();
      if (!designRights.some((right) => session.includes(`"${right}"`))) answers.push(...exchanged);
    }
    expect(places).toBeGreaterThan(25);
    // What everybody is answered of the protocol says no size of blocks, and nobody is answered a seed.
    expect(plan.protocol.randomisation).toMatchObject({ blockSizes: [4] });
    expect(
      answers.filter((answer) => answer.includes('"blockSizes":[4')).map((answer) => answer.slice(0, 200)),
    ).toEqual([]);
    expect(answers.some((answer) => answer.includes('"blockSizes":['))).toBe(true);
    expect(answers.filter((answer) => answer.includes(plan.allocationSeedHex))).toEqual([]);
  }, 900_000);

  it('is sent no source map', async () => {
    const [world] = worlds;
    const page = await (await fetch(`${world.url}/`)).text();
    const [script] = /\/assets\/[^"]+\.js/.exec(page) ?? [];
    const answer = await fetch(`${world.url}${script}.map`);
    expect(answer.status).toBe(404);
    // What it is sent comes compressed.
    const sent = await fetch(`${world.url}${script}`, { headers: { 'accept-encoding': 'br' } });
    expect(sent.headers.get('content-encoding')).toBe('br');
  });

  async function sequencesIn({ accounts: { system } }: Installation): Promise<readonly string[]> {
    const opener = new Opener(system.pools.sealed, plan.trialId, system.keyring);
    const sealed = await opener.list({ types: ['AllocationOpened'] });
    return sealed
      .flatMap(({ event, envelope }) =>
        event.type === 'AllocationOpened' ? [`${envelope.streamId} ${event.payload.sequence}`] : [],
      )
      .sort();
  }

  /** Opens a browser for the holder of a role at the site of somebody who was screened. */
  async function enter(world: Installation, role: string) {
    const site = world.screened[0]?.siteId ?? '';
    const person = await world.personOf(`${role}@${site}`);
    const visit = await world.open();
    // Both worlds are looked at in the same minute.
    await visit.page.clock.setFixedTime(now);
    const signedIn = await visit.context.request.post('/api/sign-in', {
      data: { email: person.email, password: goodPassword },
      headers: { origin: world.url },
    });
    expect(`${role}: ${signedIn.status()} ${await signedIn.text()}`).toBe(`${role}: 204 `);
    const watched = watch(visit.page, { own: world.url, account: person.accountId });
    return { ...visit, world, role, watched };
  }

  /** Goes through the pages of a role that no role before it had. */
  async function tour(
    { world, role, page, watched, complaints, close }: Awaited<ReturnType<typeof enter>>,
    seen: Set<string>,
  ): Promise<readonly Place[]> {
    const places: Place[] = [];
    const look = async (name: string) => {
      await settle(page);
      places.push(await watched.placeOf(name));
    };
    const tabs = async (name: string) => {
      const all = page.getByRole('main').getByRole('tab');
      for (let index = 1; index < (await all.count()); index += 1) {
        await all.nth(index).click();
        await look(`${name}, tab ${index + 1}`);
      }
    };
    await page.goto(`/trials/${world.trialId}/overview`);
    await page.getByRole('navigation').getByRole('link').first().waitFor();
    await look(`${role} overview`);
    for (const link of await linksIn(page, 'navigation')) {
      const kind = kindOf(link);
      if (seen.has(kind) || !(looksAtAll || mainPages[role]?.includes(kind))) continue;
      seen.add(kind);
      await page.getByRole('navigation').locator(`a[href="${link}"]`).click();
      await page.waitForURL((address) => address.pathname === link);
      await look(kind);
      const inner = await linksIn(page, 'main');
      await tabs(kind);
      for (const further of inner) {
        const innerKind = kindOf(further);
        if (seen.has(innerKind)) continue;
        seen.add(innerKind);
        await page.goto(further);
        await look(innerKind);
        await tabs(innerKind);
      }
    }
    expect(complaints.all).toEqual([]);
    await close();
    return places;
  }
});

/** Where the links of a part of the page lead within the trial. */
async function linksIn(page: Page, part: 'navigation' | 'main'): Promise<readonly string[]> {
  const all = await page
    .getByRole(part)
    .getByRole('link')
    .evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''));
  return [...new Set(all.filter((link) => link.startsWith('/trials/')))];
}

/** An address without what tells one participant, or one form, from another. */
function kindOf(address: string): string {
  return address
    .replace(/[?#].*/, '')
    .replace(/^\/trials\/[^/]+\//, '')
    .replace(/[0-9a-f-]{36}/g, '…')
    .replace(/forms\/.*/, 'forms/…');
}

/** Hears what a page sends and is answered, and what it says. */
function watch(page: Page, about: { readonly own: string; readonly account: string }) {
  let exchanged: Promise<string>[] = [];
  let said: string[] = [];
  let waiting = 0;
  // What an installation draws for itself: where it is, its accounts and sessions, and the nonce of a page.
  const told = (text: string) =>
    withoutCommitment(text)
      .replaceAll(about.own, '')
      .replaceAll(about.account, 'account')
      .replace(/"(accountId|sessionId|byAccountId)":"[0-9a-f-]{36}"/g, '"$1":"drawn"')
      .replace(/urn:uuid:[0-9a-f-]{36}/g, 'drawn')
      .replace(/(name="csp-nonce" content|nonce)="[^"]*"/g, '$1="drawn"')
      .replace(/content="[^"]*" (name="csp-nonce")/g, '$1');
  const describeAnswer = async (response: Response) => {
    const request = response.request();
    // The key of drafts is drawn for the person, here as there.
    const isSecret = request.url().includes('/api/me/draft-keys');
    const isText = /json|html|csv|text/.test(response.headers()['content-type'] ?? '');
    const body = await response.body().catch(() => Buffer.from('no body'));
    const content = isText && !isSecret ? told(body.toString('utf8')) : '';
    return `${request.method()} ${told(request.url())} ${told(request.postData() ?? '')} → ${response.status()}, ${body.length} bytes ${content}`;
  };
  page.on('request', (request) => {
    if (request.url().endsWith('/events')) exchanged.push(Promise.resolve(`GET ${told(request.url())}`));
    else waiting += 1;
  });
  page.on('requestfinished', (request) => {
    if (!request.url().endsWith('/events')) waiting -= 1;
  });
  page.on('requestfailed', (request) => {
    if (request.url().endsWith('/events')) return;
    waiting -= 1;
    exchanged.push(Promise.resolve(`${request.method()} ${told(request.url())} failed`));
  });
  // The stream of events is asked for like the rest, and its answer never ends.
  page.on('response', (response) => {
    if (!response.url().endsWith('/events')) exchanged.push(describeAnswer(response));
  });
  page.on('console', (message) => said.push(told(message.text())));
  return {
    placeOf: async (name: string): Promise<Place> => {
      // Nothing is on its way, and what came is drawn.
      for (let count = -1; count !== exchanged.length || waiting > 0; ) {
        count = exchanged.length;
        await page.evaluate(
          () => new Promise<void>((drawn) => requestAnimationFrame(() => requestIdleCallback(() => drawn()))),
        );
        await settle(page);
      }
      const [answers, lines] = [await Promise.all(exchanged), said];
      [exchanged, said] = [[], []];
      return {
        ...{ name, address: told(page.url()), title: await page.title(), exchanged: answers.sort(), said: lines },
        body: numbered(told(await linesOf(page))).split('\n'),
        kept: JSON.parse(told(JSON.stringify(await keptOn(page)))),
      };
    },
  };
}

/** Ids that components draw by chance, by their order. */
function numbered(text: string): string {
  const known = new Map<string, number>();
  return text.replace(/mantine-[a-z0-9]{9}\b|_r_[0-9a-z]+_|__m__-[\w-]+/g, (id) => {
    known.set(id, known.get(id) ?? known.size);
    return `id-${known.get(id)}`;
  });
}

/** The whole document line by line: each element with its attributes in the order of the alphabet, each text. */
function linesOf(page: Page): Promise<string> {
  return page.evaluate(() => {
    const lines: string[] = [];
    const write = (node: Node) => {
      if (node instanceof Element) {
        // The frame marks for a moment that the window was made.
        const attributes = [...node.attributes].filter(({ name }) => name !== 'data-resizing');
        const written = attributes.map(({ name, value }) => `${name}="${value}"`).sort();
        lines.push(`<${[node.localName, ...written].join(' ')}>`);
      } else lines.push(node.textContent ?? '');
      for (const child of node.childNodes) write(child);
    };
    write(document.documentElement);
    return lines.join('\n');
  });
}

/** All that a page stored on the device; of what is encrypted its size. */
function keptOn(page: Page): Promise<unknown> {
  return page.evaluate(async () => {
    const databases = await Promise.all(
      (await indexedDB.databases()).map(async ({ name = '', version }) => {
        const database = await new Promise<IDBDatabase>((opened, failed) => {
          const request = indexedDB.open(name);
          request.onsuccess = () => opened(request.result);
          request.onerror = () => failed(request.error);
        });
        const stores = await Promise.all(
          [...database.objectStoreNames].map(async (store) => {
            const all = await new Promise<readonly unknown[]>((read, failed) => {
              const request = database.transaction(store).objectStore(store).getAll();
              request.onsuccess = () => read(request.result);
              request.onerror = () => failed(request.error);
            });
            const sizes = all.map((one) =>
              JSON.stringify(one, (_key, value) => (value instanceof ArrayBuffer ? value.byteLength : value)),
            );
            return { store, sizes: sizes.map((text) => text.replace(/"iv":\{[^}]*\}/, '')) };
          }),
        );
        database.close();
        return { name, version, stores };
      }),
    );
    return {
      databases,
      caches: await caches.keys(),
      // Of the key of drafts its number alone lies here, drawn like the key.
      local: Object.entries(localStorage)
        .map(([key, value]) => [key, key.startsWith('equipoise.draft-key.') ? value.length : value])
        .sort(),
      // How far each page was scrolled stands under a key that is drawn for each visit.
      session: Object.entries(sessionStorage)
        .map(([key, value]) => [
          key,
          key.startsWith('tsr-scroll') ? value.replace(/"\w{4,8}":\{/g, '"drawn":{') : value,
        ])
        .sort(),
      cookies: document.cookie,
    };
  });
}
