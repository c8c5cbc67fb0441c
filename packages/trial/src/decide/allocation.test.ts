// The allocation at the level of decisions: lists, go-live, openings by two, code breaks and their answers, automatic randomisation.
import { describe, expect, it } from 'vitest';
import type { Command, CommandName } from '../command/catalogue.js';
import { sha256Hex } from '../digest.js';
import type { Protocol } from '../protocol/schema.js';
import { commitment } from '../randomisation/commitment.js';
import type { ListFacts } from '../randomisation/list-comparison.js';
import type { Context, Decision } from './contract.js';
import { entryTrial, randomise } from './entry-trial.fixture.js';
import { liveTrial, must, participantId, people, protocol, SmallTrial, steps, through } from './small-trial.fixture.js';

const listProtocol = {
  ...protocol,
  randomisation: { method: 'uploadedList', ratio: { early: 1, delayed: 1 }, strata: protocol.randomisation.strata },
} as Protocol;
const lines = (stratum: string, sequences: readonly string[]) => sequences.map((sequence) => ({ stratum, sequence }));
const oslo = lines('site=oslo', ['early', 'delayed', 'delayed', 'early']);
const openingId = '60000000-0000-4000-8000-000000000001';
const code = (decision: Decision) => (decision.accepted ? 'accepted' : decision.code);
const custody = { keyApartFromData: true, recoveryRehearsed: true };
const noRehearsal: ListFacts = { key: new Uint8Array(32).fill(3), rehearsed: [] };

/** A trial by an uploaded list, before its list; the stranger and the cut statistician are unblinded. */
function listTrial(mode: 'live' | 'rehearsal' = 'live', extra: Partial<Context> = {}): SmallTrial {
  const trial = new SmallTrial(listProtocol, undefined, { custody, list: noRehearsal, ...extra });
  must(trial.send('manager', 'createTrial', { protocolSource: 'small', mode, synthetic: false, origin: {} }));
  for (const person of ['stranger', 'laboratory'] as const)
    must(
      trial.send('manager', 'grantRole', {
        actorId: people[person],
        role: 'randomisationStatistician',
        sites: 'all',
      }),
    );
  return trial;
}

const append = (list: readonly object[]) => ({ list, reason: 'more participants', typedConfirmation: 'APPEND' });

