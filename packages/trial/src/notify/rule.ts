// The rules of notices: which event tells whom. Open facts alone, and never what people typed.
import type { Payload, TrialEvent } from '../event/catalogue.js';
import { siteOf } from '../evolve/capture-state.js';
import type { ParticipantState } from '../evolve/participant-state.js';
import type { Folded } from '../evolve/recorded.js';
import type { SafetyCase } from '../evolve/safety-state.js';
import type { Protocol } from '../protocol/schema.js';
import { classify } from '../safety/classification.js';
import { clocksOfSite, instantOfShare, isSealedClock, type RunningClock, runningClocks } from '../safety/clock.js';
import { specialInterestsOf } from '../safety/window.js';
import type { NoticeCode, NoticeFacts } from './message.js';
import { type Notice, noticeIdOf } from './notice.js';

const sponsor = ['safetyOfficer', 'medicalMonitor'];
const pharmacovigilance = ['pharmacovigilance'];
const investigators = ['investigator', 'principalInvestigator'];

/** The shares of a clock at which its holders are told again. */
const stages = [
  { code: 'clock-running', share: 0.5 },
  { code: 'clock-urgent', share: 0.8 },
  { code: 'clock-overdue', share: 1 },
] as const;

/** Notices that an event brings, and the ids of those that it takes back (of reports that need no reminder any more). */
export interface Noticed {
  readonly notices: readonly Notice[];
  readonly takenBack: readonly string[];
}

interface About {
  readonly trialId: string;
  readonly protocol: Protocol;
  /** Position of the event: the version of its stream. */
  readonly version: number;
}

const nothing: Noticed = { notices: [], takenBack: [] };

/** What an event of a participant's stream tells whom. */
export function noticesOfParticipant(about: About, { event }: Folded, after: ParticipantState): Noticed {
  const { screening } = after;
  if (event === undefined || screening === undefined) return nothing;
  const { participantId, screeningNumber } = screening;
  const siteId = siteOf(after) ?? screening.siteId;
  const facts = {
    participant: after.randomisation?.randomisationNumber ?? screeningNumber,
    site: siteId,
  };
  const say = (
    code: NoticeCode,
    roles: readonly string[],
    more: { readonly key?: string; readonly isUrgent?: boolean; readonly facts?: NoticeFacts } = {},
  ): Notice => ({
    noticeId: noticeIdOf(about.trialId, code, `${participantId}/${more.key ?? about.version}`),
    code,
    roles,
    siteId,
    participantId,
    isUrgent: more.isUrgent ?? true,
    facts: { ...facts, ...more.facts },
  });
  const only = (...notices: readonly Notice[]): Noticed => ({ notices, takenBack: [] });

  switch (event.type) {
    case 'AdverseEventReported':
    case 'AdverseEventUpdated': {
      const one = after.safety.cases[event.payload.adverseEventId];
      const reported = after.adverseEvents[event.payload.adverseEventId];
      if (one === undefined || reported === undefined) return nothing;
      const interests = event.type === 'AdverseEventReported' ? specialInterestsOf(about.protocol, reported) : [];
      return together(
        only(
          ...interests.map((interest) =>
            say('special-interest', sponsor, { key: `${one.adverseEventId}/${interest}`, facts: { interest } }),
          ),
        ),
        seriousNotices(event.type, event.payload, { one, protocol: about.protocol, say }),
        clockNotices(about, one, { siteId, participantId, facts }),
      );
    }
    case 'SeriousEventAssessed': {
      const one = after.safety.cases[event.payload.adverseEventId];
      if (one === undefined) return nothing;
      return together(
        only(say('serious-event-assessed', [...investigators, ...pharmacovigilance])),
        clockNotices(about, one, { siteId, participantId, facts }),
      );
    }
    case 'CaseVersionRecorded':
    case 'SafetyReportSent': {
      const one = after.safety.cases[event.payload.adverseEventId];
      if (one === undefined) return nothing;
      const changed =
        event.type === 'CaseVersionRecorded'
          ? only(say('serious-event-changed', [...sponsor, ...pharmacovigilance], { isUrgent: false }))
          : nothing;
      return together(changed, clockNotices(about, one, { siteId, participantId, facts }));
    }
    case 'PregnancyRecorded':
      return only(say('pregnancy', sponsor, { key: event.payload.pregnancyId }));
    case 'CodeBroken':
      return only(
        say('code-broken', ['trialManager', ...sponsor, ...pharmacovigilance, 'monitor', ...investigators]),
        say('rater-barred', ['edssRater', 'coordinator', ...investigators]),
      );
    case 'DeviationRecorded':
      if (event.payload.importance !== 'important') return nothing;
      return only(
        say('important-deviation', ['monitor', 'dataManager', 'principalInvestigator'], {
          isUrgent: event.payload.rule === 'wrong-bag' || event.payload.rule === 'voided-bag',
          facts: { rule: event.payload.rule ?? event.payload.category },
        }),
      );
    case 'FormRecorded':
    case 'FormCorrected': {
      const { visit, form } = event.payload;
      if (!saysUnreadable(about.protocol, event)) return nothing;
      return only(say('scan-unreadable', ['coordinator', ...investigators], { facts: { visit, form } }));
    }
    case 'ParticipantWithdrawn':
      return only(
        say('withdrawal', ['monitor', 'dataManager'], { isUrgent: false, facts: { kind: event.payload.kind } }),
      );
    default:
      return nothing;
  }
}

