import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rolesOf } from '../blinding/role.js';
import type { CommandName } from '../command/catalogue.js';
import { Protocol } from '../protocol/schema.js';
import type { RefusalCode } from '../refusal.js';
import type { Context } from './contract.js';
import {
  act,
  casebookHash,
  demographyPlace,
  hashOf,
  place,
  queryId,
  reviewed,
  reviewedTrial,
  scanPlace,
  term,
  versionOf,
} from './reviewed-trial.fixture.js';
import { must, type Person, participantId, people, type SmallTrial, steps } from './small-trial.fixture.js';

const other = '60000000-0000-4000-8000-000000000002';
const monitor: Person = 'stranger';
const reviewOf = (trial: SmallTrial) => trial.participants.get(participantId)!.review;
const opened = { queries: [{ queryId, place }], category: 'sourceDiffers', text: 'The report says 3.' };
const correction = { visit: 'week24', form: 'scan', items: { gel: 3 }, reason: 'misread' };

function withQuery(): SmallTrial {
  const trial = reviewedTrial();
  act(trial, monitor, 'openQuery', opened);
  return trial;
}

function signed(): SmallTrial {
  const trial = reviewedTrial();
  act(trial, 'investigator', 'signForms', {
    meaning: 'reviewed',
    forms: [{ ...scanPlace, hash: hashOf(trial, scanPlace) }],
  });
  return trial;
}

function after(trial: SmallTrial, ...sent: readonly [Person, CommandName, object][]): SmallTrial {
  for (const [person, name, body] of sent) act(trial, person, name, body);
  return trial;
}

/** A trial of which one participant meets every condition. */
function ready(): SmallTrial {
  const trial = reviewedTrial();
  const edss = { visit: 'week24', form: 'edss', happenedOn: '2020-08-11', items: { edss: 3 } };
  act(trial, 'coordinator', 'recordForm', edss);
  const forms = [scanPlace, demographyPlace, { visit: 'week24', form: 'edss', occurrence: 1 }];
  act(trial, monitor, 'verifySource', { forms: forms.map((one) => ({ ...one, version: versionOf(trial, one) })) });
  const hashes = [scanPlace, demographyPlace].map((one) => ({ ...one, hash: hashOf(trial, one) }));
  act(trial, 'investigator', 'signForms', { meaning: 'reviewed', forms: hashes });
  act(trial, 'investigator', 'signParticipant', { meaning: 'casebook', hash: casebookHash(trial) });
  return trial;
}

function lockedTrial(): SmallTrial {
  const trial = reviewedTrial();
  must(trial.send('manager', 'commitAnalysisPlan', {}));
  must(trial.send('manager', 'lockTrial', {}));
  return trial;
}

