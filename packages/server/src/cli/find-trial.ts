// Finds the trial in the database that a TRIAL on the command line names.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import {
  formatIssue,
  joinProtocolFiles,
  type Protocol,
  type ProtocolFile,
  parseProtocolFiles,
  TrialId,
} from '@equipoise/trial';
import type { System } from '../system.js';
import { CommandProblem } from './options.js';
import { resolveTrialFile, type TrialReference } from './resolve-trial-file.js';

/** The id of the trial: given itself, or the one that was rehearsed, imported or created last under this protocol. */
export async function findTrial(system: System, trial: string): Promise<TrialId> {
  const reference = resolveTrialFile(trial);
  const found =
    reference.kind === 'id' ? await findById(system, reference.trialId) : await findByProtocol(system, reference);
  if (found !== undefined) return found;
  throw new CommandProblem(
    reference.kind === 'id'
      ? `There is no trial ${reference.trialId} in this database; "equipoise trials" lists them.`
      : `No trial of ${reference.name} is in this database yet: "equipoise rehearse ${trial}" makes one, "equipoise import ${trial}" brings one in.`,
  );
}

/** Makes a trial the one that its protocol's name stands for from now on. */
export async function makeCurrent(system: System, protocolId: string, trialId: TrialId): Promise<void> {
  await system.pools.writer.query(
    'insert into ops.current_trial (name, trial_id) values ($1, $2) on conflict (name) do update set trial_id = excluded.trial_id',
    [protocolId, trialId],
  );
}

/** Reads and checks a protocol file. @throws CommandProblem with all problems, one a line. */
export function readProtocol(reference: Extract<TrialReference, { kind: 'file' }>): {
  readonly protocol: Protocol;
  readonly source: string;
} {
  const files = readProtocolFiles(reference.protocolFile);
  const parsed = parseProtocolFiles(files);
  if (!parsed.ok) throw new CommandProblem(parsed.issues.map(formatIssue).join('\n'));
  return { protocol: parsed.value, source: joinProtocolFiles(files).source };
}

/** The files of a protocol: the file itself, or all YAML files of a folder in the order of their names. */
export function readProtocolFiles(path: string): readonly ProtocolFile[] {
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return [{ file: path, source: readText(path) }];
  const names = readdirSync(path).filter((name) => /\.ya?ml$/.test(name));
  return names.sort().map((name) => ({ file: join(path, name), source: readText(join(path, name)) }));
}

/** Reads a text file. @throws CommandProblem that says why it can't be read. */
export function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new CommandProblem(`${file} can't be read: ${(error as Error).message}.`, { cause: error });
  }
}

/** The protocol file behind a TRIAL, for commands that need one. */
export function requireProtocolFile(trial: string, what: string): Extract<TrialReference, { kind: 'file' }> {
  const reference = resolveTrialFile(trial);
  if (reference.kind === 'file') return reference;
  throw new CommandProblem(
    `${what} needs a protocol: give the name of a trial's folder or a path to its protocol file, not an id.`,
  );
}

async function findById(system: System, trialId: string): Promise<TrialId | undefined> {
  const { rows } = await system.pools.writer.query<{ trial_id: string }>(
    'select trial_id from record.trial where trial_id = $1',
    [trialId],
  );
  return rows[0] ? TrialId.parse(rows[0].trial_id) : undefined;
}

async function findByProtocol(
  system: System,
  reference: Extract<TrialReference, { kind: 'file' }>,
): Promise<TrialId | undefined> {
  const { protocol } = readProtocol(reference);
  const { rows } = await system.pools.writer.query<{ trial_id: string }>(
    'select trial_id from ops.current_trial where name = $1',
    [protocol.id],
  );
  return rows[0] ? TrialId.parse(rows[0].trial_id) : undefined;
}