/** Whether a reader says of a scan, now and not before, that it cannot be read. */
function saysUnreadable(
  { readings }: Protocol,
  { payload: { form, items } }: Extract<TrialEvent, { readonly type: 'FormRecorded' | 'FormCorrected' }>,
): boolean {
  const item = readings?.find((reading) => reading.form === form)?.quality?.item;
  const value = item === undefined ? undefined : items[item];
  return value === false || (typeof value === 'object' && 'to' in value && value.to === false);
}

/** What an event of the trial's stream tells whom. */
export function noticesOfTrial(about: About, { event }: Folded): Noticed {
  const all = ['trialManager', 'dataManager', 'statistician', ...sponsor, 'monitor', ...investigators, 'coordinator'];
  const say = (code: NoticeCode, roles: readonly string[], facts: NoticeFacts = {}, siteId?: string): Noticed => ({
    notices: [
      {
        noticeId: noticeIdOf(about.trialId, code, String(about.version)),
        code,
        roles,
        ...(siteId === undefined ? {} : { siteId }),
        isUrgent: false,
        facts,
      },
    ],
    takenBack: [],
  });
  switch (event?.type) {
    case 'SiteActivated': {
      const { siteId } = event.payload;
      return say('site-active', [...investigators, 'coordinator', 'monitor'], { site: siteId }, siteId);
    }
    case 'WentLive':
      return say('trial-live', all);
    case 'TrialLocked':
      return say('trial-locked', all);
    case 'TrialUnblinded':
      return say('trial-unblinded', all);
    case 'BoardRecommended': {
      const { meeting, recommendation } = event.payload;
      return say('board-recommended', ['trialManager', ...sponsor, 'principalInvestigator', 'nationalCoordinator'], {
        meeting,
        recommendation,
      });
    }
    default:
      return nothing;
  }
}

function seriousNotices(
  type: 'AdverseEventReported' | 'AdverseEventUpdated',
  facts: Payload<'AdverseEventReported'> | Payload<'AdverseEventUpdated'>,
  {
    one,
    protocol,
    say,
  }: {
    readonly one: SafetyCase;
    readonly protocol: Protocol;
    readonly say: (
      code: NoticeCode,
      roles: readonly string[],
      more: { readonly key?: string; readonly isUrgent?: boolean },
    ) => Notice;
  },
): Noticed {
  if (!classify(protocol, one).isSerious) return nothing;
  const isNew = type === 'AdverseEventReported' || facts.serious === true || facts.outcome === 'fatal';
  const roles = [...sponsor, ...pharmacovigilance, 'principalInvestigator', 'nationalCoordinator'];
  const notice = isNew
    ? say('serious-event', roles, {
        key: `${one.adverseEventId}/${one.fatalSince === undefined ? 'serious' : 'fatal'}`,
      })
    : say('serious-event-changed', roles, { isUrgent: false });
  return { notices: [notice], takenBack: [] };
}

/** Reminders of every clock of a case that is not answered; those of a clock that does not run, or is answered, go. */
function clockNotices(
  { trialId, protocol }: About,
  one: SafetyCase,
  {
    siteId,
    participantId,
    facts,
  }: { readonly siteId: string; readonly participantId: string; readonly facts: NoticeFacts },
): Noticed {
  const running = new Map(runningClocks(protocol, siteId, one).map((clock) => [`${clock.clock}/${clock.part}`, clock]));
  const possible = clocksOfSite(protocol, siteId).flatMap((clock) =>
    (clock.followUpDays === undefined ? (['initial'] as const) : (['initial', 'followUp'] as const)).map((part) => ({
      clock,
      part,
    })),
  );
  const notices: Notice[] = [];
  const takenBack: string[] = [];
  for (const { clock, part } of possible) {
    const subject = `${one.adverseEventId}/${clock.id}/${part}`;
    const now = running.get(`${clock.id}/${part}`);
    for (const { code, share } of stages) {
      const noticeId = noticeIdOf(trialId, code, subject);
      if (now === undefined || now.sentAt !== undefined) takenBack.push(noticeId);
      else
        notices.push(
          reminder(now, { noticeId, code, share, subject, roles: isSealedClock(clock) ? pharmacovigilance : sponsor }),
        );
    }
  }
  return { notices, takenBack };

  function reminder(
    clock: RunningClock,
    { share, ...notice }: Pick<Notice, 'noticeId' | 'code' | 'subject' | 'roles'> & { readonly share: number },
  ): Notice {
    return {
      ...notice,
      siteId,
      participantId,
      isUrgent: true,
      notBefore: instantOfShare(clock, share),
      facts: { ...facts, clock: clock.clock, dueAt: clock.dueAt },
    };
  }
}

function together(...parts: readonly Noticed[]): Noticed {
  return {
    notices: parts.flatMap(({ notices }) => notices),
    takenBack: parts.flatMap(({ takenBack }) => takenBack),
  };
}
