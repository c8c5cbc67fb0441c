// What the server opens for a command, and nothing else: one sequence, or at the end the whole secret.
import {
  allocationOf,
  type ClaimedLevels,
  type Command,
  type Context,
  claimedLevels,
  type ListFacts,
  type NewEvent,
  openingOf,
  type ParticipantId,
  type RandomisationDesign,
  type RehearsedStratum,
  type States,
  type StreamId,
  strataOfList,
  type TrialId,
} from '@equipoise/trial';
import { openProduct, restsOnSealedProduct } from '../product/open-product.js';
import { Opener, openSecret, openSecretParts } from '../seal/opener.js';
import { loadStream } from '../store/load.js';
import { streamIdOf } from '../store/stream.js';
import type { System } from '../system.js';

/** What a command tells who sent it and nobody else; it is never kept with the command. */
export type Answer =
  | { readonly sequence: string }
  /** The sender stays blind, and passes this on to the third party. */
  | { readonly collectionCode: string; readonly expiresAt: string };

/** Whether something may have to be opened for a command. */
export function mayOpen(command: Command, states: States): boolean {
  return isAboutLiveList(command, states) || restsOnSealedProduct(command) || openingOf(command.name) !== undefined;
}

/** The opened part of a context; empty for every command that opens nothing, which then needs no key. */
export async function openForCommand(
  system: System,
  trialId: TrialId,
  command: Command,
  states: States,
): Promise<Pick<Context, 'openedSequence' | 'openedSecret' | 'openedParts' | 'openedProduct' | 'list'>> {
  if (isAboutLiveList(command, states)) return { list: await readListFacts(system, trialId, states) };
  if (restsOnSealedProduct(command)) {
    return { openedProduct: await openProduct(system, trialId, command.body.participantId) };
  }
  const opening = openingOf(command.name);
  if (opening === undefined || opening === 'dataCut' || opening === 'listOpening' || !states.trial.allocation)
    return {};
  if (opening === 'unblinding') {
    if (!states.trial.isLocked) return {};
    const [secret, ...parts] = await openSecretParts(new Opener(system.pools.sealed, trialId, system.keyring));
    return secret ? { openedSecret: secret, openedParts: parts } : {};
  }
  // The answer that a third party is to collect is not opened before it does so.
  if (command.name === 'breakCode' && command.body.answerTo !== undefined) return {};
  const claim = states.participant?.randomisation;
  if (!claim) return {};
  const secret = await openSecret(new Opener(system.pools.sealed, trialId, system.keyring));
  if (!secret) return {};
  const { design } = states.trial.allocation;
  const levels = await claimedLevelsOf(system, trialId, design, claim.stratum);
  return { openedSequence: allocationOf(secret, design, { ...claim, levels }) };
}

/** Whether a command brings in a list of a live trial, or takes it live. */
function isAboutLiveList(command: Command, { trial }: States): boolean {
  if (trial.creation?.mode !== 'live') return false;
  if (command.name === 'commitAllocation') return command.body.list !== undefined && trial.allocation === undefined;
  if (command.name === 'goLive') return trial.allocation?.comparison !== undefined && !trial.isLive;
  return command.name === 'appendAllocationList';
}

/**
 * The lists of this protocol's rehearsals, which are dummies and may be opened, and the key that the live list's
 * digests are made with. The live list itself stays sealed.
 */
async function readListFacts(system: System, trialId: TrialId, { trial }: States): Promise<ListFacts> {
  const { rows } = await system.pools.sealed.query<{ trial_id: TrialId }>(
    "select trial_id from record.trial where protocol_id = $1 and mode = 'rehearsal' order by trial_id",
    [trial.creation?.protocolId],
  );
  const rehearsed: RehearsedStratum[] = [];
  for (const { trial_id: rehearsal } of rows) {
    const events = await loadStream(system.pools.writer, rehearsal, streamIdOf(rehearsal, { kind: 'trial' }));
    const committed = events.find(({ event }) => event?.type === 'AllocationCommitted')?.event;
    if (committed?.type !== 'AllocationCommitted' || committed.payload.design.method !== 'uploadedList') continue;
    const { sequences } = committed.payload.design;
    const opener = new Opener(system.pools.sealed, rehearsal, system.keyring);
    const [parts, whole] = [await openSecretParts(opener), await openSecret(opener)];
    for (const secret of [...parts, ...(parts.length > 1 && whole ? [whole] : [])]) {
      if (secret.kind === 'list') rehearsed.push(...strataOfList(secret.entries, sequences));
    }
  }
  const key = await new Opener(system.pools.sealed, trialId, system.keyring).listComparisonKey();
  return { key, rehearsed };
}

/** The open levels of all entries of a stratum: what an allocation by minimisation depends on beside the seed. */
async function claimedLevelsOf(
  system: System,
  trialId: TrialId,
  design: RandomisationDesign,
  stratum: string,
): Promise<ClaimedLevels | undefined> {
  if (design.method !== 'minimisation') return undefined;
  const events = await loadStream(system.pools.writer, trialId, streamIdOf(trialId, { kind: 'stratum', stratum }));
  const claims = events.flatMap(({ event }) => (event?.type === 'AllocationClaimed' ? [event.payload] : []));
  return claimedLevels(design, claims);
}

/** What a code break tells the one who broke it, or a collected answer the one who collected it. */
export function answerIn(events: readonly NewEvent[]): Answer | undefined {
  const broken = events.find((event) => event.type === 'CodeBroken');
  for (const event of events) {
    if (event.type === 'AllocationOpened' && answeredKinds.has(event.payload.kind))
      return { sequence: event.payload.sequence };
    if (event.type === 'AllocationReported') return { sequence: event.payload.sequence };
    if (event.type === 'ThirdPartyNamed' && broken?.type === 'CodeBroken' && broken.payload.answer) {
      return { collectionCode: event.payload.collectionCode, expiresAt: broken.payload.answer.expiresAt };
    }
  }
  return undefined;
}

/** The openings whose answer goes back to the sender; a laboratory sees what it fills in its own views. */
const answeredKinds: ReadonlySet<string> = new Set(['codeBreak', 'thirdParty']);

/** The same answer for a command that was done before, read from the sealed record. */
export async function answerOf(
  system: System,
  trialId: TrialId,
  participantId: ParticipantId,
  commandId: string,
): Promise<Answer | undefined> {
  const streamId: StreamId = streamIdOf(trialId, { kind: 'sealedParticipant', participantId });
  const opener = new Opener(system.pools.sealed, trialId, system.keyring);
  const types = ['AllocationOpened', 'ThirdPartyNamed', 'AllocationReported'] as const;
  const found = (await opener.list({ types, streamId })).find(
    ({ envelope }) => envelope.commandId === commandId,
  )?.event;
  if (found?.type === 'AllocationOpened' || found?.type === 'AllocationReported')
    return { sequence: found.payload.sequence };
  if (found?.type !== 'ThirdPartyNamed') return undefined;
  const { collectionCode } = found.payload;
  const open = await loadStream(
    system.pools.writer,
    trialId,
    streamIdOf(trialId, { kind: 'participant', participantId }),
  );
  const broken = open.find(({ envelope }) => envelope.commandId === commandId)?.event;
  const expiresAt = broken?.type === 'CodeBroken' ? broken.payload.answer?.expiresAt : undefined;
  return expiresAt === undefined ? undefined : { collectionCode, expiresAt };
}
