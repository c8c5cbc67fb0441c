// The steps of the laboratory, and the commands that they become.
import { commands } from '@equipoise/trial';
import { describe, expect, it } from 'vitest';
import { readScan } from '../../part/scan.js';
import { siteSituation, siteSteps } from './site-steps.js';
import { type Board, type ChainSituation, findCard, isOfChain } from './situation.js';
import { stepsOf } from './steps.js';

const id = (digit: string) => `${digit.repeat(8)}-1111-4111-8111-111111111111`;
const card = (part: Partial<Board>): Board => ({
  ...{ participant_id: id('a'), site_id: 's', screening_number: 'S-1', identity_code: 'CABCDEFGHJK2', lane: 'harvest' },
  ...{ due_at: null, minutes_left: null, administration: 'infusion1', bag_code: null, batches: [], stored_cells: '' },
  ...part,
});
const situation = (part: Partial<Board>, more: Partial<ChainSituation> = {}): ChainSituation => ({
  card: card(part),
  protocol: {
    administrations: [{ id: 'infusion1', name: 'First' }],
    product: {
      batchSteps: [
        { id: 'received', name: 'Received' },
        { id: 'frozen', name: 'Frozen' },
      ],
      labels: {},
      outOfSpecification: { unblinds: ['cellLaboratory'] },
      lateTests: [{ id: 'culture', name: 'Culture' }],
      findings: [{ id: 'grew', name: 'Grew', advice: 'Watch' }],
      laboratory: [],
    },
  } as never,
  ...{ bags: [], harvests: [{ harvestId: id('b'), donationCode: 'D1' }], quarantines: [], requests: [], labels: [] },
  ...more,
});
const batch = (status: 'inProcess' | 'released' | 'failed', step = 'received') => ({
  ...{ batchId: id('c'), step, place: null, status, fate: null },
});
const all = () => true;
const commandsOf = (of: ChainSituation) => stepsOf(of, all).next.map(({ command }) => command);
const entries = {
  ...{ happenedAt: '2026-03-10T08:00:00.000Z', preparedAt: '2026-03-10T08:00:00.000Z', day: '2026-03-10' },
  ...{ from: '2026-03-10T08:00:00.000Z', until: '2026-03-10T09:00:00.000Z', minimumCelsius: '2', maximumCelsius: '9' },
  ...{ volumeMl: '60', step: 'received', reason: 'because', note: 'n', material: 'bag:AAAAAAAAA1', witness: id('d') },
  ...{ direction: 'laboratoryToCourier', identityCode: 'c1', secondIdentifier: 'S-1', badge: 'K7', condition: 'ok' },
  ...{ labelCode: 'l1', test: 'culture', finding: 'grew', request: 'new', quarantine: id('e') },
};
const context = {
  ...{ actorId: id('f'), now: () => ({ at: '2026-03-10T08:00:00.000Z', zone: 'Europe/Rome' }), newId: () => id('1') },
  laboratory: () => ({}),
};

describe('the next step', () => {
  it('follows the lane', () => {
    expect(commandsOf(situation({ lane: 'harvest' }))[0]).toBe('recordHarvest');
    expect(commandsOf(situation({ lane: 'expansion' }))).toEqual([
      'recordHandover',
      'recordBatchStep',
      'releaseProduct',
      'recordFailedBatch',
    ]);
    expect(commandsOf(situation({ lane: 'preparation' }))).toEqual(['prepareInfusion', 'postponeInfusion']);
    expect(commandsOf(situation({ lane: 'done' }))).toEqual([]);
  });

  it('after a batch that failed is another harvest', () => {
    expect(commandsOf(situation({ lane: 'expansion', batches: [batch('failed')] }))[0]).toBe('requestHarvest');
  });

  it('leaves a handover for whenever material changes hands', () => {
    for (const lane of ['storage', 'preparation', 'release', 'bedside'] as const) {
      const { next, others } = stepsOf(situation({ lane }), all);
      expect([...next, ...others].filter(({ command }) => command === 'recordHandover')).toHaveLength(1);
    }
  });

  it('on the day of use is the label, then the release', () => {
    const bag = { lane: 'release' as const, bag_code: 'AAAAAAAAA1' };
    expect(commandsOf(situation(bag))[0]).toBe('printLabel');
    expect(commandsOf(situation(bag, { labels: [{ bagCode: 'AAAAAAAAA1' } as never] }))[0]).toBe('releaseBag');
  });

  it('is the decision where something is set aside', () => {
    const aside = { quarantines: [{ quarantineId: id('e'), code: 'AAAAAAAAA1' }] };
    expect(commandsOf(situation({ lane: 'storage' }, aside))[0]).toBe('resolveQuarantine');
  });

  it('is offered only with the right to it', () => {
    expect(stepsOf(situation({ lane: 'harvest' }), () => false)).toEqual({ next: [], others: [] });
  });
});

