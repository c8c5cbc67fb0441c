// What counts at a site: criteria after the overrides of its national trial and its own, and versions of consents.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { consentVersionsAt } from './consent-version.js';
import { criteriaFor } from './criteria.js';
import { parseProtocol } from './parse.js';
import type { Consent } from './schema.js';
import { isBeforeRandomisation } from './visit-kind.js';

const parsed = parseProtocol(
  readFileSync(new URL('./every-construct.fixture.yaml', import.meta.url), 'utf8'),
  'every.yaml',
);
if (!parsed.ok) throw new Error('the fixture is broken');
const protocol = parsed.value;

describe('criteriaFor', () => {
  it('replaces, removes and adds by national trial, then by site', () => {
    const rules = (site: string) => criteriaFor(protocol, site).map(({ id, rule }) => `${id}: ${rule}`);
    expect(rules('genoa')).toEqual(['adult: ageYears >= 21', 'near: distanceKm <= 100']);
    expect(rules('ottawa')).toEqual(['adult: ageYears >= 18', 'smoker: !smokes']);
  });

  it('keeps the name and the kind of a criterion whose rule alone is replaced', () => {
    const own = {
      ...protocol,
      nationalTrials: [{ ...protocol.nationalTrials![0]!, eligibility: [{ id: 'smoker', rule: 'true' }] }],
    };
    expect(criteriaFor(own, 'genoa')[1]).toEqual({ ...protocol.eligibility.criteria[1], rule: 'true' });
  });
});

describe('consentVersionsAt', () => {
  const [main] = protocol.consents as [Consent];
  it.each([
    ['genoa', '2026-01-15', ['1', '1-it']],
    ['ottawa', '2026-01-15', ['1']],
    ['genoa', '2026-06-01', ['2']],
    ['ottawa', '2026-07-01', ['2']],
    [undefined, '2026-01-15', ['1']],
  ])('at %s on %s are %j', (siteId, day, versions) => {
    expect(consentVersionsAt(protocol, main, { siteId, day })).toEqual(versions);
  });

  it('are those from the last for which a new consent is required', () => {
    const versions = [
      { version: '2' },
      { version: '3', reconsent: 'none' as const },
      { version: '4', sites: ['ottawa'] },
    ];
    const consent = { ...main, versions };
    const at = (siteId: string) => consentVersionsAt(protocol, consent, { siteId, day: '2026-01-01' });
    expect([at('genoa'), at('ottawa')]).toEqual([['2', '3'], ['4']]);
  });
});

describe('isBeforeRandomisation', () => {
  it('holds for visits without period, unless their epoch comes later', () => {
    const before = protocol.visits.filter((visit) => isBeforeRandomisation(visit, protocol.epochs)).map(({ id }) => id);
    expect(before).toEqual(['screening']);
  });
});