type Row = readonly [string, RefusalCode, () => SmallTrial, Person, CommandName, object, Partial<Context>?];
const rows: readonly Row[] = [
  ['the same query again', 'query-known', withQuery, monitor, 'openQuery', opened],
  [
    'a query named twice',
    'named-twice',
    reviewedTrial,
    monitor,
    'openQuery',
    { ...opened, queries: [...opened.queries, ...opened.queries] },
  ],
  [
    'a query about no item',
    'query-place-unknown',
    reviewedTrial,
    monitor,
    'openQuery',
    { ...opened, queries: [{ queryId, place: { ...place, items: ['soul'] } }] },
  ],
  ['a query for no role', 'role-unknown', reviewedTrial, monitor, 'openQuery', { ...opened, assignedTo: 'emperor' }],
  [
    'an answer to no query',
    'query-unknown',
    reviewedTrial,
    'coordinator',
    'answerQuery',
    { queryId, text: 'corrected' },
  ],
  [
    'a second answer',
    'query-state',
    () => after(withQuery(), ['coordinator', 'answerQuery', { queryId, text: 'yes' }]),
    'coordinator',
    'answerQuery',
    { queryId, text: 'again' },
  ],
  [
    'the verification of what changed meanwhile',
    'changed-meanwhile',
    reviewedTrial,
    monitor,
    'verifySource',
    { forms: [{ ...scanPlace, version: 1 }] },
  ],
  [
    'the verification of no form',
    'form-not-recorded',
    reviewedTrial,
    monitor,
    'verifySource',
    { forms: [{ visit: 'week24', form: 'edss', occurrence: 1, version: 1 }] },
  ],
  [
    'a signature with another hash',
    'signed-content-changed',
    reviewedTrial,
    'investigator',
    'signForms',
    { meaning: 'reviewed', forms: [{ ...scanPlace, hash: 'a'.repeat(64) }] },
  ],
  [
    'a signature of what is signed',
    'signed-already',
    signed,
    'investigator',
    'signForms',
    { meaning: 'reviewed', forms: [{ ...scanPlace, hash: 'a'.repeat(64) }] },
  ],
  [
    'a signature with no meaning',
    'signature-meaning-unknown',
    reviewedTrial,
    'investigator',
    'signForms',
    { meaning: 'casebook', forms: [{ ...scanPlace, hash: 'a'.repeat(64) }] },
  ],
  [
    'a signature that nobody asks for',
    'signature-not-asked',
    reviewedTrial,
    'investigator',
    'signForms',
    { meaning: 'reviewed', forms: [{ visit: 'week24', form: 'edss', occurrence: 1, hash: 'a'.repeat(64) }] },
  ],
  [
    'a form that is there, declared missed',
    'form-not-missing',
    reviewedTrial,
    'coordinator',
    'declareMissed',
    { forms: [scanPlace], reason: 'not seen' },
  ],
  [
    'a change of a frozen form',
    'form-frozen',
    () => after(reviewedTrial(), [monitor, 'freezeForms', { forms: [scanPlace] }]),
    'coordinator',
    'correctValue',
    correction,
  ],
  [
    'a change of a locked form',
    'form-locked',
    () => after(reviewedTrial(), ['dataManager', 'lockForms', { forms: [scanPlace] }]),
    'coordinator',
    'correctValue',
    correction,
  ],
  [
    'a change of a locked participant',
    'participant-locked',
    () => after(ready(), ['dataManager', 'lockParticipant', {}]),
    'coordinator',
    'correctValue',
    correction,
  ],
  ['the lock of who is not ready', 'lock-conditions-unmet', reviewedTrial, 'dataManager', 'lockParticipant', {}],
  [
    'the coding of nothing',
    'nothing-to-code',
    reviewedTrial,
    'dataManager',
    'codeTerm',
    { thing: { adverseEventId: other }, code: '1' },
  ],
  [
    'an automatic coding of what is not coded',
    'coding-unknown',
    reviewedTrial,
    'dataManager',
    'codeAutomatically',
    { coding: 'souls' },
  ],
  [
    'a code that the dictionary lacks',
    'dictionary-code-unknown',
    () => reviewedTrial(reviewed, 'adverseEvent'),
    'dataManager',
    'codeTerm',
    { thing: { adverseEventId: steps.adverseEvent[2].adverseEventId }, code: '2' },
  ],
];

