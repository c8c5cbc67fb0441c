// Writes docs/walks/break-a-code.md: an emergency, who learns the sequence, who does not, and what is barred afterwards.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { code, link, Walk } from '../test-support/walk.js';

let walk: Walk;
beforeAll(async () => {
  walk = await Walk.open();
});
afterAll(() => walk.system.discard());

it('breaks one code and tells nobody else', async () => {
  await walk.goLive();
  const participantId = await walk.prepare(1);
  await walk.set('investigator', 'randomise', { participantId, randomisedOn: '2026-01-05' });
  walk.on('2026-02-03');
  const { rows } = await walk.system.pools.writer.query<{ number: string }>(
    'select randomisation_number as number from read.participant where trial_id = $1',
    [walk.trialId],
  );
  const number = rows[0]?.number ?? '';
  const body = { participantId, emergency: true, reason: 'Anaphylaxis; the treatment decides what is given now' };
  const opening = [
    ['packages/trial/src/decide/permission/safety.ts', 'asks for the right, and for the randomisation number, typed'],
    ['packages/server/src/execute/opening.ts', "opens this participant's sequence, for this command"],
  ] as const;

  const mistyped = await walk.step({
    title: 'A wrong number opens nothing',
    role: 'safetyOfficer',
    name: 'breakCode',
    body: { ...body, typedConfirmation: 'R222222' },
    files: [opening[0]],
  });
  expect(mistyped).toMatchObject({ accepted: false, code: 'confirmation-wrong' });

  const broken = await walk.step({
    title: 'The safety officer breaks the code',
    role: 'safetyOfficer',
    name: 'breakCode',
    body: { ...body, typedConfirmation: number },
    files: [
      ...opening,
      [
        'packages/trial/src/decide/consequence/trial.ts',
        'makes the events: that it was opened is open, what was found is sealed',
      ],
      ['packages/server/src/execute/execute.ts', 'answers the sender; the answer is not kept with the command'],
    ],
  });
  expect(broken).toMatchObject({ accepted: true, answer: { sequence: expect.any(String) } });
  walk.tell(
    'All administrations are named, because in a crossover one treatment tells the sequence. What the database keeps of the command:',
    code(
      (
        await walk.system.pools.writer.query(
          "select name, outcome from record.command where trial_id = $1 and name = 'breakCode'",
          [walk.trialId],
        )
      ).rows,
    ),
    `Sent again with the same id, the command gets the same answer, read from the sealed record (${link('packages/server/src/execute/opening.ts')}), and appends nothing.`,
  );
  await walk.see('coordinator', 'participants');

  const barred = await walk.step({
    title: 'The EDSS rater is barred for this participant',
    role: 'edssRater',
    name: 'recordForm',
    body: { participantId, visit: 'week12', form: 'edssAssessment', happenedOn: '2026-02-03', items: { edss: 4 } },
    files: [
      ['packages/trial/src/decide/permission/general.ts', 'ends rating by blinded raters, whoever broke the code'],
    ],
  });
  expect(barred).toMatchObject({ accepted: false, code: 'rater-barred' });
  await expect(
    walk.text(
      'Break a code',
      "In an emergency one participant's treatment must be known, at once, to one person, and to nobody else.",
    ),
  ).toMatchFileSnapshot('../../../../docs/walks/break-a-code.md');
});
