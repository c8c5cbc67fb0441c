import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { CommandName } from '../command/catalogue.js';
import { Protocol } from '../protocol/schema.js';
import { type RefusalCode, refusalCodes } from '../refusal.js';
import type { Context } from './contract.js';
import { breakCode, entryTrial, idOf, randomise, withdraw } from './entry-trial.fixture.js';
import {
  adverseEvent,
  batchId,
  harvestId,
  liveTrial,
  must,
  type Person,
  participantId,
  people,
  protocol,
  releasable,
  SmallTrial,
  steps,
  through,
} from './small-trial.fixture.js';

type Row = readonly [
  rule: string,
  code: RefusalCode,
  trial: () => SmallTrial,
  person: Person,
  name: CommandName,
  body: Record<string, unknown>,
  extra?: Partial<Context>,
];

const other = '10000000-0000-4000-8000-000000000002';
const list = (overrides: Partial<Protocol['randomisation']> = {}): Protocol =>
  Protocol.parse({ ...protocol, randomisation: { method: 'uploadedList', strata: [], ...overrides } });

/** A trial that is created under a protocol, and nothing more. */
function created(plan: Protocol = protocol, mode = 'rehearsal'): SmallTrial {
  const trial = new SmallTrial(plan);
  must(trial.send('manager', 'createTrial', { protocolSource: 'small', mode, synthetic: mode !== 'live', origin: {} }));
  return trial;
}

function committed(mode: string): SmallTrial {
  const trial = created(protocol, mode);
  must(trial.send('manager', 'commitAllocation', {}));
  return trial;
}

/** A situation and what is sent before the command in question. */
function after(
  trial: SmallTrial,
  ...sent: readonly [Person, CommandName, Record<string, unknown>, Partial<Context>?][]
) {
  for (const [person, name, body, extra] of sent) must(trial.send(person, name, body, extra));
  return trial;
}

function locked(): SmallTrial {
  return after(through('scan'), ['manager', 'commitAnalysisPlan', {}], ['manager', 'lockTrial', {}]);
}

function unblinded(): SmallTrial {
  const trial = locked();
  const [openedSecret] = trial.payloads('AllocationSealed');
  return after(trial, ['manager', 'unblindTrial', { typedConfirmation: 'UNBLIND' }, { openedSecret: openedSecret! }]);
}

/** A live trial with a list of one entry, and that entry taken. */
function exhausted(): SmallTrial {
  const plan = Protocol.parse({
    ...list(),
    consents: [],
    product: undefined,
    eligibility: { stages: [], criteria: [] },
  });
  const trial = created(plan);
  const screening = { siteId: 'oslo', screenedOn: '2020-01-06' };
  return after(
    trial,
    ['manager', 'grantRole', { actorId: people.coordinator, role: 'coordinator', sites: ['oslo'] }],
    ['manager', 'activateSite', { siteId: 'oslo', approvedOn: '2019-12-01' }],
    ['manager', 'commitAllocation', { list: [{ stratum: 'all', sequence: 'early' }] }],
    ['manager', 'goLive', {}],
    ['coordinator', 'screenParticipant', { participantId, screeningNumber: 'S-1', ...screening }],
    ['coordinator', 'screenParticipant', { participantId: other, screeningNumber: 'S-2', ...screening }],
    ['coordinator', 'randomise', { participantId, randomisedOn: '2020-01-07' }],
  );
}

const sameSequence = { replacement: { allowed: true, withSameSequence: true } };

/** Four screened; the first randomised, and withdrawn unless said otherwise. */
function replacing(randomisation: Record<string, unknown>, isWithdrawn = true): SmallTrial {
  const trial = entryTrial({ ...protocol.randomisation, ...randomisation }, [
    ['oslo', 'RRMS'],
    ['oslo', 'RRMS'],
    ['oslo', 'RRMS'],
    ['rome', 'RRMS'],
  ]);
  must(randomise(trial, 1));
  if (isWithdrawn) withdraw(trial, 1);
  return trial;
}

const withoutGate = (trial: SmallTrial): SmallTrial =>
  after(trial, [
    'coordinator',
    'correctValue',
    { participantId, visit: 'week24', form: 'scan', items: { scanAccepted: false }, reason: 'read again' },
  ]);

