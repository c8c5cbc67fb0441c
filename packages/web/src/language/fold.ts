// Words as they are compared when somebody searches: without case and accents, the four letters i of Turkish as one.

/** Folds a text; what two texts fold to is the same where people would call them the same word. */
export function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').replaceAll('ı', 'i').toLowerCase().trim();
}

/** Compares texts as the dictionaries of a language do, and numbers in them by their size. */
export function collatorOf(language: string): (one: string, other: string) => number {
  return new Intl.Collator(language === 'en' ? 'en-GB' : language, { numeric: true }).compare;
}