describe('an uploaded list', () => {
  it('is refused with every wrong line at once, each with its reason [acceptance 5]', () => {
    const wrong = [...oslo, { stratum: 'site=paris', sequence: 'early' }, { stratum: 'site=oslo', sequence: 'never' }];
    const refused = listTrial().send('stranger', 'commitAllocation', { list: wrong });
    expect(refused).toMatchObject({ accepted: false, code: 'list-invalid' });
    expect(refused.accepted ? [] : refused.facts.problems).toEqual([
      'Line 5: the stratum "site=paris" cannot occur.',
      'Line 6: "never" is no sequence of the protocol.',
    ]);
  });

  it('comes from an unblinded role in a live trial, for who uploads it knows it', () => {
    expect(code(listTrial().send('manager', 'commitAllocation', { list: oslo }))).toBe('unblinded-role-required');
    expect(code(listTrial('rehearsal').send('manager', 'commitAllocation', { list: oslo }))).toBe('accepted');
  });

  it('is only appended to: each part has a commitment of its own, and anything else is refused [acceptance 10]', () => {
    const trial = listTrial();
    must(trial.send('stranger', 'commitAllocation', { list: oslo }));
    must(trial.send('manager', 'goLive', {}));
    expect(code(trial.send('stranger', 'commitAllocation', { list: oslo }))).toBe('list-append-only');
    must(trial.send('stranger', 'appendAllocationList', append(lines('site=oslo', ['delayed', 'early']))));
    must(trial.send('stranger', 'appendAllocationList', append(lines('site=rome', ['early']))));
    const [first, second, third] = trial.payloads('AllocationSealed');
    const design = trial.trial.allocation!.design;
    expect(trial.payloads('AllocationListAppended')).toEqual([
      { part: 2, commitment: commitment(second!, design), entries: { 'site=oslo': 2 } },
      { part: 3, commitment: commitment(third!, design), entries: { 'site=rome': 1 } },
    ]);
    expect(first).toMatchObject({ entries: { 'site=oslo': [0, 1, 1, 0] } });
    expect(
      trial.record.filter((event) => event.type === 'AllocationListAppended').map((event) => event.reason),
    ).toEqual(['more participants', 'more participants']);
    expect(
      code(trial.send('stranger', 'appendAllocationList', append([{ stratum: 'nowhere', sequence: 'early' }]))),
    ).toBe('list-invalid');
    expect(code(trial.send('manager', 'appendAllocationList', append(oslo)))).toBe('right-missing');
  });

  it('asks for a reason and the typed word, in an override of what was planned [acceptance 21]', () => {
    const trial = listTrial();
    must(trial.send('stranger', 'commitAllocation', { list: oslo }));
    expect(() => trial.send('stranger', 'appendAllocationList', { ...append(oslo), reason: ' ' })).toThrow();
    expect(() =>
      trial.send('stranger', 'appendAllocationList', { ...append(oslo), typedConfirmation: 'yes' }),
    ).toThrow();
  });

  it('is refused at the upload, at an append and at go-live where a stratum was rehearsed [acceptance 6]', () => {
    const rehearsed = {
      ...noRehearsal,
      rehearsed: [{ stratum: 'site=oslo', sequences: oslo.map((one) => one.sequence) }],
    };
    const trial = listTrial();
    expect(trial.send('stranger', 'commitAllocation', { list: oslo }, { list: rehearsed })).toMatchObject({
      code: 'list-rehearsed',
      facts: { strata: ['site=oslo'] },
    });
    // The rehearsal comes after the upload: only the digests of the live list are there to compare.
    must(trial.send('stranger', 'commitAllocation', { list: oslo }));
    expect(trial.send('manager', 'goLive', {}, { list: rehearsed })).toMatchObject({ code: 'list-rehearsed' });
    const other = { ...noRehearsal, rehearsed: [{ stratum: 'site=rome', sequences: oslo.map((one) => one.sequence) }] };
    expect(code(trial.ask('manager', { name: 'goLive', body: {} }, { list: other }))).toBe('accepted');
    must(trial.send('manager', 'goLive', {}));
    expect(code(trial.send('stranger', 'appendAllocationList', append(oslo), { list: rehearsed }))).toBe(
      'list-rehearsed',
    );
  });

  it('keeps of itself only digests that differ for every salt and key, and say nothing without the key [acceptance 6]', () => {
    const comparisons = [1, 2].map((seed) => {
      const trial = listTrial('live', { list: { key: new Uint8Array(32).fill(seed), rehearsed: [] } });
      must(
        trial.send('stranger', 'commitAllocation', {
          list: [...oslo, ...lines('site=rome', ['early', 'delayed', 'delayed', 'early'])],
        }),
      );
      return trial.payloads('AllocationCommitted')[0]!.comparison!;
    });
    const digests = comparisons.flatMap((one) => Object.values(one.digests));
    expect(new Set(digests).size).toBe(4);
    expect(Object.values(comparisons[0]!.digests).every((digest) => /^[0-9a-f]{64}$/.test(digest))).toBe(true);
  });
});

describe('the design after go-live', () => {
  it('is changed by nobody, and there is no way back to a rehearsal [acceptance 8] [acceptance 9]', () => {
    const trial = liveTrial();
    for (const person of Object.keys(people) as (keyof typeof people)[]) {
      const answers = [
        trial.send(person, 'commitAllocation', {}),
        trial.send(person, 'goLive', {}),
        trial.send(person, 'createTrial', { protocolSource: 'small', mode: 'rehearsal', synthetic: true, origin: {} }),
      ].map(code);
      expect(answers).toEqual(
        person === 'manager'
          ? ['allocation-committed', 'trial-live', 'trial-exists']
          : ['right-missing', 'right-missing', 'trial-exists'],
      );
    }
  });
});

