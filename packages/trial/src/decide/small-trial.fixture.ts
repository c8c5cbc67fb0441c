// A small crossover trial for tests: two sites, one stratum factor, a product, a gate, a cut.
import { type Command, type CommandBody, type CommandName, commands } from '../command/catalogue.js';
import { catalogue, type EventType, type Payload, type TrialEvent } from '../event/catalogue.js';
import type { States } from '../evolve/blind-state.js';
import { type CapState, evolveCap, initialCapState } from '../evolve/cap-state.js';
import { evolveParticipant, initialParticipantState, type ParticipantState } from '../evolve/participant-state.js';
import { evolveStratum, initialStratumState, type StratumState } from '../evolve/stratum-state.js';
import { evolveTrial, initialTrialState, type TrialState } from '../evolve/trial-state.js';
import type { ActorId } from '../id.js';
import { Protocol } from '../protocol/schema.js';
import type { Refusal } from '../refusal.js';
import type { Context, Decision, NewEvent } from './contract.js';
import { decide } from './decide.js';
import { statesOf } from './stream.js';

export const protocol = Protocol.parse({
  equipoise: 1,
  id: 'small',
  version: '1.0',
  title: 'A small crossover trial',
  acronym: 'SMALL',
  design: 'crossover',
  treatments: [
    { id: 'cells', name: 'Cells', kind: 'active' },
    { id: 'medium', name: 'Medium', kind: 'placebo' },
  ],
  periods: [
    { id: 'first', name: 'First' },
    { id: 'second', name: 'Second' },
  ],
  sequences: [
    { id: 'early', name: 'Early', treatments: ['cells', 'medium'] },
    { id: 'delayed', name: 'Delayed', treatments: ['medium', 'cells'] },
  ],
  nationalTrials: [
    { id: 'north', name: 'North', country: 'SE' },
    { id: 'south', name: 'South', country: 'IT', eligibility: [{ id: 'age', rule: 'age >= 21 && age <= 50' }] },
  ],
  sites: [
    { id: 'oslo', name: 'One', nationalTrial: 'north' },
    { id: 'rome', name: 'Two', nationalTrial: 'south' },
  ],
  consents: [
    {
      id: 'main',
      name: 'Main',
      version: '2',
      requiredFor: ['screening', 'harvest', 'randomisation'],
      items: [
        { id: 'takePart', name: 'Take part', required: true },
        { id: 'keepCells', name: 'Keep cells', required: false },
      ],
    },
  ],
  eligibility: {
    stages: ['harvest', 'randomisation'],
    criteria: [{ id: 'age', name: 'Age', rule: 'age >= 18 && age <= 50' }],
  },
  product: {
    name: 'Cells',
    origin: 'autologous',
    dose: { min: 1, max: 2, unit: '10*6/kg', perKg: true },
    volumeMlPerKg: 0.5,
    expiryHours: 8,
    maximumHarvests: 2,
    laboratory: [
      { id: 'viability', name: 'Viability', type: 'decimal' },
      { id: 'sterile', name: 'Sterile', type: 'boolean' },
    ],
    releaseTests: [
      { id: 'viable', name: 'Viable', rule: 'viability >= 70' },
      { id: 'sterility', name: 'Sterility', rule: 'sterile' },
    ],
  },
  administrations: [
    {
      id: 'infusion1',
      name: 'Infusion 1',
      period: 'first',
      route: 'iv',
      anchor: { from: 'randomisation', offsetDays: 0 },
    },
    {
      id: 'infusion2',
      name: 'Infusion 2',
      period: 'second',
      route: 'iv',
      anchor: { from: 'infusion1', offsetDays: 168 },
      gate: { visit: 'week24', rule: 'scanAccepted', withinWorkingDays: 10 },
    },
  ],
  visits: [
    {
      id: 'screening',
      name: 'Screening',
      anchor: 'screening',
      offsetDays: 0,
      windowDays: { before: 0, after: 14 },
      forms: ['demography'],
    },
    {
      id: 'week24',
      name: 'Week 24',
      period: 'first',
      anchor: 'infusion1',
      offsetDays: 168,
      windowDays: { before: 7, after: 7 },
      forms: ['scan', 'edss'],
    },
    {
      id: 'relapse',
      name: 'Relapse',
      period: 'first',
      anchor: 'infusion1',
      forms: ['edss', 'medication'],
      unscheduled: true,
    },
  ],
  forms: [
    {
      id: 'demography',
      name: 'Demography',
      items: [
        { id: 'age', name: 'Age', type: 'integer', min: 0, max: 120, required: true },
        { id: 'weightKg', name: 'Weight', type: 'decimal', unit: 'kg' },
        {
          id: 'course',
          name: 'Course',
          type: 'code',
          codes: [
            { code: 'RRMS', name: 'Relapsing' },
            { code: 'PPMS', name: 'Progressive' },
          ],
        },
        { id: 'bornOn', name: 'Born', type: 'date' },
        { id: 'remark', name: 'Remark', type: 'text' },
      ],
    },
    {
      id: 'scan',
      name: 'Scan',
      items: [
        { id: 'scanAccepted', name: 'Accepted', type: 'boolean' },
        { id: 'gel', name: 'GEL', type: 'integer', min: 0 },
      ],
    },
    { id: 'edss', name: 'EDSS', items: [{ id: 'edss', name: 'EDSS', type: 'decimal', min: 0, max: 10 }] },
    { id: 'medication', name: 'Medication', items: [{ id: 'drug', name: 'Drug', type: 'text' }], repeats: true },
  ],
  randomisation: {
    method: 'permutedBlocks',
    blockSizes: [4],
    ratio: { early: 1, delayed: 1 },
    strata: [{ id: 'site', from: 'site' }],
  },
  blinding: { masked: ['participant', 'investigator'] },
  adverseEvents: {
    dictionary: { name: 'SOC', systemOrganClasses: [{ code: 'infections', name: 'Infections' }] },
    severity: [
      { code: 'mild', name: 'Mild' },
      { code: 'severe', name: 'Severe' },
    ],
    causalityTo: ['infusion', 'product'],
  },
  analysisSets: [{ id: 'full', name: 'Full', kind: 'asRandomised' }],
  endpoints: [
    {
      id: 'gel',
      name: 'GEL',
      type: 'count',
      role: 'primary',
      item: { form: 'scan', item: 'gel' },
      visits: ['week24'],
      summary: 'sum',
    },
  ],
  analyses: [
    {
      id: 'primary',
      name: 'Primary',
      endpoint: 'gel',
      set: 'full',
      role: 'primary',
      method: 'nb-glm',
      effect: { term: 'sequence', active: 'early', reference: 'delayed' },
    },
  ],
  testing: { procedure: 'fixedSequence', order: ['primary'], alpha: 0.05 },
  cuts: [{ id: 'week24', name: 'Week 24', visits: ['screening', 'week24'], audience: ['cutStatistician'] }],
});

