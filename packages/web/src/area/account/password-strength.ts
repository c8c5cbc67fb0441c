// How hard a new password is to guess, by the rules by which the server takes or refuses it. Nothing leaves the browser.
import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';

/** As the server has them: a shorter one is refused, and one of a lower score. */
const least = { characters: 12, score: 3 } as const;

/** What a password being typed is worth: 0 to 4, and why it would be refused, if it would be. */
export interface Strength {
  readonly score: 0 | 1 | 2 | 3 | 4;
  readonly refusal?: 'short' | 'easy';
  /** Characters that are missing to the least length. */
  readonly missing: number;
}

let measure: ZxcvbnFactory | undefined;

/**
 * Measures a password.
 * @param personal e-mail address and name, as far as the page knows them: what is left without them must be hard to guess
 */
export function strengthOf(password: string, personal: readonly string[]): Strength {
  const words = personal
    .flatMap((text) => [text, ...text.split(/[^\p{L}\p{N}]+/u)])
    .map((word) => word.toLowerCase())
    .filter((word) => word.length > 2);
  const rest = words.reduce((text, word) => text.replaceAll(word, ''), password.toLowerCase());
  const score = rest.length < password.length ? (Math.min(scoreOf(password), scoreOf(rest)) as 0) : scoreOf(password);
  const missing = Math.max(0, least.characters - password.length);
  if (missing > 0) return { score: Math.min(score, least.score - 1) as 0, refusal: 'short', missing };
  return { score, missing, ...(score < least.score ? { refusal: 'easy' as const } : {}) };
}

function scoreOf(password: string): Strength['score'] {
  measure ??= new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs });
  return measure.check(password.slice(0, 128), ['equipoise']).score;
}
