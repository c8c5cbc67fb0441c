// The gate before an infusion, as the values stand now.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseProtocol, type RecordedForm } from '@equipoise/trial';
import { describe, expect, it } from 'vitest';
import { gateNow } from './gate.js';

const file = fileURLToPath(new URL('../../../../../trials/mesems/protocol.yaml', import.meta.url));
const parsed = parseProtocol(readFileSync(file, 'utf8'), 'protocol.yaml');
if (!parsed.ok) throw new Error('the protocol of the model trial is not valid');
const protocol = parsed.value;
const gate = protocol.administrations.find(({ id }) => id === 'infusion2')?.gate;
if (gate === undefined) throw new Error('the second infusion of the model trial has a gate');

const form = (visit: string, items: RecordedForm['items']): RecordedForm => ({
  ...{ visit, form: 'preInfusionCheck', occurrence: 1, day: '2026-08-17' },
  items,
});
const right = { activeInfection: false, neutrophilsGigaPerLitre: 4.2, contraindicationToInfusion: false };

describe('the gate before an infusion', () => {
  it('is open where its rule is true, and closed where it is false', () => {
    expect(gateNow(protocol, gate, [form(gate.visit, right)])).toEqual({ isOpen: true, facts: right });
    expect(gateNow(protocol, gate, [form(gate.visit, { ...right, activeInfection: true })]).isOpen).toBe(false);
  });

  it('is closed while a value that it reads is missing, and reads those of its own visit alone', () => {
    const { activeInfection: _, ...rest } = right;
    expect(gateNow(protocol, gate, [form(gate.visit, rest)])).toMatchObject({
      isOpen: false,
      facts: { activeInfection: undefined },
    });
    expect(gateNow(protocol, gate, [form('W12', right)]).isOpen).toBe(false);
    const said = gateNow(protocol, gate, [
      form(gate.visit, { ...right, neutrophilsGigaPerLitre: { missing: 'notDone' } }),
    ]);
    expect(said).toMatchObject({ isOpen: false, facts: { neutrophilsGigaPerLitre: { missing: 'notDone' } } });
  });
});