describe('the opening of the list', () => {
  const request = { openingId, reason: 'the safety board asks', typedConfirmation: 'OPEN THE LIST' };
  const confirm = { openingId, typedConfirmation: 'OPEN THE LIST' };

  function committed(): SmallTrial {
    const trial = listTrial();
    must(trial.send('stranger', 'commitAllocation', { list: oslo }));
    return trial;
  }

  it('needs a request with a reason and another person, and is recorded with whom it is shown to and until when [acceptance 19]', () => {
    const trial = committed();
    expect(code(trial.send('laboratory', 'confirmListOpening', confirm))).toBe('opening-unknown');
    must(trial.send('stranger', 'requestListOpening', request));
    expect(code(trial.send('stranger', 'requestListOpening', request))).toBe('opening-known');
    expect(code(trial.send('stranger', 'confirmListOpening', confirm))).toBe('opening-same-person');
    must(trial.send('laboratory', 'confirmListOpening', confirm));
    expect(trial.payloads('ListOpened')).toEqual([
      {
        openingId,
        requestedBy: people.stranger,
        shownTo: [people.stranger, people.laboratory],
        until: '2020-01-06T17:00:00.000Z',
      },
    ]);
    expect(trial.record.find((event) => event.type === 'ListOpeningRequested')?.reason).toBe('the safety board asks');
    expect(code(trial.send('laboratory', 'confirmListOpening', confirm))).toBe('opening-confirmed');
  });

  it('is over after some hours, unconfirmed too', () => {
    const trial = committed();
    must(trial.send('stranger', 'requestListOpening', request));
    trial.now = '2020-01-07T09:00:00.000Z';
    expect(code(trial.send('laboratory', 'confirmListOpening', confirm))).toBe('opening-expired');
  });

  it('is no right of the dashboard or of randomising, and asks for credentials again [acceptance 1] [acceptance 19] [acceptance 20]', () => {
    const trial = committed();
    must(
      trial.send('manager', 'grantRole', {
        actorId: people.dataManager,
        role: 'randomisationAdministrator',
        sites: 'all',
      }),
    );
    for (const person of ['manager', 'dataManager'] as const)
      expect(code(trial.send(person, 'requestListOpening', request))).toBe('right-missing');
    const { confirmation: _, ...without } = trial.contextOf('stranger');
    expect(without).not.toHaveProperty('confirmation');
    const unconfirmed = trial.ask(
      'stranger',
      { name: 'requestListOpening', body: request } as Command,
      {
        confirmation: undefined,
      } as unknown as Partial<Context>,
    );
    expect(code(unconfirmed)).toBe('confirmation-required');
  });
});