describe('decide refuses, in the review of data,', () => {
  it.each(rows.map(([rule, code, prepare, ...sent]) => ({ rule, code, prepare, sent })))(
    '$rule: $code',
    ({ code, prepare, sent: [person, name, body, extra] }) => {
      const trial = prepare();
      const decision = trial.send(person, name, { participantId, ...body }, extra);
      expect(decision.accepted ? 'accepted' : decision.code).toBe(code);
      if (!decision.accepted) expect(decision.message).toMatch(/^[A-Z].*\.$/s);
    },
  );

  it('what is about the whole trial, by codes of its own', () => {
    const code = (trial: SmallTrial, person: Person, name: CommandName, body: object, extra?: Partial<Context>) => {
      const decision = trial.send(person, name, body, extra);
      return decision.accepted ? 'accepted' : decision.code;
    };
    const visit = { monitoringVisitId: other, siteId: 'oslo', visitedOn: '2020-09-01', kind: 'onSite' };
    const items = { actionItems: [{ actionItemId: queryId, text: 'file it', dueOn: '2020-10-01' }] };
    const trial = reviewedTrial();
    expect(code(trial, monitor, 'recordMonitoringVisit', { ...visit, ...items })).toBe('accepted');
    expect(code(trial, monitor, 'recordMonitoringVisit', { ...visit, ...items })).toBe('monitoring-visit-known');
    const again = { ...visit, ...items, monitoringVisitId: queryId };
    expect(code(trial, monitor, 'recordMonitoringVisit', again)).toBe('action-item-known');
    const close = { siteId: 'oslo', actionItemId: other, comment: 'done so' };
    expect(code(trial, monitor, 'closeActionItem', close)).toBe('action-item-unknown');
    expect(code(trial, monitor, 'closeActionItem', { ...close, actionItemId: queryId })).toBe('accepted');
    const synonym = { coding: 'terms', verbatim: 'Cold', code: '1', reason: 'usual here' };
    const known = { review: { term } };
    expect(code(trial, 'dataManager', 'addSynonym', synonym, known)).toBe('accepted');
    expect(code(trial, 'dataManager', 'addSynonym', { ...synonym, verbatim: ' COLD' }, known)).toBe('synonym-known');
    const blocked = { review: { blocked: { participants: 1, examples: ['S-1: verified'] } } };
    must(trial.send('manager', 'commitAnalysisPlan', {}));
    expect(code(trial, 'manager', 'lockTrial', {}, blocked)).toBe('lock-conditions-unmet');
  });

  it('the unlock of a trial but by two people, with a reason, before anybody is unblinded', () => {
    const trial = lockedTrial();
    const reason = 'a site found a mistake';
    const code = (person: Person, name: CommandName) => {
      const decision = trial.send(person, name, { reason });
      return decision.accepted ? 'accepted' : decision.code;
    };
    expect(code('manager', 'unlockTrial')).toBe('unlock-not-requested');
    expect(code('manager', 'requestTrialUnlock')).toBe('accepted');
    expect(code('manager', 'unlockTrial')).toBe('unlock-same-person');
    expect(code('dataManager', 'unlockTrial')).toBe('accepted');
    expect(trial.trial.isLocked).toBe(false);
    expect(trial.send('coordinator', 'correctValue', { participantId, ...correction }).accepted).toBe(true);
    expect(code('manager', 'requestTrialUnlock')).toBe('trial-not-locked');
  });
});

