// Finds texts that are missing in a language of the protocol, and translations of what it does not say.
import { type Finding, listWords, type Path, repeated, shortened, warning } from '../finding.js';
import { nearestWord } from '../nearest-word.js';
import { Translation } from '../schema/text.js';
import { valueAt } from '../schema-finding.js';
import { say } from '../sentence.js';
import { listTexts } from '../text-place.js';
import { firstLanguage, translated, translationsByText } from '../translate.js';

type Entries = readonly { readonly entry: Translation; readonly path: Path }[];

/**
 * A warning for each text that lacks a language, where the protocol names two languages or more, and for each translation
 * that translates nothing. A text that is not a map is in the first language.
 */
export function checkLanguages(raw: unknown): readonly Finding[] {
  const languages = languagesOf(raw);
  const first = firstLanguage(languages);
  const entries = entriesOf(raw);
  const texts = listTexts(raw);
  return [...checkTexts(texts, entries, languages), ...checkTranslations(entries, { texts, first, languages })];
}

function languagesOf(raw: unknown): readonly string[] {
  const languages = valueAt(raw, ['languages']);
  return Array.isArray(languages) && languages.every((one) => typeof one === 'string') ? languages : [];
}

/** The translations that the schema accepts; the others have their own problem. */
function entriesOf(raw: unknown): Entries {
  const translations = valueAt(raw, ['translations']);
  if (!Array.isArray(translations)) return [];
  return translations.flatMap((written, index) => {
    const read = Translation.safeParse(written);
    return read.success ? [{ entry: read.data, path: ['translations', index] }] : [];
  });
}

type Texts = ReturnType<typeof listTexts>;

function checkTexts(texts: Texts, entries: Entries, languages: readonly string[]): readonly Finding[] {
  const [first] = languages;
  if (first === undefined || languages.length < 2) return [];
  const byText = translationsByText(
    entries.map(({ entry }) => entry),
    first,
  );
  return texts.flatMap(({ text, path }): Finding[] => {
    const known = typeof text === 'string' ? byText.get(text) : undefined;
    if (known !== undefined && Object.keys(known).length === 1) return [];
    const missing = missingIn(translated(text, byText, first), languages);
    if (missing.length === 0) return [];
    const message = say`"${path.findLast((part) => typeof part === 'string') ?? ''}" is not there in ${listWords(missing)}`;
    return [warning('translation-missing', message, say`a text in each of ${listWords(languages)}`, path)];
  });
}

/** The languages that a text lacks; of what is no text, none. */
function missingIn(text: unknown, languages: readonly string[]): readonly string[] {
  if (typeof text === 'string') return languages.slice(1);
  if (typeof text !== 'object' || text === null || Array.isArray(text)) return [];
  return languages.filter((one) => !Object.hasOwn(text, one));
}

interface About {
  readonly texts: Texts;
  readonly first: string;
  readonly languages: readonly string[];
}

function checkTranslations(entries: Entries, { texts, first, languages }: About): readonly Finding[] {
  const written = new Set(texts.flatMap(({ text }) => wordsIn(text, first)));
  const twice = new Set(repeated(entries.map(({ entry, path }) => entry[first] ?? JSON.stringify(path))));
  return entries.flatMap(({ entry, path }, index): Finding[] => {
    const text = entry[first];
    if (text === undefined) {
      const message = say`the translation does not say which text it translates: it has no "${first}"`;
      return [warning('translation-of-nothing', message, say`the text in "${first}", as the protocol has it`, path)];
    }
    if (twice.has(index)) {
      const message = say`"${shortened(text)}" is translated twice`;
      return [warning('translation-twice', message, say`each text once`, [...path, first])];
    }
    const others = Object.keys(entry).filter((one) => languages.length > 0 && !languages.includes(one));
    return [
      ...(written.has(text) ? [] : [unknownText(text, written, [...path, first])]),
      ...others.map((one): Finding => {
        const message = say`"${one}" is not a language of this protocol`;
        return { ...warning('translation-language', message, listWords(languages), [...path, one]), atKey: true };
      }),
    ];
  });
}

function wordsIn(text: unknown, first: string): readonly string[] {
  if (typeof text === 'string') return [text];
  const own = valueAt(text, [first]);
  return typeof own === 'string' ? [own] : [];
}

function unknownText(text: string, written: ReadonlySet<string>, path: Path): Finding {
  const suggestion = nearestWord(text, written);
  const hint = suggestion === undefined ? '' : say`; did you mean "${suggestion}"?`;
  const message = say`no text of the protocol is "${shortened(text)}"${hint}`;
  return warning('translation-of-nothing', message, say`a text of this protocol, word for word`, path);
}