describe('randomising', () => {
  it('needs the right, at the own site, once for each participant [acceptance 12] [acceptance 2] [acceptance 16]', () => {
    const trial = through('eligible');
    const body = { participantId, randomisedOn: '2020-02-24' };
    for (const person of ['manager', 'rater', 'dataManager', 'laboratory', 'stranger'] as const)
      expect(code(trial.send(person, 'randomise', body))).toBe('right-missing');
    must(trial.send('manager', 'grantRole', { actorId: people.stranger, role: 'coordinator', sites: ['rome'] }));
    expect(code(trial.send('stranger', 'randomise', body))).toBe('participant-unknown');
    must(trial.send('investigator', 'randomise', body));
    expect(code(trial.send('investigator', 'randomise', body))).toBe('already-randomised');
  });

  it('takes the next unused entry of the stratum in the order of the list, and none when it is exhausted [acceptance 11] [acceptance 22]', () => {
    const trial = new SmallTrial({
      ...listProtocol,
      product: undefined,
      eligibility: { stages: [], criteria: [] },
    } as unknown as Protocol);
    liveListTrial(trial, lines('site=oslo', ['delayed', 'early']));
    const results = [1, 2, 3].map((number) => code(randomiseNew(trial, number)));
    expect(results).toEqual(['accepted', 'accepted', 'list-exhausted']);
    expect(trial.payloads('ParticipantRandomised').map(({ index }) => index)).toEqual([0, 1]);
    must(trial.send('laboratory', 'appendAllocationList', append(lines('site=oslo', ['early']))));
    expect(code(randomiseNew(trial, 4))).toBe('accepted');
    expect(trial.payloads('AllocationClaimed').map(({ index }) => index)).toEqual([0, 1, 2]);
  });

  it('takes from the list of the own site where the protocol has one for each, whatever another site takes [acceptance 3]', () => {
    const screened = ['oslo', 'rome', 'oslo', 'rome', 'rome'] as const;
    const taken = (strata: Protocol['randomisation']['strata']) => {
      const trial = entryTrial(
        { ...protocol.randomisation, strata },
        screened.map((site) => [site, 'RRMS']),
      );
      for (const index of screened.keys()) must(randomise(trial, index + 1));
      return trial.payloads('AllocationClaimed').map(({ stratum, index }) => `${stratum} ${index}`);
    };
    expect(taken([{ id: 'site', from: 'site' }])).toEqual([
      'site=oslo 0',
      'site=rome 0',
      'site=oslo 1',
      'site=rome 1',
      'site=rome 2',
    ]);
    // Where it says nothing, they share one.
    expect(taken([]).map((claim) => claim.split(' ')[1])).toEqual(['0', '1', '2', '3', '4']);
  });

  it('is never edited: no command does it, and what would is refused by a code [acceptance 13]', () => {
    const trial = through('randomise');
    const erase = (type: 'AllocationClaimed' | 'ParticipantRandomised' | 'AllocationSealed') =>
      trial.send(
        'manager',
        'erasePayload',
        { streamId: participantId, version: 1, basis: 'wrong arm' },
        { erasedType: type },
      );
    expect(code(erase('AllocationClaimed'))).toBe('payload-not-erasable');
    expect(code(erase('ParticipantRandomised'))).toBe('payload-not-erasable');
    expect(code(erase('AllocationSealed'))).toBe('payload-not-erasable');
    expect(code(trial.send('manager', 'commitAllocation', {}))).toBe('allocation-committed');
  });

  it('says who, whom and when, and no arm, in the open record [acceptance 14] [acceptance 15]', () => {
    const trial = through('randomise');
    const randomised = trial.record.find((event) => event.type === 'ParticipantRandomised');
    expect(randomised).toMatchObject({
      actorId: people.investigator,
      payload: { randomisedOn: '2020-02-24', automatic: false },
    });
    expect(JSON.stringify(randomised)).not.toMatch(/early|delayed|cells|medium/);
  });

  it('keeps the stratum as randomised and as corrected [acceptance D]', () => {
    const trial = through('randomise');
    expect(trial.participants.get(participantId)?.randomisation?.stratum).toBe('site=oslo');
    expect(code(trial.send('dataManager', 'correctStratum', { participantId, reason: 'as it was' }))).toBe(
      'nothing-changes',
    );
  });
});

describe('automatic randomisation', () => {
  const automatic = { ...protocol, randomisation: { ...protocol.randomisation, automatic: true } } as Protocol;

  it('fires when eligibility is found by who may randomise, and is recorded as automatic [acceptance 7]', () => {
    const trial = through('eligible', liveTrial(new SmallTrial(automatic)));
    expect(trial.payloads('ParticipantRandomised')).toMatchObject([
      { automatic: true, randomisedOn: '2020-02-24', index: 0 },
    ]);
    expect(trial.payloads('AllocationClaimed')).toHaveLength(1);
  });

  it('does not fire for who has no right to randomise, nor before all is there [acceptance 7]', () => {
    const before = through('release', liveTrial(new SmallTrial(automatic)));
    expect(before.payloads('ParticipantRandomised')).toEqual([]);
    const roles = [
      { id: 'assessor', name: 'Assessor', blinded: true, scope: 'trial' as const, rights: ['assessEligibility'] },
    ];
    const own = liveTrial(new SmallTrial({ ...automatic, blinding: { ...automatic.blinding, roles } }));
    must(own.send('manager', 'grantRole', { actorId: people.stranger, role: 'assessor', sites: 'all' }));
    const assessed = through('release', own);
    must(
      assessed.send('stranger', 'assessEligibility', {
        participantId,
        stage: 'randomisation',
        assessedOn: '2020-02-24',
      }),
    );
    expect(assessed.payloads('ParticipantRandomised')).toEqual([]);
  });

  it('is not what a person may claim of a randomisation by hand', () => {
    const trial = through('eligible');
    must(trial.send('investigator', 'randomise', { participantId, randomisedOn: '2020-02-24', automatic: true }));
    expect(trial.payloads('ParticipantRandomised')).toMatchObject([{ automatic: false }]);
  });
});

