// A product off the shelf, and a dose that names its weighing.
import { expect, it } from 'vitest';
import { Protocol } from '../protocol/schema.js';
import { liveTrial, must, participantId, protocol, SmallTrial, steps, through } from './small-trial.fixture.js';

const [weighing, ...others] = protocol.forms;
const plan = Protocol.parse({
  ...protocol,
  eligibility: { ...protocol.eligibility, stages: [] },
  product: {
    ...protocol.product,
    origin: 'offTheShelf',
    maximumHarvests: undefined,
    dose: { ...protocol.product!.dose, weight: 'dryWeightKg' },
    releaseTests: [
      { id: 'viable', name: 'Viable', rule: 'isMissing(viability) || viability >= 70' },
      { id: 'sterility', name: 'Sterility', rule: 'sterile' },
    ],
  },
  forms: [
    {
      ...weighing!,
      items: [...weighing!.items, { id: 'dryWeightKg', name: 'Dry weight', type: 'decimal', unit: 'kg' }],
    },
    ...others,
  ],
});

it('is prepared for who is randomised without harvest and release, by the weighing that the dose names', () => {
  const trial = through('demography', liveTrial(new SmallTrial(plan)));
  const prepare = { participantId, ...steps.prepare[2], laboratory: { sterile: true } };
  const early = { openedSequence: 'early' };
  must(trial.send('investigator', 'randomise', { participantId, randomisedOn: '2020-02-24' }));
  expect(trial.send('laboratory', 'prepareInfusion', prepare, early)).toMatchObject({ code: 'weight-unknown' });
  const dry = { ...steps.demography[2], participantId, items: { dryWeightKg: 60 } };
  must(trial.send('coordinator', 'recordForm', dry));
  expect(must(trial.send('laboratory', 'prepareInfusion', prepare, early)).outcome).toMatchObject({ volumeMl: 30 });
  must(trial.send('investigator', 'recordInfusion', { participantId, ...steps.infuse[2] }));
  expect(trial.payloads('InfusionRecorded')).toHaveLength(1);
  expect(trial.payloads('DeviationRecorded')).toEqual([]);
});

it('is refused alike for each treatment where a bag fails a test', () => {
  const answers = ['early', 'delayed'].map((openedSequence) => {
    const trial = through('demography', liveTrial(new SmallTrial(plan)));
    must(trial.send('investigator', 'randomise', { participantId, randomisedOn: '2020-02-24' }));
    must(
      trial.send('coordinator', 'recordForm', { ...steps.demography[2], participantId, items: { dryWeightKg: 60 } }),
    );
    const body = { participantId, ...steps.prepare[2], laboratory: { sterile: true, viability: 69 } };
    return trial.send('laboratory', 'prepareInfusion', body, { openedSequence });
  });
  expect(answers[0]).toMatchObject({ code: 'release-tests-failed', facts: { tests: ['viable'] } });
  expect(answers[1]).toEqual(answers[0]);
});
