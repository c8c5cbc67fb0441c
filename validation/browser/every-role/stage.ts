// The stage of the trial that everybody clicks through: who is in it, what they do in a browser, and what the server answers.
import { randomUUID } from 'node:crypto';
import { ActorId, type Command, CommandId, standardRoleDefinitions, type TrialId } from '@equipoise/trial';
import type { Page } from 'playwright-core';
import { CommandExecutor } from '../../../packages/server/src/execute/execute.js';
import type { Person } from '../../../packages/server/src/test-support/accounts.js';
import type { Installation, Visit } from '../installation.js';
import { settle } from '../settle.js';

/** The site of the trial. */
export const site = 'genoa';
/** What would tell an arm, in the words and the ids of the protocol. */
export const arm = /[Ll]arks|[Oo]wls|[Aa]mber|[Oo]chre/;
/** Both sequences side by side, as the record tells the design, tell no arm. */
const designOfRecord = '\\"sequences\\":[\\"larks\\",\\"owls\\"]';

/** Two participants: one for each sequence. */
export interface Patient {
  readonly number: string;
  participantId: string;
  code: string;
  identity: string;
  bag: string;
  label: string;
}

const patient = (number: string): Patient => ({
  ...{ number, participantId: '', code: '', identity: '', bag: '', label: '' },
});

export class Stage {
  trialId = '' as TrialId;
  readonly anna = patient('genoa-001');
  readonly bruno = patient('genoa-002');
  /** Roles that clicked, in the order in which they came. */
  readonly clicked = new Set<string>();
  /** What pages complained of. */
  readonly complaints: string[] = [];
  /** What the server answered, or a page showed, to blinded people that tells an arm. */
  readonly leaks: string[] = [];
  readonly #people = new Map<string, Person>();
  readonly #visits = new Map<string, Visit>();

  constructor(
    readonly installation: Installation,
    /** How long a page may take, in milliseconds: the machine may be many times slower than an idle one. */
    readonly patience = 120_000,
  ) {}

  /** The person of a role; made when first asked for. */
  async personOf(role: string): Promise<Person> {
    const known = this.#people.get(role);
    if (known !== undefined) return known;
    const person = await this.installation.accounts.addPerson({
      ...{ name: `Made ${role}`, email: `${role}@example.org`, mayCreateTrials: role === 'trialManager' },
    });
    this.#people.set(role, person);
    return person;
  }

  /** Somebody of a role does something in a browser of their own, from the first page of the trial on. */
  async as(role: string, work: (page: Page) => Promise<void>): Promise<void> {
    const page = await this.#pageOf(role);
    const heard = listen(page);
    // Somebody of one trial begins on the first page of the own role; who may create trials chooses one.
    await page.goto(role === 'trialManager' && this.trialId !== '' ? `/trials/${this.trialId}` : '/');
    await settle(page);
    await work(page);
    const isBlinded = standardRoleDefinitions.find(({ id }) => id === role)?.blinded ?? true;
    if (isBlinded) {
      const told = [...(await heard()), `page ${await page.getByRole('main').textContent()}`];
      this.leaks.push(
        ...told.filter((text) => arm.test(text.replaceAll(designOfRecord, ''))).map((text) => `${role}: ${text}`),
      );
    }
    await page.close();
    this.clicked.add(role);
  }

  /** Signs in once; a person comes back to the same browser. */
  async #pageOf(role: string): Promise<Page> {
    const known = this.#visits.get(role);
    const visit = known ?? (await this.installation.signIn(await this.personOf(role)));
    this.#visits.set(role, visit);
    const page = known === undefined ? visit.page : await visit.context.newPage();
    page.setDefaultTimeout(this.patience);
    return page;
  }

  /** What is not clicked but sent as a command: what others click elsewhere in the same way. @throws Error where it is refused */
  async record(role: string, name: Command['name'], body: object): Promise<Readonly<Record<string, unknown>>> {
    const { actorId } = await this.personOf(role);
    const result = await new CommandExecutor(this.installation.accounts.system).execute(this.trialId, {
      ...{ commandId: CommandId.parse(randomUUID()), actorId: ActorId.parse(actorId) },
      confirmation: { method: 'operator', at: new Date().toISOString() },
      command: { name, body } as unknown as Command,
    });
    if (!result.accepted) throw new Error(`${name}: ${result.message}`);
    return result.outcome;
  }

  /** Rows of a table, for what a scanner would read. */
  async rows<T extends object>(sql: string, values: readonly unknown[] = []): Promise<readonly T[]> {
    const { rows } = await this.installation.accounts.system.pools.writer.query<T>(sql, [...values]);
    return rows;
  }

  async close(): Promise<void> {
    for (const [role, visit] of this.#visits) {
      await visit.close();
      this.complaints.push(...visit.complaints.all.map((one) => `${role}: ${one}`));
    }
  }
}

/** Hears what the server answers. The protocol itself, which everybody may read, is left out. */
function listen(page: Page): () => Promise<readonly string[]> {
  const answers: Promise<string>[] = [];
  page.on('response', (response) => {
    const { pathname } = new URL(response.url());
    if (!pathname.startsWith('/api/') || /protocol|events|report/.test(pathname)) return;
    const body = response.text().catch(() => '');
    answers.push(body.then((text) => `${pathname} ${text}`));
  });
  return () => Promise.all(answers);
}
