// Takes a snapshot for analysis: the record up to a position, and the allocation as far as this audience may know it.
import type { AllocationView, Snapshot, SnapshotEvent } from '@equipoise/analysis';
import {
  type AllocationSecret,
  allocatorOf,
  claimedLevels,
  type ParticipantId,
  type Payload,
  type RandomisationDesign,
  type TrialEvent,
  type TrialId,
  wholeSecret,
} from '@equipoise/trial';
import { Opener, openSecret } from '../seal/opener.js';
import type { System } from '../system.js';
import { softwareVersion } from '../version.js';
import { readOpen, storedEvents } from './load.js';
import { readConsistently } from './pool.js';
import { requireProtocol } from './protocol.js';

/** A cut that the trial has not made, or a trial that is not there. */
export class SnapshotProblem extends Error {}

type Located = { readonly position: number; readonly event: SnapshotEvent };

/**
 * The snapshot of a trial, or of one of its cuts. Arms are the actual ones only where the record holds the opening for
 * this audience: the unblinding, or the opening of this cut. Otherwise, and for people who are no part of the audience
 * (`dummyArms`), they are dummies, dealt by the analysis.
 */
export async function takeSnapshot(
  system: System,
  trialId: TrialId,
  options: { readonly cut?: string | undefined; readonly dummyArms?: boolean } = {},
): Promise<Snapshot> {
  const located: Located[] = [];
  const positions: number[] = [];
  await readConsistently(system.pools.sealed, async (client) => {
    for await (const batch of storedEvents(client, trialId)) {
      for (const stored of batch) {
        const { event, envelope, position } = readOpen(stored);
        positions.push(position);
        if (event) located.push({ position, event: { ...event, envelope } });
      }
    }
  });
  if (located.length === 0) throw new SnapshotProblem(`no trial ${trialId} in this database`);
  const created = payloadOf(located, 'TrialCreated');
  if (!created) throw new SnapshotProblem(`trial ${trialId} does not begin with its creation`);
  const made =
    options.cut === undefined
      ? undefined
      : located.find(({ event }) => event.type === 'DataCutMade' && event.payload.cut === options.cut);
  if (options.cut !== undefined && !made) {
    const cuts = located.flatMap(({ event }) => (event.type === 'DataCutMade' ? [event.payload.cut] : []));
    throw new SnapshotProblem(
      `no cut "${options.cut}" was made of this trial; ${cuts.length === 0 ? 'none was' : `there is ${cuts.join(', ')}`}`,
    );
  }
  const last = made?.position ?? Number.POSITIVE_INFINITY;
  const within = located.filter(({ position }) => position <= last);
  const { protocolSource, protocolDigest } = latestOf(within, created);
  const opened: Opened =
    options.dummyArms === true
      ? { allocation: { kind: 'dummy' }, events: [] }
      : await openAllocation(system, trialId, { located, within, last, cut: options.cut });
  return {
    trialId,
    mode: created.mode,
    synthetic: created.synthetic,
    origin: originOf(created.origin),
    protocol: requireProtocol(protocolSource),
    protocolDigest,
    ...(made?.event.type === 'DataCutMade'
      ? { cut: { id: made.event.payload.cut, visits: made.event.payload.visits } }
      : {}),
    events: [...within, ...afterCut(located, made)].map(({ event }) => event).concat(opened.events),
    allocation: opened.allocation,
    softwareVersion,
    eventCount: positions.filter((position) => position <= last).length,
  };
}

/** The latest version of the protocol that counted anywhere by then: the analysis is planned by it. */
function latestOf(
  within: readonly Located[],
  created: Payload<'TrialCreated'>,
): Pick<Payload<'TrialCreated'>, 'protocolSource' | 'protocolDigest'> {
  const of = (type: 'AmendmentApproved' | 'AmendmentActivated') =>
    within.flatMap(({ event }) => (event.type === type ? [event.payload.amendmentId] : []));
  const activated = new Set(of('AmendmentActivated'));
  const id = of('AmendmentApproved').findLast((approved) => activated.has(approved));
  const drafts = within.flatMap(({ event }) => (event.type === 'AmendmentDrafted' ? [event.payload] : []));
  return drafts.find(({ amendmentId }) => amendmentId === id) ?? created;
}

