// Brings the translations that stand at the end of a protocol to the texts that they translate.
import type { Protocol } from './schema.js';
import { mapTexts } from './text-place.js';

type Translations = NonNullable<Protocol['translations']>;

/** The language of texts that stand without one: the first of the protocol, else English. */
export function firstLanguage(languages: readonly string[] | undefined): string {
  return languages?.[0] ?? 'en';
}

/** The protocol with every text in all languages in which the file has it; the list of translations is then used up. */
export function translateProtocol(protocol: Protocol): Protocol {
  const { translations, ...rest } = protocol;
  if (translations === undefined) return protocol;
  const first = firstLanguage(protocol.languages);
  const byText = translationsByText(translations, first);
  return mapTexts(rest, (text) => translated(text, byText, first));
}

/** Translations by the text that they translate. */
export function translationsByText(
  translations: Translations,
  first: string,
): ReadonlyMap<string, Translations[number]> {
  return new Map(translations.flatMap((entry) => (entry[first] === undefined ? [] : [[entry[first], entry]])));
}

/** A text with its translations; a language that stands at the text itself counts before the list. */
export function translated(text: unknown, byText: ReadonlyMap<string, Translations[number]>, first: string): unknown {
  const own = typeof text === 'object' && text !== null ? (text as Readonly<Record<string, unknown>>) : undefined;
  const written = own === undefined ? text : own[first];
  const found = typeof written === 'string' ? byText.get(written) : undefined;
  // An entry of one language says that the text is the same in all.
  if (found === undefined || Object.keys(found).length < 2) return text;
  return { ...found, ...own };
}

/** The protocol in its first language alone. */
export function inFirstLanguage(protocol: Protocol): Protocol {
  const { languages, translations, ...rest } = protocol;
  const first = firstLanguage(languages);
  return mapTexts(rest, (text) =>
    typeof text === 'object' && text !== null && first in text ? Object(text)[first] : text,
  );
}

/** The text of a protocol without its list of translations, and then without its languages: what makes it this trial. */
export function withoutTranslations(source: string): string {
  const lines = source.split('\n');
  const key = lines.findIndex((line) => line.startsWith('translations:'));
  if (key === -1) return source;
  const isAside = (line: string | undefined) => line === '' || line?.startsWith('#') === true;
  const next = lines.findIndex((line, index) => index > key && /^[^\s#-]/.test(line));
  let end = next === -1 ? lines.length : next;
  while (next !== -1 && isAside(lines[end - 1])) end -= 1;
  let start = key;
  while (isAside(lines[start - 1])) start -= 1;
  const kept = [...lines.slice(0, start), ...(next === -1 ? [''] : lines.slice(end))];
  return kept.filter((line) => !line.startsWith('languages:')).join('\n');
}
