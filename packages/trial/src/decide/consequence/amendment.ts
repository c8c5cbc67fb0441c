// What follows from commands about amendments; refuses what the new version says, all at once.
import { sha256Hex } from '../../digest.js';
import type { Payload } from '../../event/catalogue.js';
import { fixedDifferences } from '../../protocol/amendment/fixed.js';
import { lossesOf } from '../../protocol/amendment/loss.js';
import { wordDifference } from '../../protocol/amendment/wording.js';
import type { Protocol } from '../../protocol/schema.js';
import { type Refusal, refuse } from '../../refusal.js';
import type { AmendmentFacts } from '../amendment-fact.js';
import { sitesAhead } from '../permission/amendment.js';
import { type Consequences, effect, trialStream } from './effect.js';

export const amendmentConsequences: Consequences<
  'draftAmendment' | 'approveAmendment' | 'activateAmendment' | 'withdrawDraft'
> = {
  draftAmendment: ({ amendmentId, kind, protocolSource, reason }, { trial }, { amendment }) => {
    const read = proposedIn(amendment);
    if ('refusal' in read) return read.refusal;
    const { proposed, facts } = read;
    const refusal = versionRefusal(proposed, facts.latest, trial.amendments.drafts) ?? changesRefusal(proposed, facts);
    if (refusal !== undefined) return refusal;
    const basedOn = trial.amendments.approved.at(-1);
    const payload: Payload<'AmendmentDrafted'> = {
      amendmentId,
      kind,
      ...(basedOn === undefined ? {} : { basedOn }),
      protocolVersion: proposed.version,
      protocolDigest: sha256Hex(protocolSource),
      protocolSource,
    };
    return effect([{ stream: trialStream, type: 'AmendmentDrafted', payload, reason }], {
      protocolVersion: proposed.version,
    });
  },

  approveAmendment: ({ amendmentId }, { trial }, { amendment }) => {
    const read = proposedIn(amendment);
    if ('refusal' in read) return read.refusal;
    const refusal = changesRefusal(read.proposed, read.facts);
    if (refusal !== undefined) return refusal;
    const protocolDigest = trial.amendments.drafts[amendmentId]?.protocolDigest ?? '';
    return effect([
      {
        stream: trialStream,
        type: 'AmendmentApproved',
        payload: { amendmentId, protocolVersion: read.proposed.version, protocolDigest },
      },
    ]);
  },

  activateAmendment: ({ amendmentId, at, from, approvals }, { trial }, { amendment }) => {
    const read = proposedIn(amendment);
    if ('refusal' in read) return read.refusal;
    const { proposed, facts } = read;
    const named = proposed.sites.filter((site) =>
      'siteId' in at ? site.id === at.siteId : site.nationalTrial === at.nationalTrial,
    );
    if (named.length === 0) {
      return 'siteId' in at
        ? refuse('site-unknown', `The protocol ${proposed.version} has no site ${at.siteId}.`, { sites: [at.siteId] })
        : refuse('site-unknown', `The protocol ${proposed.version} has no site in ${at.nationalTrial}.`, { sites: [] });
    }
    const ids = named.map(({ id }) => id);
    const sites = sitesAhead(amendmentId, ids, trial.amendments);
    if (sites.length === 0) {
      const text = `This version, or a later one, counts there already: ${ids.join(', ')}.`;
      return refuse('amendment-in-force', text, { sites: ids });
    }
    const refusal = changesRefusal(proposed, facts);
    if (refusal !== undefined) return refusal;
    const payload = { amendmentId, protocolVersion: proposed.version, at, sites: [...sites], from, approvals };
    const place = 'siteId' in at ? { siteId: at.siteId } : {};
    return effect([{ stream: trialStream, type: 'AmendmentActivated', payload, ...place }], { sites: sites.length });
  },

  withdrawDraft: ({ amendmentId, reason }) =>
    effect([{ stream: trialStream, type: 'AmendmentWithdrawn', payload: { amendmentId }, reason }]),
};

function proposedIn(
  facts: AmendmentFacts | undefined,
): { readonly proposed: Protocol; readonly facts: AmendmentFacts } | { readonly refusal: Refusal } {
  if (facts?.proposed.ok) return { proposed: facts.proposed.protocol, facts };
  const problems = facts?.proposed.ok === false ? facts.proposed.problems : ['it was not read'];
  const text = `The new version of the protocol does not pass its check: ${problems.join('; ')}`;
  return { refusal: refuse('amendment-invalid', text, { problems }) };
}

function versionRefusal(
  proposed: Protocol,
  latest: Protocol,
  drafts: Readonly<Record<string, { readonly protocolVersion: string; readonly status: string }>>,
): Refusal | undefined {
  const known = Object.values(drafts).flatMap((one) => (one.status === 'withdrawn' ? [] : [one.protocolVersion]));
  if (proposed.version !== latest.version && !known.includes(proposed.version)) return undefined;
  return refuse('amendment-version', `The trial has a version ${proposed.version} already; give this one another.`, {
    version: proposed.version,
  });
}

/** Every change that this trial cannot take, in one refusal. */
function changesRefusal(proposed: Protocol, { replaced, recorded }: AmendmentFacts): Refusal | undefined {
  const fixed = replaced.flatMap((before) => fixedDifferences(before, proposed));
  const never = unique(fixed.map(wordDifference));
  const lost = unique(
    replaced
      .flatMap((before) => lossesOf(before, proposed))
      .flatMap(({ path, words }) => {
        const { values = 0, participants = 0 } = recorded[path] ?? {};
        return values === 0 ? [] : [`${words} (${values} values of ${participants} participants)`];
      }),
  );
  if (never.length + lost.length === 0) return undefined;
  const parts = [
    ...(never.length === 0 ? [] : [`A running trial never changes: ${never.join('; ')}.`]),
    ...(lost.length === 0 ? [] : [`What is recorded would no longer be readable: ${lost.join('; ')}.`]),
  ];
  return refuse('amendment-not-allowed', parts.join(' '), { never, lost });
}

function unique(words: readonly string[]): readonly string[] {
  return [...new Set(words)];
}
