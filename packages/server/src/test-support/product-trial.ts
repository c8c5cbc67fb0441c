// A trial with a whole way of the product on a real database, played twice: once for each sequence, all else the same.
import { readFileSync } from 'node:fs';
import {
  ActorId,
  allocator,
  CommandId,
  type CommandName,
  designOf,
  ParticipantId,
  parseProtocol,
  TrialId,
} from '@equipoise/trial';
import { CommandExecutor, type ExecuteResult } from '../execute/execute.js';
import { seededRandomness } from '../execute/randomness.js';
import { readView, type StoredView } from '../store/view/view.js';
import type { openTestSystem } from './system.js';

const walk = readFileSync(new URL('../walk/walk.yaml', import.meta.url), 'utf8');

const way = `
  volumeLimitsMl: { min: 20, max: 150 }
  laboratories: [{ id: hall, name: Hall, sites: [genoa], timeZone: Europe/Rome, facilityCode: A0001 }]
  batchSteps: [{ id: received, name: Received }, { id: passage1, name: Passage 1 }, { id: stored, name: Stored }]
  lateTests: [{ id: culture14, name: Culture of fourteen days }]
  findings: [{ id: culturePositive, name: A culture grew, advice: Give care as if it had been infused }]
  dayOfUse: { tests: [{ id: thawed, name: At least 70% viable after the thaw, rule: viabilityPercent >= 70 }] }
  collection: { timeOfDay: "10:00", preparedWithinHours: 2 }
  labels: { text: Autologous cells or suspension medium, storage: Keep at 2 to 8 °C, warnings: [Do not irradiate] }
  bedside: { validMinutes: 60 }
  storedCellsAtWithdrawal: { consent: participation, item: keepCells, agreed: research }
administrations:`;

/** The protocol of docs/walks with labels, a day of use, a bedside and a time zone. */
export const productSource = walk
  .replace('\nadministrations:', way)
  .replace('expiryHours: 24', 'expiryHours: 8')
  .replace('{ id: genoa, name: Genoa }', '{ id: genoa, name: Genoa, timeZone: Europe/Rome }')
  .replace(
    'required: true }]\neligibility',
    'required: true }, { id: keepCells, name: Keep cells, required: false }]\neligibility',
  );

const roles = {
  trialManager: 'all',
  coordinator: ['genoa'],
  investigator: ['genoa'],
  infusionNurse: ['genoa'],
  edssRater: ['genoa'],
  cellLaboratory: ['genoa'],
  safetyOfficer: 'all',
  monitor: ['genoa'],
} as const;
export type ProductRole = keyof typeof roles;
/** Who is kept blind among them. */
export const blindedRoles = (Object.keys(roles) as ProductRole[]).filter((role) => role !== 'cellLaboratory');
/** The views that blinded people have of the product, of the record, and of deviations. */
export const blindedViewNames = [
  'bagList',
  'chainOfIdentity',
  'productProgress',
  'productStatus',
  'participants',
  'deviations',
  'audit',
] as const satisfies readonly StoredView[];
export const laboratoryViewNames = [
  'productBoard',
  'chainOfIdentityFull',
  'productReconciliation',
  'labelJournal',
  'bagLabel',
] as const satisfies readonly StoredView[];