describe('a query', () => {
  it('has rights of its own to open, answer, close and view [acceptance 37]', () => {
    const roles = rolesOf(reviewed);
    const holders = (right: string) => roles.filter(({ rights }) => rights.includes(right)).map(({ id }) => id);
    const names = ['openQuery', 'answerQuery', 'closeQuery', 'queries'].map(holders);
    expect(new Set(names.map((ids) => ids.join(' '))).size).toBe(4);
    const trial = withQuery();
    const sends = (person: Person, name: CommandName, body: object) => {
      const decision = trial.send(person, name, { participantId, ...body });
      return decision.accepted ? 'accepted' : decision.code;
    };
    expect(sends('coordinator', 'openQuery', { ...opened, queries: [{ queryId: other, place }] })).toBe(
      'right-missing',
    );
    expect(sends('coordinator', 'closeQuery', { queryIds: [queryId] })).toBe('right-missing');
    expect(sends(monitor, 'answerQuery', { queryId, text: 'answer' })).toBe('right-missing');
  });

  it('goes from open to answered to closed, or is reopened [acceptance 37]', () => {
    const trial = withQuery();
    const status = () => reviewOf(trial).queries[queryId]?.status;
    expect(status()).toBe('open');
    act(trial, 'coordinator', 'answerQuery', { queryId, text: 'It is 3.' });
    expect(status()).toBe('answered');
    act(trial, monitor, 'reopenQuery', { queryId, text: 'Then correct it.' });
    expect(status()).toBe('open');
    act(trial, 'coordinator', 'answerQuery', { queryId, text: 'Done.' });
    act(trial, monitor, 'closeQuery', { queryIds: [queryId] });
    expect(status()).toBe('closed');
    const steps = reviewOf(trial).queries[queryId]?.thread.map(({ step }) => step);
    expect(steps).toEqual(['opened', 'answered', 'reopened', 'answered', 'closed']);
  });

  it('never leaves its states, whoever sends whatever in whatever order', () => {
    const step = fc.constantFrom('openQuery', 'answerQuery', 'closeQuery', 'reopenQuery');
    const next: Record<string, Record<string, string>> = {
      none: { openQuery: 'open' },
      open: { answerQuery: 'answered', closeQuery: 'closed' },
      answered: { closeQuery: 'closed', reopenQuery: 'open' },
      closed: { reopenQuery: 'open' },
    };
    const bodies = {
      openQuery: opened,
      answerQuery: { queryId, text: 'so it is' },
      closeQuery: { queryIds: [queryId] },
      reopenQuery: { queryId, text: 'once more' },
    };
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (sent) => {
        const trial = reviewedTrial();
        let state = 'none';
        for (const name of sent) {
          const person = name === 'answerQuery' ? 'coordinator' : monitor;
          const decision = trial.send(person, name, { participantId, ...bodies[name] });
          const expected = next[state]?.[name];
          expect(decision.accepted).toBe(expected !== undefined);
          state = expected ?? state;
          expect(reviewOf(trial).queries[queryId]?.status ?? 'none').toBe(state);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('is opened with one text at many places, and closed as many', () => {
    const trial = reviewedTrial();
    const queries = [queryId, other].map((id, index) => ({ queryId: id, place: index === 0 ? place : {} }));
    act(trial, 'dataManager', 'openQuery', { ...opened, queries });
    act(trial, 'dataManager', 'closeQuery', { queryIds: [queryId, other] });
    expect(Object.values(reviewOf(trial).queries).map(({ status }) => status)).toEqual(['closed', 'closed']);
  });

  it('is not written by who knows treatments, where blinded people read it', () => {
    const asks = { id: 'pharmacist', name: 'Pharmacist', blinded: false, scope: 'trial', rights: ['openQuery'] };
    const plan = Protocol.parse({ ...reviewed, blinding: { ...reviewed.blinding, roles: [asks] } });
    const trial = reviewedTrial(plan);
    must(
      trial.send('manager', 'grantRole', {
        actorId: '00000000-0000-4000-8000-000000000004',
        role: 'pharmacist',
        sites: 'all',
      }),
    );
    const decision = trial.send('laboratory', 'openQuery', { participantId, ...opened });
    expect(decision).toMatchObject({ accepted: false, code: 'query-by-unblinded' });
    const sealed = { queryId, step: 'opened', about: 'batch', text: 'Which count is it?' };
    act(trial, 'laboratory', 'recordSealedQuery', sealed);
    expect(JSON.stringify(trial.participants.get(participantId))).not.toContain('Which count');
  });
});

describe('an edit check', () => {
  const asks = Protocol.parse({
    ...reviewed,
    editChecks: [{ id: 'few', form: 'scan', rule: 'gel < 50', message: 'So many?', severity: 'query' }],
  });
  const sendGel = (trial: SmallTrial, gel: number) =>
    act(trial, 'coordinator', 'correctValue', { ...correction, items: { gel } });
  const ofCheck = (trial: SmallTrial) => Object.values(reviewOf(trial).queries).filter(({ check }) => check === 'few');

  it('opens one query when the form is saved, and closes it when the value no longer raises it [acceptance 36]', () => {
    const trial = reviewedTrial(asks);
    expect(ofCheck(trial)).toEqual([]);
    sendGel(trial, 60);
    sendGel(trial, 70);
    expect(ofCheck(trial)).toMatchObject([{ status: 'open', category: 'editCheck', text: 'few: So many?' }]);
    sendGel(trial, 6);
    expect(ofCheck(trial)).toMatchObject([{ status: 'closed', closedBy: 'check' }]);
    sendGel(trial, 80);
    expect(ofCheck(trial)).toMatchObject([{ status: 'open', values: { gel: 80 } }]);
  });

  it('does not ask again about a value that a person accepted, but about another one', () => {
    const trial = reviewedTrial(asks);
    sendGel(trial, 60);
    const [id] = Object.entries(reviewOf(trial).queries).find(([, { check }]) => check === 'few')!;
    act(trial, monitor, 'closeQuery', { queryIds: [id], comment: 'seen on the scan' });
    act(trial, 'coordinator', 'correctValue', { ...correction, items: { scanAccepted: false } });
    expect(ofCheck(trial)).toMatchObject([{ status: 'closed' }]);
    sendGel(trial, 61);
    expect(ofCheck(trial)).toMatchObject([{ status: 'open' }]);
  });

  it('asks nothing of an imported trial', () => {
    const trial = reviewedTrial(asks);
    trial.trial = { ...trial.trial, creation: { ...trial.trial.creation!, mode: 'imported' } };
    sendGel(trial, 60);
    expect(ofCheck(trial)).toEqual([]);
  });
});

describe('a verification', () => {
  it('goes with the value that it was of, and with no other [acceptance 38]', () => {
    const trial = reviewedTrial();
    act(trial, monitor, 'verifySource', { forms: [{ ...scanPlace, version: versionOf(trial, scanPlace) }] });
    expect(Object.keys(reviewOf(trial).verified['week24/scan/1'] ?? {})).toEqual(['scanAccepted', 'gel']);
    act(trial, 'coordinator', 'correctValue', correction);
    expect(Object.keys(reviewOf(trial).verified['week24/scan/1'] ?? {})).toEqual(['scanAccepted']);
    act(trial, 'coordinator', 'correctValue', { ...correction, items: {}, happenedOn: '2020-08-12' });
    expect(reviewOf(trial).verified['week24/scan/1']).toBeUndefined();
  });
});

describe('a signature', () => {
  it('asks for credentials again, and names form, visit, participant and meaning [acceptance 31]', () => {
    const trial = reviewedTrial();
    const body = { participantId, meaning: 'reviewed', forms: [{ ...scanPlace, hash: hashOf(trial, scanPlace) }] };
    const { confirmation: _, ...without } = trial.contextOf('investigator');
    const unconfirmed = trial.send('investigator', 'signForms', body, { ...without, confirmation: undefined } as never);
    expect(unconfirmed).toMatchObject({ accepted: false, code: 'confirmation-required' });
    must(trial.send('investigator', 'signForms', body));
    expect(trial.record.at(-1)).toMatchObject({
      stream: { participantId },
      payload: {
        meaning: 'reviewed',
        statement: 'I reviewed these data.',
        confirmedBy: 'password',
        screeningNumber: 'S-1',
        forms: [{ visit: 'week24', form: 'scan', occurrence: 1 }],
      },
    });
  });

  it('in a live trial is never that of an operator [acceptance 31]', () => {
    const trial = reviewedTrial();
    trial.trial = { ...trial.trial, creation: { ...trial.trial.creation!, mode: 'live' } };
    const body = { participantId, meaning: 'reviewed', forms: [{ ...scanPlace, hash: hashOf(trial, scanPlace) }] };
    const confirmation = { method: 'operator', at: trial.now } as const;
    const decision = trial.send('investigator', 'signForms', body, { confirmation });
    expect(decision).toMatchObject({ accepted: false, code: 'confirmation-required' });
  });

  it('is given only in the roles that its meaning names', () => {
    const plan = Protocol.parse({
      ...reviewed,
      dataReview: { signatures: [{ ...reviewed.dataReview!.signatures![0]!, roles: ['principalInvestigator'] }] },
    });
    const trial = reviewedTrial(plan);
    const body = { participantId, meaning: 'reviewed', forms: [{ ...scanPlace, hash: hashOf(trial, scanPlace) }] };
    expect(trial.send('investigator', 'signForms', body)).toMatchObject({ accepted: false, code: 'role-may-not-sign' });
  });

  it('holds if and only if nothing that its signer saw changed', () => {
    const change = fc.constantFrom<readonly [boolean, Person, CommandName, object]>(
      [true, 'coordinator', 'correctValue', correction],
      [true, 'coordinator', 'correctValue', { ...correction, items: {}, happenedOn: '2020-08-12' }],
      [
        false,
        'coordinator',
        'correctValue',
        { ...correction, form: 'demography', visit: 'screening', items: { age: 31 } },
      ],
      [
        false,
        'coordinator',
        'recordForm',
        { visit: 'week24', form: 'edss', happenedOn: '2020-08-11', items: { edss: 3 } },
      ],
      [false, monitor, 'openQuery', opened],
      [false, monitor, 'freezeForms', { forms: [demographyPlace] }],
      [false, 'investigator', 'reportAdverseEvent', steps.adverseEvent[2]],
    );
    fc.assert(
      fc.property(fc.array(change, { maxLength: 6 }), (changes) => {
        const trial = signed();
        let changed = false;
        for (const [isSeen, person, name, body] of changes) {
          const decision = trial.send(person, name, { participantId, ...body });
          changed ||= decision.accepted && isSeen;
          const [signature] = Object.values(reviewOf(trial).signatures);
          expect(signature?.forms['week24/scan/1']?.voidedVersion !== undefined).toBe(changed);
        }
        expect(trial.payloads('SignatureVoided')).toHaveLength(changed ? 1 : 0);
      }),
      { numRuns: 60 },
    );
  });

  it('of an item that its signer may not see is no signature of that item', () => {
    const hidden = Protocol.parse({
      ...reviewed,
      forms: reviewed.forms.map((form) =>
        form.id === 'scan'
          ? { ...form, items: form.items.map((item) => (item.id === 'gel' ? { ...item, seenBy: ['reader'] } : item)) }
          : form,
      ),
    });
    const trial = reviewedTrial(hidden);
    const body = { participantId, meaning: 'reviewed', forms: [{ ...scanPlace, hash: hashOf(trial, scanPlace) }] };
    expect(trial.send('investigator', 'signForms', body)).toMatchObject({ code: 'signed-content-changed' });
  });

  it('of the whole participant ends with any change of data, and with no query', () => {
    const trial = ready();
    const valid = () =>
      Object.values(reviewOf(trial).signatures).some(
        (one) => one.scope === 'participant' && one.voidedVersion === undefined,
      );
    act(trial, monitor, 'openQuery', opened);
    expect(valid()).toBe(true);
    act(trial, 'investigator', 'reportAdverseEvent', steps.adverseEvent[2]);
    expect(valid()).toBe(false);
  });
});

describe('a lock', () => {
  it('of forms, a signature and the lock of a participant are rights of their own [acceptance 32]', () => {
    const holders = (right: string) =>
      rolesOf(reviewed)
        .filter(({ rights }) => rights.includes(right))
        .map(({ id }) => id);
    expect(holders('lockForms')).not.toEqual(holders('signForms'));
    for (const [one, two] of [
      ['lockForms', 'signForms'],
      ['signForms', 'lockParticipant'],
      ['lockForms', 'lockParticipant'],
    ] as const) {
      const rights = [one];
      const role = { id: 'own', name: 'Own', blinded: true, scope: 'trial', rights };
      const plan = Protocol.parse({ ...reviewed, blinding: { ...reviewed.blinding, roles: [role] } });
      const trial = reviewedTrial(plan);
      must(trial.send('manager', 'grantRole', { actorId: people.stranger, role: 'own', sites: 'all' }));
      const body = { participantId, forms: [{ ...scanPlace, hash: 'a'.repeat(64) }], meaning: 'reviewed' };
      expect(trial.ask(monitor, { name: one, body } as never)).not.toMatchObject({ code: 'right-missing' });
      expect(trial.ask(monitor, { name: two, body } as never)).toMatchObject({
        accepted: false,
        code: 'right-missing',
      });
    }
  });

  it('of a participant is given when every condition of the protocol is met, and names what blocks before', () => {
    const trial = reviewedTrial();
    const refused = trial.send('dataManager', 'lockParticipant', { participantId });
    expect(refused).toMatchObject({
      code: 'lock-conditions-unmet',
      facts: {
        conditions: ['formsDone', 'verified', 'signed'],
        blocks: expect.arrayContaining(['week24/edss/1', 'casebook']),
      },
    });
    const done = ready();
    expect(done.send('dataManager', 'lockParticipant', { participantId }).accepted).toBe(true);
  });

  it('leaves safety reporting, code breaks and unlocking with a reason', () => {
    const trial = after(ready(), ['dataManager', 'lockParticipant', {}]);
    act(trial, 'investigator', 'reportAdverseEvent', steps.adverseEvent[2]);
    const typedConfirmation = trial.participants.get(participantId)?.randomisation?.randomisationNumber;
    const broken = { participantId, emergency: true, reason: 'anaphylaxis', typedConfirmation };
    expect(trial.send('investigator', 'breakCode', broken, { openedSequence: 'early' }).accepted).toBe(true);
    expect(trial.send('dataManager', 'unlockParticipant', { participantId, reason: 'mistake' })).toMatchObject({
      code: 'right-missing',
    });
    act(trial, 'manager', 'unlockParticipant', { reason: 'a value is wrong' });
    act(trial, 'coordinator', 'correctValue', correction);
  });

  it('counts a form that is declared missed as done', () => {
    const trial = after(reviewedTrial(), [
      'coordinator',
      'declareMissed',
      { forms: [{ visit: 'week24', form: 'edss', occurrence: 1 }], reason: 'the rater was ill' },
    ]);
    const refused = trial.send('dataManager', 'lockParticipant', { participantId });
    expect(refused).toMatchObject({ facts: { conditions: ['verified', 'signed'] } });
  });
});

describe('coding', () => {
  const adverseEventId = steps.adverseEvent[2].adverseEventId;
  const thing = { adverseEventId };

  it('keeps every code with its history, and asks again when the words change', () => {
    const trial = reviewedTrial(reviewed, 'adverseEvent');
    must(trial.send('dataManager', 'codeTerm', { participantId, thing, code: '1' }, { review: { term } }));
    const coded = () => reviewOf(trial).codings[`adverseEvent/${adverseEventId}`];
    expect(coded()).toMatchObject({ verbatim: 'Cold', to: { term: 'Glumbitis' }, method: 'person' });
    const again = trial.send('dataManager', 'codeTerm', { participantId, thing, code: '1' }, { review: { term } });
    expect(again).toMatchObject({ code: 'nothing-changes' });
    act(trial, 'investigator', 'updateAdverseEvent', { adverseEventId, term: 'Influenza', reason: 'tested' });
    expect(coded()?.verbatim).toBe('Cold');
    const matches = { [`adverseEvent/${adverseEventId}`]: { to: { ...term, code: '3' }, method: 'exact' as const } };
    const body = { participantId, coding: 'terms' };
    must(trial.send('dataManager', 'codeAutomatically', body, { review: { matches } }));
    expect(coded()).toMatchObject({ verbatim: 'Influenza', to: { code: '3' }, method: 'exact' });
    expect(trial.payloads('TermCoded')).toHaveLength(2);
  });

  it('uses another version of the dictionary from the day on which somebody says so', () => {
    const trial = reviewedTrial(reviewed, 'adverseEvent');
    must(trial.send('dataManager', 'codeTerm', { participantId, thing, code: '1' }, { review: { term } }));
    must(trial.send('manager', 'changeDictionaryVersion', { coding: 'terms', version: '2', reason: 'yearly' }));
    const to = { ...term, version: '2' };
    must(trial.send('dataManager', 'codeTerm', { participantId, thing, code: '1' }, { review: { term: to } }));
    expect(reviewOf(trial).codings[`adverseEvent/${adverseEventId}`]?.to.version).toBe('2');
  });
});
