// Bodies of the commands of the product for properties over any history, and what only the server refuses of them.
import fc from 'fast-check';
import type { RefusalCode } from '../refusal.js';

const pick = <T>(...values: readonly T[]) => fc.constantFrom(...values);
const uuid = (kind: number) => fc.nat(2).map((index) => `${kind}0000000-0000-4000-8000-00000000000${index + 1}`);
const participantId = uuid(1);
const harvestId = uuid(2);
const batchId = uuid(3);
const administration = pick('infusion1', 'infusion2', 'infusion3');
const bagCode = pick('AAAAAAAAA1', 'AAAAAAAAA2', 'AAAAAAAAA3');
const at = pick('2020-02-25T08:00:00.000Z', '2020-08-25T08:00:00.000Z');
const happenedAt = at.map((instant) => ({ at: instant, zone: 'Europe/Oslo' }));
const date = pick<unknown>('2020-01-06', '2020-02', { missing: 'unknown' });
const reason = pick('because', 'it was so');
const openMaterial = fc.oneof(fc.record({ bagCode }), fc.record({ harvestId }));
const material = fc.oneof(openMaterial, fc.record({ batchId }));
const laboratory = fc.record({ viability: pick(40, 90), sterile: fc.boolean() });
const party = fc.record({
  at: pick('site', 'courier', 'laboratory', 'bedside'),
  person: pick<unknown>({ badge: 'C-1' }, { actorId: '00000000-0000-4000-8000-000000000004' }),
});

export const productBodies = {
  issueIdentityCode: fc.record({ participantId }),
  requestHarvest: fc.record({ participantId, reason }),
  recordBatchStep: fc.record({ participantId, batchId, harvestId, step: pick('passage1', 'frozen'), happenedAt: date }),
  recordOutOfSpecification: fc.record({
    participantId,
    requestId: uuid(6),
    material,
    step: pick('requested', 'evaluated', 'sponsorInformed'),
    on: date,
  }),
  recordExcursion: fc.record({
    participantId,
    excursionId: uuid(6),
    material,
    from: at,
    until: at,
    minimumCelsius: pick(-150),
    maximumCelsius: pick(-80),
    decision: pick('usable', 'notUsable', 'pending'),
  }),
  recordLateResult: fc.record({
    participantId,
    resultId: uuid(6),
    material,
    test: pick('culture'),
    passed: fc.boolean(),
    resultOn: date,
  }),
  notifyFinding: fc.record({ participantId, findingId: uuid(6), finding: pick('culturePositive') }),
  recordDisposal: fc.record({
    participantId,
    disposalId: uuid(6),
    material,
    fate: pick('destroyed', 'research'),
    disposedOn: date,
    witnessedBy: pick('00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000004'),
  }),
  scheduleInfusion: fc.record({ participantId, administration, infusionOn: pick('2020-02-25', '2020-08-25') }),
  postponeInfusion: fc.record({ participantId, administration, reason }),
  releaseBag: fc.record({ participantId, bagCode, laboratory }),
  recallBag: fc.record({ participantId, bagCode, reason }),
  printLabel: fc.record({ participantId, bagCode }),
  recordLabelFate: fc.record({
    participantId,
    labelCode: pick('L1', 'L2'),
    fate: pick('attached', 'destroyed'),
    happenedAt: date,
  }),
  recordHandover: fc.record({
    participantId,
    handoverId: uuid(6),
    material: openMaterial,
    from: party,
    to: party,
    happenedAt,
    identityCode: pick('COI-0001', 'COI-0002'),
    secondIdentifier: pick('S-1', 'S-2'),
    condition: fc.record({ outcome: pick('ok', 'excursion') }),
  }),
  quarantineMaterial: fc.record({ participantId, quarantineId: uuid(6), material: openMaterial, reason }),
  resolveQuarantine: fc.record({
    participantId,
    quarantineId: uuid(6),
    decision: pick('usable', 'rejected'),
    reason,
  }),
  checkBedside: fc.record({
    participantId,
    checkId: uuid(6),
    administration,
    identityCode: pick('COI-0001', 'COI-0002'),
    bagCode,
    happenedAt,
  }),
  clearInfusion: fc.record({ participantId, administration, bagCode }),
  recordInfusionStep: fc.record({
    participantId,
    stepId: uuid(6),
    administration,
    bagCode,
    step: pick('started', 'interrupted', 'resumed', 'ended'),
    happenedAt,
  }),
} as const;

/** Refusals for which the server must open what is sealed of the product. */
export const productServerOnly: readonly RefusalCode[] = [
  'batch-failed',
  'out-of-specification-incomplete',
  'product-not-opened',
  'label-missing',
  'reprint-reason-missing',
];
