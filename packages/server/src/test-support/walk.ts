// A walk: one datum's way through the real write path and the real database, told as a document while it happens.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ActorId, CommandId, type CommandName, ParticipantId, type StreamRef, TrialId } from '@equipoise/trial';
import { CommandExecutor, type ExecuteResult } from '../execute/execute.js';
import { type ReadTable, readTables } from '../store/read-table/read-table.js';
import { streamIdOf } from '../store/stream.js';
import { readView, type StoredView } from '../store/view/view.js';
import { openTestSystem } from './system.js';

const repository = fileURLToPath(new URL('../../../..', import.meta.url));
/** The small trial that all walks go through. */
export const walkProtocol = readFileSync(new URL('../walk/walk.yaml', import.meta.url), 'utf8');

const idOf = (first: string, number: number) => `${first}0000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
const actors = [
  'trialManager',
  'coordinator',
  'investigator',
  'edssRater',
  'cellLaboratory',
  'safetyOfficer',
  'dataManager',
  'statistician',
  'cutStatistician',
  'reader',
] as const;
export type WalkRole = (typeof actors)[number];

/** Participant `number` of a walk; their screening number is its `S-` number. */
export function participantOf(number: number): ParticipantId {
  return ParticipantId.parse(idOf('e', number));
}

/** Sends commands one after another, each a simulated minute after the last, and writes down what came of those that are shown. */
export class Walk {
  readonly trialId = TrialId.parse(idOf('a', 1));
  readonly #parts: string[] = [];
  readonly #streams = new Map<string, string>();
  #commands = 0;
  #steps = 0;
  #day = '2026-01-05';

  private constructor(
    readonly system: Awaited<ReturnType<typeof openTestSystem>>,
    private readonly executor: CommandExecutor,
  ) {}

  /** Opens a new database; `discard` the system in the end. */
  static async open(): Promise<Walk> {
    const system = await openTestSystem();
    return new Walk(system, new CommandExecutor(system));
  }

  actor(role: WalkRole): ActorId {
    return ActorId.parse(idOf('b', actors.indexOf(role) + 1));
  }

  /** From now on commands are sent on this day. */
  on(day: string): void {
    this.#day = day;
  }

  /** Sends a command of the set-up: it must be accepted, and is not told. */
  async set(role: WalkRole, name: CommandName, body: object): Promise<void> {
    const result = await this.#send(role, name, body);
    if (!result.accepted) throw new Error(`${name}: ${result.message}`);
  }

  /** The trial up to its go-live, with one person for each role. */
  async goLive(): Promise<void> {
    const body = { protocolSource: walkProtocol, mode: 'rehearsal', synthetic: true, origin: {} };
    await this.set('trialManager', 'createTrial', body);
    for (const role of actors.slice(1)) {
      const ofSite = ['coordinator', 'investigator', 'edssRater'].includes(role);
      await this.set('trialManager', 'grantRole', {
        actorId: this.actor(role),
        role,
        sites: ofSite ? ['genoa'] : 'all',
      });
    }
    await this.set('trialManager', 'activateSite', { siteId: 'genoa', approvedOn: '2026-01-05' });
    await this.set('trialManager', 'commitAllocation', {});
    await this.set('trialManager', 'goLive', {});
  }

  /** Takes a participant through screening up to the point where only the randomisation is missing. */
  async prepare(number: number): Promise<ParticipantId> {
    const participantId = participantOf(number);
    const day = this.#day;
    await this.set('coordinator', 'screenParticipant', {
      participantId,
      siteId: 'genoa',
      screeningNumber: `S-${number}`,
      screenedOn: day,
    });
    const consent = { consent: 'participation', consentVersion: '1.0', givenOn: day, items: { trial: true } };
    await this.set('coordinator', 'recordConsent', { participantId, ...consent });
    await this.set('coordinator', 'recordForm', {
      ...{ participantId, visit: 'screening', form: 'demographics', happenedOn: day },
      items: { ageYears: 30 + number, weightKg: 60 + number },
    });
    await this.set('investigator', 'assessEligibility', { participantId, stage: 'randomisation', assessedOn: day });
    const harvestId = idOf('f', number);
    await this.set('coordinator', 'recordHarvest', {
      ...{ participantId, harvestId, chainOfIdentityCode: `CHAIN-${number}`, harvestedOn: day, volumeMl: 40 },
    });
    await this.set('cellLaboratory', 'releaseProduct', {
      ...{ participantId, batchId: idOf('d', number), harvestId, laboratory: { viabilityPercent: 93 } },
      releasedOn: day,
    });
    return participantId;
  }

  /** Tells something; links are relative to docs/walks. */
  tell(...paragraphs: readonly string[]): void {
    this.#parts.push(...paragraphs);
  }

  /** Sends a command and tells it: what was sent, what was answered, what was appended, which rows changed. */
  async step(options: {
    readonly title: string;
    readonly role: WalkRole;
    readonly name: CommandName;
    readonly body: object;
    /** What happens, file by file: a path from the root of the repository, and what it does here. */
    readonly files: readonly (readonly [string, string])[];
  }): Promise<ExecuteResult> {
    const { title, role, name, body, files } = options;
    this.#steps += 1;
    const before = await this.#rows();
    const result = await this.#send(role, name, body);
    this.tell(
      `## ${this.#steps}. ${title}`,
      `**${role}** sends`,
      code({ commandId: this.#commandId(), actorId: this.actor(role), command: { name, body } }),
      files.map(([file, what]) => `- ${link(file)}: ${what}`).join('\n'),
      `Answer:`,
      code(result),
    );
    if (result.accepted) await this.#tellEvents();
    this.#tellRows(before, await this.#rows());
    return result;
  }

  /** Tells what a person sees in a view, through row-level security. */
  async see(role: WalkRole, view: StoredView): Promise<void> {
    const rows = await readView(this.system, this.trialId, { actorId: this.actor(role), view });
    this.tell(
      `What **${role}** then sees in the view \`${view}\` (${link('packages/server/src/store/view/view.ts')}), ${rows.length === 1 ? 'one row' : `${rows.length} rows`}:`,
      code(rows),
    );
  }

  /** The document. */
  text(title: string, intro: string): string {
    const people = actors.map((role) => `${role} \`${this.actor(role).slice(0, 4)}…${this.actor(role).slice(-2)}\``);
    return `${[
      `# ${title}`,
      'Written by a test that does all this on a real database, by `npm run docs`; `npm test` fails when it is no longer so.',
      intro,
      `The trial is ${link('packages/server/src/walk/walk.yaml')}, a rehearsal: its salts and draws follow from the ids of its commands, its clock is simulated, and ids that are given are easy to read. In a live trial all of these are random, and time is the database's. People: ${people.join(', ')}. How any command travels is in [the overview](README.md).`,
      ...this.#parts,
    ].join('\n\n')}\n`;
  }

  #commandId(): CommandId {
    return CommandId.parse(idOf('c', this.#commands));
  }

  async #send(role: WalkRole, name: CommandName, body: object): Promise<ExecuteResult> {
    this.#commands += 1;
    const minute = new Date(Date.parse(`${this.#day}T08:00:00.000Z`) + this.#commands * 60_000);
    return this.executor.execute(this.trialId, {
      commandId: this.#commandId(),
      actorId: this.actor(role),
      at: minute.toISOString(),
      confirmation: { method: 'operator', at: minute.toISOString() },
      command: { name, body } as never,
    });
  }

  async #tellEvents(): Promise<void> {
    const { rows } = await this.system.pools.sealed.query<{
      stream_id: string;
      version: number;
      type: string;
      visibility: string;
      reason: string | null;
      prev_hash: Buffer;
      hash: Buffer;
      body: Buffer;
    }>(
      `select e.stream_id, e.version, e.type, e.visibility, e.reason, e.prev_hash, e.hash, coalesce(p.body, s.body) as body
       from record.event e left join record.payload p using (trial_id, stream_id, version)
       left join sealed.payload s using (trial_id, stream_id, version)
       where e.trial_id = $1 and e.command_id = $2 order by e.position`,
      [this.trialId, this.#commandId()],
    );
    this.tell(`Appended, in one transaction, ${rows.length === 1 ? 'one event' : `${rows.length} events`}:`);
    for (const row of rows) {
      const place = `event ${row.version} of ${await this.#streamName(row.stream_id)}`;
      const chain = `\`${short(row.prev_hash)}\` → \`${short(row.hash)}\``;
      const reason = row.reason === null ? '' : `, reason "${row.reason}"`;
      this.tell(`**${row.type}**, ${row.visibility}, ${place}${reason}; chain ${chain}`);
      this.tell(
        row.visibility === 'open'
          ? code(JSON.parse(row.body.toString('utf8')))
          : `${row.body.length} bytes of ciphertext, as for every sealed payload of up to 2044 bytes. Writing them took the public key alone; reading them takes the database's sealed role and the master key.`,
      );
    }
  }

  async #streamName(streamId: string): Promise<string> {
    if (this.#streams.size === 0) {
      const add = (stream: StreamRef, name: string) => this.#streams.set(streamIdOf(this.trialId, stream), name);
      add({ kind: 'trial' }, "the trial's stream");
      add({ kind: 'sealedTrial' }, "the trial's sealed stream");
      add({ kind: 'stratum', stratum: 'site=genoa' }, 'the stream of stratum `site=genoa`');
      for (let number = 1; number <= 8; number += 1) {
        const participantId = participantOf(number);
        add({ kind: 'participant', participantId }, `the stream of participant S-${number}`);
        add({ kind: 'sealedParticipant', participantId }, `the sealed stream of participant S-${number}`);
      }
    }
    return this.#streams.get(streamId) ?? `stream ${streamId}`;
  }

  async #rows(): Promise<ReadonlyMap<string, string>> {
    const found = new Map<string, string>();
    for (const table of Object.keys(readTables) as ReadTable[]) {
      const { rows } = await this.system.pools.writer.query<{ row: object }>(
        `select to_jsonb(t) - 'trial_id' - 'mode' as row from read.${table} t where trial_id = $1 order by to_jsonb(t)::text`,
        [this.trialId],
      );
      for (const { row } of rows) {
        const key = readTables[table].key.map((column) => String((row as Record<string, unknown>)[column])).join('|');
        found.set(`${table} ${key}`, JSON.stringify(row));
      }
    }
    return found;
  }

  #tellRows(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): void {
    const changed = [...after].filter(([key, row]) => before.get(key) !== row);
    if (changed.length === 0) {
      this.tell('Read rows changed: none.');
      return;
    }
    this.tell(`Read rows changed (${link('packages/server/src/store/project.ts')}):`);
    for (const [key, row] of changed) {
      const old = JSON.parse(before.get(key) ?? '{}') as Record<string, unknown>;
      const entries = Object.entries(JSON.parse(row) as Record<string, unknown>);
      const shown = before.has(key)
        ? entries.filter(([name, value]) => JSON.stringify(old[name]) !== JSON.stringify(value))
        : entries;
      const table = key.slice(0, key.indexOf(' '));
      this.tell(`\`read.${table}\`, ${before.has(key) ? 'changed columns' : 'a new row'}:`);
      this.tell(code(Object.fromEntries(shown)));
    }
  }
}

/** A value as a block of JSON. */
export function code(value: unknown): string {
  return `\`\`\`json\n${JSON.stringify(value, null, 1)}\n\`\`\``;
}

/** A link from docs/walks to a file of the repository. @throws Error when there is no such file */
export function link(file: string): string {
  if (!existsSync(path.join(repository, file))) throw new Error(`a walk names ${file}, which is not there`);
  return `[${file}](../../${file})`;
}

function short(hash: Buffer): string {
  return hash.toString('hex').slice(0, 12);
}
