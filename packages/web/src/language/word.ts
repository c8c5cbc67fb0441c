// Words for what the record names by an id: roles, states. What a protocol names itself is shown as it names it.
import { english } from './en/all.js';
import type { MessageKey, Say } from './message.js';

/** The word for an id of a family ("role", "status"); the id itself where the family has none for it. */
export function wordFor(say: Say, family: string, id: string): string {
  const key = `${family}.${id}`;
  return key in english ? say(key as MessageKey) : id;
}
