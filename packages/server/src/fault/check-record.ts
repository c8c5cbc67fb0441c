// What must hold of a record after any fault: all that was acknowledged, each once and whole, and nothing half.
import type { TrialId } from '@equipoise/trial';
import type pg from 'pg';
import { checkReadTables } from '../store/rebuild.js';
import { verifyRecord } from '../store/verify.js';
import type { System } from '../system.js';
import type { Acknowledged } from './journal.js';

/** The hashes of the events of each command of a trial, in order: what a command wrote, byte for byte. */
export type EventHashes = ReadonlyMap<string, string>;

/** Everything that is wrong with the trials of a journal; `expected` are the events of an undisturbed run of a trial. */
export async function checkRecord(
  system: System,
  acknowledged: readonly Acknowledged[],
  expected: ReadonlyMap<TrialId, EventHashes>,
): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const trialId of new Set(acknowledged.map((each) => each.trialId))) {
    const written = await readEventHashes(system.pools.sealed, trialId);
    const times = await countCommands(system.pools.sealed, trialId);
    const own = new Set(acknowledged.filter((each) => each.trialId === trialId).map(({ commandId }) => commandId));
    for (const commandId of own) {
      const found = times.get(commandId) ?? 0;
      if (found !== 1) faults.push(`command ${commandId} was acknowledged and is in the record ${found} times`);
      if (!written.has(commandId)) faults.push(`command ${commandId} was acknowledged and has no event`);
    }
    faults.push(...differences(written, expected.get(trialId)));
    const { findings } = await verifyRecord(system.pools.sealed, trialId);
    faults.push(...findings.map(({ code, message }) => `${code}: ${message}`));
    faults.push(
      ...(await checkReadTables(system.pools.owner, trialId)).map(({ code, message }) => `${code}: ${message}`),
    );
  }
  return faults;
}

/** Commands that wrote other events than in the undisturbed run, or more or fewer of them: one sentence. */
function differences(written: EventHashes, expected: EventHashes | undefined): readonly string[] {
  if (expected === undefined) return [];
  const other = [...written].filter(([commandId, hashes]) => expected.get(commandId) !== hashes);
  const [first] = other;
  if (first === undefined) return [];
  return [`${other.length} command(s) did not write the events of an undisturbed run, such as ${first[0]}`];
}

export async function readEventHashes(client: pg.Pool, trialId: TrialId): Promise<EventHashes> {
  const { rows } = await client.query<{ command_id: string; hashes: string }>(
    `select command_id, string_agg(encode(hash, 'hex'), ' ' order by position) as hashes
     from record.event where trial_id = $1 group by command_id`,
    [trialId],
  );
  return new Map(rows.map((row) => [row.command_id, row.hashes]));
}

/** How often each command is in the record. */
async function countCommands(client: pg.Pool, trialId: TrialId): Promise<ReadonlyMap<string, number>> {
  const { rows } = await client.query<{ command_id: string; times: number }>(
    'select command_id, count(*)::int as times from record.command where trial_id = $1 group by command_id',
    [trialId],
  );
  return new Map(rows.map((row) => [row.command_id, row.times]));
}
