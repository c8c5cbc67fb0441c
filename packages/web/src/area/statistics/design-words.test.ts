// Every sentence of the server about a design is one of the pages, word for word in English.
import { describe, expect, it } from 'vitest';
import { english } from '../../language/en/all.js';
import { formatsOf } from '../../language/format.js';
import { loadMessages, sayIn } from '../../language/message.js';
import { type DesignSentence, designWords } from './design-words.js';

type Sentences = Readonly<Record<string, string>>;

/** A list of sentences where the server has it; the pages themselves do without that package. */
async function sentencesOf(module: string, list: string): Promise<Sentences> {
  return (
    ((await import(new URL(`../../../../${module}`, import.meta.url).href)) as Record<string, Sentences>)[list] ?? {}
  );
}

describe('a sentence about a design', () => {
  it.each([
    ['assumption', 'stats/src/sample-size/assumption.ts', 'designSentences'],
    ['assumption', 'analysis/src/design/note.ts', 'noteSentences'],
    ['formula', 'analysis/src/design/note.ts', 'formulaSentences'],
  ])('is one of the pages: %s of %s', async (kind, module, list) => {
    const sentences = Object.entries(await sentencesOf(module, list));
    expect(sentences.length).toBeGreaterThan(4);
    expect(english).toMatchObject(
      Object.fromEntries(sentences.map(([code, sentence]) => [`design.${kind}.${code}`, sentence])),
    );
  });

  it('names every method and procedure that a protocol may name', async () => {
    const schemaOf = async (file: string, name: string) => {
      const address = new URL(`../../../../trial/src/protocol/schema/${file}`, import.meta.url).href;
      return ((await import(address)) as Record<string, { readonly options: readonly object[] }>)[name]?.options ?? [];
    };
    const named = async (file: string, name: string, key: string) =>
      (await schemaOf(file, name)).map(
        (option) => `design.${key}.${(option as { shape: Record<string, { value: string }> }).shape[key]?.value}`,
      );
    const keys = [
      ...(await named('analysis.ts', 'Analysis', 'method')),
      ...(await named('testing.ts', 'Testing', 'procedure')),
    ];
    expect(keys.length).toBeGreaterThan(20);
    expect(keys.filter((key) => !(key in english))).toEqual([]);
  });

  it('is told in the language of the page, with numbers as it writes them', async () => {
    const say = sayIn('de', await loadMessages('de'));
    const told = (code: string, facts: DesignSentence['facts']) =>
      designWords('assumption', { code, facts, sentence: 'As the server says it.' }, say, formatsOf('de'));
    expect(told('missing-exposure', { exposure: 2.75, missingShare: 0.085 }).text).toMatch(
      /^Von einer Exposition von 2,75 fehlen 8,5\s%; /,
    );
    expect(told('looks', { rates: [0.5, 0.75], boundary: 'pocock' }).text).toMatch(/bei 50\s% und 75\s% der/);
    expect(told('looks', { rates: [0.5], boundary: 'lanDeMetsPocock' }).text).toContain(
      'Lan-DeMets-Verbrauch wie Pocock',
    );
    expect(told('from-the-future', {})).toEqual({ text: 'As the server says it.', isServers: true });
  });
});
