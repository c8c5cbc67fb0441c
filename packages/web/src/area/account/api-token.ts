// What an API token is good for: a trial read as a whole, and the commands that it may write, one by one.
import { commands, confirmedCommands } from '@equipoise/trial';

/** The commands among rights that a program can send: none that ask for credentials again. */
export function commandsOf(rights: ReadonlySet<string>): readonly string[] {
  return Object.keys(commands)
    .filter((name) => rights.has(name) && !(confirmedCommands as ReadonlySet<string>).has(name))
    .sort();
}

/** The scopes as the server takes them. */
export function scopesOf(
  trialId: string,
  { reads, writes }: { readonly reads: boolean; readonly writes: readonly string[] },
): readonly string[] {
  return [...(reads ? [`${trialId}:read`] : []), ...writes.map((name) => `${trialId}:write:${name}`)];
}
