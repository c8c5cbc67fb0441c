// Refusals by code, in the language of the page; where a language has none yet, the server's own sentence.
import type { Problem } from '../api/http.js';
import { english } from './en/all.js';
import type { MessageKey, Say } from './message.js';

/** The sentence for a "no" of the server. */
export function refusalText({ code, detail, title, facts }: Problem, say: Say): string {
  const key = `refusal.${code}`;
  if (!(key in english)) return detail === '' ? title : detail;
  return say(key as MessageKey, facts as Record<string, string | number>);
}
