import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rolesWithRight } from '../blinding/access.js';
import { canonicalJson } from '../canonical.js';
import { type Command, type CommandName, commands } from '../command/catalogue.js';
import { catalogue } from '../event/catalogue.js';
import type { Context, Decision } from './contract.js';
import { commandsAfterLock } from './permission/general.js';
import { productBodies, productServerOnly } from './product-body.fixture.js';
import { refusalFor } from './refusal-for.js';
import { reviewBodies } from './review-body.fixture.js';
import { bodyOf } from './schema-body.fixture.js';
import {
  adverseEvent,
  createBytes,
  participantId as firstParticipant,
  liveTrial,
  must,
  type Person,
  people,
  protocol,
  SmallTrial,
  steps,
  through,
} from './small-trial.fixture.js';

const pick = <T>(...values: readonly T[]) => fc.constantFrom(...values);
const uuid = (kind: number) => fc.nat(2).map((index) => `${kind}0000000-0000-4000-8000-00000000000${index + 1}`);
const date = pick<unknown>('2020-01-06', '2020-01-07', '2020-02-25', '2020-08-11', '2020-09', '2020', {
  missing: 'unknown',
});
const participantId = uuid(1);
const site = pick('oslo', 'rome', 'atlantis');
const administration = pick('infusion1', 'infusion2', 'infusion3');
const visit = pick('screening', 'week24', 'relapse', 'week99');
const form = pick('demography', 'scan', 'edss', 'medication');
const value = pick<unknown>(0, 3, 30, 51, 70, 1.5, true, false, 'RRMS', 'x', '2020-02-30', { missing: 'notDone' });
const items = fc.dictionary(
  pick('age', 'weightKg', 'course', 'scanAccepted', 'gel', 'edss', 'drug', 'constructor1'),
  value,
  { maxKeys: 4 },
);
const reason = pick('because', 'it was so');
const bagCode = pick('AAAAAAAAA1', 'AAAAAAAAA2', 'AAAAAAAAA3');
const laboratory = fc.record({ viability: pick(40, 90), sterile: fc.boolean() });
const causality = pick<unknown>({}, { infusion: 'possible' }, { harvest: 'possible' });
const event = fc.record({
  ...Object.fromEntries(Object.entries(adverseEvent).map(([key, member]) => [key, fc.constant(member as unknown)])),
  startedOn: date,
  severity: pick('mild', 'awful'),
  causality,
});

/** What keys of these names are drawn from, in bodies that follow from a schema alone. */
const knownKeys: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  ...{ participantId, visit, form, administration, bagCode, items, reason },
  ...{ siteId: site, toSiteId: site, adverseEventId: uuid(4), deviationId: uuid(5), amendmentId: uuid(8) },
  actorId: pick(...Object.values(people)),
  delegateId: pick(...Object.values(people)),
  nationalTrial: pick('north', 'south', 'east'),
};
const namesOfAll = Object.keys(commands) as CommandName[];

/**
 * A body for every command; anything that the schema does not allow is filtered away. Those that are written out here
 * draw what a history gets far with; the others follow from their schemas.
 */
