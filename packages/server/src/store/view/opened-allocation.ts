// The views that show allocations, or that they were shown: to unblinded roles, and the list only while it is opened to the person.
import type { TrialEvent, TrialId } from '@equipoise/trial';
import { z } from 'zod';
import { openAllocation, readTrialState } from '../../seal/open-sequences.js';
import { Opener } from '../../seal/opener.js';
import type { System } from '../../system.js';
import { streamIdOf } from '../stream.js';
import { type Asked, view } from './contract.js';

const text = z.string();

const AllocationRow = z.object({
  stratum: text,
  entry: z.int(),
  sequence: text,
  randomisation_number: text.nullable().describe('null: not taken yet, of an uploaded list'),
  participant_id: text.nullable(),
  site_id: text.nullable(),
});

const SealedOpening = z.object({
  kind: text,
  participant_id: text.nullable(),
  actor_id: text,
  opened_at: text,
  reason: text.nullable(),
  facts: z.record(z.string(), z.unknown()),
});

export const openedAllocationViews = {
  allocations: view({
    summary:
      'The list of allocations, for the two people to whom it is opened and while it is; for all who may after the unblinding.',
    right: 'allocations',
    params: z.object({}),
    row: AllocationRow,
    query: ({ trialId }) => ({
      text: `select participant_id, site_id, randomisation_number, stratum, entry from read.randomisation
             where trial_id = $1 and api.sees(trial_id, site_id, 'allocations') order by stratum, entry, randomisation_number`,
      values: [trialId],
    }),
    open: (rows, asked, system) => openList(rows as unknown as readonly Taken[], asked, system),
  }),
  sealedOpenings: view({
    summary: 'Openings that blinded people do not know of: for dispensing, for reports, and who third parties are.',
    right: 'sealedOpenings',
    params: z.object({}),
    row: SealedOpening,
    query: ({ trialId }) => ({
      text: `select participant_id from read.randomisation
             where trial_id = $1 and api.sees(trial_id, site_id, 'sealedOpenings') order by participant_id`,
      values: [trialId],
    }),
    open: (rows, asked, system) => listSealedOpenings(rows, asked, system),
  }),
} as const;

interface Taken {
  readonly participant_id: string;
  readonly site_id: string;
  readonly randomisation_number: string;
  readonly stratum: string;
  readonly entry: number;
}

async function openList(
  rows: readonly Taken[],
  { trialId, actorId, now }: Asked,
  system: System,
): Promise<readonly z.output<typeof AllocationRow>[]> {
  if (!(await mayOpen(system, trialId, { actorId, now }))) return [];
  const entries = rows.map(({ stratum, entry }) => ({ stratum, index: entry }));
  const opened = await openAllocation(system, trialId, entries);
  if (opened === undefined) return [];
  const taken = rows.map((row) => ({
    ...row,
    sequence: opened.sequenceOf({ stratum: row.stratum, index: row.entry }),
  }));
  if (opened.secret.kind === 'seed') return taken;
  const known = new Set(rows.map(({ stratum, entry }) => `${stratum}|${entry}`));
  const left = Object.entries(opened.secret.entries).flatMap(([stratum, list]) =>
    list.flatMap((_, entry) =>
      known.has(`${stratum}|${entry}`)
        ? []
        : [
            {
              stratum,
              entry,
              sequence: opened.sequenceOf({ stratum, index: entry }),
              randomisation_number: null,
              participant_id: null,
              site_id: null,
            },
          ],
    ),
  );
  return [...taken, ...left].sort((a, b) =>
    a.stratum < b.stratum ? -1 : a.stratum > b.stratum ? 1 : a.entry - b.entry,
  );
}

/** Whether the list is opened to this person now: by the unblinding, or by two people and not over yet. */
async function mayOpen(
  system: System,
  trialId: TrialId,
  { actorId, now }: { readonly actorId: string; readonly now: string },
): Promise<boolean> {
  const { isUnblinded, allocationLater } = await readTrialState(system, trialId);
  if (isUnblinded) return true;
  return Object.values(allocationLater.listOpenings).some(
    ({ shownTo, until }) => now < until && shownTo.some((one) => one === actorId),
  );
}

async function listSealedOpenings(
  rows: readonly Readonly<Record<string, unknown>>[],
  { trialId }: Asked,
  system: System,
): Promise<readonly z.output<typeof SealedOpening>[]> {
  if (rows.length === 0) return [];
  const participantOf = new Map(
    rows.map((row) => {
      const participantId = String(row.participant_id) as never;
      return [
        streamIdOf(trialId, { kind: 'sealedParticipant', participantId }) as string,
        String(participantId),
      ] as const;
    }),
  );
  const opener = new Opener(system.pools.sealed, trialId, system.keyring);
  const listed = await opener.list({
    types: ['AllocationOpened', 'AllocationReported', 'ThirdPartyNamed', 'CutUnblinded'],
  });
  return listed.flatMap(({ envelope, event }): readonly z.output<typeof SealedOpening>[] => {
    const participant_id = participantOf.get(envelope.streamId) ?? null;
    if (participant_id === null && event.type !== 'CutUnblinded') return [];
    const { actorId: actor_id, recordedAt: opened_at, reason = null } = envelope;
    const described = describeOpening(event);
    return described === undefined ? [] : [{ participant_id, actor_id, opened_at, reason, ...described }];
  });
}

/** What an opening was, without what was seen or the code that a third party collects with. */
function describeOpening(event: TrialEvent): Pick<z.output<typeof SealedOpening>, 'kind' | 'facts'> | undefined {
  switch (event.type) {
    case 'AllocationOpened': {
      const { sequence: _, kind, ...facts } = event.payload;
      return { kind, facts };
    }
    case 'AllocationReported': {
      const { sequence: _, ...facts } = event.payload;
      return { kind: 'safetyReport', facts };
    }
    case 'ThirdPartyNamed': {
      const { collectionCode: _, ...facts } = event.payload;
      return { kind: 'thirdPartyNamed', facts };
    }
    case 'CutUnblinded':
      return { kind: 'dataCut', facts: event.payload };
    default:
      return undefined;
  }
}
