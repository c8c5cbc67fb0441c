// Plans the import of a finished trial: the commands that bring its data into the record, or all problems of its files.
import { rolesOf } from '../blinding/role.js';
import { type Command, type CommandName, commands, type SubmittedCommand } from '../command/catalogue.js';
import { deterministicId } from '../deterministic-id.js';
import { ActorId, CommandId, ParticipantId } from '../id.js';
import type { Parsed, ParseIssue } from '../issue.js';
import { sortIssues } from '../protocol/parse.js';
import type { Protocol } from '../protocol/schema.js';
import { isBeforeRandomisation } from '../protocol/visit-kind.js';
import { stratumOf } from '../randomisation/stratum.js';
import type { DateOrMissing, ItemValue } from '../value.js';
import type { ImportMapping } from './mapping.js';
import { type ImportedAdverseEvent, readAdverseEvents } from './read-adverse-event.js';
import { type ImportedForm, type ImportedParticipant, readParticipants, usualMissing } from './read-participant.js';
import { checkColumns, type ImportTable } from './table.js';

export interface ImportRequest {
  readonly protocol: Protocol;
  /** The protocol file, whole. */
  readonly protocolSource: string;
  readonly mapping: ImportMapping;
  readonly table: ImportTable;
  /** Where the mapping names a second file. */
  readonly adverseEvents?: ImportTable | undefined;
  /** SHA-256 of the data's bytes (of both files, where there are two), as 64 hexadecimal digits: it identifies the import. */
  readonly dataDigest: string;
}

/** The import as commands in their order: the same files give the same commands, ids included. */
export interface ImportPlan {
  readonly dataDigest: string;
  readonly participants: number;
  readonly commands: readonly SubmittedCommand[];
}

/**
 * Plans an import. Commands have no simulated moment: the record shows when the import took place, and clinical dates
 * that the source does not have are missing: notInSource. Where anything is wrong with the files, there is no plan.
 */
export function planImport(request: ImportRequest): Parsed<ImportPlan> {
  const { mapping, table } = request;
  const columnIssues = checkColumns(table, columnsOf(mapping), mapping.ignore ?? []);
  const { participants, issues } = readParticipants(request);
  const events = eventsOf(request, participants);
  const all = sortIssues([...columnIssues, ...issues, ...events.issues, ...strataIssues(request, participants)]);
  if (all.some((issue) => issue.severity === 'error')) return { ok: false, issues: all };
  const plan = {
    dataDigest: request.dataDigest,
    participants: participants.length,
    commands: commandsOf(request, participants, events.adverseEvents),
  };
  return { ok: true, value: plan, warnings: all };
}

function columnsOf(mapping: ImportMapping): readonly string[] {
  const optional = [
    'column' in mapping.site ? mapping.site.column : undefined,
    mapping.visit?.column,
    mapping.treatment?.column,
    mapping.dates?.screened,
    mapping.dates?.randomised,
    mapping.dates?.visit,
    ...(mapping.consents ?? []).map((entry) => entry.givenOn),
  ].filter((column) => column !== undefined);
  return [
    mapping.participant.column,
    mapping.sequence.column,
    ...mapping.items.map(({ column }) => column),
    ...optional,
  ];
}

function eventsOf(
  request: ImportRequest,
  participants: readonly ImportedParticipant[],
): ReturnType<typeof readAdverseEvents> {
  const { mapping, table, adverseEvents } = request;
  const columns = mapping.adverseEvents;
  if (!columns) return { adverseEvents: [], issues: [] };
  if (!adverseEvents) {
    const message = `the mapping names a file of adverse events, "${columns.data}", which is not there`;
    const issue: ParseIssue = {
      code: 'table-missing',
      severity: 'error',
      message,
      allowed: 'the file beside the data',
      file: table.file,
    };
    return { adverseEvents: [], issues: [issue] };
  }
  const { data: _file, ...parts } = columns;
  const needed = Object.values(parts).flatMap((part) => (part ? [part.column] : []));
  const columnIssues = checkColumns(adverseEvents, needed, []).filter((issue) => issue.code !== 'table-empty');
  if (columnIssues.some((issue) => issue.code === 'column-missing')) return { adverseEvents: [], issues: columnIssues };
  const read = readAdverseEvents({
    columns,
    table: adverseEvents,
    participants: new Set(participants.map(({ name }) => name)),
    missing: mapping.missing ?? usualMissing,
  });
  return { ...read, issues: [...columnIssues, ...read.issues] };
}

function strataIssues(
  { protocol, table }: ImportRequest,
  participants: readonly ImportedParticipant[],
): readonly ParseIssue[] {
  return participants.flatMap((participant): ParseIssue[] => {
    const found = stratumOf(protocol, participant.siteId, valuesBefore(protocol, participant));
    if (found.ok) return [];
    const message = `participant "${participant.name}" has no value for ${found.missing.join(', ')}`;
    return [
      {
        code: 'stratum-missing',
        severity: 'error',
        message,
        allowed: 'a value for each stratification factor',
        file: table.file,
      },
    ];
  });
}

function valuesBefore(protocol: Protocol, participant: ImportedParticipant): Readonly<Record<string, ItemValue>> {
  const forms = participant.forms.filter((form) => isAtBaseline(protocol, form));
  return Object.assign({}, ...forms.map((form) => form.items));
}

function isAtBaseline(protocol: Protocol, form: ImportedForm): boolean {
  const visit = protocol.visits.find((one) => one.id === form.visit);
  return visit !== undefined && isBeforeRandomisation(visit, protocol.epochs);
}

