// The stratum in words: what it was made of, and what decides it now.

import { readFileSync } from 'node:fs';
import { type Protocol, parseProtocol } from '@equipoise/trial';
import { describe, expect, it } from 'vitest';
import { valueFactors } from './stratum-factor.js';
import { decidingValues, factorName, levelName, levelsOf } from './stratum-words.js';

const source = readFileSync(new URL('../../../../../trials/mesems/protocol.yaml', import.meta.url), 'utf8');
const parsed = parseProtocol(
  source.replace(
    '    - { id: site, from: site }',
    '    - { id: site, from: site }\n    - { id: sex, from: { item: sex } }',
  ),
  'protocol.yaml',
);
if (!parsed.ok) throw new Error('The protocol with a factor cannot be read.');
const protocol: Protocol = parsed.value;
const words = { language: 'en', yes: 'Yes', no: 'No' };

describe('the stratum', () => {
  it('has factors that values decide, beside the site', () => {
    expect(valueFactors(protocol).map(({ id }) => id)).toEqual(['sex']);
    expect(levelsOf('site=site01;sex=female')).toEqual({ site: 'site01', sex: 'female' });
    expect(levelsOf('all')).toEqual({});
    expect(levelsOf(null)).toEqual({});
    expect(factorName(protocol, 'sex', 'en')).toBe('Sex');
    expect(levelName(protocol, 'sex', 'female', words)).toBe('Female');
  });

  it('is decided by what was recorded up to the day of randomisation, and by nothing later', () => {
    const form = (day: string, sex: string) => ({
      ...{ visit: 'screening', form: 'demographics', occurrence: 1, day, rows: [] },
      items: { sex },
    });
    expect(decidingValues(protocol, [form('2026-01-02', 'female')], '2026-01-05')).toEqual({ sex: 'female' });
    expect(decidingValues(protocol, [form('2026-01-09', 'female')], '2026-01-05')).toEqual({});
  });
});
