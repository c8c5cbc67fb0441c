// The planned days, the criteria and the rules' names of the model trial.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { addDays } from '../calendar-day.js';
import { criteriaFor, findNationalTrial } from './criteria.js';
import { compileExpression } from './expression/compile.js';
import { parseProtocol } from './parse.js';
import { eligibilityVariables, gateVariables, releaseVariables } from './rule-scope.js';
import { plannedDayOfAnchor } from './schedule.js';
import { label } from './text.js';

function load(name: string) {
  const source = readFileSync(new URL(`../../../../trials/${name}/protocol.yaml`, import.meta.url), 'utf8');
  const parsed = parseProtocol(source, 'protocol.yaml');
  if (!parsed.ok) throw new Error('the protocol has issues');
  return parsed.value;
}

const mesems = load('mesems');

describe('the schedule', () => {
  it('counts anchors from randomisation', () => {
    expect(plannedDayOfAnchor(mesems, 'randomisation')).toBe(0);
    expect(plannedDayOfAnchor(mesems, 'infusion2')).toBe(175);
    expect(plannedDayOfAnchor(mesems, 'screening')).toBeUndefined();
    const [first, second] = mesems.administrations.map((one, index, all) => ({
      ...one,
      anchor: { from: all[1 - index]!.id, offsetDays: 1 },
    }));
    expect(plannedDayOfAnchor({ ...mesems, administrations: [first!, second!] }, 'infusion1')).toBeUndefined();
  });

  it('adds days over the change of the year', () => {
    expect(addDays('2019-12-31', 1)).toBe('2020-01-01');
    expect(addDays('2020-03-01', -1)).toBe('2020-02-29');
  });
});

describe('criteriaFor', () => {
  const holds = (siteId: string, id: string, values: Record<string, number | string | boolean>) => {
    const criterion = criteriaFor(mesems, siteId).find((candidate) => candidate.id === id);
    const compiled = compileExpression(criterion?.rule ?? '', eligibilityVariables(mesems));
    if (!compiled.ok) throw new Error('the rule has issues');
    return compiled.evaluate(values);
  };
  const siteOf = (trial: string) => mesems.sites.find((site) => findNationalTrial(mesems, site.id)?.id === trial)!.id;

  it('keeps the number and order of criteria where a national trial replaces some', () => {
    const general = criteriaFor(mesems, siteOf('canada')).map(({ id }) => id);
    expect(criteriaFor(mesems, siteOf('london')).map(({ id }) => id)).toEqual(general);
  });

  it('lets a participant of secondary progressive course in everywhere but in Copenhagen', () => {
    const spms = { msType: 'SPMS', edss: 5, edssIncrease12Months: 1, relapses12Months: 1, gel12Months: 0 };
    expect(holds(siteOf('toulouse'), 'spmsActivity', spms)).toEqual({ value: true });
    expect(holds(siteOf('copenhagen'), 'spmsActivity', spms)).toEqual({ value: false });
  });

  it('asks half a point of increase from EDSS 5.5 on, and a whole point up to 5.0', () => {
    const values = { msType: 'SPMS', edssIncrease12Months: 0.5, relapses12Months: 1, gel12Months: 0 };
    expect(holds(siteOf('tehran'), 'spmsActivity', { ...values, edss: 5.5 })).toEqual({ value: true });
    expect(holds(siteOf('tehran'), 'spmsActivity', { ...values, edss: 5 })).toEqual({ value: false });
  });

  it('has Italy begin at EDSS 3.0 and end at ten years', () => {
    expect(holds(siteOf('italy'), 'disability', { edss: 2.5 })).toEqual({ value: false });
    expect(holds(siteOf('salzburg'), 'disability', { edss: 2.5 })).toEqual({ value: true });
    expect(holds(siteOf('italy'), 'diseaseDuration', { diseaseDurationYears: 12 })).toEqual({ value: false });
    expect(holds(siteOf('salzburg'), 'diseaseDuration', { diseaseDurationYears: 12 })).toEqual({ value: true });
  });

  it('has London ask for an enhancing lesion within three months before harvest', () => {
    const rrms = { msType: 'RRMS', moderateSevereRelapses18Months: 1, gel18Months: 2, newT2In18Months: 0 };
    expect(holds(siteOf('london'), 'rrmsActivity', { ...rrms, gel3MonthsBeforeHarvest: 0 })).toEqual({ value: false });
    expect(holds(siteOf('london'), 'rrmsActivity', { ...rrms, gel3MonthsBeforeHarvest: 1 })).toEqual({ value: true });
    expect(holds(siteOf('london'), 'rrmsActivity', rrms)).toEqual({ missing: ['gel3MonthsBeforeHarvest'] });
  });

  it('throws for a site that the protocol does not have', () => {
    expect(() => criteriaFor(mesems, 'site99')).toThrow(/no site/);
  });
});

describe('the names that rules may read', () => {
  it('keeps laboratory values out of every rule but release tests', () => {
    const laboratory = Object.keys(releaseVariables(mesems));
    expect(laboratory).toContain('viabilityPercent');
    for (const name of laboratory) {
      expect(eligibilityVariables(mesems)).not.toHaveProperty(name);
      expect(gateVariables(mesems, 'W24')).not.toHaveProperty(name);
    }
  });
});

describe('label', () => {
  it.each([
    ['Infusion', 'it', 'Infusion'],
    [{ en: 'Visit', it: 'Visita' }, 'it', 'Visita'],
    [{ en: 'Visit', it: 'Visita' }, 'it-CH', 'Visita'],
    [{ en: 'Visit', it: 'Visita' }, 'fr', 'Visit'],
    [{ it: 'Visita' }, 'fr', 'Visita'],
  ])('of %j in %s is %s', (text, language, expected) => {
    expect(label(text, language)).toBe(expected);
  });
});
