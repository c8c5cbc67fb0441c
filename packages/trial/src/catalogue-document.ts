// The catalogues of commands, events, refusals, deviations and roles as documents, made of the definitions themselves.
import type { z } from 'zod';
import { openings } from './blinding/opening.js';
import { blindedViews, unblindedViews } from './blinding/right/catalogue.js';
import { standardRoles } from './blinding/role.js';
import { standardIncompatibilities } from './blinding/standard-role.js';
import { commandMeaning, eventMeaning } from './catalogue-meaning.js';
import { describeKeys, type KeyDescription, namedTypes } from './catalogue-type.js';
import { type CommandName, commands } from './command/catalogue.js';
import { deviationRules } from './decide/consequence/effect.js';
import { commandsLeftBy } from './decide/withdrawal.js';
import { catalogue, type EventType, type StreamKind } from './event/catalogue.js';
import { refusalCodes } from './refusal.js';

const streams: Readonly<Record<StreamKind, string>> = {
  trial: "Of the trial's stream",
  stratum: "Of a stratum's stream",
  cap: "Of a cap's stream",
  participant: "Of a participant's stream",
  sealedTrial: "Of the trial's sealed stream",
  sealedParticipant: "Of a participant's sealed stream",
};

const generated = (source: string) =>
  `Made of ${source} by \`npm run docs\`; a test keeps it current. A key with "?" may be absent.`;

/** Markdown: every type of event by stream, with its visibility, its version and its keys. */
export function eventCatalogueDocument(): string {
  const types = Object.keys(catalogue) as EventType[];
  const kinds = Object.keys(streams) as StreamKind[];
  return document('Catalogue of events', [
    generated('`packages/trial/src/event/catalogue.ts`'),
    'Open events can be read by whoever has the right; sealed ones are encrypted, padded, and lie in streams of their own. What every event carries beside its payload is in `event/envelope.ts`. An event never changes: a new version gets an upcaster, and the old one stays under test.',
    'Types:',
    table(['type', 'is'], namedTypes),
    ...kinds.flatMap((kind) => [
      `## ${streams[kind]}`,
      ...types.filter((type) => catalogue[type].stream === kind).flatMap(describeEvent),
    ]),
  ]);
}

/** Markdown: every command with its keys, who may send it and what it opens; roles, their rights, and what excludes what. */
export function commandCatalogueDocument(): string {
  const names = Object.keys(commands) as CommandName[];
  const kinds = Object.entries(commandsLeftBy).map(([kind, left]) => [kind, left.join(', ')]);
  const views: readonly string[] = [...blindedViews, ...unblindedViews];
  return document('Catalogue of commands and roles', [
    generated('`packages/trial/src/command/catalogue.ts` and `blinding/role.ts`'),
    'A command is `{ "actorId": UUID, "command": { "name", "body" } }`; with a `commandId` of yours the same one again gets the same answer. Types are explained in the [catalogue of events](catalogue-of-events.md), answers in the [catalogue of refusals](catalogue-of-refusals.md).',
    ...names.flatMap(describeCommand),
    '## Roles',
    'A protocol may replace roles and add its own. A role of a site counts at the sites for which it is granted.',
    table(
      ['role', 'name', 'is', 'of', 'commands', 'views'],
      standardRoles.map(({ id, name, blinded, scope, rights }) => [
        id,
        name,
        blinded ? 'blinded' : '**unblinded**',
        scope,
        rights.filter((right) => !views.includes(right)).join(', '),
        rights.filter((right) => views.includes(right)).join(', '),
      ]),
    ),
    `Nobody holds a blinded and an unblinded role. These are kept apart as well: ${standardIncompatibilities.map(([a, b]) => `${a} and ${b}`).join('; ')}. Who reads scans (the right readingQueue) holds beside it no role with a view of participants, forms or the record.`,
    '## Openings',
    'The only ways in which an allocation ever becomes known. Each is an event.',
    table(
      ['opening', 'made by', 'opens', 'to'],
      Object.entries(openings).map(([kind, { command, opens, audience }]) => [kind, command, opens, audience]),
    ),
    '## What each kind of withdrawal leaves',
    table(['withdrawal of', 'commands about the participant that remain'], kinds),
  ]);
}

/** Markdown: every refusal and every deviation that a rule detects, with the rule. */
export function refusalCatalogueDocument(): string {
  return document('Catalogue of refusals and deviations', [
    'Made of `packages/trial/src/refusal.ts` and `decide/consequence/effect.ts` by `npm run docs`; a test keeps it current. Codes are never renamed and never reused.',
    '## Refusals: what is about to happen and may not',
    table(['code', 'rule'], Object.entries(refusalCodes)),
    '## Deviations: what has happened, recorded as what it is',
    table(['rule', 'meaning'], Object.entries(deviationRules)),
  ]);
}

function describeEvent(type: EventType): readonly string[] {
  const { visibility, schemaVersion, schema } = catalogue[type];
  return [
    `### ${type}`,
    `${eventMeaning[type]} *${visibility === 'open' ? 'Open' : 'Sealed'}, schema version ${schemaVersion}.*`,
    ...keyTables(schema),
  ];
}

function describeCommand(name: CommandName): readonly string[] {
  const senders = standardRoles.filter(({ rights }) => rights.includes(name)).map(({ id }) => id);
  const opening = Object.entries(openings).find(([, { command }]) => command === name)?.[0];
  return [
    `## ${name}`,
    `${commandMeaning[name]} Sent by: ${senders.join(', ') || 'who creates the trial'}.${opening === undefined ? '' : ` **An opening: ${opening}.**`}`,
    ...keyTables(commands[name]),
  ];
}

function keyTables(schema: z.ZodType): readonly string[] {
  const lists = describeKeys(schema);
  return lists.flatMap((keys, at) => [...(at > 0 ? ['or'] : []), keys.length === 0 ? 'No keys.' : keyTable(keys)]);
}

function keyTable(keys: readonly KeyDescription[]): string {
  const hasMeaning = keys.some(({ meaning }) => meaning !== '');
  return table(
    ['key', 'type', ...(hasMeaning ? ['meaning'] : [])],
    keys.map(({ key, isOptional, type, meaning }) => [
      `${key}${isOptional ? '?' : ''}`,
      type,
      ...(hasMeaning ? [meaning] : []),
    ]),
  );
}

function document(title: string, parts: readonly string[]): string {
  return `${[`# ${title}`, ...parts].join('\n\n')}\n`;
}

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]) => `| ${cells.map(cellOf).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function cellOf(cell: string | number): string {
  return String(cell).replaceAll('|', '\\|');
}
