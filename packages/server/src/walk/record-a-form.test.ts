// Writes docs/walks/record-a-form.md: from a value on a form to the read row, its correction, a refusal, a replay and an erasure.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { streamIdOf } from '../store/stream.js';
import { verifyRecord } from '../store/verify.js';
import { code, link, Walk } from '../test-support/walk.js';

let walk: Walk;
beforeAll(async () => {
  walk = await Walk.open();
});
afterAll(() => walk.system.discard());

it('records a form, corrects it and erases it, and tells it', async () => {
  await walk.goLive();
  const participantId = await walk.prepare(1);
  await walk.set('investigator', 'randomise', { participantId, randomisedOn: '2026-01-05' });
  const infusion = { administration: 'infusion1', bagCode: '7KQ2MZ9R4T' };
  await walk.set('cellLaboratory', 'prepareInfusion', {
    ...{ participantId, ...infusion, preparedAt: '2026-01-12T07:30:00.000Z', laboratory: { viabilityPercent: 91 } },
  });
  await walk.set('coordinator', 'recordInfusion', {
    ...{ participantId, ...infusion, startedAt: '2026-01-12T09:00:00.000Z', volumeInfusedMl: 61, interrupted: false },
  });
  walk.on('2026-04-16');

  const recorded = await walk.step({
    title: 'The coordinator records an EDSS, ten days late',
    role: 'coordinator',
    name: 'recordForm',
    body: { participantId, visit: 'week12', form: 'edssAssessment', happenedOn: '2026-04-16', items: { edss: 4.5 } },
    files: [
      ['packages/trial/src/command/catalogue.ts', 'holds the schema of the body'],
      [
        'packages/trial/src/decide/permission/capture.ts',
        'refuses unknown items and values of another type, never a fact',
      ],
      ['packages/trial/src/decide/permission/item.ts', 'holds a value against its item'],
      [
        'packages/trial/src/decide/consequence/capture.ts',
        'makes the event, and a deviation: the window ended on 2026-04-13',
      ],
      ['packages/trial/src/protocol/schedule.ts', 'computes the window from the infusion'],
    ],
  });
  expect(recorded).toMatchObject({ accepted: true, outcome: { deviations: 1 } });

  const wrong = await walk.step({
    title: 'A value of another type is refused',
    role: 'coordinator',
    name: 'recordForm',
    body: { participantId, visit: 'week12', form: 'scan', happenedOn: '2026-04-16', items: { lesions: 'three' } },
    files: [['packages/trial/src/decide/permission/item.ts', 'says the item, the value and what is allowed']],
  });
  expect(wrong).toMatchObject({ accepted: false, code: 'value-not-allowed' });

  const corrected = await walk.step({
    title: 'The coordinator corrects the EDSS',
    role: 'coordinator',
    name: 'correctValue',
    body: {
      participantId,
      visit: 'week12',
      form: 'edssAssessment',
      items: { edss: 4.0 },
      reason: 'Misread from the source document',
    },
    files: [
      [
        'packages/trial/src/decide/consequence/capture.ts',
        'keeps the old value beside the new one; the reason stands in the envelope',
      ],
    ],
  });
  expect(corrected.accepted).toBe(true);
  await walk.see('coordinator', 'forms');

  const streamId = streamIdOf(walk.trialId, { kind: 'participant', participantId });
  const erased = await walk.step({
    title: 'The manager erases the first payload',
    role: 'trialManager',
    name: 'erasePayload',
    body: { streamId, version: 10, basis: 'A person asked for it' },
    files: [
      [
        'packages/server/src/store/migration/0003-append.ts',
        'has the one function that can erase, after the event that records it',
      ],
      ['packages/server/src/store/rebuild.ts', "writes the participant's read rows anew, in the same transaction"],
    ],
  });
  expect(erased).toMatchObject({ accepted: true });
  walk.tell(
    'No row changed: the value that is shown comes from the correction, an event of its own that still says both values. Whoever erases must erase that as well.',
  );
  const both = await walk.step({
    title: 'And the correction',
    role: 'trialManager',
    name: 'erasePayload',
    body: { streamId, version: 12, basis: 'A person asked for it' },
    files: [
      [
        'packages/trial/src/event/catalogue.ts',
        'lists what may be erased: what describes a person, never what the trial rests on',
      ],
    ],
  });
  expect(both).toMatchObject({ accepted: true });
  await walk.see('coordinator', 'forms');
  // What is for those who may not see the sealed part is left out here.
  const { open: _, ...verification } = await verifyRecord(walk.system.pools.sealed, walk.trialId);
  expect(verification).toMatchObject({ erased: 2, findings: [] });
  walk.tell(
    `The chain still holds, because hashes cover the digest of a payload, salted, and not the payload. ${link('packages/server/src/store/verify.ts')} says now:`,
    code(verification),
  );
  await expect(
    walk.text(
      'Record a form',
      "One value on its way from a coordinator's form into the record, onto a screen, and out of it again.",
    ),
  ).toMatchFileSnapshot('../../../../docs/walks/record-a-form.md');
});