function commandsOf(
  request: ImportRequest,
  participants: readonly ImportedParticipant[],
  adverseEvents: readonly ImportedAdverseEvent[],
): readonly SubmittedCommand[] {
  const { protocol, mapping, dataDigest } = request;
  const { actorOf, grants } = planActors(protocol, dataDigest);
  const planned: SubmittedCommand[] = [];
  const add = (name: CommandName, key: string, body: Readonly<Record<string, unknown>>) => {
    const commandId = CommandId.parse(deterministicId(dataDigest, 'command', `${name}/${key}`));
    const command = { name, body: commands[name].parse(body) } as Command;
    planned.push({ commandId, actorId: actorOf(name), command });
  };

  add('createTrial', 'trial', {
    protocolSource: request.protocolSource,
    mode: 'imported',
    synthetic: false,
    origin: { dataDigest, source: mapping.source },
  });
  for (const { actorId, role } of grants) add('grantRole', role, { actorId, role, sites: 'all' });
  for (const siteId of new Set(participants.map((participant) => participant.siteId))) {
    add('activateSite', siteId, { siteId, approvedOn: notInSource });
  }
  add('commitAllocation', 'list', { list: participants.map((participant) => listEntry(protocol, participant)) });
  add('commitAnalysisPlan', 'plan', {});
  add('goLive', 'trial', {});
  for (const participant of participants) {
    const own = adverseEvents.filter((event) => event.participant === participant.name);
    addParticipant(request, participant, { add, adverseEvents: own });
  }
  add('lockTrial', 'trial', { reason: 'The data of a finished trial are complete.' });
  add('unblindTrial', 'trial', { typedConfirmation: 'UNBLIND' });
  return planned;
}

const notInSource = { missing: 'notInSource' } as const;

function dateOr(date: string | undefined): DateOrMissing {
  return date ?? notInSource;
}

function listEntry(protocol: Protocol, participant: ImportedParticipant): { stratum: string; sequence: string } {
  const found = stratumOf(protocol, participant.siteId, valuesBefore(protocol, participant));
  if (!found.ok) throw new Error('strata were checked before');
  return { stratum: found.stratum.key, sequence: participant.sequence };
}

interface Course {
  readonly add: (name: CommandName, key: string, body: Readonly<Record<string, unknown>>) => void;
  readonly adverseEvents: readonly ImportedAdverseEvent[];
}

function addParticipant(
  { protocol, dataDigest }: ImportRequest,
  participant: ImportedParticipant,
  { add, adverseEvents }: Course,
): void {
  const { name } = participant;
  const participantId = ParticipantId.parse(deterministicId(dataDigest, 'participant', name));
  const addForm = (entry: ImportedForm) =>
    add('recordForm', `${name}/${entry.visit}/${entry.form}`, {
      participantId,
      visit: entry.visit,
      form: entry.form,
      happenedOn: dateOr(entry.happenedOn),
      items: entry.items,
    });

  add('screenParticipant', name, {
    participantId,
    siteId: participant.siteId,
    screeningNumber: name,
    screenedOn: dateOr(participant.screenedOn),
  });
  for (const { consent, givenOn } of participant.consents) {
    const definition = protocol.consents.find((candidate) => candidate.id === consent)!;
    const required = (definition.items ?? []).filter((item) => item.required);
    add('recordConsent', `${name}/${consent}`, {
      participantId,
      consent,
      consentVersion: definition.version,
      givenOn: dateOr(givenOn),
      items: Object.fromEntries(required.map((item) => [item.id, true])),
    });
  }
  participant.forms.filter((form) => isAtBaseline(protocol, form)).forEach(addForm);
  for (const stage of protocol.eligibility.stages) {
    add('assessEligibility', `${name}/${stage}`, { participantId, stage, assessedOn: notInSource });
  }
  add('randomise', name, { participantId, randomisedOn: dateOr(participant.randomisedOn) });
  participant.forms.filter((form) => !isAtBaseline(protocol, form)).forEach(addForm);
  for (const { number, facts } of adverseEvents) {
    const adverseEventId = deterministicId(dataDigest, 'adverseEvent', String(number));
    add('reportAdverseEvent', String(number), { participantId, adverseEventId, ...facts });
  }
}

/** One actor for each role that the import needs: of the roles that may send a command, the first. */
function planActors(protocol: Protocol, dataDigest: string) {
  const roles = rolesOf(protocol);
  const actor = (role: string) => ActorId.parse(deterministicId(dataDigest, 'actor', role));
  const roleOf = (name: CommandName): string => {
    const right = name === 'createTrial' ? 'grantRole' : name;
    const role = roles.find((candidate) => candidate.rights.includes(right));
    if (!role) throw new RangeError(`no role of the protocol has the right to ${right}`);
    return role.id;
  };
  const manager = roleOf('createTrial');
  const needed: readonly CommandName[] = [
    'activateSite',
    'commitAllocation',
    'commitAnalysisPlan',
    'goLive',
    'screenParticipant',
    'recordConsent',
    'assessEligibility',
    'randomise',
    'recordForm',
    'reportAdverseEvent',
    'lockTrial',
    'unblindTrial',
  ];
  const granted = [...new Set(needed.map(roleOf))].filter((role) => role !== manager);
  return {
    actorOf: (name: CommandName) => actor(roleOf(name)),
    grants: granted.map((role) => ({ actorId: actor(role), role })),
  };
}