/** The small trial with a product off the shelf, up to a step that needs no harvest. */
const shelf = Protocol.parse({
  ...protocol,
  product: { ...protocol.product, origin: 'offTheShelf', maximumHarvests: undefined },
  eligibility: { ...protocol.eligibility, stages: [] },
});
const fromShelf = (): SmallTrial =>
  after(through('demography', liveTrial(new SmallTrial(shelf))), [
    'investigator',
    'randomise',
    { participantId, randomisedOn: '2020-02-24' },
  ]);

/** The small trial in which only the investigator fills the scan, and only the rater its count. */
const reserved = Protocol.parse({
  ...protocol,
  forms: protocol.forms.map((form) =>
    form.id !== 'scan'
      ? form
      : {
          ...form,
          filledBy: ['investigator'],
          items: form.items.map((item) => (item.id === 'gel' ? { ...item, editedBy: ['edssRater'] } : item)),
        },
  ),
});
const reservedScan = (): SmallTrial => {
  const trial = through('infuse', liveTrial(new SmallTrial(reserved)));
  return after(
    trial,
    ['investigator', 'recordForm', { ...scan, items: { scanAccepted: true } }],
    ['rater', 'recordForm', { ...scan, items: { gel: 2 } }],
  );
};

/** The trial's fixture confirms every command, unless it is told not to. */
const unconfirmed = { confirmation: undefined } as unknown as Partial<Context>;
const guess = { participantId, visit: 'week24', by: 'rater', guess: 'unknown' };
const release = { participantId, ...steps.release[2] };
const prepare = { participantId, ...steps.prepare[2] };
const permit = { participantId, administration: 'infusion2' };
const override = { reason: 'agreed', typedConfirmation: 'OVERRIDE' };
const scan = { participantId, ...steps.scan[2] };
const report = { participantId, adverseEventId: batchId, ...adverseEvent };
const withdrawal = { participantId, kind: 'treatment', withdrawnOn: '2020-08-01', reason: 'moved away' };
const early = { openedSequence: 'early' };
const screen = { participantId: other, siteId: 'oslo', screeningNumber: 'S-2', screenedOn: '2020-01-06' };
const deviation = {
  participantId,
  deviationId: batchId,
  category: 'other',
  importance: 'minor',
  occurredOn: '2020',
  description: 'late',
};
const grant = (person: Person, role: string, sites: 'all' | string[]) => ({ actorId: people[person], role, sites });
const numberOf = (trial: SmallTrial) => trial.participants.get(participantId)?.randomisation?.randomisationNumber ?? '';
const codeBreak = (trial: SmallTrial): SmallTrial =>
  after(trial, [
    'safetyOfficer',
    'breakCode',
    { participantId, emergency: true, reason: 'anaphylaxis', typedConfirmation: numberOf(trial) },
    early,
  ]);
/** As `through`, with other values of a form on the way. */
function withForm(items: Record<string, unknown>, last: keyof typeof steps): SmallTrial {
  const trial = liveTrial();
  const send = trial.send.bind(trial);
  trial.send = (person, name, body, extra) => {
    const given = body as { form?: string };
    return send(person, name, name === 'recordForm' && given.form === 'demography' ? { ...given, items } : body, extra);
  };
  through(last, trial);
  trial.send = send;
  return trial;
}

/** Refusals that the server makes before or beside `decide`. */
const serverCodes = ['command-invalid', 'command-id-used', 'already-in-use', 'busy'];

