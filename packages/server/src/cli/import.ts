// `equipoise import TRIAL [data.csv]`: a finished trial through the same commands, all of it or nothing.
import { existsSync } from 'node:fs';
import path from 'node:path';
import {
  deterministicId,
  formatIssue,
  type ImportPlan,
  type Protocol,
  parseImportMapping,
  planImport,
  sha256Hex,
  sortIssues,
  TrialId,
} from '@equipoise/trial';
import { drive } from '../drive/drive.js';
import { CommandExecutor } from '../execute/execute.js';
import { writeCheckpoint } from '../store/checkpoint-file.js';
import type { System } from '../system.js';
import { makeCurrent, readProtocol, readText, requireProtocolFile } from './find-trial.js';
import { CommandProblem, type ExitCode, exitCodes, type ImportOptions } from './options.js';
import { showProgress } from './progress.js';
import { readTable } from './read-table.js';
import { withSystem } from './with-system.js';

/** Imports; all problems of a file are said at once, and a file with problems changes nothing. */
export async function run(options: ImportOptions): Promise<ExitCode> {
  const { plan, protocol, trialId } = readPlan(options);
  return withSystem(options, async (system) => {
    await importPlan(system, { plan, protocol, trialId });
    process.stdout.write(`\nNext: equipoise analyse ${options.trial} --report report.html\n`);
    return exitCodes.done;
  });
}

interface ReadImport {
  readonly plan: ImportPlan;
  readonly protocol: Protocol;
  readonly trialId: TrialId;
}

/** Reads protocol, mapping and data, and plans the import. @throws CommandProblem with all problems, one a line. */
export function readPlan(options: Pick<ImportOptions, 'trial' | 'file'>): ReadImport {
  const reference = requireProtocolFile(options.trial, 'An import');
  const { protocol, source: protocolSource } = readProtocol(reference);
  const mappingFile = path.join(reference.folder, 'import.yaml');
  if (!existsSync(mappingFile)) {
    throw new CommandProblem(
      `An import needs a mapping of columns to items, and there is no ${mappingFile}; trials/README.md explains one.`,
    );
  }
  const mapping = parseImportMapping(readText(mappingFile), mappingFile, protocol);
  if (!mapping.ok) throw new CommandProblem(mapping.issues.map(formatIssue).join('\n'));
  const file = options.file ?? path.join(reference.folder, mapping.value.data);
  const table = readTable(file);
  const second = mapping.value.adverseEvents && path.join(path.dirname(file), mapping.value.adverseEvents.data);
  const adverseEvents = second !== undefined && existsSync(second) ? readTable(second) : undefined;
  const dataDigest = sha256Hex(`${table.digest}${adverseEvents?.digest ?? ''}`);
  const formIssues = [...table.issues, ...(adverseEvents?.issues ?? [])];
  const plan =
    table.header.length === 0
      ? undefined
      : planImport({ protocol, protocolSource, mapping: mapping.value, table, adverseEvents, dataDigest });
  if (!plan?.ok || formIssues.length > 0) {
    const issues = sortIssues([...formIssues, ...(plan?.ok === false ? plan.issues : [])]);
    throw new CommandProblem(
      `${issues.map(formatIssue).join('\n')}\n${path.basename(file)}: ${issues.length} problem(s); nothing was imported.`,
    );
  }
  for (const warning of plan.warnings) process.stderr.write(`${formatIssue(warning)}\n`);
  return {
    plan: plan.value,
    protocol,
    trialId: TrialId.parse(deterministicId(dataDigest, 'trial', sha256Hex(protocolSource))),
  };
}

/** Drives a planned import; the same data again add nothing. */
export async function importPlan(system: System, { plan, protocol, trialId }: ReadImport): Promise<void> {
  const bar = showProgress(`Importing ${protocol.acronym}`, plan.commands.length);
  const { executed, before } = await drive(system, new CommandExecutor(system), trialId, plan.commands, {
    onProgress: bar.update,
  }).finally(bar.stop);
  await makeCurrent(system, protocol.id, trialId);
  if (executed === 0) {
    process.stdout.write(
      `These data are in the record already, as trial ${trialId} (${before} commands): nothing was changed.\n`,
    );
    return;
  }
  const { file } = await writeCheckpoint(system, trialId);
  process.stdout.write(
    `Trial ${trialId}: ${plan.participants} participants imported by ${executed} commands${before > 0 ? ` (${before} were there from an earlier run)` : ''}.\nCheckpoint: ${file}\n`,
  );
}