describe('a code break', () => {
  const number = (trial: SmallTrial) => trial.participants.get(participantId)!.randomisation!.randomisationNumber;
  const breakBody = (trial: SmallTrial) => ({
    participantId,
    emergency: true,
    reason: 'anaphylaxis',
    typedConfirmation: number(trial),
  });
  const rating = { participantId, visit: 'week24', form: 'edss', happenedOn: '2020-08-11', items: { edss: 3 } };
  const thirdParty = { thirdParty: { name: 'Dr. Example', function: 'emergency physician' } };

  it('reveals both periods, records both, and bars the raters and the person from rating afterwards [acceptance A]', () => {
    const trial = through('infuse');
    must(
      trial.send('rater', 'recordTreatmentGuess', { participantId, visit: 'week24', by: 'rater', guess: 'unknown' }),
    );
    must(trial.send('investigator', 'breakCode', breakBody(trial), { openedSequence: 'early' }));
    expect(trial.payloads('CodeBroken')).toMatchObject([{ administrations: ['infusion1', 'infusion2'] }]);
    expect(code(trial.send('rater', 'recordForm', rating))).toBe('rater-barred');
    const guess = { participantId, visit: 'week24', by: 'investigator', guess: 'early' };
    expect(code(trial.send('investigator', 'recordTreatmentGuess', guess))).toBe('rater-barred');
    expect(code(trial.send('coordinator', 'recordTreatmentGuess', guess))).toBe('accepted');
    // Care goes on for who knows.
    expect(code(trial.send('investigator', 'recordForm', rating))).toBe('accepted');
  });

  it('bars by person a rater who saw the answer under another role, and who rates by a role of the protocol', () => {
    const roles = [
      { id: 'painRater', name: 'Pain', blinded: true, scope: 'site' as const, rates: true, rights: ['recordForm'] },
    ];
    const trial = through(
      'infuse',
      liveTrial(new SmallTrial({ ...protocol, blinding: { ...protocol.blinding, roles } })),
    );
    must(trial.send('manager', 'grantRole', { actorId: people.stranger, role: 'painRater', sites: ['oslo'] }));
    expect(trial.ask('stranger', { name: 'recordForm', body: rating } as unknown as Command).accepted).toBe(true);
    must(trial.send('investigator', 'breakCode', breakBody(trial), { openedSequence: 'early' }));
    expect(code(trial.send('stranger', 'recordForm', rating))).toBe('rater-barred');
  });

  it('is unhindered after the lock and by every kind of withdrawal', () => {
    const trial = through('infuse');
    for (const kind of ['treatment', 'visits', 'contact', 'dataUse'])
      must(
        trial.send('coordinator', 'withdraw', { participantId, kind, withdrawnOn: '2020-09-01', reason: 'wishes so' }),
      );
    must(trial.send('manager', 'commitAnalysisPlan', {}));
    must(trial.send('manager', 'lockTrial', {}));
    expect(code(trial.send('investigator', 'breakCode', breakBody(trial), { openedSequence: 'early' }))).toBe(
      'accepted',
    );
  });

  it('answered to a third party opens nothing, keeps the operator blind and bars nobody', () => {
    const trial = through('infuse');
    const broken = must(trial.send('investigator', 'breakCode', { ...breakBody(trial), answerTo: thirdParty }));
    expect(JSON.stringify(broken)).not.toMatch(/"early"|"delayed"/);
    expect(code(trial.send('rater', 'recordForm', rating))).toBe('accepted');
    expect(trial.payloads('AllocationOpened').filter(({ kind }) => kind !== 'dispensing')).toEqual([]);
    const [named] = trial.payloads('ThirdPartyNamed');
    expect(trial.payloads('CodeBroken')).toMatchObject([{ answer: { codeDigest: sha256Hex(named!.collectionCode) } }]);
  });

  it('gives a third party the answer once, for the code and the number, while the code is good', () => {
    const trial = through('infuse');
    must(trial.send('investigator', 'breakCode', { ...breakBody(trial), answerTo: thirdParty }));
    const { collectionCode } = trial.payloads('ThirdPartyNamed')[0]!;
    const body = { participantId, collectionCode, collectedBy: 'Dr. Example', typedConfirmation: number(trial) };
    const collect = (changed: object, extra: Partial<Context> = { openedSequence: 'early' }) =>
      trial.send('safetyOfficer', 'collectAnswer', { ...body, ...changed }, extra);
    const outside = { actorId: '00000000-0000-4000-8000-0000000000ff', openedSequence: 'early' } as Partial<Context>;
    expect(code(collect({ collectionCode: 'guessed' }, outside))).toBe('collection-wrong');
    expect(code(collect({ typedConfirmation: 'R222222' }, outside))).toBe('collection-wrong');
    expect(code(collect({}, { ...outside, now: '2020-01-08T09:00:00.000Z' }))).toBe('collection-expired');
    must(collect({}, outside));
    expect(code(collect({}, outside))).toBe('collection-used');
    expect(trial.payloads('AnswerCollected')).toMatchObject([{ isOfTrial: false }]);
    expect(trial.participants.get(participantId)?.unblinding.knownSince).toBeUndefined();
  });

  it('collected by a person of the trial bars that person and the blinded raters', () => {
    const trial = through('infuse');
    must(trial.send('investigator', 'breakCode', { ...breakBody(trial), answerTo: thirdParty }));
    const { collectionCode } = trial.payloads('ThirdPartyNamed')[0]!;
    const body = { participantId, collectionCode, collectedBy: 'myself', typedConfirmation: number(trial) };
    must(trial.send('rater', 'collectAnswer', body, { openedSequence: 'early' }));
    expect(trial.payloads('AnswerCollected')).toMatchObject([{ isOfTrial: true }]);
    expect(code(trial.send('rater', 'recordForm', rating))).toBe('rater-barred');
  });
});