// biome-ignore format: a table reads in rows
const rows: readonly Row[] = [
  ['a text with NUL', 'text-not-allowed', () => through('scan'), 'coordinator', 'recordDeviation', { ...deviation, description: 'a\0b' }],
  ['a second creation', 'trial-exists', created, 'manager', 'createTrial', { protocolSource: '', mode: 'live', synthetic: false, origin: {} }],
  ['anything before the creation', 'trial-unknown', () => new SmallTrial(), 'manager', 'goLive', {}],
  ['a stranger', 'right-missing', () => through('screen'), 'stranger', 'withdraw', withdrawal],
  ['a right at another site', 'right-missing', liveTrial, 'investigator', 'screenParticipant', { ...screen, siteId: 'rome' }],
  ['a blinded role asking for the laboratory’s command', 'right-missing', () => through('harvest'), 'investigator', 'releaseProduct', release],
  ['a role that is not there', 'role-unknown', created, 'manager', 'grantRole', grant('stranger', 'emperor', 'all')],
  ['a role held already', 'role-held', liveTrial, 'manager', 'grantRole', grant('investigator', 'investigator', ['oslo'])],
  ['a role not held', 'role-not-held', liveTrial, 'manager', 'revokeRole', { actorId: people.stranger, role: 'monitor', reason: 'left' }],
  ['a role of the trial for one site', 'role-scope', created, 'manager', 'grantRole', grant('stranger', 'statistician', ['oslo'])],
  ['a role for no site', 'role-scope', created, 'manager', 'grantRole', grant('stranger', 'coordinator', [])],
  ['a role at an unknown site', 'site-unknown', created, 'manager', 'grantRole', grant('stranger', 'coordinator', ['atlantis'])],
  ['an unblinded rater', 'roles-incompatible', liveTrial, 'manager', 'grantRole', grant('laboratory', 'edssRater', ['oslo'])],
  ['a rater who treats', 'roles-incompatible', liveTrial, 'manager', 'grantRole', grant('rater', 'investigator', ['oslo'])],
  ['a blinded role for who was unblinded once', 'roles-incompatible', () => after(liveTrial(), ['manager', 'revokeRole', { actorId: people.laboratory, role: 'cellLaboratory', reason: 'left' }]), 'manager', 'grantRole', grant('laboratory', 'edssRater', ['oslo'])],
  ['the last manager’s leave', 'last-manager', created, 'manager', 'revokeRole', { actorId: people.manager, role: 'trialManager', reason: 'left' }],
  ['a rating after a code break', 'rater-barred', () => codeBreak(through('scan')), 'rater', 'recordTreatmentGuess', guess],
  ['a form after the lock', 'trial-locked', locked, 'coordinator', 'recordForm', scan],
  ['a second lock', 'trial-locked', locked, 'manager', 'lockTrial', {}],
  ['unblinding before the lock', 'trial-not-locked', () => through('scan'), 'manager', 'unblindTrial', { typedConfirmation: 'UNBLIND' }],
  ['unblinding without credentials', 'confirmation-required', locked, 'manager', 'unblindTrial', { typedConfirmation: 'UNBLIND' }, unconfirmed],
  ['a second unblinding', 'trial-unblinded', unblinded, 'manager', 'unblindTrial', { typedConfirmation: 'UNBLIND' }],
  ['screening before go-live', 'trial-not-live', () => after(created(), ['manager', 'grantRole', grant('coordinator', 'coordinator', ['oslo'])]), 'coordinator', 'screenParticipant', screen],
  ['a second go-live', 'trial-live', liveTrial, 'manager', 'goLive', {}],
  ['a site of no protocol', 'site-unknown', created, 'manager', 'activateSite', { siteId: 'atlantis', approvedOn: '2019' }],
  ['a second activation', 'site-active', liveTrial, 'manager', 'activateSite', { siteId: 'oslo', approvedOn: '2019' }],
  ['screening at a site not yet active', 'site-not-active', liveTrial, 'coordinator', 'screenParticipant', { ...screen, siteId: 'rome' }],
  ['a second commitment', 'allocation-committed', liveTrial, 'manager', 'commitAllocation', {}],
  ['go-live without allocation', 'allocation-not-committed', created, 'manager', 'goLive', {}],
  ['a bag without its opening', 'allocation-not-opened', () => through('randomise'), 'laboratory', 'prepareInfusion', prepare],
  ['blocks that do not fit the ratio', 'design-invalid', () => created(Protocol.parse({ ...protocol, randomisation: { ...protocol.randomisation, blockSizes: [3] } })), 'manager', 'commitAllocation', {}],
  ['no list where one is needed', 'list-required', () => created(list()), 'manager', 'commitAllocation', {}],
  ['a list where none is used', 'list-not-used', created, 'manager', 'commitAllocation', { list: [{ stratum: 'site=oslo', sequence: 'early' }] }],
  ['a list with an unknown sequence', 'list-invalid', () => created(list()), 'manager', 'commitAllocation', { list: [{ stratum: 'all', sequence: 'late' }] }],
  ['one more than the list has', 'list-exhausted', exhausted, 'coordinator', 'randomise', { participantId: other, randomisedOn: '2020' }],
  ['one more than a cap allows', 'cap-reached', () => replacing({ caps: { trial: 1 } }), 'coordinator', 'randomise', { participantId: idOf(2), randomisedOn: '2020' }],
  ['a replacement that the protocol does not foresee', 'replacement-not-allowed', () => replacing({}), 'coordinator', 'randomise', { participantId: idOf(2), randomisedOn: '2020', replaces: idOf(1) }],
  ['a replacement of who did not withdraw', 'replaced-not-withdrawn', () => replacing(sameSequence, false), 'coordinator', 'randomise', { participantId: idOf(2), randomisedOn: '2020', replaces: idOf(1) }],
  ['a second replacement', 'already-replaced', () => { const trial = replacing(sameSequence); must(randomise(trial, 2, 1)); return trial; }, 'coordinator', 'randomise', { participantId: idOf(3), randomisedOn: '2020', replaces: idOf(1) }],
  ['an entry of another stratum', 'replacement-stratum-differs', () => replacing(sameSequence), 'coordinator', 'randomise', { participantId: idOf(4), randomisedOn: '2020', replaces: idOf(1) }],
  ['an entry whose code was broken', 'replacement-would-unblind', () => { const trial = replacing(sameSequence); breakCode(trial, 1); return trial; }, 'coordinator', 'randomise', { participantId: idOf(2), randomisedOn: '2020', replaces: idOf(1) }],
  ['a live trial with its key beside the data', 'custody-key-beside-data', () => committed('live'), 'manager', 'goLive', {}, { custody: { keyApartFromData: false, recoveryRehearsed: true } }],
  ['a live trial of unknown custody', 'custody-key-beside-data', () => committed('live'), 'manager', 'goLive', {}],
  ['a live trial without a rehearsed recovery', 'custody-recovery-not-rehearsed', () => committed('live'), 'manager', 'goLive', {}, { custody: { keyApartFromData: true, recoveryRehearsed: false } }],
  ['another secret than was committed to', 'reveal-mismatch', locked, 'manager', 'unblindTrial', { typedConfirmation: 'UNBLIND' }, { openedSecret: { kind: 'seed', seedHex: '00'.repeat(32), saltHex: '00'.repeat(32) } }],
  ['unblinding without its opening', 'allocation-not-opened', locked, 'manager', 'unblindTrial', { typedConfirmation: 'UNBLIND' }],
  ['a second plan', 'plan-committed', () => after(created(), ['manager', 'commitAnalysisPlan', {}]), 'manager', 'commitAnalysisPlan', {}],
  ['a lock without a plan', 'plan-not-committed', liveTrial, 'manager', 'lockTrial', {}],
  ['an opened cut without a plan', 'plan-not-committed', () => after(liveTrial(), ['manager', 'makeDataCut', { cut: 'week24' }]), 'cutStatistician', 'openDataCut', { cut: 'week24', purpose: 'analysis' }],
  ['a cut of no protocol', 'cut-unknown', liveTrial, 'manager', 'makeDataCut', { cut: 'week12' }],
  ['a cut made twice', 'cut-made', () => after(liveTrial(), ['manager', 'makeDataCut', { cut: 'week24' }]), 'manager', 'makeDataCut', { cut: 'week24' }],
  ['a cut before go-live', 'trial-not-live', created, 'manager', 'makeDataCut', { cut: 'week24' }],
  ['a cut not made', 'cut-not-made', liveTrial, 'cutStatistician', 'openDataCut', { cut: 'week24', purpose: 'analysis' }],
  ['a cut opened by another team', 'cut-audience', () => after(liveTrial(), ['manager', 'makeDataCut', { cut: 'week24' }], ['manager', 'grantRole', grant('stranger', 'dsmbStatistician', 'all')]), 'stranger', 'openDataCut', { cut: 'week24', purpose: 'analysis' }],
  ['a second screening', 'participant-known', () => through('screen'), 'coordinator', 'screenParticipant', { ...screen, participantId }],
  ['a participant nobody screened', 'participant-unknown', liveTrial, 'coordinator', 'withdraw', withdrawal],
  ['a bag after the withdrawal of treatment', 'withdrawn', () => after(through('scan'), ['investigator', 'withdraw', withdrawal]), 'laboratory', 'prepareInfusion', prepare, early],
  ['a form after the withdrawal of data', 'withdrawn', () => after(through('infuse'), ['investigator', 'withdraw', { ...withdrawal, kind: 'dataUse' }]), 'coordinator', 'recordForm', scan],
  ['a withdrawal twice', 'withdrawal-known', () => after(through('scan'), ['investigator', 'withdraw', withdrawal]), 'investigator', 'withdraw', withdrawal],
  ['an unknown consent', 'consent-unknown', () => through('screen'), 'coordinator', 'recordConsent', { participantId, consent: 'gene', consentVersion: '1', givenOn: '2020' }],
  ['an unknown item of a consent', 'consent-unknown', () => through('screen'), 'coordinator', 'recordConsent', { participantId, consent: 'main', consentVersion: '2', givenOn: '2020', items: { gene: true } }],
  ['randomisation without consent', 'consent-missing', () => through('screen'), 'investigator', 'randomise', { participantId, randomisedOn: '2020' }],
  ['randomisation on an old consent', 'consent-missing', () => after(through('screen'), ['coordinator', 'recordConsent', { participantId, ...steps.consent[2], consentVersion: '1' }]), 'investigator', 'randomise', { participantId, randomisedOn: '2020' }],
  ['randomisation without a required item of the consent', 'consent-missing', () => after(through('eligible'), ['coordinator', 'recordConsent', { participantId, ...steps.consent[2], items: { takePart: false } }]), 'investigator', 'randomise', { participantId, randomisedOn: '2020' }],
  [
    'a stage that the protocol does not have',
    'stage-unknown',
    () => {
      const trial = through('demography');
      const plan = Protocol.parse({ ...protocol, eligibility: { ...protocol.eligibility, stages: ['randomisation'] } });
      return Object.assign(new SmallTrial(plan), { trial: trial.trial, participants: trial.participants });
    },
    'investigator',
    'assessEligibility',
    { participantId, stage: 'harvest', assessedOn: '2020' },
  ],
  ['randomisation before the second assessment', 'eligibility-not-assessed', () => through('release'), 'investigator', 'randomise', { participantId, randomisedOn: '2020' }],
  ['randomisation after a correction that ends eligibility', 'not-eligible', () => after(through('eligible'), ['coordinator', 'correctValue', { participantId, visit: 'screening', form: 'demography', items: { age: 51 }, reason: 'misread' }]), 'investigator', 'randomise', { participantId, randomisedOn: '2020' }],
  ['randomisation of someone found not eligible', 'not-eligible', () => withForm({ age: 17, weightKg: 70 }, 'eligible'), 'investigator', 'randomise', { participantId, randomisedOn: '2020' }],
  ['randomisation without the value that a criterion needs', 'not-eligible', () => withForm({ age: { missing: 'unknown' }, weightKg: 70 }, 'eligible'), 'investigator', 'randomise', { participantId, randomisedOn: '2020' }],
  ['a second randomisation', 'already-randomised', () => through('randomise'), 'investigator', 'randomise', { participantId, randomisedOn: '2020' }],
  ['a bag before randomisation', 'not-randomised', () => through('release'), 'laboratory', 'prepareInfusion', prepare, early],
  [
    'randomisation without the stratum’s value',
    'stratum-unknown',
    () => {
      const strata = [{ id: 'course', from: { item: 'course' } }];
      const plan = Protocol.parse({ ...protocol, randomisation: { ...protocol.randomisation, strata } });
      const trial = withForm({ age: 30, weightKg: 70 }, 'eligible');
      return Object.assign(new SmallTrial(plan), { trial: trial.trial, participants: trial.participants });
    },
    'investigator',
    'randomise',
    { participantId, randomisedOn: '2020' },
  ],
  ['a harvest where there is no product', 'product-unknown', exhausted, 'coordinator', 'recordHarvest', { participantId, ...steps.harvest[2] }],
  ['a harvest for a product off the shelf', 'product-off-the-shelf', fromShelf, 'coordinator', 'recordHarvest', { participantId, ...steps.harvest[2] }],
  ['a release for one participant of a product off the shelf', 'product-off-the-shelf', fromShelf, 'laboratory', 'releaseProduct', release],
  ['a bag off the shelf that fails a test', 'release-tests-failed', fromShelf, 'laboratory', 'prepareInfusion', { ...prepare, laboratory: { ...releasable, viability: 69 } }, early],
  ['a bag off the shelf without the value that a test needs', 'release-tests-failed', fromShelf, 'laboratory', 'prepareInfusion', prepare, early],
  ['a second released batch', 'product-released', () => through('release'), 'laboratory', 'releaseProduct', release],
  ['randomisation without a released product', 'product-not-released', () => after(through('harvest'), ['investigator', 'assessEligibility', { participantId, ...steps.eligible[2] }]), 'investigator', 'randomise', { participantId, randomisedOn: '2020' }],
  ['a harvest twice', 'harvest-known', () => through('harvest'), 'investigator', 'recordHarvest', { participantId, ...steps.harvest[2] }],
  ['a batch of no harvest', 'harvest-unknown', () => through('harvest'), 'laboratory', 'releaseProduct', { ...release, harvestId: batchId }],
  ['a batch that fails a test', 'release-tests-failed', () => through('harvest'), 'laboratory', 'releaseProduct', { ...release, laboratory: { ...releasable, viability: 69 } }],
  ['a batch without the value that a test needs', 'release-tests-failed', () => through('harvest'), 'laboratory', 'releaseProduct', { ...release, laboratory: { sterile: true } }],
  ['a laboratory value of no protocol', 'item-unknown', () => through('harvest'), 'laboratory', 'recordFailedBatch', { participantId, batchId, harvestId, laboratory: { smell: 1 } }],
  ['an unknown administration', 'administration-unknown', () => through('randomise'), 'laboratory', 'prepareInfusion', { ...prepare, administration: 'infusion3' }, early],
  ['a bag code used before', 'bag-code-used', () => through('prepare'), 'laboratory', 'prepareInfusion', { ...prepare, administration: 'infusion2' }, early],
  ['a bag without a body weight', 'weight-unknown', () => withForm({ age: 30 }, 'randomise'), 'laboratory', 'prepareInfusion', prepare, early],
  ['an infusion before its gate', 'gate-not-satisfied', () => through('infuse'), 'investigator', 'permitInfusion', permit],
  ['an infusion at a gate that is false', 'gate-not-satisfied', () => withoutGate(through('scan')), 'investigator', 'permitInfusion', permit],
  ['an infusion too long after its gate’s visit', 'gate-not-satisfied', () => Object.assign(through('scan'), { now: '2020-08-26T08:00:00.000Z' }), 'investigator', 'permitInfusion', permit],
  ['an override where there is no gate', 'gate-missing', () => through('prepare'), 'investigator', 'requestGateOverride', { participantId, administration: 'infusion1', reason: 'hurry' }],
  ['an override of a gate that is satisfied', 'override-not-needed', () => Object.assign(through('scan'), { now: '2020-08-25T08:00:00.000Z' }), 'investigator', 'requestGateOverride', { ...permit, reason: 'hurry' }],
  ['a confirmation where the gate is satisfied', 'override-not-needed', () => Object.assign(through('scan'), { now: '2020-08-25T08:00:00.000Z' }), 'investigator', 'permitInfusion', { ...permit, confirmOverride: override }],
  ['a confirmation that nobody requested', 'override-not-requested', () => withoutGate(through('scan')), 'investigator', 'permitInfusion', { ...permit, confirmOverride: override }],
  ['a confirmation by who requested', 'override-same-person', () => after(withoutGate(through('scan')), ['investigator', 'requestGateOverride', { ...permit, reason: 'no scanner' }]), 'investigator', 'permitInfusion', { ...permit, confirmOverride: override }],
  ['a permission twice', 'already-permitted', () => after(through('prepare'), ['investigator', 'permitInfusion', { participantId, administration: 'infusion1' }]), 'investigator', 'permitInfusion', { participantId, administration: 'infusion1' }],
  ['an unknown visit', 'visit-unknown', () => through('infuse'), 'coordinator', 'recordForm', { ...scan, visit: 'week99' }],
  ['a form of another visit', 'form-unknown', () => through('infuse'), 'coordinator', 'recordForm', { ...scan, form: 'demography' }],
  ['a second occurrence of a form that does not repeat', 'occurrence-not-allowed', () => through('infuse'), 'coordinator', 'recordForm', { ...scan, occurrence: 2 }],
  ['an unknown item', 'item-unknown', () => through('infuse'), 'coordinator', 'recordForm', { ...scan, items: { lesions: 1 } }],
  ['text for a number', 'value-not-allowed', () => through('infuse'), 'coordinator', 'recordForm', { ...scan, items: { gel: 'two' } }],
  ['a fraction for a whole number', 'value-not-allowed', () => through('infuse'), 'coordinator', 'recordForm', { ...scan, items: { gel: 1.5 } }],
  ['a number for yes or no', 'value-not-allowed', () => through('infuse'), 'coordinator', 'recordForm', { ...scan, items: { scanAccepted: 1 } }],
  ['a code that is not in the list', 'value-not-allowed', () => through('consent'), 'coordinator', 'recordForm', { participantId, ...steps.demography[2], items: { course: 'CIS' } }],
  ['a day that does not exist', 'value-not-allowed', () => through('consent'), 'coordinator', 'recordForm', { participantId, ...steps.demography[2], items: { bornOn: '1990-02-30' } }],
  ['yes for a text', 'value-not-allowed', () => through('consent'), 'coordinator', 'recordForm', { participantId, ...steps.demography[2], items: { remark: true } }],
  ['another value for a recorded item', 'value-recorded', () => through('scan'), 'coordinator', 'recordForm', { ...scan, items: { gel: 3 } }],
  ['another day for a recorded form', 'value-recorded', () => through('scan'), 'coordinator', 'recordForm', { ...scan, happenedOn: '2020-08-12' }],
  ['a form by who does not fill it', 'role-may-not-fill', () => through('infuse', liveTrial(new SmallTrial(reserved))), 'coordinator', 'recordForm', { ...scan, items: { scanAccepted: true } }],
  ['an item by who fills only the rest of its form', 'role-may-not-fill', () => through('infuse', liveTrial(new SmallTrial(reserved))), 'investigator', 'recordForm', scan],
  ['the correction of an item by who does not fill it', 'role-may-not-fill', reservedScan, 'dataManager', 'correctValue', { participantId, visit: 'week24', form: 'scan', items: { gel: 3 }, reason: 'misread' }],
  ['a correction of what is not recorded', 'value-not-recorded', () => through('infuse'), 'coordinator', 'correctValue', { participantId, visit: 'week24', form: 'scan', items: { gel: 3 }, reason: 'misread' }],
  ['a correction of an item that is not recorded', 'value-not-recorded', () => through('scan'), 'coordinator', 'correctValue', { participantId, visit: 'screening', form: 'demography', items: { remark: 'x' }, reason: 'misread' }],
  ['the same form again', 'nothing-changes', () => through('scan'), 'coordinator', 'recordForm', scan],
  ['a correction to the same value', 'nothing-changes', () => through('scan'), 'coordinator', 'correctValue', { participantId, visit: 'week24', form: 'scan', items: { gel: 2 }, reason: 'misread' }],
  ['an update that changes nothing', 'nothing-changes', () => through('adverseEvent'), 'investigator', 'updateAdverseEvent', { participantId, adverseEventId: batchId, term: 'Cold', reason: 'again' }],
  [
    'an adverse event where none are collected',
    'adverse-events-not-collected',
    () => {
      const { adverseEvents: _, ...rest } = protocol;
      const trial = through('scan');
      return Object.assign(new SmallTrial(Protocol.parse(rest)), {
        trial: trial.trial,
        participants: trial.participants,
      });
    },
    'investigator',
    'reportAdverseEvent',
    report,
  ],
  ['an adverse event twice', 'adverse-event-known', () => through('adverseEvent'), 'investigator', 'reportAdverseEvent', report],
  ['an update of no adverse event', 'adverse-event-unknown', () => through('scan'), 'investigator', 'updateAdverseEvent', { participantId, adverseEventId: batchId, term: 'Flu', reason: 'again' }],
  ['an unknown organ class', 'adverse-event-invalid', () => through('scan'), 'investigator', 'reportAdverseEvent', { ...report, systemOrganClass: 'soul' }],
  ['an unknown severity', 'adverse-event-invalid', () => through('scan'), 'investigator', 'reportAdverseEvent', { ...report, severity: 'awful' }],
  ['causality to what is not judged', 'adverse-event-invalid', () => through('scan'), 'investigator', 'reportAdverseEvent', { ...report, causality: { harvest: 'possible' } }],
  ['an adverse event that ends before it starts', 'adverse-event-invalid', () => through('scan'), 'investigator', 'reportAdverseEvent', { ...report, startedOn: '2020-03-02', endedOn: '2020-03-01' }],
  ['an update to an end before the start', 'adverse-event-invalid', () => after(through('scan'), ['investigator', 'reportAdverseEvent', { ...report, startedOn: '2020-03-02' }]), 'investigator', 'updateAdverseEvent', { participantId, adverseEventId: batchId, endedOn: '2020-03-01', reason: 'ended' }],
  ['criteria of seriousness of what is not serious', 'adverse-event-invalid', () => through('scan'), 'investigator', 'reportAdverseEvent', { ...report, seriousness: ['death'] }],
  ['a deviation twice', 'deviation-known', () => after(through('scan'), ['coordinator', 'recordDeviation', deviation]), 'coordinator', 'recordDeviation', deviation],
  ['a guess twice', 'guess-recorded', () => after(through('scan'), ['rater', 'recordTreatmentGuess', guess]), 'rater', 'recordTreatmentGuess', guess],
  ['a guess of what is no treatment', 'value-not-allowed', () => through('scan'), 'rater', 'recordTreatmentGuess', { ...guess, guess: 'sugar' }],
  ['a guess before randomisation', 'not-randomised', () => through('release'), 'rater', 'recordTreatmentGuess', guess],
  ['a code break with the wrong number', 'confirmation-wrong', () => through('scan'), 'investigator', 'breakCode', { participantId, emergency: true, reason: 'anaphylaxis', typedConfirmation: 'R000000' }, early],
  ['a code break before randomisation', 'not-randomised', () => through('release'), 'investigator', 'breakCode', { participantId, emergency: true, reason: 'anaphylaxis', typedConfirmation: '' }],
  ['the erasure of what is not there', 'event-unknown', () => through('scan'), 'manager', 'erasePayload', { streamId: participantId, version: 99, basis: 'withdrawal' }],
  ['the erasure of a randomisation', 'payload-not-erasable', () => through('scan'), 'manager', 'erasePayload', { streamId: participantId, version: 9, basis: 'withdrawal' }, { erasedType: 'ParticipantRandomised' }],
  ['the erasure of the sealed allocation', 'payload-not-erasable', () => through('scan'), 'manager', 'erasePayload', { streamId: participantId, version: 1, basis: 'withdrawal' }, { erasedType: 'AllocationSealed' }],
  ['an unknown analysis set', 'analysis-set-unknown', () => through('scan'), 'dataManager', 'excludeFromAnalysisSet', { participantId, set: 'best', criterion: 'no scan', reason: 'reviewed' }],
  ['an exclusion twice', 'already-excluded', () => after(through('scan'), ['dataManager', 'excludeFromAnalysisSet', { participantId, set: 'full', criterion: 'no scan', reason: 'reviewed' }]), 'dataManager', 'excludeFromAnalysisSet', { participantId, set: 'full', criterion: 'no scan', reason: 'reviewed' }],
];

describe('decide refuses', () => {
  const cases = rows.map(([rule, code, prepareTrial, ...sent]) => ({ rule, code, prepareTrial, sent }));

  it.each(cases)('$rule: $code', ({ code, prepareTrial, sent: [person, name, body, extra] }) => {
    const trial = prepareTrial();
    const recorded = trial.record.length;
    const decision = trial.send(person, name, body, extra);
    expect(decision.accepted ? 'accepted' : decision.code).toBe(code);
    expect(trial.record.length).toBe(recorded);
    if (decision.accepted) return;
    expect(decision.message).toMatch(/^[A-Z].*\.$/s);
    expect(decision.message).not.toMatch(/cells|medium|early|delayed/);
  });

  it('for every code that there is, here or in another test of a decision', () => {
    const folder = new URL('./', import.meta.url);
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.test.ts'),
    );
    const tests = files.map((file) => readFileSync(new URL(file, folder), 'utf8')).join('\n');
    const untested = Object.keys(refusalCodes).filter((code) => !tests.includes(`'${code}'`));
    expect(untested.filter((code) => !serverCodes.includes(code))).toEqual([]);
  });
});
