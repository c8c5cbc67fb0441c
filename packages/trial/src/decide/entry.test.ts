import { describe, expect, it } from 'vitest';
import { allocationOf } from '../randomisation/allocate.js';
import { claimedLevels } from '../randomisation/claimed-levels.js';
import { breakCode, correctCourse, entryTrial, idOf, randomise, withdraw } from './entry-trial.fixture.js';
import { must, type SmallTrial } from './small-trial.fixture.js';

const ratio = { early: 1, delayed: 1 };
const blocks = {
  method: 'permutedBlocks',
  blockSizes: [4],
  ratio,
  strata: [{ id: 'course', from: { item: 'course' } }],
};
const six = [
  ['oslo', 'RRMS'],
  ['oslo', 'PPMS'],
  ['oslo', 'RRMS'],
  ['rome', 'RRMS'],
  ['rome', 'PPMS'],
  ['rome', 'RRMS'],
] as const;

const codeOf = (answer: ReturnType<typeof randomise>) => (answer.accepted ? 'accepted' : answer.code);

/** What the revealed secret gives to each randomised participant, with nothing but the record. */
function recomputed(trial: SmallTrial): Map<string, string> {
  const [secret] = trial.payloads('AllocationSealed');
  const [committed] = trial.payloads('AllocationCommitted');
  const levels = claimedLevels(committed!.design, trial.payloads('AllocationClaimed'));
  const sequences = new Map<string, string>();
  for (const [id, { randomisation }] of trial.participants) {
    if (randomisation) sequences.set(id, allocationOf(secret!, committed!.design, { ...randomisation, levels }));
  }
  return sequences;
}

describe('caps', () => {
  it.each([
    [
      'of the trial',
      { trial: 2 },
      ['accepted', 'accepted', 'cap-reached', 'cap-reached', 'cap-reached', 'cap-reached'],
    ],
    ['of each site', { site: 1 }, ['accepted', 'cap-reached', 'cap-reached', 'accepted', 'cap-reached', 'cap-reached']],
    [
      'of one site',
      { site: { rome: 1 } },
      ['accepted', 'accepted', 'accepted', 'accepted', 'cap-reached', 'cap-reached'],
    ],
    [
      'of each stratum',
      { stratum: 1 },
      ['accepted', 'accepted', 'cap-reached', 'cap-reached', 'cap-reached', 'cap-reached'],
    ],
    [
      'of one stratum and of the trial',
      { stratum: { 'course=RRMS': 2 }, trial: 3 },
      ['accepted', 'accepted', 'accepted', 'cap-reached', 'cap-reached', 'cap-reached'],
    ],
  ])('%s are kept', (_name, caps, expected) => {
    const trial = entryTrial({ ...blocks, caps }, six);
    expect(six.map((_, index) => codeOf(randomise(trial, index + 1)))).toEqual(expected);
  });

  it('count the places in the record', () => {
    const trial = entryTrial({ ...blocks, caps: { trial: 5, site: { rome: 2 } } }, six);
    for (const number of [1, 4, 5]) must(randomise(trial, number));
    expect(trial.payloads('PlaceTaken').map(({ cap, place }) => `${cap} ${place}`)).toEqual([
      'trial 1',
      'trial 2',
      'site=rome 1',
      'trial 3',
      'site=rome 2',
    ]);
  });
});

describe('replacement', () => {
  const next = { ...blocks, replacement: { allowed: true } };
  const same = { ...blocks, replacement: { allowed: true, withSameSequence: true } };

  it('takes the next entry, and no place of a cap that the replaced participant holds', () => {
    const trial = entryTrial({ ...next, caps: { trial: 2, site: { rome: 1 } } }, six);
    must(randomise(trial, 1));
    must(randomise(trial, 2));
    withdraw(trial, 1);
    must(randomise(trial, 4, 1));
    expect(trial.participants.get(idOf(4))?.randomisation).toMatchObject({ index: 1, replaces: idOf(1) });
    expect(trial.participants.get(idOf(1))?.replacement).toEqual({ by: idOf(4), sameEntry: false });
    expect(trial.payloads('PlaceTaken').map(({ cap }) => cap)).toEqual(['trial', 'trial', 'site=rome']);
    expect(codeOf(randomise(trial, 3))).toBe('cap-reached');
  });

  it('takes over the entry, and so the sequence, without a claim where the protocol says so', () => {
    const trial = entryTrial(same, six);
    must(randomise(trial, 1));
    withdraw(trial, 1);
    must(randomise(trial, 3, 1));
    must(randomise(trial, 4));
    expect(trial.payloads('AllocationClaimed').map(({ index }) => index)).toEqual([0, 1]);
    expect(trial.participants.get(idOf(3))?.randomisation).toMatchObject({ index: 0, replaces: idOf(1) });
    const sequences = recomputed(trial);
    expect(sequences.get(idOf(3))).toBe(sequences.get(idOf(1)));
  });

  it('has its conditions', () => {
    const forbidden = entryTrial(blocks, six);
    must(randomise(forbidden, 1));
    withdraw(forbidden, 1);
    expect(codeOf(randomise(forbidden, 3, 1))).toBe('replacement-not-allowed');

    const trial = entryTrial(same, six);
    must(randomise(trial, 1));
    expect(codeOf(randomise(trial, 3, 1))).toBe('replaced-not-withdrawn');
    expect(codeOf(randomise(trial, 3, 2))).toBe('replaced-not-withdrawn');
    expect(codeOf(randomise(trial, 3, 3))).toBe('replaced-not-withdrawn');
    withdraw(trial, 1);
    expect(codeOf(randomise(trial, 2, 1))).toBe('replacement-stratum-differs');
    must(randomise(trial, 3, 1));
    expect(codeOf(randomise(trial, 4, 1))).toBe('already-replaced');
  });

  it('never takes over the entry of a participant whose code was broken', () => {
    for (const [randomisation, expected] of [
      [same, 'replacement-would-unblind'],
      [next, 'accepted'],
    ] as const) {
      const trial = entryTrial(randomisation, six);
      must(randomise(trial, 1));
      breakCode(trial, 1);
      withdraw(trial, 1);
      expect(codeOf(randomise(trial, 3, 1))).toBe(expected);
    }
  });
});