const bodies: Readonly<Record<CommandName, fc.Arbitrary<unknown>>> = {
  ...(Object.fromEntries(namesOfAll.map((name) => [name, bodyOf(name, knownKeys)])) as Record<
    CommandName,
    fc.Arbitrary<unknown>
  >),
  createTrial: fc.record({
    protocolSource: fc.string(),
    mode: pick('rehearsal', 'live', 'imported'),
    synthetic: fc.boolean(),
    origin: fc.constant({}),
  }),
  grantRole: fc.record({
    actorId: pick(...Object.values(people)),
    role: pick('trialManager', 'coordinator', 'edssRater', 'cellLaboratory', 'emperor'),
    sites: pick<unknown>('all', ['oslo'], ['rome', 'oslo'], []),
  }),
  revokeRole: fc.record({
    actorId: pick(...Object.values(people)),
    role: pick('trialManager', 'coordinator', 'monitor'),
    reason,
  }),
  activateSite: fc.record({ siteId: site, approvedOn: date }),
  commitAllocation: fc.record({ list: pick([], [{ stratum: 'all', sequence: 'early' }]) }, { requiredKeys: [] }),
  goLive: fc.constant({}),
  commitAnalysisPlan: fc.constant({}),
  makeDataCut: fc.record({ cut: pick('week24', 'week12') }),
  openDataCut: fc.record({ cut: pick('week24', 'week12'), purpose: reason }),
  recordTrialEnd: fc.record(
    {
      at: pick({ nationalTrial: 'north' }, { nationalTrial: 'east' }),
      milestone: pick('lastVisit', 'end', 'halt', 'restart'),
      on: fc.constant('2020-12-20'),
      premature: fc.record({ why: reason }),
      reason,
    },
    { requiredKeys: ['milestone', 'on'] },
  ),
  recordEndNotification: fc.record({
    milestone: pick('end', 'summary'),
    to: pick('authority', 'ethicsCommittee'),
    notifiedOn: fc.constant('2020-12-28'),
  }),
  lockTrial: fc.record({ reason }, { requiredKeys: [] }),
  unblindTrial: fc.constant({ typedConfirmation: 'UNBLIND' }),
  erasePayload: fc.record({ streamId: uuid(9), version: fc.integer({ min: 1, max: 9 }), basis: reason }),
  screenParticipant: fc.record({ participantId, siteId: site, screeningNumber: fc.string(), screenedOn: date }),
  recordConsent: fc.record({
    participantId,
    consent: pick('main', 'gene'),
    consentVersion: pick('1', '2'),
    givenOn: date,
    items: pick<unknown>({}, { takePart: true }, { gene: true }),
  }),
  assessEligibility: fc.record({ participantId, stage: pick('harvest', 'randomisation'), assessedOn: date }),
  ...productBodies,
  recordHarvest: fc.record({
    participantId,
    harvestId: uuid(2),
    chainOfIdentityCode: fc.constant('COI-0001'),
    harvestedOn: date,
    volumeMl: pick(60),
  }),
  releaseProduct: fc.record({ participantId, batchId: uuid(3), harvestId: uuid(2), laboratory, releasedOn: date }),
  recordFailedBatch: fc.record({ participantId, batchId: uuid(3), harvestId: uuid(2), laboratory }),
  randomise: fc.record(
    { participantId, randomisedOn: date, replaces: participantId },
    { requiredKeys: ['participantId', 'randomisedOn'] },
  ),
  correctStratum: fc.record({ participantId, reason }),
  keepIdentifiers: fc.record({
    participantId,
    fields: pick<unknown>(['name'], ['name', 'dateOfBirth']),
    content: fc.constant('0'.repeat(64)),
  }),
  eraseIdentifiers: fc.record({ participantId, reason }),
  draftAmendment: fc.record({
    amendmentId: uuid(8),
    kind: pick('substantial', 'notSubstantial'),
    protocolSource: fc.string(),
    reason,
  }),
  approveAmendment: fc.record({ amendmentId: uuid(8) }),
  activateAmendment: fc.record({
    amendmentId: uuid(8),
    at: pick<unknown>({ siteId: 'oslo' }, { nationalTrial: 'east' }),
    from: date,
    approvals: fc.constant([]),
  }),
  withdrawDraft: fc.record({ amendmentId: uuid(8), reason }),
  prepareInfusion: fc.record({ participantId, administration, bagCode, preparedAt: date, laboratory }),
  requestGateOverride: fc.record({ participantId, administration, reason }),
  permitInfusion: fc.record(
    {
      participantId,
      administration,
      confirmOverride: fc.constant({ reason: 'agreed', typedConfirmation: 'OVERRIDE' }),
    },
    { requiredKeys: ['participantId', 'administration'] },
  ),
  recordInfusion: fc.record({
    participantId,
    administration,
    bagCode,
    startedAt: date,
    volumeInfusedMl: pick(35),
    interrupted: fc.boolean(),
  }),
  recordForm: fc.record({ participantId, visit, form, happenedOn: date, items }),
  correctValue: fc.record(
    { participantId, visit, form, items, happenedOn: date, reason },
    { requiredKeys: ['participantId', 'visit', 'form', 'items', 'reason'] },
  ),
  reportAdverseEvent: fc
    .tuple(participantId, uuid(4), event)
    .map(([id, adverseEventId, facts]) => ({ participantId: id, adverseEventId, ...facts })),
  updateAdverseEvent: fc.record({
    participantId,
    adverseEventId: uuid(4),
    severity: pick('mild', 'severe'),
    endedOn: date,
    reason,
  }),
  recordDeviation: fc.record({
    participantId,
    deviationId: uuid(5),
    category: pick('other', 'consent'),
    importance: pick('minor', 'important'),
    occurredOn: date,
    description: fc.string(),
  }),
  withdraw: fc.record({
    participantId,
    kind: pick('treatment', 'visits', 'contact', 'dataUse'),
    withdrawnOn: date,
    reason,
  }),
  recordTreatmentGuess: fc.record({
    participantId,
    visit,
    by: pick('participant', 'rater'),
    guess: pick('cells', 'early', 'unknown', 'sugar'),
  }),
  breakCode: fc.record({ participantId, emergency: fc.boolean(), reason, typedConfirmation: pick('', 'R222222') }),
  ...reviewBodies,
  exportData: fc.record({ format: pick('csv', 'json'), deidentified: fc.boolean() }),
  exportRecord: fc.record({ format: pick('csv', 'json'), ofSite: site }),
  exportAnalysisData: fc.record({ arms: pick('dummy', 'actual') }),
  exportRandomisation: fc.constant({}),
  exportSite: fc.record({ siteId: site }),
  importForms: fc.record({
    form: pick('vitals', 'baseline'),
    fileName: pick('forms.csv'),
    sha256: fc.constant('ab'.repeat(32)),
    planDigest: fc.constant('cd'.repeat(32)),
    rows: fc.integer({ min: 1, max: 9 }),
    reason,
  }),
  excludeFromAnalysisSet: fc.record({ participantId, set: pick('full', 'best'), criterion: reason, reason }),
};