describe('the unblinding for a report', () => {
  it('is for pharmacovigilance and a serious event, and leaves no open event', () => {
    const trial = through('adverseEvent');
    must(trial.send('manager', 'grantRole', { actorId: people.stranger, role: 'pharmacovigilance', sites: 'all' }));
    const { adverseEventId } = steps.adverseEvent[2] as { adverseEventId: string };
    const body = { participantId, adverseEventId, recipient: 'national authority', reason: 'expedited report' };
    const opened = { openedSequence: 'early' };
    expect(code(trial.send('stranger', 'unblindForReport', body, opened))).toBe('not-serious');
    must(
      trial.send('investigator', 'updateAdverseEvent', {
        participantId,
        adverseEventId,
        serious: true,
        seriousness: ['hospitalisation'],
        reason: 'admitted',
      }),
    );
    for (const person of ['investigator', 'safetyOfficer', 'manager'] as readonly (keyof typeof people)[])
      expect(code(trial.send(person, 'unblindForReport', body, opened))).toBe('right-missing');
    const before = trial.record.length;
    must(trial.send('stranger', 'unblindForReport', body, opened));
    expect(trial.record.slice(before).map((event) => event.type)).toEqual(['AllocationReported']);
  });
});

function liveListTrial(trial: SmallTrial, list: readonly object[]): void {
  const manager = (name: CommandName, body: unknown) => must(trial.send('manager', name, body));
  manager('createTrial', { protocolSource: 'small', mode: 'rehearsal', synthetic: true, origin: {} });
  manager('grantRole', { actorId: people.coordinator, role: 'coordinator', sites: ['oslo'] });
  manager('grantRole', { actorId: people.laboratory, role: 'randomisationStatistician', sites: 'all' });
  manager('activateSite', { siteId: 'oslo', approvedOn: '2019-12-01' });
  manager('commitAllocation', { list });
  manager('goLive', {});
}

function randomiseNew(trial: SmallTrial, number: number): Decision {
  const id = `10000000-0000-4000-8000-00000000010${number}`;
  const send = (name: CommandName, body: object) => trial.send('coordinator', name, { participantId: id, ...body });
  must(send('screenParticipant', { siteId: 'oslo', screeningNumber: `S-${number}`, screenedOn: '2020-01-06' }));
  must(
    send('recordConsent', { consent: 'main', consentVersion: '2', givenOn: '2020-01-06', items: { takePart: true } }),
  );
  return send('randomise', { randomisedOn: '2020-01-07' });
}
