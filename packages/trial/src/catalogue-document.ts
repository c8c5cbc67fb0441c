// The catalogues of commands, events, refusals, deviations and roles as documents, made of the definitions themselves.
import { z } from 'zod';
import { openingOf } from './blinding/opening.js';
import { standardRoles } from './blinding/role.js';
import { type CommandName, commands } from './command/catalogue.js';
import { deviationRules } from './decide/consequence/effect.js';
import { commandsLeftBy } from './decide/withdrawal.js';
import { catalogue, type EventType } from './event/catalogue.js';
import { refusalCodes } from './refusal.js';

/** Markdown: every type of event with its visibility, its stream, its version and its keys. */
export function eventCatalogueDocument(): string {
  const types = (Object.keys(catalogue) as EventType[]).map((type) => {
    const { visibility, stream, schemaVersion, schema } = catalogue[type];
    return [type, visibility, stream, schemaVersion, keysOf(schema)];
  });
  return document('Catalogue of events', [
    'Made of `packages/trial/src/event/catalogue.ts`. A key with "?" may be absent. Sealed events are encrypted in streams of their own.',
    table(['event', 'visibility', 'stream', 'version', 'keys'], types),
  ]);
}

/** Markdown: every command with its keys, the standard roles that may send it, and the opening it makes. */
export function commandCatalogueDocument(): string {
  const names = (Object.keys(commands) as CommandName[]).map((name) => {
    const roles = standardRoles.filter((role) => role.rights.includes(name)).map((role) => role.id);
    return [name, keysOf(commands[name]), roles.join(', ') || 'who creates the trial', openingOf(name) ?? ''];
  });
  const roles = standardRoles.map((role) => [role.id, role.name, role.blinded ? 'blinded' : 'unblinded', role.scope]);
  const kinds = Object.entries(commandsLeftBy).map(([kind, left]) => [kind, left.join(', ')]);
  return document('Catalogue of commands and roles', [
    'Made of `packages/trial/src/command/catalogue.ts` and `blinding/role.ts`. A key with "?" may be absent. A protocol may replace and add roles.',
    table(['command', 'keys', 'roles', 'opening'], names),
    '## Roles',
    table(['role', 'name', 'blinding', 'scope'], roles),
    '## What each kind of withdrawal leaves',
    table(['withdrawal of', 'commands about the participant that remain'], kinds),
  ]);
}

/** Markdown: every refusal and every deviation that a rule detects, with the rule. */
export function refusalCatalogueDocument(): string {
  return document('Catalogue of refusals and deviations', [
    'Made of `packages/trial/src/refusal.ts` and `decide/consequence/effect.ts`. Codes are never renamed and never reused.',
    '## Refusals: what is about to happen and may not',
    table(['code', 'rule'], Object.entries(refusalCodes)),
    '## Deviations: what has happened, recorded as what it is',
    table(['rule', 'meaning'], Object.entries(deviationRules)),
  ]);
}

function document(title: string, parts: readonly string[]): string {
  return `${[`# ${title}`, ...parts].join('\n\n')}\n`;
}

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

interface ObjectSchema {
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly required?: readonly string[];
  readonly anyOf?: readonly ObjectSchema[];
}

function keysOf(schema: z.ZodType): string {
  return keysOfObject(z.toJSONSchema(schema, { io: 'input' }) as ObjectSchema);
}

function keysOfObject({ properties = {}, required = [], anyOf }: ObjectSchema): string {
  if (anyOf !== undefined) return anyOf.map(keysOfObject).join(' *or* ');
  return Object.keys(properties)
    .map((key) => (required.includes(key) ? key : `${key}?`))
    .join(', ');
}
