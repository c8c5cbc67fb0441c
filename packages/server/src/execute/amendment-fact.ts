// The versions of the protocol for a command: by which it is decided, and what a new one would make of what is recorded.
import {
  type AmendmentFacts,
  amendmentAt,
  type Command,
  formatIssue,
  type Protocol,
  type ProtocolVersions,
  parseProtocol,
  type States,
  type StreamId,
  siteOf,
  type TrialId,
  type TrialState,
} from '@equipoise/trial';
import type pg from 'pg';
import { type Append, NotAsDecided } from '../store/append.js';
import { readVersionsOf } from '../store/protocol.js';
import { rebuildStreams } from '../store/rebuild.js';
import { countLosses } from '../store/touched.js';

/** Every version by which a site works, and the one that the command names. */
export async function versionsFor(
  pool: pg.Pool,
  trialId: TrialId,
  asked: { readonly original: Protocol; readonly trial: TrialState; readonly command: Command },
): Promise<ProtocolVersions> {
  const { original, trial, command } = asked;
  const { drafts, inForce, approved } = trial.amendments;
  const named = 'amendmentId' in command.body ? [command.body.amendmentId] : [];
  const latest = isOfAmendment(command) ? approved.slice(-1) : [];
  const wanted = [...Object.values(inForce), ...named, ...latest].filter((id) => drafts[id] !== undefined);
  return readVersionsOf(pool, trialId, { original, drafts, wanted });
}

/** The site whose version decides a command: that of its participant, or where they go; undefined for what is about the whole trial. */
export function decidingSite(command: Command, participant: States['participant']): string | undefined {
  if (command.name === 'transferParticipant') return command.body.toSiteId;
  if (participant?.screening !== undefined) return siteOf(participant);
  return command.name === 'screenParticipant' ? command.body.siteId : undefined;
}

function isOfAmendment({ name }: Command): boolean {
  return name === 'draftAmendment' || name === 'approveAmendment' || name === 'activateAmendment';
}

/** The facts for a command of an amendment; none for others. */
export async function amendmentFactsFor(
  pool: pg.Pool,
  asked: {
    readonly trialId: TrialId;
    readonly command: Command;
    readonly trial: TrialState;
    readonly versions: ProtocolVersions;
  },
): Promise<{ readonly amendment?: AmendmentFacts }> {
  const { trialId, command, trial, versions } = asked;
  if (!isOfAmendment(command)) return {};
  const latestId = trial.amendments.approved.at(-1);
  const latest = latestId === undefined ? versions.original : versions.of(latestId);
  const proposed = proposedBy(command, trial, versions);
  if (!proposed.ok) return { amendment: { proposed, latest, replaced: [], recorded: {} } };
  const replaced = replacedBy(command, { trial, versions, latest, proposed: proposed.protocol });
  const recorded = await countLosses(pool, trialId, { replaced, proposed: proposed.protocol });
  return { amendment: { proposed, latest, replaced, recorded } };
}

function proposedBy(command: Command, trial: TrialState, versions: ProtocolVersions): AmendmentFacts['proposed'] {
  if (command.name === 'draftAmendment') {
    const parsed = parseProtocol(command.body.protocolSource, 'protocol');
    return parsed.ok ? { ok: true, protocol: parsed.value } : { ok: false, problems: parsed.issues.map(formatIssue) };
  }
  const id = 'amendmentId' in command.body ? command.body.amendmentId : '';
  // Of an unknown one the permission says so.
  if (trial.amendments.drafts[id] === undefined) return { ok: false, problems: [] };
  return { ok: true, protocol: versions.of(id) };
}

function replacedBy(
  command: Command,
  about: {
    readonly trial: TrialState;
    readonly versions: ProtocolVersions;
    readonly latest: Protocol;
    readonly proposed: Protocol;
  },
): readonly Protocol[] {
  const { trial, versions, latest, proposed } = about;
  if (command.name === 'approveAmendment') {
    const basedOn = trial.amendments.drafts[command.body.amendmentId]?.basedOn;
    return [basedOn === undefined ? versions.original : latest];
  }
  if (command.name !== 'activateAmendment') return [latest];
  const sites = sitesNamed(command.body.at, proposed).map((site) => amendmentAt(trial.amendments, site));
  return [...new Set(sites)].map((id) => (id === undefined ? versions.original : versions.of(id)));
}

function sitesNamed(at: { readonly siteId: string } | { readonly nationalTrial: string }, { sites }: Protocol) {
  return sites
    .filter((site) => ('siteId' in at ? site.id === at.siteId : site.nationalTrial === at.nationalTrial))
    .map(({ id }) => id);
}

/**
 * What follows an activation or a transfer in its transaction: the rows of participants whose version changed are written anew. What
 * was recorded between the look and the activation, and would be lost, sends the command back to be decided anew.
 */
export function rowsAnewAfter(
  command: Command,
  trialId: TrialId,
  decided: { readonly states: States; readonly amendment: AmendmentFacts | undefined },
): Pick<Append, 'afterwards'> {
  const { states, amendment } = decided;
  if (command.name === 'transferParticipant') {
    if (Object.keys(states.trial.amendments.inForce).length === 0) return {};
    const streamId = command.body.participantId as string as StreamId;
    return { afterwards: (client) => rebuildStreams(client, trialId, [streamId]) };
  }
  if (command.name !== 'activateAmendment' || !amendment?.proposed.ok) return {};
  const { replaced, proposed } = amendment;
  const sites = sitesNamed(command.body.at, proposed.protocol);
  return {
    afterwards: async (client) => {
      const recorded = await countLosses(client, trialId, { replaced, proposed: proposed.protocol });
      if (Object.keys(recorded).length > 0) throw new NotAsDecided('a value was recorded that would be lost');
      const { rows } = await client.query<{ participant_id: StreamId }>(
        'select participant_id from read.participant where trial_id = $1 and site_id = any ($2) order by participant_id',
        [trialId, sites],
      );
      await rebuildStreams(
        client,
        trialId,
        rows.map((row) => row.participant_id),
      );
    },
  };
}