describe('a code break', () => {
  it('says whose sequence it also tells, where a replacement has the same entry', () => {
    for (const [withSameSequence, one, other] of [
      [true, idOf(3), idOf(1)],
      [false, undefined, undefined],
    ] as const) {
      const trial = entryTrial({ ...blocks, replacement: { allowed: true, withSameSequence } }, six);
      must(randomise(trial, 1));
      withdraw(trial, 1);
      must(randomise(trial, 3, 1));
      expect([breakCode(trial, 1).alsoTells, breakCode(trial, 3).alsoTells]).toEqual([one, other]);
    }
  });
});

describe('a corrected stratum', () => {
  it('is kept beside the stratum of the randomisation, which the allocation still rests on', () => {
    const trial = entryTrial(blocks, six);
    must(randomise(trial, 1));
    const before = recomputed(trial);
    correctCourse(trial, 1, 'PPMS');
    must(trial.send('coordinator', 'correctStratum', { participantId: idOf(1), reason: 'misread' }));
    const state = trial.participants.get(idOf(1));
    expect(state?.randomisation?.stratum).toBe('course=RRMS');
    expect(state?.correctedStratum).toEqual({ stratum: 'course=PPMS', stratumFacts: { course: 'PPMS' } });
    expect(recomputed(trial)).toEqual(before);
    expect(trial.record.at(-1)).toMatchObject({ type: 'StratumCorrected', reason: 'misread' });
  });

  it('is refused where the values give the stratum that is known, and before randomisation', () => {
    const trial = entryTrial(blocks, six);
    const correct = () =>
      codeOf(trial.send('coordinator', 'correctStratum', { participantId: idOf(1), reason: 'misread' }));
    expect(correct()).toBe('not-randomised');
    must(randomise(trial, 1));
    expect(correct()).toBe('nothing-changes');
    correctCourse(trial, 1, 'PPMS');
    expect(correct()).toBe('accepted');
    expect(correct()).toBe('nothing-changes');
  });

  it('looks at what was known on the day of randomisation, not at later visits', () => {
    const trial = entryTrial(blocks, six);
    must(randomise(trial, 1));
    const { participants } = trial;
    const state = participants.get(idOf(1))!;
    const later = {
      visit: 'week24',
      form: 'demography',
      occurrence: 1,
      happenedOn: '2020-07-01',
      items: { course: 'PPMS' },
    };
    participants.set(idOf(1), { ...state, forms: { ...state.forms, later } });
    const answer = trial.send('coordinator', 'correctStratum', { participantId: idOf(1), reason: 'misread' });
    expect(codeOf(answer)).toBe('nothing-changes');
  });
});

describe('minimisation', () => {
  const minimisation = {
    method: 'minimisation',
    factors: [
      { id: 'site', from: 'site' },
      { id: 'course', from: { item: 'course' }, weight: 2 },
    ],
    measure: 'range',
    probability: 1,
    ratio,
    strata: [],
  };

  it('claims entries with their levels, without any key', () => {
    const trial = entryTrial(minimisation, six);
    six.forEach((_, index) => {
      must(randomise(trial, index + 1));
    });
    expect(trial.payloads('AllocationClaimed').map(({ stratum, index, levels }) => [stratum, index, levels])).toEqual(
      six.map(([site, course], index) => ['all', index, { site, course }]),
    );
  });

  it('gives what an observer computes by hand from the revealed arms', () => {
    const trial = entryTrial(minimisation, six);
    six.forEach((_, index) => {
      must(randomise(trial, index + 1));
    });
    const arms = six.map((_, index) => recomputed(trial).get(idOf(index + 1))!);
    // With probability 1 whoever leaves a smaller imbalance is certain: participant 2 shares the site with 1 alone, so
    // gets the other arm; 3 shares the course (weight 2) with 1 and the site with both (which cancel), so the other again.
    expect(arms[1]).not.toBe(arms[0]);
    expect(arms[2]).not.toBe(arms[0]);
  });

  it('needs a value of every factor', () => {
    const trial = entryTrial(minimisation, []);
    const screening = { participantId: idOf(1), siteId: 'oslo', screeningNumber: 'S-1', screenedOn: '2020-01-06' };
    must(trial.send('coordinator', 'screenParticipant', screening));
    const answer = randomise(trial, 1);
    expect(answer).toMatchObject({ code: 'stratum-unknown', facts: { factors: ['course'] } });
  });
});
