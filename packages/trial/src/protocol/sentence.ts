// Sentences of the check with their facts apart, so that they can be told in any language.

/** What stands in a sentence: a name or a number as it is, or words that are told in the language too. */
export type Fact = string | number | Sentence;

/** A sentence, known by its English. */
export interface Sentence {
  /** English, with {0}, {1} … where facts stand. */
  readonly pattern: string;
  readonly facts: readonly Fact[];
}

/** A template as a sentence: what is inserted are its facts. */
export function say(parts: TemplateStringsArray, ...facts: readonly (Fact | undefined)[]): Sentence {
  const pattern = parts.map((part, index) => (index === 0 ? part : `{${index - 1}}${part}`)).join('');
  return { pattern, facts: facts.map((fact) => fact ?? '') };
}

/** The sentence in English; a text is as it is. */
export function inEnglish(sentence: Fact): string {
  if (typeof sentence !== 'object') return String(sentence);
  return sentence.pattern.replace(/\{(\d+)\}/g, (_, place: string) => inEnglish(sentence.facts[Number(place)] ?? ''));
}
