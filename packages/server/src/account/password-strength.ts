// Whether a password is hard enough to guess: its length, common passwords and patterns, the person's own name.
import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';

export const passwordLength = { least: 12, most: 128 } as const;

/** Of 0 to 4; 3 withstands 10⁸ guesses, which the lock-out and the slow hash put out of reach. */
const leastScore = 3;

let measure: ZxcvbnFactory | undefined;

/**
 * Says what is wrong with a password, or undefined where nothing is.
 * @param personal e-mail address and name, which everybody near the person knows
 * @see NIST SP 800-63B 3.1.1.2: length and a list of common passwords, no rules of composition.
 */
export function weaknessOf(password: string, personal: readonly string[]): string | undefined {
  if (password.length < passwordLength.least)
    return `A password has at least ${passwordLength.least} characters; this one has ${password.length}.`;
  if (password.length > passwordLength.most)
    return `A password has at most ${passwordLength.most} characters; this one has ${password.length}.`;
  const words = personal
    .flatMap((text) => [text, ...text.split(/[^\p{L}\p{N}]+/u)])
    .map((word) => word.toLowerCase())
    .filter((word) => word.length > 2);
  // What is left without the person's own words must be hard enough by itself: a name and a year is not.
  const rest = words.reduce((text, word) => text.replaceAll(word, ''), password.toLowerCase());
  if (scoreOf(password) < leastScore || (rest.length < password.length && scoreOf(rest) < leastScore))
    return 'This password is common or easy to guess: take a few words that have nothing to do with each other, or let a password manager make one.';
  return undefined;
}

/** 0 to 4, by common passwords, words, rows of keys, repetitions and dates. */
function scoreOf(password: string): number {
  measure ??= new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs });
  return measure.check(password, ['equipoise']).score;
}