/** What belongs to a cut though it came later: a plan committed before the cut was opened, and that opening. */
function afterCut(located: readonly Located[], made: Located | undefined): readonly Located[] {
  if (made?.event.type !== 'DataCutMade') return [];
  const { cut } = made.event.payload;
  const opening = located.find(({ event }) => event.type === 'DataCutOpened' && event.payload.cut === cut);
  const until = opening?.position ?? Number.POSITIVE_INFINITY;
  return located.filter(
    ({ event, position }) =>
      position > made.position && position <= until && (event.type === 'AnalysisPlanCommitted' || position === until),
  );
}

function originOf(origin: Payload<'TrialCreated'>['origin']): Snapshot['origin'] {
  return {
    ...(origin.scenario === undefined ? {} : { scenario: origin.scenario }),
    ...(origin.seed === undefined ? {} : { seed: origin.seed }),
    ...(origin.source === undefined ? {} : { source: origin.source }),
  };
}

/** The arms of an audience, and the sealed events that it may read with them. */
interface Opened {
  readonly allocation: AllocationView;
  readonly events: readonly SnapshotEvent[];
}

/** What the record holds the opening of. */
async function openAllocation(
  system: System,
  trialId: TrialId,
  {
    located,
    within,
    last,
    cut,
  }: {
    readonly located: readonly Located[];
    readonly within: readonly Located[];
    readonly last: number;
    readonly cut: string | undefined;
  },
): Promise<Opened> {
  const committed = payloadOf(located, 'AllocationCommitted');
  const unblinded = payloadOf(located, 'TrialUnblinded');
  const isCutOpened = located.some(({ event }) => event.type === 'DataCutOpened' && event.payload.cut === cut);
  if (!committed || !(unblinded || (cut !== undefined && isCutOpened)))
    return { allocation: { kind: 'dummy' }, events: [] };

  const opener = new Opener(system.pools.sealed, trialId, system.keyring);
  const secret = unblinded ? wholeSecret(unblinded.revealed, unblinded.appended) : await sealedSecret(opener);
  const sealed = await opener.list({ types: ['BagFilled', 'GuessSealed'] });
  const treatmentOfBag = new Map(
    sealed.flatMap(({ event }) =>
      event.type === 'BagFilled' ? [[event.payload.bagCode, event.payload.treatment] as const] : [],
    ),
  );
  const received = within.flatMap(({ event }) => {
    if (event.type !== 'InfusionRecorded') return [];
    const treatment = treatmentOfBag.get(event.payload.bagCode);
    return treatment === undefined
      ? []
      : [
          {
            participantId: event.envelope.streamId as string as ParticipantId,
            administration: event.payload.administration,
            treatment,
          },
        ];
  });
  const guesses = sealed.filter(({ event, position }) => event.type === 'GuessSealed' && position <= last);
  return {
    allocation: { kind: 'actual', sequenceOf: sequencesOf(within, committed.design, secret), received },
    events: guesses.map(({ event, envelope }) => ({ ...event, envelope }) as SnapshotEvent),
  };
}

function sequencesOf(
  within: readonly Located[],
  design: RandomisationDesign,
  secret: AllocationSecret,
): Readonly<Record<ParticipantId, string>> {
  const claims = within.flatMap(({ event }) => (event.type === 'AllocationClaimed' ? [event.payload] : []));
  const open = allocatorOf(secret, design, claimedLevels(design, claims));
  const sequenceOf: Record<ParticipantId, string> = {};
  for (const { event } of within) {
    if (event.type !== 'ParticipantRandomised') continue;
    const participantId = event.envelope.streamId as string as ParticipantId;
    sequenceOf[participantId] = getSequence(design, open(event.payload.stratum, event.payload.index));
  }
  return sequenceOf;
}

function getSequence({ sequences }: RandomisationDesign, index: number): string {
  const sequence = sequences[index];
  if (sequence === undefined) throw new Error('the allocation names no sequence of its design');
  return sequence;
}

async function sealedSecret(opener: Opener): Promise<AllocationSecret> {
  const secret = await openSecret(opener);
  if (!secret) throw new SnapshotProblem('the sealed allocation of this trial is not in the record');
  return secret;
}

function payloadOf<T extends TrialEvent['type']>(located: readonly Located[], type: T): Payload<T> | undefined {
  return located.find(({ event }) => event.type === type)?.event.payload as Payload<T> | undefined;
}
