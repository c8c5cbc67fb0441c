// A small parallel trial of an infusion off the shelf, filled by roles that its protocol names, rehearsed in memory.
import { formatIssue, type Payload, parseProtocol } from '@equipoise/trial';
import { expect, it } from 'vitest';
import { parseScenario } from './parse-scenario.js';
import { planRehearsal } from './plan-rehearsal.js';
import { type MemoryRun, runInMemory } from './run-in-memory.js';

const protocolSource = `
equipoise: 1
id: shelf
version: "1.0"
title: An infusion from stock
acronym: SHELF
design: parallel
treatments: [{ id: infusate, name: Infusate, kind: active }, { id: carrier, name: Carrier, kind: placebo }]
periods: [{ id: only, name: Only }]
sequences:
  - { id: treated, name: Treated, treatments: [infusate] }
  - { id: control, name: Control, treatments: [carrier] }
sites: [{ id: north, name: North }]
consents: []
eligibility: { stages: [], criteria: [] }
product:
  name: Infusate
  origin: offTheShelf
  dose: { min: 1, max: 2, unit: mg/kg, perKg: true }
  volumeMlPerKg: 0.5
  expiryHours: 8
  laboratory:
    - { id: sterile, name: Sterile, type: boolean }
    - { id: endotoxin, name: Endotoxin, type: decimal, min: 0 }
  releaseTests:
    - { id: sterility, name: Sterility, rule: sterile }
    - { id: purity, name: Purity, rule: endotoxin <= 5 }
administrations:
  - { id: infusion, name: Infusion, period: only, route: iv, anchor: { from: randomisation, offsetDays: 0 } }
visits:
  - { id: inclusion, name: Inclusion, anchor: screening, offsetDays: 0, forms: [person] }
  - { id: week4, name: Week 4, period: only, anchor: infusion, offsetDays: 28, forms: [rating] }
forms:
  - { id: person, name: Person, items: [{ id: weightKg, name: Weight, type: decimal, unit: kg, min: 30, max: 200 }] }
  - id: rating
    name: Rating
    filledBy: [edssRater]
    items:
      - { id: score, name: Score, type: decimal, min: 0, max: 100 }
      - { id: tolerated, name: Tolerated, type: boolean, editedBy: [investigator] }
randomisation: { method: permutedBlocks, blockSizes: [4], ratio: { treated: 1, control: 1 }, strata: [] }
blinding: { masked: [participant, investigator] }
analysisSets: [{ id: FAS, name: Full analysis set, kind: asRandomised }]
endpoints:
  - { id: score, name: Score, type: continuous, role: primary, item: { form: rating, item: score }, visits: [week4], summary: value }
analyses:
  - { id: primary, name: Score, endpoint: score, set: FAS, role: primary, method: ancova, effect: { term: sequence, active: treated, reference: control } }
testing: { procedure: fixedSequence, order: [primary], alpha: 0.05 }
`;

const scenarioSource = (product: string) => `
equipoiseScenario: 1
id: default
name: Stock
accrual: { start: 2020-01-06, end: 2020-03-02 }
screening: { failuresPerRandomised: 0, daysToRandomisation: { min: 0, max: 7 } }
items:
  person.weightKg: { draw: { kind: normal, mean: 70, sd: 8 }, min: 40, decimals: 1 }
  rating.score: { draw: { kind: normal, mean: 50, sd: 8 }, decimals: 1 }
  rating.tolerated: { draw: { kind: boolean, probability: 0.8 } }
product: ${product}
`;

const preparation = '{ sterile: { kind: boolean, probability: 0.7 }, endotoxin: { kind: uniform, min: 0, max: 8 } }';

function scenarioWith(product: string) {
  const parsed = parseProtocol(protocolSource, 'protocol.yaml');
  if (!parsed.ok) throw new Error(parsed.issues.map(formatIssue).join('\n'));
  const protocol = parsed.value;
  return { protocol, scenario: parseScenario({ source: scenarioSource(product), file: 'default', protocol }) };
}

function payloads<T extends MemoryRun['events'][number]['type']>(run: MemoryRun, type: T): Payload<T>[] {
  return run.events.filter((event) => event.type === type).map((event) => event.payload as Payload<T>);
}

it('is screened, randomised, prepared and infused without a harvest or a release, every bag within the tests', () => {
  const { protocol, scenario } = scenarioWith(`{ preparation: ${preparation} }`);
  if (!scenario.ok) throw new Error(scenario.issues.map(formatIssue).join('\n'));
  const run = runInMemory(
    planRehearsal({ protocol, protocolSource, scenario: scenario.value, seed: 5, participants: 8 }),
  );
  expect(run.refusals).toEqual([]);
  const seen = new Set(run.events.map(({ type }) => type));
  expect(
    ['HarvestRecorded', 'BatchReleased', 'ProductReleased', 'DeviationRecorded'].filter((one) =>
      seen.has(one as never),
    ),
  ).toEqual([]);
  expect(payloads(run, 'ParticipantRandomised')).toHaveLength(8);
  const bags = payloads(run, 'BagFilled');
  expect(new Set(bags.map(({ treatment }) => treatment))).toEqual(new Set(['infusate', 'carrier']));
  expect(bags.every(({ laboratory }) => laboratory.sterile === true && Number(laboratory.endotoxin) <= 5)).toBe(true);
  expect(payloads(run, 'InfusionRecorded')).toHaveLength(8);
});

it('records each item by a role that fills it', () => {
  const { protocol, scenario } = scenarioWith(`{ preparation: ${preparation} }`);
  if (!scenario.ok) throw new Error(scenario.issues.map(formatIssue).join('\n'));
  const run = runInMemory(
    planRehearsal({ protocol, protocolSource, scenario: scenario.value, seed: 5, participants: 4 }),
  );
  const roleOf = (actorId: string) => run.trial.access.grants[actorId]?.map(({ role }) => role).join();
  const filled = run.events.flatMap((event) =>
    event.type === 'FormRecorded' && event.payload.form === 'rating'
      ? Object.keys(event.payload.items).map((item) => `${item} by ${roleOf(event.actorId)}`)
      : [],
  );
  expect(filled.length).toBeGreaterThan(0);
  expect(new Set(filled)).toEqual(new Set(['score by edssRater', 'tolerated by investigator']));
});

it('takes no harvests from a scenario', () => {
  const harvested = `{ preparation: ${preparation}, laboratory: ${preparation}, daysToHarvest: { min: 1, max: 2 }, daysToRelease: { min: 1, max: 2 }, harvestVolumeMl: { kind: uniform, min: 50, max: 60 }, failedBatch: 0 }`;
  const { scenario } = scenarioWith(harvested);
  expect(scenario.ok ? [] : scenario.issues.map(({ message }) => message)).toEqual([
    expect.stringContaining('off the shelf'),
  ]);
});
