// Taint: nothing that only unblinded people enter reaches what blinded people see, whatever the way.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseProtocol } from '../parse.js';

const source = readFileSync(new URL('../../../../../trials/mesems/protocol.yaml', import.meta.url), 'utf8');

const dispensing = `  - id: dispensing
    name: Dispensing
    filledBy: [cellLaboratory, unblindedPharmacist]
    seenBy: [cellLaboratory, unblindedPharmacist]
    items:
      - { id: bagVolumeMl, name: Volume of the bag, type: decimal, unit: mL, min: 0, max: 500 }
      - { id: bagIsFull, name: The bag is full, type: boolean, value: bagVolumeMl > 80 }
`;

const watch = (value: string) => `  - id: watch
    name: Watch
    items:
      - { id: minutes, name: Minutes, type: integer, min: 0, max: 600 }
      - id: watched
        name: Watched
        type: boolean
        value: ${value}
        reads: { full: { form: dispensing, item: bagIsFull } }
      - { id: detail, name: Detail, type: text, visibleWhen: watched }
`;

/** Findings of the model trial with further forms, as code and message. */
function findings(forms: string, change: (text: string) => string = (text) => text) {
  const parsed = parseProtocol(change(source.replace(/^forms:\n/m, `forms:\n${forms}`)), 'protocol.yaml');
  const issues = parsed.ok ? parsed.warnings : parsed.issues;
  return issues.filter(({ severity, code }) => severity === 'error' && code !== 'form-would-unblind');
}

/** The model trial is masked, where a form of unblinded people is a fault of its own; here it is the source of what flows. */
const refusedLines = (forms: string, masked: boolean) => {
  const text = source.replace(/^forms:\n/m, `forms:\n${forms}`);
  const open = text.replace(/^ {2}masked: \[.*\]$/m, '  openLabel: true\n  masked: []');
  expect(open).not.toBe(text);
  const parsed = parseProtocol(masked ? text : open, 'protocol.yaml');
  return (parsed.ok ? [] : parsed.issues).flatMap(({ code, line }) => (code === 'form-would-unblind' ? [line] : []));
};

describe('checkTaint', () => {
  it('lets unblinded people calculate with what they enter', () => {
    expect(findings(dispensing)).toEqual([]);
  });

  it('leaves no form to unblinded people alone while others are kept blind', () => {
    const first = source.slice(0, source.search(/^forms:\n/m)).split('\n').length + 1;
    expect(refusedLines(dispensing, true)).toEqual([first + 2, first + 3]);
    expect(refusedLines(dispensing.replaceAll('unblindedPharmacist]', 'investigator]'), true)).toEqual([]);
    const item = watch('minutes > 60').replace('max: 600', 'max: 600, editedBy: [unblindedPharmacist]');
    expect(refusedLines(dispensing.replaceAll(/^ {4}(filled|seen)By.*\n/gm, '') + item, true)).toHaveLength(1);
    expect(refusedLines(dispensing, false)).toEqual([]);
  });

  it('names the way by which a value reaches a blinded person, at the rule that shows it', () => {
    const found = findings(dispensing + watch('minutes > 60 && full'));
    expect(found.map(({ code }) => code)).toEqual(['rule-would-unblind', 'rule-would-unblind']);
    expect(found.map(({ message }) => message)).toEqual([
      expect.stringContaining(
        'the calculated item watched ← dispensing.bagIsFull (calculated) ← dispensing.bagVolumeMl (entered by cellLaboratory, unblindedPharmacist)',
      ),
      expect.stringContaining(
        'whether detail is asked for ← watch.watched (calculated) ← dispensing.bagIsFull (calculated)',
      ),
    ]);
    expect(found.every(({ line, column }) => line !== undefined && column !== undefined)).toBe(true);
  });

  it('accepts the same rule without the value', () => {
    expect(findings(dispensing + watch('minutes > 60'))).toEqual([]);
  });

  it('finds a visit that would come only after a certain dispensing', () => {
    const found = findings(dispensing, (text) => text.replace(/^ {2}- id: W4\n/m, '  - id: W4\n    when: bagIsFull\n'));
    expect(found).toEqual([
      expect.objectContaining({ code: 'rule-would-unblind', message: expect.stringContaining('the visit W4 ←') }),
    ]);
  });

  it('finds an endpoint and an edit check that rest on a value of the laboratory', () => {
    const check =
      'editChecks:\n  - { id: slow, form: vitals, rule: "!full", reads: { full: { item: bagIsFull } }, message: Slow?, severity: query }\n';
    const found = findings(dispensing, (text) => text.replace(/^randomisation:$/m, `${check}\nrandomisation:`));
    expect(found.map(({ message }) => message)).toEqual([expect.stringContaining('the edit check slow ←')]);
  });

  it('refuses calculated items that need themselves', () => {
    const circle = `  - id: circle
    name: Circle
    items:
      - { id: first, name: First, type: decimal, value: second + 1 }
      - { id: second, name: Second, type: decimal, value: first * 2 }
`;
    const found = findings(circle);
    expect(found.map(({ code }) => code)).toEqual(['calculation-circle', 'calculation-circle']);
    expect(found[0]?.message).toContain('circle.first ← circle.second ← circle.first');
  });

  it.each([
    ['type: decimal, value: minutes > 3', 'expression-type'],
    ['type: date, value: minutes + 1', 'expression-type'],
    ['type: decimal, value: minute + 1', 'expression-name'],
    ['type: decimal, requiredWhen: minutes', 'expression-type'],
  ])('type-checks an item with %s', (written, code) => {
    const form = `  - id: watch\n    name: Watch\n    items:\n      - { id: minutes, name: Minutes, type: integer }\n      - { id: made, name: Made, ${written} }\n`;
    expect(findings(form).map((issue) => issue.code)).toEqual([code]);
  });
});
