// The moments of vital signs at an infusion are those of the protocol, of each infusion its own.
import { readFileSync } from 'node:fs';
import { parseProtocol } from '@equipoise/trial';
import { expect, it } from 'vitest';
import { vitalPlan } from './vital.js';

const file = new URL('../../../../../trials/mesems/protocol.yaml', import.meta.url);
const parsed = parseProtocol(readFileSync(file, 'utf8'), 'protocol.yaml');
if (!parsed.ok) throw new Error('the model trial has problems');
const protocol = parsed.value;

it.each([
  ['infusion1', 'W0'],
  ['infusion2', 'W24'],
])('the model trial takes vital signs of %s at 0, 15, 30 and 60 minutes, at the visit %s', (administration, visit) => {
  const plan = vitalPlan(protocol, administration, ['infusionNurse']);
  expect(plan).toMatchObject({ visit, form: 'infusionVitals' });
  expect(plan?.moments.map(({ minutes }) => minutes)).toEqual([0, 15, 30, 60]);
  expect(vitalPlan(protocol, administration, ['edssRater'])).toBeUndefined();
});
