// Writes docs/walks/randomise.md: from a claimed entry to an infused bag, and what blinded people see of it.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Walk } from '../test-support/walk.js';

let walk: Walk;
beforeAll(async () => {
  walk = await Walk.open();
});
afterAll(() => walk.system.discard());

it('randomises a participant without a key, and tells it', async () => {
  await walk.goLive();
  const participantId = await walk.prepare(1);
  await walk.prepare(2);

  const randomised = await walk.step({
    title: 'The investigator randomises',
    role: 'investigator',
    name: 'randomise',
    body: { participantId, randomisedOn: '2026-01-05' },
    files: [
      [
        'packages/trial/src/decide/stream.ts',
        'says what is loaded: trial, participant, and the stratum that the values give',
      ],
      [
        'packages/trial/src/decide/permission/enrolment.ts',
        'asks for consent, eligibility on the values as they are now, a released product',
      ],
      ['packages/trial/src/randomisation/stratum.ts', 'names the stratum'],
      ['packages/trial/src/decide/consequence/enrolment.ts', 'claims the next entry and draws a randomisation number'],
      ['packages/server/src/execute/opening.ts', 'opens nothing: this command needs no key'],
    ],
  });
  expect(randomised.accepted).toBe(true);
  walk.tell(
    'The sequence stands nowhere. It is a function of the sealed seed, the design, the stratum and the index ([the scheme](../randomisation-scheme.md)), and nobody has computed it. Whoever was second at the same moment would have met version 1 of the stratum taken, and would have got entry 1.',
  );

  const second = await walk.step({
    title: 'A second time is refused',
    role: 'investigator',
    name: 'randomise',
    body: { participantId, randomisedOn: '2026-01-05' },
    files: [
      ['packages/trial/src/refusal.ts', 'holds the codes; a refusal is an answer and leaves no trace in the record'],
    ],
  });
  expect(second).toMatchObject({ accepted: false, code: 'already-randomised' });

  const prepared = await walk.step({
    title: 'The cell laboratory prepares the bag',
    role: 'cellLaboratory',
    name: 'prepareInfusion',
    body: {
      participantId,
      administration: 'infusion1',
      bagCode: '7KQ2MZ9R4T',
      preparedAt: '2026-01-12T07:30:00.000Z',
      laboratory: { viabilityPercent: 91 },
    },
    files: [
      [
        'packages/trial/src/blinding/opening.ts',
        'names this command as the opening `dispensing`, for an unblinded role',
      ],
      [
        'packages/server/src/execute/opening.ts',
        'unseals the seed and computes this one entry; key and seed are dropped with the command',
      ],
      ['packages/trial/src/randomisation/allocate.ts', 'is the pure function of seed, design, stratum and index'],
      [
        'packages/trial/src/decide/consequence/product.ts',
        'makes two sealed events and an open one; the volume follows from body weight alone',
      ],
      ['packages/server/src/seal/seal.ts', 'pads and encrypts, bound to the place in the record'],
    ],
  });
  expect(prepared.accepted).toBe(true);

  const infused = await walk.step({
    title: 'The coordinator records the infusion',
    role: 'coordinator',
    name: 'recordInfusion',
    body: {
      participantId,
      administration: 'infusion1',
      bagCode: '7KQ2MZ9R4T',
      startedAt: '2026-01-12T09:00:00.000Z',
      volumeInfusedMl: 61,
      interrupted: false,
    },
    files: [
      [
        'packages/trial/src/decide/permission/product.ts',
        'asks for nothing but a known administration: what happened is a fact',
      ],
      ['packages/trial/src/decide/consequence/product.ts', 'would add a deviation, had it been another bag'],
    ],
  });
  expect(infused.accepted).toBe(true);

  await walk.see('coordinator', 'participants');
  await walk.see('coordinator', 'productStatus');
  walk.tell(
    `Nothing here depends on the arm: [the tests of non-interference](../../packages/server/src/blinding/non-interference.test.ts) exchange the arms and compare every byte of every view.`,
  );
  await expect(
    walk.text(
      'Randomise',
      'A participant is randomised with concealed allocation, gets a bag, and is infused. Follow what becomes known, to whom, and where it lies.',
    ),
  ).toMatchFileSnapshot('../../../../docs/walks/randomise.md');
});
