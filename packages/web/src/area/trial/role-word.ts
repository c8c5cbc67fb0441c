// What to call a role: as its protocol does; a standard role in the language of the page.
import { standardRoleDefinitions } from '@equipoise/trial';
import { type Speech, useSpeech } from '../../language/message.js';
import { wordFor } from '../../language/word.js';

/** The word for a role with the name that its protocol, or the standard, gives it. */
function roleWord({ language, say }: Pick<Speech, 'language' | 'say'>, id: string, name: string): string {
  const isStandard = standardRoleDefinitions.some((role) => role.id === id && role.name === name);
  return isStandard && language !== 'en' ? wordFor(say, 'role', id) : name;
}

/** Calls roles by their words. */
export function useRoleWord(): (id: string, name: string) => string {
  const speech = useSpeech();
  return (id, name) => roleWord(speech, id, name);
}