const actor = (digit: number): ActorId => `00000000-0000-4000-8000-00000000000${digit}` as ActorId;

export const people = {
  manager: actor(1),
  investigator: actor(2),
  coordinator: actor(3),
  laboratory: actor(4),
  rater: actor(5),
  dataManager: actor(6),
  cutStatistician: actor(7),
  stranger: actor(8),
  safetyOfficer: actor(9),
} as const;

export type Person = keyof typeof people;

/** A deterministic source of bytes (not for anything but tests): a 32-bit linear congruential generator. */
export function createBytes(seed: number): (length: number) => Uint8Array {
  let state = seed >>> 0;
  return (length) =>
    Uint8Array.from({ length }, () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return state >>> 24;
    });
}

/** Keeps the record of one trial in memory, and lets people act on it. */
export class SmallTrial {
  readonly record: (NewEvent & { readonly actorId: ActorId })[] = [];
  now = '2020-01-06T09:00:00.000Z';
  trial: TrialState = initialTrialState;
  readonly participants = new Map<string, ParticipantState>();
  readonly strata = new Map<string, StratumState>();
  readonly caps = new Map<string, CapState>();
  private ids = 0;

  constructor(
    readonly plan: Protocol = protocol,
    readonly randomBytes = createBytes(7),
    readonly extra: Partial<Context> = {},
  ) {}

  /** Sends a command; the answer is folded where it was accepted. */
  send<N extends CommandName>(person: Person, name: N, body: unknown, extra: Partial<Context> = {}): Decision {
    const parsed = commands[name].parse(body) as CommandBody<N>;
    const decision = this.ask(person, { name, body: parsed } as unknown as Command, extra);
    if (decision.accepted) for (const event of decision.events) this.fold(event, people[person]);
    return decision;
  }

  /** What would come of a command, without folding it. */
  ask(person: Person, command: Command, extra: Partial<Context> = {}): Decision {
    return decide(command, this.statesFor(command), this.contextOf(person, extra));
  }

  statesFor(command: Command): States {
    return statesOf(command, this.plan, {
      trial: this.trial,
      participant: (id) => this.participants.get(id),
      stratum: (key) => this.strata.get(key),
      cap: (key) => this.caps.get(key),
    });
  }

  contextOf(person: Person, extra: Partial<Context> = {}): Context {
    return {
      now: this.now,
      actorId: people[person],
      protocol: this.plan,
      confirmation: { method: 'password', at: this.now },
      randomBytes: this.randomBytes,
      nextId: () => `00000000-0000-4000-9000-${String(++this.ids).padStart(12, '0')}`,
      ...this.extra,
      ...extra,
    };
  }

  fold(event: NewEvent, actorId: ActorId): void {
    this.record.push({ ...event, actorId });
    const payload = catalogue[event.type].schema.parse(event.payload);
    const folded = { event: { type: event.type, payload } as TrialEvent, envelope: { actorId, recordedAt: this.now } };
    const { stream } = event;
    if (stream.kind === 'trial') this.trial = evolveTrial(this.trial, folded);
    if (stream.kind === 'participant') {
      const state = this.participants.get(stream.participantId) ?? initialParticipantState;
      this.participants.set(stream.participantId, evolveParticipant(state, folded));
    }
    if (stream.kind === 'stratum') {
      this.strata.set(stream.stratum, evolveStratum(this.strata.get(stream.stratum) ?? initialStratumState, folded));
    }
    if (stream.kind === 'cap') {
      this.caps.set(stream.cap, evolveCap(this.caps.get(stream.cap) ?? initialCapState, folded));
    }
  }

