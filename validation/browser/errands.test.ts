// Errands that people of a trial have, each clicked from its beginning to its end, with what the record then says: those beside the
// main task of a role, which every-role.test.ts clicks.
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { RehearsalPlan } from '@equipoise/analysis';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { totp } from '../../packages/server/src/test-support/accounts.js';
import { hasChromium } from './chromium.js';
import { hasFocus } from './hands.js';
import { goodPassword, type Installation, openInstallation, planModelTrial, type Visit } from './installation.js';
import { settle } from './settle.js';

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const yesterday = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);

describe.skipIf(!hasChromium())('an errand', () => {
  let installation: Installation;
  let bag: ReadyBag;
  /** Somebody who came to a visit after the randomisation. */
  let treated: { readonly participantId: string; readonly siteId: string };
  beforeAll(async () => {
    // Whatever the time of day is, a bag of yesterday's collection may be prepared and has not expired.
    const whole = planModelTrial(4, 0.62, (source) => stratified(source).replace('expiryHours: 24', 'expiryHours: 48'));
    bag = nextBag(whole);
    treated = treatedIn(whole, bag.at);
    installation = await openInstallation({ plan: { ...whole, commands: whole.commands.slice(0, bag.at) } });
    await makeReady();
  }, 900_000);
  afterAll(() => installation?.close());

  const enter = async (role: string, path: string, surroundings: object = {}): Promise<Visit> => {
    const visit = await installation.signInAs(role, { ...surroundings, path: inTrial(path) });
    visit.page.setDefaultTimeout(60_000);
    await settle(visit.page);
    return visit;
  };
  const inTrial = (path: string) => `/trials/${installation.trialId}/${path}`;
  const go = async (page: Page, path: string) => {
    await page.goto(inTrial(path));
    await settle(page);
  };
  const leave = async (visit: Visit) => {
    await visit.close();
    expect(visit.complaints.all).toEqual([]);
  };

  /** The day of the vital signs at screening. */
  const dayOf = async (page: Page, participantId: string): Promise<string> => {
    const answer = await page.request.get(`/api/trials/${installation.trialId}/form?participantId=${participantId}`);
    const { rows } = (await answer.json()) as { readonly rows: readonly Readonly<Record<string, unknown>>[] };
    return String(rows.find(({ visit, form }) => visit === 'screening' && form === 'vitals')?.happened_on);
  };

  /** The bag is prepared, labelled and released now, for a collection of yesterday. */
  async function makeReady(): Promise<void> {
    const { participantId, siteId, bagCode, laboratory } = bag;
    const place = { participantId, administration: 'infusion1' };
    await installation.record(`coordinator@${siteId}`, 'scheduleInfusion', { ...place, infusionOn: yesterday });
    await installation.record('cellLaboratory', 'prepareInfusion', {
      ...{ ...place, bagCode, laboratory, preparedAt: new Date().toISOString() },
    });
    await installation.record('cellLaboratory', 'printLabel', { participantId, bagCode });
    await installation.record('cellLaboratory', 'releaseBag', { participantId, bagCode, laboratory });
    await installation.record(`investigator@${siteId}`, 'permitInfusion', place);
    const { rows } = await installation.accounts.system.pools.writer.query<{ identity: string; label: string }>(
      `select p.identity_code as identity, b.label_code as label from read.product_participant p
       join read.bag_state b on b.trial_id = p.trial_id and b.bag_code = $2 where p.participant_id = $1`,
      [participantId, bagCode],
    );
    bag = { ...bag, ...rows[0] };
  }

  it('at the bedside: two people scan on a phone, and the infusion begins without a connection', async () => {
    const { siteId, bagCode, identity = '', label = '' } = bag;
    const nurse = await enter(`infusionNurse@${siteId}`, 'bedside', phone);
    const { page } = nurse;
    const verdict = (of: Page) => of.getByRole('dialog').getByRole('alert');
    // A scanner types, and presses Enter: nobody touches the screen.
    const scan = async (of: Page, field: string, code: string) => {
      const box = of.getByRole('textbox', { name: field, exact: true });
      await expect.poll(() => hasFocus(box), { timeout: 30_000 }).toBe(true);
      await of.keyboard.type(code);
      await of.keyboard.press('Enter');
    };
    // The verdict takes the focus: Enter goes on.
    const goOn = async (of: Page) => {
      const next = of.getByRole('dialog').getByRole('button');
      await expect.poll(() => hasFocus(next), { timeout: 30_000 }).toBe(true);
      await of.keyboard.press('Enter');
    };
    const scanAll = async (of: Page) => {
      await scan(of, 'Wristband of the participant', identity);
      await scan(of, 'Bag', bagCode);
      await scan(of, 'Label of the bag', label);
      await verdict(of).getByText('Go: your scan is right').waitFor();
      await goOn(of);
    };
    await scan(page, 'Wristband of the participant', 'NOBODY');
    await verdict(page).getByText('No participant of yours has this wristband.').waitFor();
    await goOn(page);
    await scanAll(page);
    await page.getByText('Waiting for the second person').waitFor();
    expect(await button(page, 'May it start?').isDisabled()).toBe(true);
    const second = await enter(`coordinator@${siteId}`, 'bedside', phone);
    await scanAll(second.page);
    await leave(second);
    await button(page, 'May it start?').click();
    await verdict(page).getByText('It may start').waitFor();
    await goOn(page);

    await nurse.context.setOffline(true);
    await button(page, 'Start').click();
    await page.getByText('No connection: kept on this device, sent in order when it is back.').waitFor();
    await page.getByText('waits for the connection').waitFor();
    await page.getByRole('timer').waitFor();
    await button(page, 'Interrupt').click();
    await button(page, 'Resume').waitFor();
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    await nurse.context.setOffline(false);
    await page.getByText('waits for the connection').first().waitFor({ state: 'detached' });
    await button(page, 'Resume').click();
    await button(page, 'End').click();
    await button(page, 'Record the infusion').click();
    const volumes = page.getByRole('dialog', { name: 'Volumes' });
    await volumes.getByRole('textbox', { name: 'Volume infused (mL)' }).fill('70');
    await button(volumes, 'Record the infusion').click();
    await volumes.waitFor({ state: 'detached' });
    await page.getByText('70 mL infused.').waitFor();
    const steps = page.getByRole('region', { name: 'What was recorded' });
    expect(await steps.textContent()).toMatch(/Started.*Interrupted.*Resumed.*Ended/);
    await leave(nurse);
  });

  it('of a site: what is rare about a participant is recorded where people look for it', async () => {
    const { participantId, siteId } = treated;
    const role = `coordinator@${siteId}`;
    const site = await enter(role, `participants/${participantId}?tab=events`);
    const { page } = site;
    const dialog = page.getByRole('dialog');
    const opened = async (item: string) => {
      await button(page, 'More').click();
      await page.getByRole('menuitem', { name: item }).click();
      await dialog.waitFor();
    };
    const closed = () => dialog.waitFor({ state: 'detached' });
    await button(page, 'Report a pregnancy').click();
    await dialog.getByRole('radio', { name: 'The partner of the participant' }).check();
    await dialog.getByRole('textbox', { name: 'Expected date of birth' }).fill('3 Jun 2027');
    await button(dialog, 'Save').click();
    await closed();
    await button(page, /^Update: The partner/).click();
    await dialog.getByRole('combobox', { name: 'Outcome' }).selectOption('liveBirth');
    await dialog.getByRole('combobox', { name: 'Is the child healthy?' }).selectOption('yes');
    await button(dialog, 'Save').click();
    await closed();
    await page.getByRole('row', { name: /3 Jun 2027 Live birth/ }).waitFor();

    await opened('Guess of the treatment');
    await dialog.getByRole('radio', { name: 'Investigator' }).check();
    const visit = await dialog.getByRole('combobox', { name: 'Visit' }).inputValue();
    await dialog.getByRole('radio', { name: 'Does not know' }).check();
    await button(dialog, 'Save').click();
    await closed();
    await opened('Guess of the treatment');
    await dialog.getByText(/^Recorded already: .*Investigator/).waitFor();
    await dialog.getByRole('radio', { name: 'Investigator' }).check();
    expect(await dialog.locator(`option[value="${visit}"]`).count()).toBe(0);
    await button(dialog, 'Cancel').click();
    await closed();

    const sexOf = (text: string | null) => /sex=(\w+)/.exec(text ?? '')?.[1];
    const standing = async () => {
      const answer = await page.request.get(
        `/api/trials/${installation.trialId}/participants?participantId=${participantId}`,
      );
      const { rows } = (await answer.json()) as { rows: { stratum: string; corrected_stratum: string | null }[] };
      return rows[0] ?? { stratum: '', corrected_stratum: '' };
    };
    const before = await standing();
    const other = sexOf(before.stratum) === 'male' ? 'female' : 'male';
    await opened('Correct the stratum');
    await dialog.getByText('The values give the same stratum still.').waitFor();
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('A wrong value.');
    await button(dialog, 'Correct the stratum').click();
    await dialog.getByRole('alert').waitFor();
    await installation.record(role, 'correctValue', {
      ...{ participantId, visit: 'screening', form: 'demographics', items: { sex: other }, reason: 'misread' },
    });
    await dialog.getByText('The values give the same stratum still.').waitFor({ state: 'detached' });
    await button(dialog, 'Correct the stratum').click();
    await closed();
    const after = await standing();
    expect([after.stratum, sexOf(after.corrected_stratum)]).toEqual([before.stratum, other]);
    await leave(site);
  });

  it('of who a participant is: kept and found at the site alone, each look on record, erased as far as the law lets', async () => {
    const { participantId, siteId } = treated;
    const site = await enter(`coordinator@${siteId}`, `participants/${participantId}?tab=identity`);
    const { page } = site;
    const dialog = page.getByRole('dialog');
    await button(page, 'To record or correct').click();
    await dialog.getByRole('textbox', { name: 'Given name' }).fill('Ada');
    await dialog.getByRole('textbox', { name: 'Family name' }).fill('Synthetic');
    await dialog.getByRole('textbox', { name: 'Telephone' }).fill('+39 010 000 000');
    await button(dialog, 'Save').click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('link', { name: '+39 010 000 000' }).waitFor();
    await button(page, 'Hide').click();
    expect(await page.getByText('Ada Synthetic').count()).toBe(0);
    await go(page, 'participants');
    await button(page, 'Find by name').click();
    await dialog.getByRole('textbox', { name: /^Name, initials/ }).fill('synth');
    await button(dialog, 'Search').click();
    await dialog.getByRole('row', { name: /Ada Synthetic/ }).waitFor();
    await leave(site);

    const person = await installation.accounts.addPerson({ name: 'Petra Principal' });
    const actorId = randomUUID();
    await installation.become(person, actorId);
    await installation.record('trialManager', 'grantRole', { actorId, role: 'principalInvestigator', sites: [siteId] });
    const principal = await installation.signIn(person);
    principal.page.setDefaultTimeout(60_000);
    await go(principal.page, `participants/${participantId}?tab=identity`);
    await button(principal.page, 'The person asks').click();
    await principal.page.getByText('Ada Synthetic').waitFor();
    await button(principal.page, 'Erase for good').click();
    const erasure = principal.page.getByRole('dialog');
    await erasure.getByRole('textbox', { name: 'Reason' }).fill('Asked for by the person.');
    await button(erasure, 'Erase for good').click();
    await erasure.getByText(/^A law keeps this: .*536\/2014/).waitFor();
    await leave(principal);

    const officer = await enter(`dataProtectionOfficer@${siteId}`, 'privacy');
    const log = officer.page.getByRole('table', { name: 'Looks at identifiers' });
    await log.getByRole('row', { name: /Petra Principal Seen .*The person asks/ }).waitFor();
    await log.getByRole('row', { name: /Found by a search/ }).waitFor();
    expect(await officer.page.getByText('Synthetic', { exact: false }).filter({ hasText: 'Ada' }).count()).toBe(0);
    await officer.page.getByRole('textbox', { name: 'Screening number' }).fill('nobody');
    await officer.page.getByText('Nobody looked.').waitFor();
    await leave(officer);
  });

  it('of the night: the code goes to somebody else, who reads the answer once', async () => {
    const officer = await enter('safetyOfficer', `night/${installation.screened[0]?.participantId}`);
    const { page } = officer;
    const number = (await page.getByRole('heading', { level: 1 }).textContent()) ?? '';
    await button(page, 'Yes, it will').click();
    await page.getByRole('textbox', { name: 'What will be done differently' }).fill('Another antibiotic.');
    await button(page, 'Next').click();
    await page.getByRole('radio', { name: /^Somebody else/ }).check();
    await page.getByRole('textbox', { name: 'Name of who gets it' }).fill('Dr Third');
    await page.getByRole('textbox', { name: /^Function/ }).fill('emergency physician');
    await button(page, 'I understand: go on').click();
    await page.getByRole('textbox', { name: `Type the number ${number}` }).fill(number);
    await button(page, 'Break the code').click();
    await confirm(page);
    const code = (await page.getByTestId('collection-code').textContent()) ?? '';
    // Whoever broke it stays blind.
    expect(await page.getByRole('region', { name: `Treatment of ${number}` }).count()).toBe(0);
    await leave(officer);

    const collect = async () => {
      const other = await installation.open();
      await other.page.goto('/collect');
      const field = (name: string) => other.page.getByRole('textbox', { name });
      await field('Code that you were given').fill(code);
      await field('Randomisation number on the emergency card').fill(number);
      await field('Your name and function').fill('Dr Third');
      await button(other.page, 'Show the treatment').click();
      return other;
    };
    const other = await collect();
    await other.page.getByText(/^It is shown only this once/).waitFor();
    await leave(other);
    const again = await collect();
    await again.page.getByRole('alert').waitFor();
    expect(await again.page.getByText(/^It is shown only this once/).count()).toBe(0);
    await again.close();
  });

  it('of data management: an import with its preview, a freeze undone', async () => {
    const manager = await enter('dataManager', 'imports');
    const { page } = manager;
    const [first] = installation.screened;
    await page.getByRole('combobox', { name: 'Form' }).click();
    await page.getByRole('option', { name: 'Vital signs', exact: true }).click();
    const day = await dayOf(page, first?.participantId ?? '');
    const lines = ['screening_number,visit,happened_on,weightKg', `${first?.screeningNumber},screening,${day},77.7`];
    await choose(page, button(page, /CSV file/), {
      ...{ name: 'vitals.csv', mimeType: 'text/csv', buffer: Buffer.from(`${lines.join('\n')}\n`) },
    });
    await button(page, 'Preview').click();
    await page.getByRole('row', { name: /Weight .*77\.7/ }).waitFor();
    await page
      .getByRole('main')
      .getByRole('textbox', { name: /^Reason/ })
      .fill('From the paper form.');
    await button(page, 'Import 1 value').click();
    await page
      .getByText(/1 value/)
      .first()
      .waitFor();
    await go(page, 'road-to-lock');
    const actions = button(page, `Actions for ${first?.screeningNumber}`);
    await actions.click();
    await page.getByRole('menuitem', { name: 'Freeze all forms', exact: true }).click();
    await page.getByText('Recorded.').first().waitFor();
    await actions.click();
    await page.getByRole('menuitem', { name: 'Unfreeze all forms' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox').fill('A value was wrong.');
    await button(dialog, 'Unfreeze all forms').click();
    await dialog.waitFor({ state: 'detached' });
    await leave(manager);
  });

  it('of the trial manager: an amendment is drafted and looked at, and another person approves it', async () => {
    const source = stratified(readFileSync(new URL('../../trials/mesems/protocol.yaml', import.meta.url), 'utf8'))
      .replace('version: "1.0"', 'version: "1.1"')
      .replace('name: Week 4\n', 'name: Week 4 (visit)\n');
    const manager = await enter('trialManager', 'amendments');
    const { page } = manager;
    await button(page, 'Draft an amendment').click();
    const draft = page.getByRole('dialog', { name: 'Draft an amendment' });
    await choose(page, button(draft, 'Choose the file'), {
      ...{ name: 'protocol.yaml', mimeType: 'text/yaml', buffer: Buffer.from(source) },
    });
    await draft.getByText('protocol.yaml can be used.').waitFor();
    await draft.getByRole('radio', { name: /^Not substantial/ }).check();
    await draft.getByRole('textbox', { name: 'Reason' }).fill('A clearer name.');
    await button(draft, 'Draft it').click();
    await draft.waitFor({ state: 'detached' });
    await button(page, 'What it touches').click();
    const impact = page.getByRole('dialog', { name: 'What version 1.1 touches' });
    await impact
      .getByRole('row', { name: /Week 4/ })
      .first()
      .waitFor();
    await page.keyboard.press('Escape');
    await impact.waitFor({ state: 'detached' });
    expect(await button(page, 'Approve').count()).toBe(0);
    await page.getByText('You drafted it, so another person approves it.').waitFor();
    await leave(manager);
  });

  it('of an account: a second factor is set up and asked for, a session ended, the language changed', async () => {
    const person = await installation.accounts.addPerson({ name: 'Sam Second', mayCreateTrials: true });
    const visit = await installation.signIn(person);
    const { page } = visit;
    page.setDefaultTimeout(60_000);
    await page.goto('/account');
    await page.getByRole('tab', { name: 'Sign-in', exact: true }).click();
    const app = page.getByRole('region', { name: 'Authenticator app' });
    await app.getByRole('textbox', { name: /password/i }).fill(goodPassword);
    await button(app, 'Set up').click();
    const key = /key into it: (\S+)/.exec((await app.getByText(/key into it/).textContent()) ?? '')?.[1] ?? '';
    const uri = `otpauth://totp/x?secret=${key}`;
    await app.getByRole('textbox', { name: 'Code of the app' }).fill(totp(uri));
    await button(app, 'Check and switch on').click();
    await app.getByText(/^Set up\./).waitFor();

    const other = await installation.open();
    await other.page.goto('/sign-in');
    await other.page.getByLabel('E-mail address').fill(person.email);
    await other.page.getByRole('textbox', { name: 'Password' }).fill(goodPassword);
    await button(other.page, 'Sign in').click();
    // A code counts once: this one is of the next half minute.
    await other.page.getByRole('textbox', { name: /^Code/ }).fill(totp(uri, Date.now() + 30_000));
    await button(other.page, 'Sign in').click();
    await other.page.waitForURL((address) => !address.pathname.startsWith('/sign-in'));
    await page.getByRole('tab', { name: 'Sessions' }).click();
    await button(page, 'End').click();
    await button(page, 'End').waitFor({ state: 'detached' });
    await other.page.reload();
    await button(other.page, 'Sign in').waitFor();
    await other.close();
    await leave(visit);
  });
});

/** The model trial, randomised within the sexes as well: a value may decide a stratum. */
function stratified(source: string): string {
  return source.replace(
    '- { id: site, from: site }',
    '- { id: site, from: site }\n    - { id: sex, from: { item: sex } }',
  );
}

/** Somebody whose visit of week 4 was recorded before a command of a plan. */
function treatedIn({ commands }: RehearsalPlan, before: number): { participantId: string; siteId: string } {
  const sent = commands.slice(0, before).map(({ command }) => command);
  for (const { name, body } of sent) {
    if (name !== 'recordForm' || body.visit !== 'W4') continue;
    const screened = sent.find(
      (one) => one.name === 'screenParticipant' && one.body.participantId === body.participantId,
    );
    if (screened?.name === 'screenParticipant')
      return { participantId: body.participantId, siteId: screened.body.siteId };
  }
  throw new Error('Nobody came to week 4.');
}

interface ReadyBag {
  /** Of the plan: before this command. */
  readonly at: number;
  readonly participantId: string;
  readonly siteId: string;
  readonly bagCode: string;
  readonly laboratory: object;
  readonly identity?: string;
  readonly label?: string;
}

/** The last bag of a plan. */
function nextBag({ commands }: RehearsalPlan): ReadyBag {
  const at = commands.findLastIndex(({ command }) => command.name === 'prepareInfusion');
  const prepared = commands[at]?.command;
  if (prepared?.name !== 'prepareInfusion') throw new Error('The plan prepares no infusion.');
  const { participantId, bagCode, laboratory } = prepared.body;
  if (bagCode === undefined) throw new Error('The plan prepares no bag.');
  const siteId = commands.flatMap(({ command }) =>
    command.name === 'screenParticipant' && command.body.participantId === participantId ? [command.body.siteId] : [],
  )[0];
  return { at, participantId, siteId: siteId ?? '', bagCode, laboratory };
}

function button(within: Page | Locator, name: string | RegExp): Locator {
  return within.getByRole('button', typeof name === 'string' ? { name, exact: true } : { name });
}

async function confirm(page: Page): Promise<void> {
  const dialog = page.getByRole('dialog', { name: 'Confirm with your credentials' });
  await dialog.getByRole('textbox', { name: 'Password' }).fill(goodPassword);
  await button(dialog, 'Confirm').click();
  await dialog.waitFor({ state: 'detached' });
}

/** Chooses a file by the button that asks for it. */
async function choose(
  page: Page,
  opener: Locator,
  file: string | { readonly name: string; readonly mimeType: string; readonly buffer: Buffer },
): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await opener.click();
  await (await chooser).setFiles(file);
}

/** By how many pixels the page is wider than its window. */
function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}
