// `equipoise randomisation`: lists the allocations of a rehearsal, and recomputes those of an unblinded trial.
import {
  allocatorOf,
  checkReveal,
  claimedLevels,
  type RandomisationDesign,
  RandomisationExport,
  type TrialId,
} from '@equipoise/trial';
import { Opener, openSecret } from '../seal/opener.js';
import { readOpen, storedEvents } from '../store/load.js';
import type { System } from '../system.js';
import { findTrial, readText } from './find-trial.js';
import { CommandProblem, type ExitCode, exitCodes, type TrialOptions, type VerifyRevealOptions } from './options.js';
import { withSystem } from './with-system.js';

/** Prints every allocation of a rehearsal as CSV: number, site, stratum, entry, sequence. */
export async function list(options: TrialOptions): Promise<ExitCode> {
  return withSystem(options, async (system) => {
    const trialId = await findTrial(system, options.trial);
    const { rows } = await system.pools.writer.query<{ mode: string }>(
      'select mode from record.trial where trial_id = $1',
      [trialId],
    );
    if (rows[0]?.mode !== 'rehearsal') {
      throw new CommandProblem(
        `A list of allocations is for rehearsals; this trial is ${rows[0]?.mode}. Once it is unblinded, "equipoise export ${options.trial} --randomisation FILE" writes them.`,
      );
    }
    process.stdout.write(await listAllocations(system, trialId));
    return exitCodes.done;
  });
}

/** Recomputes every allocation of an export with nothing but the export; the exit code is 1 where one is another. */
export function verifyReveal({ file }: VerifyRevealOptions): ExitCode {
  const { recomputed, problems } = checkReveal(readExport(file));
  for (const problem of problems) process.stdout.write(`${problem}\n`);
  process.stdout.write(
    problems.length === 0
      ? `The seed and the design are those that were committed to, and all ${recomputed} allocations follow from them.\n`
      : `${problems.length === 1 ? 'One problem' : `${problems.length} problems`}; ${recomputed} allocations recomputed.\n`,
  );
  return problems.length === 0 ? exitCodes.done : exitCodes.problem;
}

function readExport(file: string): RandomisationExport {
  const text = readText(file);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new CommandProblem(`${file} is not JSON: ${(cause as Error).message}.`, { cause });
  }
  const parsed = RandomisationExport.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'file'}: ${issue.message}`);
  throw new CommandProblem(
    `${file} is no file of "equipoise export TRIAL --randomisation FILE": ${problems.slice(0, 5).join('; ')}.`,
  );
}

async function listAllocations(system: System, trialId: TrialId): Promise<string> {
  let design: RandomisationDesign | undefined;
  const claims: Parameters<typeof claimedLevels>[1][number][] = [];
  const entries: { number: string; siteId: string; stratum: string; index: number }[] = [];
  for await (const batch of storedEvents(system.pools.sealed, trialId)) {
    for (const stored of batch) {
      const { event, envelope } = readOpen(stored);
      if (event?.type === 'AllocationCommitted') design = event.payload.design;
      if (event?.type === 'AllocationClaimed') claims.push(event.payload);
      if (event?.type !== 'ParticipantRandomised') continue;
      const { randomisationNumber: number, stratum, index } = event.payload;
      entries.push({ number, siteId: envelope.siteId ?? '', stratum, index });
    }
  }
  const secret = await openSecret(new Opener(system.pools.sealed, trialId, system.keyring));
  if (design === undefined || secret === undefined) {
    throw new CommandProblem('The allocation of this rehearsal is not committed yet.');
  }
  const open = allocatorOf(secret, design, claimedLevels(design, claims));
  const { sequences } = design;
  const rows = entries
    .sort((a, b) => (a.stratum < b.stratum ? -1 : a.stratum > b.stratum ? 1 : a.index - b.index))
    .map(({ number, siteId, stratum, index }) => [number, siteId, stratum, index, sequences[open(stratum, index)]]);
  return [['randomisationNumber', 'site', 'stratum', 'entry', 'sequence'], ...rows]
    .map((row) => `${row.map((cell) => csvCell(String(cell))).join(',')}\n`)
    .join('');
}

function csvCell(text: string): string {
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
