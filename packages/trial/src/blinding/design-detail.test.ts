import { describe, expect, it } from 'vitest';
import { protocol } from '../decide/small-trial.fixture.js';
import { Randomisation } from '../protocol/schema/randomisation.js';
import type { Protocol } from '../protocol/schema.js';
import { designOf } from '../randomisation/design.js';
import { designProblem } from '../randomisation/design-problem.js';
import { designMembers, seesDesignDetails, withoutDesignDetails } from './design-detail.js';
import { isBlinded, rightsOf } from './role.js';

const ratio = Object.fromEntries(protocol.sequences.map(({ id }) => [id, 1]));
const strata: Randomisation['strata'] = [];
const designs: readonly (readonly [Randomisation, readonly string[]])[] = [
  [{ method: 'simple', ratio, strata }, []],
  [
    { method: 'permutedBlocks', ratio, strata, blockSizes: [6, 10], source: 'blocks of 6 and 10' },
    ['blockSizes', 'source'],
  ],
  [{ method: 'biasedCoin', strata, probability: 0.71 }, ['probability']],
  [{ method: 'bigStick', strata, maximumImbalance: 3 }, ['maximumImbalance']],
  [
    { method: 'biasedCoinWithTolerance', strata, probability: 0.7, maximumImbalance: 3 },
    ['probability', 'maximumImbalance'],
  ],
  [{ method: 'maximalProcedure', strata, maximumImbalance: 3, length: 24 }, ['maximumImbalance', 'length']],
  [{ method: 'urn', strata, initialBalls: 7, addedBalls: 3 }, ['initialBalls', 'addedBalls']],
  [
    {
      method: 'minimisation',
      ratio,
      strata,
      factors: [{ id: 'all', from: 'trial' }],
      measure: 'range',
      probability: 0.77,
    },
    ['probability'],
  ],
  [{ method: 'uploadedList', strata }, []],
];

describe('a protocol without the numbers of its design', () => {
  it.each(designs)('has %o still read, and drawn from, and names what is withheld', (randomisation, names) => {
    const told = withoutDesignDetails({ ...protocol, randomisation } as Protocol);
    expect(told.withheld).toEqual(names.map((name) => `/randomisation/${name}`));
    expect(Randomisation.safeParse(told.protocol.randomisation).success).toBe(true);
    if (randomisation.method !== 'uploadedList') expect(designProblem(designOf(told.protocol))).toBeUndefined();
    for (const number of [0.71, 0.77, 0.7, 24, 7, 3, 6, 10]) {
      expect(JSON.stringify(told.protocol.randomisation)).not.toContain(`:${number}`);
    }
  });

  it('is what the people of sites and laboratories are given, and the blinded who read the record', () => {
    const given = (role: string) =>
      seesDesignDetails([{ rights: rightsOf(protocol, role), blinded: isBlinded(protocol, role) }]);
    const blind = ['coordinator', 'investigator', 'principalInvestigator', 'edssRater', 'infusionNurse', 'reader'];
    const readers = ['monitor', 'nationalCoordinator', 'auditor'];
    for (const role of [...blind, ...readers, 'cellLaboratory', 'unblindedPharmacist', 'safetyOfficer', 'statistician'])
      expect(given(role), role).toBe(false);
    for (const role of ['trialManager', 'dataManager', 'randomisationStatistician', 'inspector'])
      expect(given(role), role).toBe(true);
  });
});

describe('the members of the record that tell the numbers of a design', () => {
  it('are all that its designs have beside method, ratio, sequences and factors', () => {
    const told = new Set(['method', 'ratio', 'sequences', 'strata', 'factors', 'measure']);
    const named = new Set((designMembers.AllocationCommitted ?? []).map(([, name]) => name));
    const every = designs.flatMap(([randomisation]) =>
      Object.keys(randomisation.method === 'uploadedList' ? {} : designOf({ ...protocol, randomisation } as Protocol)),
    );
    expect(every.filter((name) => !told.has(name) && !named.has(name))).toEqual([]);
    for (const name of named) expect(every).toContain(name);
  });
});