const command: fc.Arbitrary<Command> = fc
  .constantFrom(...namesOfAll)
  .chain((name) => bodies[name].map((body) => ({ name, parsed: commands[name].safeParse(body) })))
  .filter(({ parsed }) => parsed.success)
  .map(({ name, parsed }) => ({ name, body: parsed.data }) as Command);

/** Steps of the usual way among the random ones, so that random histories get far. */
const usual: fc.Arbitrary<{ readonly person: Person; readonly command: Command }> = fc
  .tuple(fc.constantFrom(...Object.values(steps)), participantId)
  .map(([[person, name, body], id]) => ({
    person,
    command: { name, body: commands[name].parse({ participantId: id, ...body }) } as Command,
  }));
const anybody = fc.constantFrom(...(Object.keys(people) as Person[]));
const { trial: staffed, now } = liveTrial();
/** Somebody who may send a command, so that not every random one ends at a missing right. */
function able(name: CommandName): Person {
  const names = Object.keys(people) as Person[];
  const found = names.find((person) => {
    const asked = { actorId: people[person], right: name, now };
    return rolesWithRight(staffed, protocol, asked).length > 0;
  });
  return found ?? 'manager';
}
const act = fc.oneof(
  usual,
  fc.record({ person: anybody, command }),
  command.map((sent) => ({ person: able(sent.name), command: sent })),
);
/** The whole way of one participant in its order, with other acts strewn in. */
const history = fc.record({
  acts: fc.array(act, { maxLength: 60 }),
  depth: fc.nat(Object.keys(steps).length),
  lockAt: fc.nat(120),
  seed: fc.nat(1000),
});
type History = typeof history extends fc.Arbitrary<infer T> ? T : never;

/** Plays a history: the way of one participant, then the acts, with a lock among them where `lockAt` falls there. */
function play(
  { acts, depth, lockAt, seed }: History,
  fold: (trial: SmallTrial, answer: Decision, name: CommandName) => void,
): SmallTrial {
  const trial = liveTrial(new SmallTrial(undefined, createBytes(seed)));
  const way = Object.values(steps)
    .slice(0, depth)
    .map(([person, name, body]) => ({
      person: person as Person,
      command: { name, body: commands[name].parse({ participantId: firstParticipant, ...body }) } as Command,
    }));
  [...way, ...acts].forEach(({ person, command: sent }, index) => {
    if (index === lockAt && !trial.trial.isLocked) {
      trial.send('manager', 'commitAnalysisPlan', {});
      must(trial.send('manager', 'lockTrial', {}));
    }
    const body = numbered(trial, sent);
    fold(trial, trial.send(person, sent.name, body, openedFor(trial)), sent.name);
  });
  return trial;
}

