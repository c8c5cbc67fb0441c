// Labels in the language of the reader.
import type { Text } from './schema.js';

/** The text in this language, else in the language without its country, else in English, else in the first that there is. */
export function label(text: Text, language = 'en'): string {
  if (typeof text === 'string') return text;
  const wanted = [language, language.split('-')[0] ?? language, 'en'];
  const found = wanted.find((candidate) => Object.hasOwn(text, candidate));
  return (found === undefined ? Object.values(text)[0] : text[found]) ?? '';
}
