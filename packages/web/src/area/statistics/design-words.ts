// The sentences of the server about a design, in the language of the page: by their codes, with their numbers.
import { english } from '../../language/en/all.js';
import type { Formats } from '../../language/format.js';
import type { MessageKey, Say } from '../../language/message.js';

/** What the server says of a design. */
export interface DesignSentence {
  readonly code: string;
  /** A name that ends in "Share" is of a fraction; a list is of fractions too. */
  readonly facts: Readonly<Record<string, number | string | readonly number[]>>;
  /** In English. */
  readonly sentence: string;
}

/** The word for a machine name of the protocol, such as a boundary; the name itself where the page has none. */
function wordOf(say: Say, family: string, id: string): string {
  const key = `design.${family}.${id}`;
  return key in english ? say(key as MessageKey) : id;
}

/** What a method of analysis is called. */
export function methodWord(say: Say, method: string): string {
  return wordOf(say, 'method', method);
}

/** A sentence in the language of the page; the server's own where this page does not know its code. */
export function designWords(
  kind: 'assumption' | 'formula',
  { code, facts, sentence }: DesignSentence,
  say: Say,
  { exact, percent, list }: Formats,
): { readonly text: string; readonly isServers: boolean } {
  const key = `design.${kind}.${code}`;
  if (!(key in english)) return { text: sentence, isServers: true };
  const written = (name: string, fact: DesignSentence['facts'][string]) => {
    if (typeof fact === 'string') return wordOf(say, name, fact);
    if (typeof fact !== 'number') return list(fact.map((share) => percent(share)));
    return name.endsWith('Share') ? percent(fact) : exact(fact);
  };
  const values = Object.fromEntries(Object.entries(facts).map(([name, fact]) => [name, written(name, fact)]));
  return { text: say(key as MessageKey, values), isServers: false };
}
