// Permissions of commands about the whole trial: allocation, plan, cuts, lock, unblinding.
import { rolesHeld } from '../../blinding/access.js';
import { type Refusal, refuse } from '../../refusal.js';
import type { Permissions, Situation } from '../situation.js';
import { blindedRefusal } from './allocation.js';
import { dayAt } from './future.js';

export const trialPermissions: Permissions<
  | 'createTrial'
  | 'commitAllocation'
  | 'goLive'
  | 'commitAnalysisPlan'
  | 'makeDataCut'
  | 'openDataCut'
  | 'lockTrial'
  | 'unblindTrial'
  | 'recordTrialEnd'
  | 'recordEndNotification'
  | 'erasePayload'
> = {
  createTrial: () => undefined,

  commitAllocation: ({ list }, situation) => {
    const { trial, protocol } = situation;
    if (trial.allocation?.design.method === 'uploadedList') {
      return refuse('list-append-only', 'The list is committed and is never replaced; entries can only be appended.');
    }
    if (trial.allocation !== undefined) {
      return refuse('allocation-committed', 'The allocation is committed already; it is never replaced.');
    }
    const { method } = protocol.randomisation;
    if (method === 'uploadedList' && list === undefined) {
      return refuse('list-required', 'The protocol randomises by an uploaded list; give the list.');
    }
    if (method !== 'uploadedList' && list !== undefined) {
      return refuse('list-not-used', 'The protocol draws the allocation from a seed; a list has no use.');
    }
    // Who uploads a list knows every allocation. In a rehearsal the list is a dummy.
    return list !== undefined && trial.creation?.mode === 'live' ? blindedRefusal(situation) : undefined;
  },

  goLive: (_body, { trial }) => {
    if (trial.isLive) return refuse('trial-live', 'The trial is live already.');
    return allocationMissing(trial);
  },

  commitAnalysisPlan: (_body, { trial }) => {
    if (trial.plan === undefined) return undefined;
    return refuse('plan-committed', 'The analysis plan is committed already; what comes later is post hoc.');
  },

  makeDataCut: ({ cut }, { trial, protocol }) => {
    const cuts = (protocol.cuts ?? []).map((one) => one.id);
    if (!cuts.includes(cut)) {
      const allowed = cuts.join(', ') || 'none';
      return refuse('cut-unknown', `The protocol names no data cut "${cut}"; it names: ${allowed}.`, { cut });
    }
    if (trial.cuts[cut] !== undefined) return refuse('cut-made', `The data cut ${cut} is made already.`, { cut });
    return trial.isLive ? undefined : refuse('trial-not-live', 'There are no data to cut before go-live.');
  },

  openDataCut: ({ cut }, { trial, actorId, now }) => {
    const made = trial.cuts[cut];
    if (made === undefined) return refuse('cut-not-made', `The data cut ${cut} is not made yet.`, { cut });
    const isAudience = rolesHeld(trial, { actorId, now }).some((role) => made.audience.includes(role));
    if (!isAudience) {
      const allowed = made.audience.join(', ');
      return refuse('cut-audience', `The data cut ${cut} is opened only by: ${allowed}.`, {
        cut,
        allowed: made.audience,
      });
    }
    return planMissing(trial);
  },

  lockTrial: (_body, { trial }) => planMissing(trial),

  unblindTrial: (_body, { trial }) => {
    if (trial.isUnblinded) return refuse('trial-unblinded', 'The trial is unblinded already.');
    if (!trial.isLocked) return refuse('trial-not-locked', 'The trial is not locked; lock it before unblinding.');
    return allocationMissing(trial) ?? planMissing(trial);
  },

  recordTrialEnd: ({ at, milestone, on, reason }, situation) => {
    const refusal = nationalTrialUnknown(at, situation) ?? dayToCome(on, situation);
    // A trial may halt, and go on, more than once; the other milestones are reached once.
    if (refusal !== undefined || milestone === 'halt' || milestone === 'restart' || reason !== undefined)
      return refusal;
    const known = situation.trial.ends.find(
      (one) => one.milestone === milestone && one.nationalTrial === at?.nationalTrial,
    );
    if (known === undefined) return undefined;
    // ICH E6(R3) 4.2.2: the change of what is recorded gives its reason.
    return refuse('reason-required', `It is recorded already, for ${known.on}; recorded again it needs a reason.`);
  },

  // Whoever was told was told, also before it was recorded of what.
  recordEndNotification: ({ at, notifiedOn }, situation) =>
    nationalTrialUnknown(at, situation) ?? dayToCome(notifiedOn, situation),

  erasePayload: () => undefined,
};

function nationalTrialUnknown(
  at: { readonly nationalTrial: string } | undefined,
  { protocol: { nationalTrials = [] } }: Situation,
): Refusal | undefined {
  if (at === undefined || nationalTrials.some((one) => one.id === at.nationalTrial)) return undefined;
  return refuse('site-unknown', `The protocol has no national trial "${at.nationalTrial}".`, at);
}

/** The clock of a rehearsal and of an import is simulated, and says nothing of the calendar. */
function dayToCome(day: string, { trial, now }: Situation): Refusal | undefined {
  const today = dayAt(now, undefined);
  if (trial.creation?.mode !== 'live' || day <= today) return undefined;
  return refuse('date-in-future', `Not yet: ${day}; today is ${today}.`, { items: ['on'], today });
}

function allocationMissing(trial: Situation['trial']): Refusal | undefined {
  if (trial.allocation !== undefined) return undefined;
  return refuse('allocation-not-committed', 'The allocation is not committed yet; commit it first.');
}

function planMissing(trial: Situation['trial']): Refusal | undefined {
  if (trial.plan !== undefined) return undefined;
  return refuse('plan-not-committed', 'The analysis plan is not committed yet; commit it first.');
}
