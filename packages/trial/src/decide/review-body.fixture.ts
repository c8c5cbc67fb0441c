// A body for every command of review, for histories made at random.
import fc from 'fast-check';

const uuid = (kind: number) => fc.nat(2).map((index) => `${kind}0000000-0000-4000-8000-00000000000${index + 1}`);
const participantId = uuid(1);
const queryId = uuid(6);
const reason = fc.constantFrom('because', 'it was so');
const form = fc.constantFrom(
  { visit: 'screening', form: 'demography', occurrence: 1 },
  { visit: 'week24', form: 'scan', occurrence: 1 },
  { visit: 'week24', form: 'edss', occurrence: 1 },
);
const forms = fc.array(form, { minLength: 1, maxLength: 2 });
const hash = fc.constant('a'.repeat(64));
const thing = fc.constantFrom<unknown>(
  { adverseEventId: '40000000-0000-4000-8000-000000000001' },
  { visit: 'relapse', form: 'medication', occurrence: 1, item: 'drug' },
);
const about = { participantId, forms };
const because = { ...about, reason };

export const reviewBodies = {
  openQuery: fc.record({
    participantId,
    queries: fc.array(fc.record({ queryId, place: fc.constantFrom<unknown>({}, { visit: 'week24' }) }), {
      minLength: 1,
      maxLength: 2,
    }),
    category: fc.constantFrom('sourceDiffers', 'other'),
    text: reason,
  }),
  answerQuery: fc.record({ participantId, queryId, text: reason }),
  closeQuery: fc.record({ participantId, queryIds: fc.array(queryId, { minLength: 1, maxLength: 2 }) }),
  reopenQuery: fc.record({ participantId, queryId, text: reason }),
  recordSealedQuery: fc.record({
    participantId,
    queryId,
    step: fc.constantFrom('opened', 'closed'),
    about: reason,
    text: reason,
  }),
  verifySource: fc.record({
    participantId,
    forms: fc.array(
      fc.tuple(form, fc.integer({ min: 1, max: 12 })).map(([place, version]) => ({ ...place, version })),
      { maxLength: 2 },
    ),
    participant: fc.boolean(),
  }),
  withdrawVerification: fc.record(because),
  recordMonitoringVisit: fc.record({
    monitoringVisitId: uuid(7),
    siteId: fc.constantFrom('oslo', 'atlantis'),
    visitedOn: fc.constant('2020-05-01'),
    kind: fc.constantFrom('onSite', 'remote'),
    actionItems: fc.constant([
      { actionItemId: '70000000-0000-4000-8000-000000000009', text: 'file it', dueOn: '2020-06-01' },
    ]),
  }),
  closeActionItem: fc.record({ siteId: fc.constant('oslo'), actionItemId: uuid(7), comment: reason }),
  signForms: fc.record({
    participantId,
    meaning: fc.constant('reviewed'),
    forms: fc.tuple(form, hash).map(([place, of]) => [{ ...place, hash: of }]),
  }),
  signParticipant: fc.record({ participantId, meaning: fc.constant('casebook'), hash }),
  declareMissed: fc.record(because),
  freezeForms: fc.record(about),
  unfreezeForms: fc.record(because),
  lockForms: fc.record(about),
  unlockForms: fc.record(because),
  lockParticipant: fc.record({ participantId }),
  unlockParticipant: fc.record({ participantId, reason }),
  requestTrialUnlock: fc.record({ reason }),
  unlockTrial: fc.record({ reason }),
  codeTerm: fc.record({ participantId, thing, code: fc.constant('1') }),
  codeAutomatically: fc.record({ participantId, coding: fc.constantFrom('terms', 'drugs') }),
  addSynonym: fc.record({
    coding: fc.constant('terms'),
    verbatim: fc.constant('cold'),
    code: fc.constant('1'),
    reason,
  }),
  changeDictionaryVersion: fc.record({ coding: fc.constant('terms'), version: fc.constant('2'), reason }),
} as const;
