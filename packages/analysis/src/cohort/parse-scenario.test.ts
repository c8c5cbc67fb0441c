import { readFileSync } from 'node:fs';
import { formatIssue, parseProtocol } from '@equipoise/trial';
import { describe, expect, it } from 'vitest';
import { parseScenario, validateScenario } from './parse-scenario.js';

const folder = new URL('../../../../trials/', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, folder), 'utf8');
const parsed = parseProtocol(read('mesems/protocol.yaml'), 'protocol.yaml');
if (!parsed.ok) throw new Error(parsed.issues.map(formatIssue).join('\n'));
const protocol = parsed.value;
const published = read('mesems/scenarios/published.yaml');

/** Codes with the words of the line that each points at. */
function faultsOf(source: string, participants?: number): string[] {
  const result = parseScenario({
    source,
    file: 's.yaml',
    protocol,
    ...(participants === undefined ? {} : { participants }),
  });
  if (result.ok) return [];
  const lines = source.split('\n');
  return result.issues.map(({ code, line }) => `${code}: ${lines[(line ?? 0) - 1]?.trim().split(/[ :]/)[0]}`);
}

describe('parseScenario', () => {
  it.each(['mesems', 'raynaud', 'epilepsy'])('reads the default scenario of %s', (trial) => {
    const own = parseProtocol(read(`${trial}/protocol.yaml`), 'protocol.yaml');
    if (!own.ok) throw new Error('the protocol is not valid');
    const source = read(`${trial}/scenarios/default.yaml`);
    const result = parseScenario({ source, file: 'default.yaml', protocol: own.value });
    expect(result.ok ? [] : result.issues.map(formatIssue)).toEqual([]);
  });

  it('names all faults at once, each with its line', () => {
    const faulty = published
      .replace('start: 2012-07-16', 'start: 2022-07-16')
      .replace('demographics.ageYears: {', 'demographics.ages: {')
      .replace('msHistory.msType: { draw: { kind: categorical', 'msHistory.gel12Months: { draw: { kind: categorical')
      .replace('mean: { msc: 0.75, placebo: 0.8 }', 'mean: { msc: 0.75 }')
      .replace('- systemOrganClass: skin', '- systemOrganClass: nails')
      .replace('edssAssessment: edssRater', 'edssAssessment: somebody')
      .replace('visits: [W24, W48]', 'visits: [W24, W99]')
      .replace('delayedMsc: 75', 'delayedMsc: 76');
    expect(faultsOf(faulty).length).toBeGreaterThanOrEqual(6);
    const result = parseScenario({
      source: faulty.replace(/^ {2}msHistory\.gel12Months: .*negative.*$/m, ''),
      file: 's.yaml',
      protocol,
    });
    const messages = result.ok ? [] : result.issues.map((issue) => `${issue.line} ${issue.code}`);
    expect(new Set(messages).size).toBe(messages.length);
    expect(messages.every((message) => /^\d+ scenario-/.test(message))).toBe(true);
    expect(messages).toHaveLength(8);
  });

  it('refuses another number of participants than the target has', () => {
    expect(faultsOf(published, 144)).toEqual([]);
    expect(faultsOf(published, 20)).toEqual(['scenario-participants: randomised']);
  });

  it('refuses numbers by sequence where sequences are drawn', () => {
    const drawn = published.replace(/randomisation:\n(.*\n)*? {2}assumed: true\n/, '');
    expect(faultsOf(drawn)).toEqual(['scenario-method: randomised']);
  });

  it('refuses what is no scenario, with the allowed keys', () => {
    const result = parseScenario({ source: 'equipoiseScenario: 1\nid: x\nnames: y\n', file: 's.yaml', protocol });
    expect(result.ok).toBe(false);
  });

  it('checks a scenario that was changed after it was read', () => {
    const result = parseScenario({ source: published, file: 's.yaml', protocol });
    if (!result.ok) throw new Error('the scenario is not valid');
    expect(validateScenario({ protocol, scenario: result.value })).toEqual([]);
    const scenario = { ...result.value, counts: [] };
    expect(validateScenario({ protocol, scenario }).map(({ code }) => code)).toEqual(['scenario-missing']);
  });
});