export const uuid = (kind: string, number: number) =>
  `${kind}0000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
const names = Object.keys(roles) as ProductRole[];
export const actor = (role: ProductRole) => ActorId.parse(uuid('b', names.indexOf(role) + 1));

export type Sequence = 'early' | 'delayed';
export type TestSystem = Awaited<ReturnType<typeof openTestSystem>>;

/** Sends commands one after another; ids and instants are the same in both sequences. */
export class ProductRun {
  #commands = 0;
  now = '2026-03-02T08:00:00.000Z';

  private constructor(
    readonly system: TestSystem,
    readonly executor: CommandExecutor,
    readonly sequence: Sequence,
    readonly number: number,
  ) {
    this.trialId = TrialId.parse(uuid('a', number));
  }

  readonly trialId: TrialId;

  /** Participant ids are of their own in each trial. */
  participant(number: number): ParticipantId {
    return ParticipantId.parse(uuid('e', this.number * 100 + number));
  }

  /** A rehearsal, one of several on a database, whose first entries all have one sequence. */
  static async open(system: TestSystem, sequence: Sequence, number: number): Promise<ProductRun> {
    const run = new ProductRun(system, new CommandExecutor(system), sequence, number);
    await run.do('trialManager', 'createTrial', {
      protocolSource: productSource,
      mode: 'rehearsal',
      synthetic: true,
      origin: {},
    });
    for (const role of names.slice(1)) {
      await run.do('trialManager', 'grantRole', { actorId: actor(role), role, sites: roles[role] });
    }
    await run.do('trialManager', 'activateSite', { siteId: 'genoa', approvedOn: '2026-01-05' });
    await run.do('trialManager', 'commitAllocation', {});
    await run.do('trialManager', 'goLive', {});
    return run;
  }

  /** Another participant of the trial, up to and with randomisation. */
  async enrol(number: number, { keepCells = false } = {}): Promise<ParticipantId> {
    const participantId = this.participant(number);
    const day = '2026-03-02';
    const send = (role: ProductRole, name: CommandName, body: object) =>
      this.do(role, name, { participantId, ...body });
    await send('coordinator', 'screenParticipant', {
      siteId: 'genoa',
      screeningNumber: `S-${number}`,
      screenedOn: day,
    });
    await send('coordinator', 'recordConsent', {
      ...{ consent: 'participation', consentVersion: '1.0', givenOn: day },
      items: { trial: true, keepCells },
    });
    await send('coordinator', 'recordForm', {
      ...{ visit: 'screening', form: 'demographics', happenedOn: day },
      items: { ageYears: 30 + number, weightKg: 70 },
    });
    await send('coordinator', 'issueIdentityCode', {});
    await send('coordinator', 'recordHarvest', { harvestId: uuid('f', number), harvestedOn: day, volumeMl: 40 });
    await send('cellLaboratory', 'recordBatchStep', {
      ...{ batchId: uuid('d', number), harvestId: uuid('f', number), step: 'stored', happenedAt: day },
      place: `Tank 1, A${number}`,
    });
    await send('cellLaboratory', 'releaseProduct', {
      ...{ batchId: uuid('d', number), harvestId: uuid('f', number), releasedOn: day },
      laboratory: { viabilityPercent: 93 },
    });
    await send('investigator', 'assessEligibility', { stage: 'randomisation', assessedOn: day });
    await send('investigator', 'randomise', { randomisedOn: day });
    return participantId;
  }

  /** Schedules, prepares, labels and releases a bag. What the laboratory gives differs by sequence, as it would. */
  async makeBag(
    participantId: ParticipantId,
    administration: string,
    day: string,
  ): Promise<{ bagCode: string; labelCode: string }> {
    const body = { participantId, administration };
    await this.do('coordinator', 'scheduleInfusion', { ...body, infusionOn: day });
    const isCells = (administration === 'infusion1') === (this.sequence === 'early');
    const laboratory = isCells ? { viabilityPercent: 91 } : {};
    const minute = isCells ? '40' : '05';
    const prepared = await this.do('cellLaboratory', 'prepareInfusion', {
      ...body,
      preparedAt: `${day}T08:${minute}:00.000Z`,
      laboratory,
      note: isCells ? 'thawed slowly' : 'nothing to thaw',
    });
    const bagCode = String(prepared.outcome.bagCode);
    const printed = await this.do('cellLaboratory', 'printLabel', { participantId, bagCode });
    const labelCode = String(printed.outcome.labelCode);
    await this.do('cellLaboratory', 'releaseBag', { participantId, bagCode, laboratory });
    return { bagCode, labelCode };
  }

  /** Scans of one person at the bedside; all right but for what is given. */
  async scan(
    participantId: ParticipantId,
    about: { readonly number: number; readonly bagCode: string; readonly labelCode: string; readonly at: string },
    more: object = {},
  ) {
    const [row] = await this.see('coordinator', 'productProgress', { participantId });
    return {
      participantId,
      checkId: uuid('c', about.number),
      administration: 'infusion1',
      identityCode: row?.identity_code,
      bagCode: about.bagCode,
      labelCode: about.labelCode,
      happenedAt: { at: about.at, zone: 'Europe/Rome' },
      ...more,
    };
  }

  /** Sends a command that must be accepted. */
  async do(role: ProductRole, name: CommandName, body: object) {
    const result = await this.try(role, name, body);
    if (!result.accepted) throw new Error(`${name}: ${result.code} ${result.message}`);
    return result;
  }

  async try(role: ProductRole, name: CommandName, body: object, commandNumber?: number): Promise<ExecuteResult> {
    this.#commands += 1;
    const commandId = CommandId.parse(uuid('1', commandNumber ?? this.#commands));
    this.now = new Date(Date.parse(this.now) + 1000).toISOString();
    return this.executor.execute(this.trialId, {
      commandId,
      actorId: actor(role),
      at: this.now,
      confirmation: { method: 'operator', at: this.now },
      command: { name, body } as never,
      ...(name === 'commitAllocation' ? { randomness: this.#seed(commandId) } : {}),
    });
  }

  see(role: ProductRole, view: StoredView, params: Readonly<Record<string, unknown>> = {}) {
    return readView(this.system, this.trialId, { actorId: actor(role), view, params, now: this.now });
  }

  /** Everything that blinded people can see of the product, as one text. */
  async seenByBlinded(participants: readonly ParticipantId[]): Promise<string> {
    const seen: unknown[] = [];
    for (const role of blindedRoles) {
      for (const view of blindedViewNames) {
        const asked = view === 'chainOfIdentity' ? participants.map((participantId) => ({ participantId })) : [{}];
        for (const params of asked) seen.push([role, view, await this.see(role, view, params)]);
      }
    }
    // The commitment is a salted hash of the seed: the one public value that follows from it.
    return JSON.stringify(seen).replace(/(commitment\\*":\\*")[0-9a-f]{64}/g, '$1');
  }

  #seed(commandId: string) {
    const parsed = parseProtocol(productSource, 'protocol.yaml');
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
    const design = designOf(parsed.value);
    for (let byte = 0; byte < 256; byte += 1) {
      const seed = new Uint8Array(32).fill(byte);
      const open = allocator(seed, design);
      if ([0, 1].some((index) => design.sequences[open('site=genoa', index)] !== this.sequence)) continue;
      const rest = seededRandomness(this.trialId, commandId, 0);
      let isGiven = false;
      const randomBytes = (length: number) => {
        if (isGiven || length !== 32) return rest.randomBytes(length);
        isGiven = true;
        return seed;
      };
      return { randomBytes, nextId: rest.nextId };
    }
    throw new Error(`no seed gives ${this.sequence} twice`);
  }
}

/** Plays a scenario for both sequences, each on its own database. Gives both runs, and what blinded people saw. */
export async function playBoth(
  systems: Readonly<Record<Sequence, TestSystem>>,
  number: number,
  scenario: (run: ProductRun) => Promise<readonly ParticipantId[]>,
): Promise<{ readonly early: ProductRun; readonly delayed: ProductRun; readonly seen: readonly [string, string] }> {
  const early = await ProductRun.open(systems.early, 'early', number);
  const delayed = await ProductRun.open(systems.delayed, 'delayed', number);
  const seen = [
    await early.seenByBlinded(await scenario(early)),
    await delayed.seenByBlinded(await scenario(delayed)),
  ] as const;
  return { early, delayed, seen };
}
