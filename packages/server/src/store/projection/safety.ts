// Projection of safety: what events say of cases, clocks, days of treatment, pregnancies, notices, listing and board.
import {
  classify,
  hoursToSponsor,
  type Notice,
  type Noticed,
  noticesOfParticipant,
  noticesOfTrial,
  type ParticipantState,
  runningClocks,
  specialInterestsOf,
  type TrialState,
  windowsOf,
} from '@equipoise/trial';
import type { Located, Projected, Row, Rows } from '../project.js';

/** In place of a participant, for notices that are about the trial. */
export const noParticipant = '00000000-0000-0000-0000-000000000000';

/** The rows of safety that one event of a participant's stream changes. */
export function safetyRows(
  about: Projected,
  located: Located,
  { key, siteId, after }: { readonly key: Row; readonly siteId: string; readonly after: ParticipantState },
): Rows {
  const { event, streamId, version } = located;
  const place = { stream_id: streamId, version };
  const noticed = noticeRows(about, noticesOfParticipant({ ...about, version }, located, after), { key, place });
  switch (event?.type) {
    case 'AdverseEventReported':
    case 'AdverseEventUpdated':
    case 'SeriousEventAssessed':
    case 'CaseVersionRecorded':
    case 'SafetyReportSent':
      return { ...noticed, ...caseRows(about, event.payload.adverseEventId, { key, place, siteId, after }) };
    case 'PregnancyRecorded': {
      const { pregnancyId, ...facts } = event.payload;
      return { ...noticed, pregnancy: [{ ...key, pregnancy_id: pregnancyId, facts }] };
    }
    case 'InfusionRecorded': {
      const { administration, startedAt } = event.payload;
      const started = typeof startedAt === 'string' ? startedAt : null;
      return { ...noticed, treatment_day: [{ ...key, version, administration, started_at: started }] };
    }
    default:
      return noticed;
  }
}

/** The rows of safety that one event of the trial's stream changes. */
export function boardRows(about: Projected, located: Located, before: TrialState, after: TrialState): Rows {
  const { event, streamId, version } = located;
  const key = { trial_id: about.trialId, mode: about.mode };
  const noticed = noticeRows(about, noticesOfTrial({ ...about, version }, located), {
    key: { ...key, participant_id: noParticipant, site_id: null },
    place: { stream_id: streamId, version },
  });
  switch (event?.type) {
    case 'SafetyTablesOpened':
    case 'BoardRecommended': {
      const { meeting } = event.payload;
      const known = after.board.meetings[meeting];
      const { meeting: _, ...recommendation } = known?.recommendation ?? { meeting };
      const row = {
        ...key,
        meeting,
        is_opened: known?.isOpened ?? false,
        recommendation: known?.recommendation === undefined ? null : recommendation,
      };
      return { ...noticed, board_meeting: [row] };
    }
    case 'SafetyListingImported': {
      const { cases, source, asOf } = event.payload;
      const numbers = new Set(cases.map(({ caseNumber }) => caseNumber));
      const gone = (before.board.listing?.cases ?? []).filter(({ caseNumber }) => !numbers.has(caseNumber));
      const row = (caseNumber: string): Row => ({ ...key, case_number: caseNumber });
      const as_of = typeof asOf === 'string' ? asOf : null;
      return {
        ...noticed,
        safety_listing: [
          ...gone.map(({ caseNumber }) => ({ ...row(caseNumber), isGone: true })),
          ...cases.map((one) => ({ ...row(one.caseNumber), source, as_of, facts: one })),
        ],
      };
    }
    default:
      return noticed;
  }
}

function caseRows(
  { protocol }: Projected,
  adverseEventId: string,
  {
    key,
    place,
    siteId,
    after,
  }: { readonly key: Row; readonly place: Row; readonly siteId: string; readonly after: ParticipantState },
): Rows {
  const one = after.safety.cases[adverseEventId];
  const reported = after.adverseEvents[adverseEventId];
  if (one === undefined || reported === undefined) return {};
  const is = classify(protocol, one);
  const hours = hoursToSponsor(one);
  const facts = {
    isSerious: is.isSerious,
    isFatalOrLifeThreatening: is.isFatalOrLifeThreatening,
    isSuspected: is.isSuspected,
    seriousness: is.seriousness,
    investigator: one.investigator,
    ...(one.assessment === undefined ? {} : { sponsor: one.assessment }),
    ...(one.seriousSince === undefined ? {} : { dayZero: one.seriousSince }),
    ...(one.fatalSince === undefined ? {} : { dayZeroFatal: one.fatalSince }),
    ...(hours === undefined ? {} : { hoursToSponsor: hours }),
    versions: one.versions,
    specialInterests: specialInterestsOf(protocol, reported),
    windows: windowsOf(protocol, after, reported),
  };
  const running = runningClocks(protocol, siteId, one);
  const now = new Set(running.map(({ clock, part }) => `${clock}/${part}`));
  const gone = (protocol.adverseEvents?.clocks ?? []).flatMap(({ id }) =>
    (['initial', 'followUp'] as const)
      .filter((part) => !now.has(`${id}/${part}`))
      .map((part) => ({ ...key, adverse_event_id: adverseEventId, clock: id, part, isGone: true })),
  );
  return {
    safety_case: [{ ...key, adverse_event_id: adverseEventId, facts, ...place }],
    safety_clock: [
      ...gone,
      ...running.map((clock) => ({
        ...key,
        adverse_event_id: adverseEventId,
        clock: clock.clock,
        part: clock.part,
        starts_at: clock.startsAt,
        due_at: clock.dueAt,
        is_sealed: clock.isSealed,
        is_provisional: clock.isProvisional,
        sent_at: clock.sentAt ?? null,
        receipt: clock.receipt ?? null,
      })),
    ],
  };
}

function noticeRows(
  { trialId }: Projected,
  { notices, takenBack }: Noticed,
  { key, place }: { readonly key: Row; readonly place: Row },
): Rows {
  if (notices.length === 0 && takenBack.length === 0) return {};
  const row = (notice: Notice): Row => ({
    ...key,
    site_id: notice.siteId ?? null,
    notice_id: notice.noticeId,
    code: notice.code,
    roles: notice.roles,
    is_urgent: notice.isUrgent,
    not_before: notice.notBefore ?? null,
    subject: notice.subject ?? null,
    facts: notice.facts,
    ...place,
  });
  return {
    notice: [
      ...takenBack.map((noticeId) => ({ trial_id: trialId, notice_id: noticeId, isGone: true })),
      ...notices.map(row),
    ],
  };
}