it('becomes a command of the catalogue’s form, each of them', () => {
  const situations = (['harvest', 'expansion', 'storage', 'preparation', 'release', 'bedside'] as const).map((lane) =>
    situation(
      { lane, bag_code: 'AAAAAAAAA1', batches: [batch('inProcess')] },
      { quarantines: [{ quarantineId: id('e'), code: 'x' }], labels: [{ bagCode: 'AAAAAAAAA1' } as never] },
    ),
  );
  const decisions: Readonly<Record<string, object>> = {
    resolveQuarantine: { decision: 'usable' },
    recordExcursion: { decision: 'usable' },
    recordOutOfSpecification: { step: 'evaluated', acceptable: 'yes' },
    recordLabelFate: { fate: 'attached' },
    recordDisposal: { fate: 'destroyed' },
  };
  const seen = new Set<string>();
  for (const one of situations) {
    const { next, others } = stepsOf(one, all);
    for (const { command, body } of [...next, ...others]) {
      const made = body({ ...entries, ...decisions[command] }, context as never);
      expect([command, commands[command].safeParse(made).error?.issues]).toEqual([command, undefined]);
      seen.add(command);
    }
  }
  expect(seen.size).toBe(18);
});

it('tells the second identifier of a handover as the record has it, and another one as it was scanned', () => {
  const { next } = stepsOf(situation({ lane: 'bedside', screening_number: 'site-1' }), all);
  const step = next.find(({ command }) => command === 'recordHandover');
  const told = (secondIdentifier: string) => step?.body({ ...entries, secondIdentifier }, context as never);
  expect(told('SITE-1')).toMatchObject({ secondIdentifier: 'site-1' });
  expect(told('SITE-2')).toMatchObject({ secondIdentifier: 'SITE-2' });
});

it('lets a site hand over to the courier or take over at the bedside, by commands that the server knows', () => {
  const progress = { ...card({}), harvests: 1, is_secured: true, schedule: null };
  const bag = { bag_code: 'AAAAAAAAA1', status: 'released' } as never;
  const known = { progress, protocol: situation({}).protocol, chain: [] };
  for (const [bags, initial] of [
    [[], 'siteToCourier'],
    [[bag], 'courierToBedside'],
  ] as const) {
    const steps = siteSteps(siteSituation({ ...known, bags }), all);
    expect(steps.map(({ command }) => command)).toEqual(['recordHandover', 'quarantineMaterial']);
    const direction = steps[0]?.fields.find(({ name }) => name === 'direction');
    expect([direction?.initial, direction?.choices?.length]).toEqual([initial, 2]);
    for (const { command, body } of steps) {
      const made = body({ ...entries, direction: initial }, context as never);
      expect(commands[command].safeParse(made).error?.issues).toBeUndefined();
    }
  }
});

it('opens by a code of the chain, and by no other', () => {
  const own = situation({}, { labels: [{ labelCode: 'LPD33E22F69K', bagCode: 'X' } as never] });
  expect(['CABCDEFGHJK2', 'D1', 'lpd33e22f69k', 'S-1'].map((code) => isOfChain(readScan(code), own))).toEqual([
    true,
    true,
    true,
    true,
  ]);
  expect(isOfChain(readScan('CABCDEFGHJK3'), own)).toBe(false);
  const bags = [{ participant_id: id('a'), bag_code: 'AAAAAAAAA1', label_code: null, donation_code: null }];
  expect(findCard(readScan('AAAAAAAAA1'), [card({})], bags)?.screening_number).toBe('S-1');
  expect(findCard(readScan('AAAAAAAAA2'), [card({})], bags)).toBeUndefined();
});
