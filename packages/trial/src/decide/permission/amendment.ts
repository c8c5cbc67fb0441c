// Permissions of amendments, as far as the state of the trial says: who approves, and whether it is still the next step.
import { type AmendmentDraft, amendmentAt } from '../../evolve/amendment-state.js';
import { type Refusal, refuse } from '../../refusal.js';
import type { Permissions, Situation } from '../situation.js';
import { dayAt } from './future.js';

export const amendmentPermissions: Permissions<
  'draftAmendment' | 'approveAmendment' | 'activateAmendment' | 'withdrawDraft'
> = {
  draftAmendment: ({ amendmentId }, { trial }) => {
    if (!trial.isLive) {
      return refuse(
        'trial-not-live',
        'Before go-live there is nothing to amend: create the trial from the new protocol.',
      );
    }
    if (trial.amendments.drafts[amendmentId] === undefined) return undefined;
    return refuse('amendment-known', 'This amendment is drafted already; another one has an id of its own.');
  },

  approveAmendment: ({ amendmentId }, { trial, actorId }) => {
    const draft = trial.amendments.drafts[amendmentId];
    if (draft === undefined) return unknownAmendment();
    if (draft.status !== 'draft') return notInState(draft, 'a draft');
    if (draft.draftedBy === actorId) {
      return refuse('amendment-same-person', 'Nobody approves their own amendment; another person does.');
    }
    return outdated(draft, trial.amendments);
  },

  activateAmendment: ({ amendmentId, from, approvals }, { trial, now }) => {
    const draft = trial.amendments.drafts[amendmentId];
    if (draft === undefined) return unknownAmendment();
    if (draft.status !== 'approved') return notInState(draft, 'approved');
    const today = dayAt(now, undefined);
    if (trial.creation?.mode === 'live' && from > today) {
      return refuse('date-in-future', `Not yet: from ${from}; today is ${today}. It is activated on its day.`, {
        items: ['from'],
        today,
      });
    }
    if (draft.kind === 'substantial' && approvals.length === 0) {
      return refuse(
        'amendment-approval-missing',
        'A substantial amendment counts at a place once its authority or ethics committee approved it; note the approval.',
      );
    }
    const late = approvals.filter(({ grantedOn }) => grantedOn > from).map(({ by, grantedOn }) => `${by} ${grantedOn}`);
    if (late.length === 0) return undefined;
    return refuse(
      'period-invalid',
      `An amendment that counts from ${from} was not approved later: ${late.join(', ')}.`,
    );
  },

  withdrawDraft: ({ amendmentId }, { trial }) => {
    const draft = trial.amendments.drafts[amendmentId];
    if (draft === undefined) return unknownAmendment();
    if (draft.status === 'withdrawn') return notInState(draft, 'a draft');
    const { approved, inForce } = trial.amendments;
    const isUsed = Object.values(inForce).includes(amendmentId);
    const isBase = approved.includes(amendmentId) && approved.at(-1) !== amendmentId;
    if (!isUsed && !isBase) return undefined;
    return refuse(
      'amendment-in-force',
      'Sites work by this amendment, or a later one stands on it; what it did is undone by another amendment.',
    );
  },
};

function unknownAmendment(): Refusal {
  return refuse('amendment-unknown', 'The trial has no amendment with this id; draft it first.');
}

function notInState({ status }: AmendmentDraft, needed: string): Refusal {
  const is = status === 'draft' ? 'not approved yet' : status;
  return refuse('amendment-state', `The amendment is ${is}; this needs one that is ${needed}.`, { status });
}

/** The version that it was compared with is no longer the latest. */
function outdated(draft: AmendmentDraft, { approved }: Situation['trial']['amendments']): Refusal | undefined {
  if (draft.basedOn === approved.at(-1)) return undefined;
  return refuse(
    'amendment-outdated',
    'Another amendment was approved since this one was drafted; draft it again on top of that one.',
  );
}

/** The sites at which an amendment would take the place of an earlier version. */
export function sitesAhead(
  amendmentId: string,
  sites: readonly string[],
  state: Situation['trial']['amendments'],
): readonly string[] {
  const rank = (id: string | undefined) => (id === undefined ? -1 : state.approved.indexOf(id));
  return sites.filter((site) => rank(amendmentAt(state, site)) < rank(amendmentId));
}
