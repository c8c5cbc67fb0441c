// Imports of forms: a preview that writes nothing, and the import itself, all of it or nothing, as its sender at the screen.
import { createHash, createHmac } from 'node:crypto';
import {
  type ActorId,
  CommandId,
  type FormImportPlan,
  type ImportProblem,
  type PlannedCommand,
  participantsNamed,
  planFormImport,
  type Refusal,
  refuse,
  type TrialId,
} from '@equipoise/trial';
import { CommandExecutor, type ExecuteResult, type Submission } from '../execute/execute.js';
import { executeAll, type LateSubmission } from '../execute/execute-all.js';
import { uuidFrom } from '../execute/randomness.js';
import { wasExecuted } from '../store/executed.js';
import { lookUpForImport } from '../store/import-lookup.js';
import { readProtocolsOf } from '../store/protocol.js';
import type { System } from '../system.js';
import { parseCsv } from './parse-csv.js';

/** Rows of one file: they are one transaction. */
export const mostRows = 5000;

/** Who imports what. */
export interface ImportOrder {
  readonly trialId: TrialId;
  readonly actorId: ActorId;
  /** Simulated instant, in rehearsals alone. */
  readonly at?: string;
  readonly form: string;
  readonly fileName: string;
  readonly content: string;
}

/** What an import would do, or all that is in its way. */
export interface ImportPreview extends FormImportPlan {
  readonly sha256: string;
  readonly rows: number;
}

export type ImportResult =
  | {
      readonly status: 'imported';
      readonly rows: number;
      readonly forms: number;
      readonly values: number;
      readonly repeated: boolean;
    }
  | { readonly status: 'refused'; readonly refusal: Refusal }
  /** The file does not fit; nothing was written. */
  | { readonly status: 'problems'; readonly problems: readonly ImportProblem[] }
  /** What the preview showed is no longer what would happen; nothing was written. */
  | { readonly status: 'changed' };

/** Reads the file and says what an import would do. Records nothing. */
export async function previewImport(system: System, order: ImportOrder): Promise<ImportPreview | Refusal> {
  const refusal = await refusalOf(system, order);
  if (refusal !== undefined) return refusal;
  const { plan, rows, sha256 } = await planOf(system, order, 'preview');
  const problems = plan.problems.length > 0 ? plan.problems : await refusedOf(system, order, plan);
  return { ...plan, problems: inOrder(problems), rows, sha256 };
}

interface ConfirmedOrder extends ImportOrder {
  /** Of the plan that was previewed. */
  readonly digest: string;
  readonly reason: string;
  readonly commandId: CommandId;
}

/** Imports what was previewed. Under a key that was used it is answered as it was then. */
export async function importForms(system: System, order: ConfirmedOrder): Promise<ImportResult> {
  const result = await attemptImport(system, order);
  if (result.status === 'imported') return result;
  // Sent twice at once: what is in the way may be what the other one wrote meanwhile, and then that is the answer.
  const isDone = await wasExecuted(system.pools.writer, order.trialId, order.commandId);
  return isDone ? attemptImport(system, order) : result;
}

async function attemptImport(system: System, order: ConfirmedOrder): Promise<ImportResult> {
  const { trialId, commandId, digest, reason, actorId, at, form, fileName, content } = order;
  const sha256 = digestOf(content);
  const sender = { actorId, ...(at === undefined ? {} : { at }) };
  const { table, problems } = parseCsv(content, fileName);
  const facts = { form, fileName, sha256, planDigest: digest, rows: Math.max(1, table.rows.length), reason };
  const whole: Submission = { ...sender, commandId, fileServed: true, command: { name: 'importForms', body: facts } };
  if (await wasExecuted(system.pools.writer, trialId, commandId)) {
    return resultOf(await new CommandExecutor(system).execute(trialId, whole), {
      rows: table.rows.length,
      forms: 0,
      values: 0,
    });
  }
  const barred = await refusalOf(system, order);
  if (barred !== undefined) return { status: 'refused', refusal: barred };
  if (problems.length > 0) return { status: 'problems', problems };
  const { plan } = await planOf(system, order, reason);
  if (plan.problems.length > 0) return { status: 'problems', problems: inOrder(plan.problems) };
  if (plan.digest !== digest) return { status: 'changed' };
  if (plan.commands.length === 0) {
    return { status: 'refused', refusal: refuse('nothing-changes', 'All of this reads so already.') };
  }
  const key = createHmac('sha256', system.keyring.commandKey)
    .update(`import|${trialId}|${actorId}|${commandId}`)
    .digest();
  const submissions = plan.commands.map<LateSubmission>((planned, index) => (before) => ({
    ...sender,
    commandId: commandIdOf(key, index),
    expectedVersion: planned.expectedVersion ?? before.at(-1)?.version ?? 0,
    mustExpectVersion: true,
    command: planned.command,
  }));
  const result = await executeAll(system, trialId, [...submissions, () => whole]);
  if (result.accepted) {
    const last = result.results.at(-1);
    return last === undefined
      ? { status: 'changed' }
      : resultOf(last, {
          rows: table.rows.length,
          forms: new Set(plan.commands.map(({ line }) => line)).size,
          values: plan.changes.length,
        });
  }
  const { index, refusal } = result;
  const planned = plan.commands[index];
  if (planned === undefined) return { status: 'refused', refusal };
  if (refusal.code === 'changed-meanwhile') return { status: 'changed' };
  const all = await refusedOf(system, order, plan);
  return { status: 'problems', problems: all.length > 0 ? inOrder(all) : [problemOf(planned, refusal)] };
}