  payloads<T extends EventType>(type: T): Payload<T>[] {
    return this.record.filter((event) => event.type === type).map((event) => event.payload as Payload<T>);
  }
}

export const participantId = '10000000-0000-4000-8000-000000000001';
export const harvestId = '20000000-0000-4000-8000-000000000001';
export const batchId = '30000000-0000-4000-8000-000000000001';
export const releasable = { viability: 90, sterile: true };
export const adverseEvent = {
  term: 'Cold',
  systemOrganClass: 'infections',
  startedOn: '2020-02',
  severity: 'mild',
  serious: false,
  causality: { infusion: 'unlikely' },
  outcome: 'recovered',
};

/** Throws where a step of the way to a situation is refused. */
export function must(decision: Decision): Exclude<Decision, Refusal> {
  if (!decision.accepted) throw new Error(`${decision.code}: ${decision.message}`);
  return decision;
}

/** A live trial with its people at work. */
export function liveTrial(trial = new SmallTrial()): SmallTrial {
  const manager = (name: CommandName, body: unknown) => must(trial.send('manager', name, body));
  manager('createTrial', { protocolSource: 'small', mode: 'rehearsal', synthetic: true, origin: {} });
  const roles: [Person, string, 'all' | string[]][] = [
    ['investigator', 'investigator', ['oslo']],
    ['coordinator', 'coordinator', ['oslo', 'rome']],
    ['laboratory', 'cellLaboratory', 'all'],
    ['rater', 'edssRater', ['oslo']],
    ['dataManager', 'dataManager', 'all'],
    ['cutStatistician', 'cutStatistician', 'all'],
    ['safetyOfficer', 'safetyOfficer', 'all'],
  ];
  for (const [person, role, sites] of roles) manager('grantRole', { actorId: people[person], role, sites });
  manager('activateSite', { siteId: 'oslo', approvedOn: '2019-12-01' });
  manager('commitAllocation', {});
  manager('goLive', {});
  return trial;
}

type Step = readonly [Person, CommandName, Record<string, unknown>, Partial<Context>?];

/** The way of one participant, in order; each step can be reached with `through`. */
export const steps = {
  screen: ['coordinator', 'screenParticipant', { siteId: 'oslo', screeningNumber: 'S-1', screenedOn: '2020-01-06' }],
  consent: [
    'coordinator',
    'recordConsent',
    { consent: 'main', consentVersion: '2', givenOn: '2020-01-06', items: { takePart: true } },
  ],
  demography: [
    'coordinator',
    'recordForm',
    {
      visit: 'screening',
      form: 'demography',
      happenedOn: '2020-01-07',
      items: { age: 30, weightKg: 70, course: 'RRMS' },
    },
  ],
  eligibleForHarvest: ['investigator', 'assessEligibility', { stage: 'harvest', assessedOn: '2020-01-08' }],
  harvest: [
    'investigator',
    'recordHarvest',
    { harvestId, chainOfIdentityCode: 'COI-0001', harvestedOn: '2020-01-20', volumeMl: 60 },
  ],
  release: ['laboratory', 'releaseProduct', { batchId, harvestId, laboratory: releasable, releasedOn: '2020-02-20' }],
  eligible: ['investigator', 'assessEligibility', { stage: 'randomisation', assessedOn: '2020-02-24' }],
  randomise: ['investigator', 'randomise', { randomisedOn: '2020-02-24' }],
  prepare: [
    'laboratory',
    'prepareInfusion',
    { administration: 'infusion1', bagCode: 'AAAAAAAAA1', preparedAt: '2020-02-25T08:00:00.000Z', laboratory: {} },
    { openedSequence: 'early' },
  ],
  infuse: [
    'investigator',
    'recordInfusion',
    {
      administration: 'infusion1',
      bagCode: 'AAAAAAAAA1',
      startedAt: '2020-02-25T10:00:00.000Z',
      volumeInfusedMl: 35,
      interrupted: false,
    },
  ],
  scan: [
    'coordinator',
    'recordForm',
    { visit: 'week24', form: 'scan', happenedOn: '2020-08-11', items: { scanAccepted: true, gel: 2 } },
  ],
  adverseEvent: ['investigator', 'reportAdverseEvent', { ...adverseEvent, adverseEventId: batchId }],
} as const satisfies Record<string, Step>;

/** A live trial after the steps up to this one. */
export function through(last: keyof typeof steps, trial = liveTrial()): SmallTrial {
  for (const [name, step] of Object.entries(steps) as [keyof typeof steps, Step][]) {
    const [person, command, body, extra] = step;
    must(trial.send(person, command, { participantId, ...body }, extra));
    if (name === last) break;
  }
  return trial;
}
