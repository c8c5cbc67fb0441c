// Translations at the end of a protocol reach every text, and what is missing or left over is told.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { formatIssue, parseProtocol, readAcceptedProtocol } from './parse.js';
import { label } from './text.js';
import { listTexts } from './text-place.js';
import { inFirstLanguage, withoutTranslations } from './translate.js';

const read = (path: string) => readFileSync(new URL(`../../../../${path}`, import.meta.url), 'utf8');
const raynaud = read('trials/raynaud/protocol.yaml');

function parsed(more: string) {
  const result = parseProtocol(`${raynaud}\n${more}`, 'p.yaml');
  const issues = result.ok ? result.warnings : result.issues;
  return {
    protocol: result.ok ? result.value : undefined,
    issues: issues.map(formatIssue),
    lines: issues.map(({ line }) => line),
  };
}

describe('the texts of a protocol', () => {
  it('are found by the schema: in lists, maps and variants, and nothing else', () => {
    const paths = listTexts({
      acronym: 'X',
      title: 'T',
      sponsor: { name: 'no text' },
      text: { purpose: 'P' },
      forms: [{ name: 'F', items: [{ name: 'I', codes: [{ code: 'a', name: 'A' }] }] }],
      product: { labels: { warnings: ['W'] } },
      safety: { emergency: { contacts: [{ name: 'C' }] } },
      translations: [{ en: 'T' }],
    }).map(({ path }) => path.join('.'));
    expect(paths.sort()).toEqual(
      ['forms.0.items.0.codes.0.name', 'forms.0.items.0.name', 'forms.0.name', 'product.labels.warnings.0'].concat([
        'safety.emergency.contacts.0.name',
        'text.purpose',
        'title',
      ]),
    );
  });
});

describe('translations', () => {
  it('reach every text that equals theirs, and are then used up', () => {
    const { protocol } = parsed('translations: [{ en: Attacks in the period, it: Attacchi nel periodo }]\n');
    const [form] = protocol?.forms ?? [];
    const told = { en: 'Attacks in the period', it: 'Attacchi nel periodo' };
    expect([form?.name, form?.items[0]?.name]).toEqual([told, told]);
    expect(protocol?.treatments[0]?.name).toBe('Placebo');
    expect(protocol?.translations).toBeUndefined();
  });

  it('are left out where a protocol is asked what trial it makes', () => {
    const more = '\n# In other languages.\ntranslations:\n  - en: Placebo\n    it: Placebo\n\n  - { en: Period 1 }\n';
    expect(withoutTranslations(`${raynaud}${more}`)).toBe(raynaud);
    expect(withoutTranslations(`languages: [en, it]\n${raynaud}${more}\n# Cuts.\ncuts: []\n`)).toBe(
      `${raynaud}\n# Cuts.\ncuts: []\n`,
    );
    expect(withoutTranslations(`languages: [en, it]\n${raynaud}`)).toContain('languages');
    const { protocol } = parsed('translations: [{ en: Placebo, it: Placebo }, { en: Period 1, it: Periodo 1 }]\n');
    const plain = parseProtocol(raynaud, 'p.yaml');
    expect(protocol && inFirstLanguage(protocol)).toEqual(plain.ok && plain.value);
  });

  it('give the model trial in six languages', () => {
    const { visits, title } = readAcceptedProtocol(read('trials/mesems/protocol.yaml'));
    const week4 = ['en', 'it', 'de', 'fr', 'es', 'tr'].map((language) => label(visits[2]!.name, language));
    expect(week4).toEqual(['Week 4', 'Settimana 4', 'Woche 4', 'Semaine 4', 'Semana 4', '4. hafta']);
    expect(label(title)).toBe('Mesenchymal stem cells for multiple sclerosis');
  });

  it.each([
    ['[{ en: Placebos, it: X }]', 'warning: no text of the protocol is "Placebos"; did you mean "Placebo"?'],
    ['[{ it: X, de: Y }]', 'warning: the translation does not say which text it translates: it has no "en"'],
    ['[{ en: Period 1, it: X }, { en: Period 1, it: Y }]', 'warning: "Period 1" is translated twice'],
  ])('that translate nothing are told: %s', (translations, told) => {
    const { issues } = parsed(`translations: ${translations}\n`);
    expect(issues).toHaveLength(1);
    expect(issues[0]).toContain(told);
  });

  it('that are missing are told where the text stands; a text in the first language alone is the same in all', () => {
    const { issues, lines } = parsed(
      'languages: [en, it]\ntranslations: [{ en: Placebo }, { en: Period 1, it: Periodo 1, de: Periode 1 }]\n',
    );
    expect(issues.join('\n')).toContain('warning: "de" is not a language of this protocol (allowed: "en", "it")');
    const lineOf = (text: string) => raynaud.split('\n').findIndex((line) => line.includes(`name: ${text}`)) + 1;
    expect(lines).toContain(lineOf('Nicardipine,'));
    expect(lines).not.toContain(lineOf('Placebo,'));
    expect(lines).not.toContain(lineOf('Period 1,'));
  });
});