function resultOf(
  result: ExecuteResult,
  counts: { readonly rows: number; readonly forms: number; readonly values: number },
): ImportResult {
  if (!result.accepted) return { status: 'refused', refusal: result };
  return { status: 'imported', ...counts, repeated: result.repeated };
}

async function planOf(
  system: System,
  { trialId, actorId, form, fileName, content }: ImportOrder,
  reason: string,
): Promise<{ readonly plan: FormImportPlan; readonly rows: number; readonly sha256: string }> {
  const sha256 = digestOf(content);
  const { table, problems } = parseCsv(content, fileName);
  const rows = table.rows.length;
  const empty = { changes: [], commands: [], unchanged: 0, digest: sha256 };
  if (problems.length > 0) return { plan: { ...empty, problems }, rows, sha256 };
  if (rows > mostRows) {
    const message = `The file has ${rows} rows; one import takes ${mostRows}. Split it.`;
    const facts = { most: mostRows };
    return { plan: { ...empty, problems: [{ line: 1, code: 'too-many-rows', message, facts }] }, rows, sha256 };
  }
  const protocols = await readProtocolsOf(system.pools.writer, trialId);
  const found = await lookUpForImport(system.pools, { trialId, actorId, form, names: participantsNamed(table) });
  const plan = planFormImport(
    {
      form,
      table,
      sha256,
      participants: found.participants,
      known: found.known,
      protocolAt: protocols.at,
      sees: (siteId, definition, item) => {
        const seenBy = item.seenBy ?? definition.seenBy;
        return (
          seenBy === undefined ||
          found.membership.roles.some((held) => seenBy.includes(held.role) && ['*', siteId].includes(held.siteId))
        );
      },
    },
    reason,
  );
  return { plan, rows, sha256 };
}

/** Whether the sender may import here at all. */
function refusalOf(
  system: System,
  { trialId, actorId, at, form, fileName }: ImportOrder,
): Promise<Refusal | undefined> {
  const nothing = '0'.repeat(64);
  const body = { form, fileName, sha256: nothing, planDigest: nothing, rows: 1, reason: 'preview' };
  const command = { name: 'importForms', body } as const;
  return new CommandExecutor(system).refusalOf(trialId, { command, actorId, ...(at === undefined ? {} : { at }) });
}

/** What the screen would refuse of the commands of a plan: locks, rights, days to come. */
async function refusedOf(
  system: System,
  { trialId, actorId, at }: ImportOrder,
  { commands }: FormImportPlan,
): Promise<readonly ImportProblem[]> {
  // Its states are those of now, whatever another process wrote since others were folded.
  const executor = new CommandExecutor(system);
  const problems: ImportProblem[] = [];
  for (const [index, planned] of commands.entries()) {
    const command =
      planned.expectedVersion === undefined ? afterCorrection(planned, commands[index - 1]) : planned.command;
    const refusal = await executor.refusalOf(trialId, { command, actorId, ...(at === undefined ? {} : { at }) });
    if (refusal !== undefined) problems.push(problemOf(planned, refusal));
  }
  return problems;
}

/** A record that follows a correction of the day, as it would be sent before it. */
function afterCorrection({ command }: PlannedCommand, before: PlannedCommand | undefined): PlannedCommand['command'] {
  const day = before?.day;
  if (command.name !== 'recordForm' || day === undefined) return command;
  return { ...command, body: { ...command.body, happenedOn: day } };
}

function problemOf({ line, command }: PlannedCommand, { code, message, facts }: Refusal): ImportProblem {
  const { items } = facts as { readonly items?: unknown };
  const item = Array.isArray(items)
    ? items.find((one) => typeof one === 'string' && one in command.body.items)
    : undefined;
  return { line, ...(typeof item === 'string' ? { column: item } : {}), code, message, facts };
}

function inOrder(problems: readonly ImportProblem[]): readonly ImportProblem[] {
  return [...problems].sort((a, b) => a.line - b.line);
}

function digestOf(content: string): string {
  return createHash('sha256').update(content, 'utf8').digest('hex');
}

/** The id of one command of an import: the same for the same import, and no id that somebody else could have drawn. */
function commandIdOf(key: Buffer, index: number): CommandId {
  return CommandId.parse(uuidFrom(createHmac('sha256', key).update(String(index)).digest()));
}