/** Half of the code breaks are confirmed with the right number. */
function numbered(trial: SmallTrial, { name, body }: Command): unknown {
  if (name !== 'breakCode' || body.typedConfirmation !== '') return body;
  const number = trial.participants.get(body.participantId)?.randomisation?.randomisationNumber ?? '';
  return { ...body, typedConfirmation: number };
}

function openedFor(trial: SmallTrial): Partial<Context> {
  const [openedSecret] = trial.payloads('AllocationSealed');
  return {
    openedSequence: 'early',
    erasedType: 'FormRecorded',
    fileServed: true,
    ...(openedSecret === undefined ? {} : { openedSecret }),
  };
}

describe('decide, for any history,', () => {
  it('is given every command of the catalogue, with bodies that its schema allows', () => {
    for (const name of namesOfAll) {
      const drawn = fc.sample(bodies[name], { numRuns: 40, seed: 1 });
      expect(
        drawn.some((body) => commands[name].safeParse(body).success),
        name,
      ).toBe(true);
    }
  });

  it('answers, folds into the version of each stream, and lets nothing but openings and erasure follow a lock', () => {
    fc.assert(
      fc.property(history, (played) => {
        const trial = play(played, (current, answer, name) => {
          // The lock itself is among the acts too.
          if (!answer.accepted || name === 'lockTrial' || !current.trial.isLocked) return;
          expect(commandsAfterLock).toContain(name);
        });
        const versionOf = (kind: string, id?: string) =>
          trial.record.filter(({ stream }) => {
            if (stream.kind !== kind) return false;
            return !('participantId' in stream) || stream.participantId === id;
          }).length;
        expect(trial.trial.version).toBe(versionOf('trial'));
        for (const [id, state] of trial.participants) expect(state.version).toBe(versionOf('participant', id));
        for (const [stratum, state] of trial.strata) {
          const claims = trial.payloads('AllocationClaimed').filter((claim) => claim.stratum === stratum);
          expect(claims.map((claim) => claim.index)).toEqual(claims.map((_, index) => index));
          expect(state.nextIndex).toBe(claims.length);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('randomises each participant once, and makes events that fit the catalogue and canonical JSON', () => {
    fc.assert(
      fc.property(history, (played) => {
        const trial = play(played, () => {});
        const randomised = trial.payloads('AllocationClaimed').map((claim) => claim.participantId);
        expect(new Set(randomised).size).toBe(randomised.length);
        for (const one of trial.record) {
          expect(one.stream.kind).toBe(catalogue[one.type].stream);
          expect(JSON.parse(canonicalJson(one.payload))).toEqual(one.payload);
        }
        const states = { trial: trial.trial, participants: [...trial.participants], strata: [...trial.strata] };
        expect(JSON.parse(JSON.stringify(states))).toEqual(states);
      }),
      { numRuns: 100 },
    );
  });

  it('is refused by the blind rules alone wherever they refuse, and else only for what the server alone knows', () => {
    const serverOnly = [
      'custody-key-beside-data',
      'list-invalid',
      'allocation-not-opened',
      'event-unknown',
      'file-not-served',
      'file-not-stored',
      'identifiers-not-sent',
      'dictionary-code-unknown',
      // What an amendment says, and what is recorded, is looked at by the server.
      'amendment-invalid',
      'amendment-version',
      'amendment-not-allowed',
      'amendment-in-force',
      'site-unknown',
      'payload-not-erasable',
      ...productServerOnly,
    ];
    fc.assert(
      fc.property(history, anybody, command, (played, person, asked) => {
        const trial = play(played, () => {});
        const blind = refusalFor(trial.statesFor(asked), asked, trial.contextOf(person));
        const decision = trial.ask(person, asked);
        if (blind !== undefined) expect(decision).toEqual(blind);
        else if (!decision.accepted) expect(serverOnly).toContain(decision.code);
      }),
      { numRuns: 100 },
    );
  });
});

describe('decide, for a blinded person,', () => {
  /** What only unblinded people give, in two ways that must look the same. */
  const unblindedInput = fc.record({
    openedSequence: pick('early', 'delayed'),
    laboratory: fc.dictionary(pick('viability', 'sterile'), pick<number | boolean>(1, 99.5, true), { maxKeys: 2 }),
    preparedAt: pick<unknown>('2020-02-25T08:00:00.000Z', '2020-02-24', { missing: 'unknown' }),
    note: fc.option(
      fc.string({ minLength: 1, maxLength: 40 }).filter((text) => text.trim() === text && /^[\x20-\x7e]+$/.test(text)),
      {
        nil: undefined,
      },
    ),
    failedBatches: fc.nat(2),
  });

  type Input = typeof unblindedInput extends fc.Arbitrary<infer T> ? T : never;

  /** The whole way of one participant with two bags and a code break; everything that a blinded person could get of it. */
  function seen(input: Input, seed: number): string {
    const { openedSequence, laboratory: given, preparedAt, note, failedBatches } = input;
    const trial = through('harvest', liveTrial(new SmallTrial(undefined, createBytes(seed))));
    const id = firstParticipant;
    const [, , harvest] = steps.harvest;
    const answers: unknown[] = [];
    const send = (person: Person, name: CommandName, body: Record<string, unknown>) => {
      answers.push(trial.send(person, name, { participantId: id, ...body }, { openedSequence }));
    };
    for (let index = 0; index < failedBatches; index++) {
      const batchId = `30000000-0000-4000-8000-00000000001${index}`;
      trial.send('laboratory', 'recordFailedBatch', {
        participantId: id,
        batchId,
        harvestId: harvest.harvestId,
        laboratory: {},
      });
    }
    const because = note === undefined ? {} : { note };
    send('laboratory', 'releaseProduct', {
      ...steps.release[2],
      ...because,
      laboratory: { viability: 70 + failedBatches, sterile: true },
    });
    send('investigator', 'assessEligibility', steps.eligible[2]);
    send('investigator', 'randomise', steps.randomise[2]);
    const bag = { laboratory: given, preparedAt, ...because };
    send('laboratory', 'prepareInfusion', { ...bag, administration: 'infusion1', bagCode: 'AAAAAAAAA1' });
    send('investigator', 'recordInfusion', steps.infuse[2]);
    send('coordinator', 'recordForm', steps.scan[2]);
    send('investigator', 'permitInfusion', { administration: 'infusion2' });
    send('laboratory', 'prepareInfusion', { ...bag, administration: 'infusion2', bagCode: 'AAAAAAAAA2' });
    send('rater', 'recordTreatmentGuess', {
      visit: 'week24',
      by: 'rater',
      guess: input.openedSequence,
      ...(note === undefined ? {} : { reason: note }),
    });
    const typedConfirmation = trial.participants.get(id)?.randomisation?.randomisationNumber;
    send('investigator', 'breakCode', { emergency: true, reason: 'anaphylaxis', typedConfirmation });
    const isAccepted = answers.every((answer) => (answer as Decision).accepted);
    const open = trial.record.filter((event) => catalogue[event.type].visibility === 'open');
    const outcomes = answers.map((answer) => ({ ...(answer as object), events: undefined }));
    return JSON.stringify({
      isAccepted,
      open,
      outcomes,
      states: [trial.trial, [...trial.participants], [...trial.strata]],
    });
  }

  it('gives the same bytes whatever the allocation is and whatever only unblinded people say', () => {
    fc.assert(
      fc.property(unblindedInput, unblindedInput, fc.nat(1000), (one, other, seed) => {
        const first = seen(one, seed);
        expect(JSON.parse(first).isAccepted).toBe(true);
        expect(seen(other, seed)).toBe(first);
      }),
      { numRuns: 100 },
    );
  });

  it('adds sealed events of the same types, in the same order, for every sequence', () => {
    const sealedTypes = (openedSequence: string) => {
      const trial = through('randomise');
      const [person, name, body] = steps.prepare;
      trial.send(person, name, { participantId: firstParticipant, ...body }, { openedSequence });
      return trial.record.map((event) => event.type);
    };
    expect(sealedTypes('delayed')).toEqual(sealedTypes('early'));
  });
});
