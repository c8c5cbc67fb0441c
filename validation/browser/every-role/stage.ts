// The stage of the trial that everybody clicks through: who is in it, what they do in a browser, and what the server answers.
import { type Command, standardRoleDefinitions, type TrialId } from '@equipoise/trial';
import type { Page } from 'playwright-core';
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
  /** From then on everybody may know the arms. */
  isUnblinded = false;
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
    if (!this.isUnblinded && isBlinded(role)) {
      const told = [...(await heard()), `page ${await page.getByRole('main').textContent()}`];
      this.leaks.push(
        ...told.filter((text) => arm.test(text.replaceAll(designOfRecord, ''))).map((text) => `${role}: ${text}`),
      );
    }
    // A page that nobody looks at would follow what everybody else does.
    await page.close();
    this.clicked.add(role);
  }

  /** Signs in once; a person comes back to the same browser. */
  async #pageOf(role: string): Promise<Page> {
    const known = this.#visits.get(role);
    if (known !== undefined) return this.#patient(await known.context.newPage());
    const visit = await this.installation.open();
    this.#visits.set(role, visit);
    await this.installation.letIn(visit, await this.personOf(role));
    return this.#patient(visit.page);
  }

  #patient(page: Page): Page {
    page.setDefaultTimeout(this.patience);
    return page;
  }

  /** What is not clicked but sent as a command: what others click elsewhere in the same way. @throws Error where it is refused */
  async record(role: string, name: Command['name'], body: object): Promise<Readonly<Record<string, unknown>>> {
    return this.installation.recordAs(this.trialId, await this.personOf(role), name, body);
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

function isBlinded(role: string): boolean {
  return standardRoleDefinitions.find(({ id }) => id === role)?.blinded ?? true;
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
