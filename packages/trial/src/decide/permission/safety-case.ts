// Permissions of serious events as cases, of pregnancies, and of the safety board.
import type { CommandName } from '../../command/catalogue.js';
import type { safetyCaseCommands } from '../../command/safety-case.js';
import { reportKey } from '../../evolve/safety-state.js';
import { type Refusal, refuse } from '../../refusal.js';
import { classify, isWeaker } from '../../safety/classification.js';
import { clocksOfSite, isSealedClock } from '../../safety/clock.js';
import { parseListing } from '../../safety/listing.js';
import type { Permissions, Situation } from '../situation.js';

type SafetyCaseCommand = Extract<CommandName, keyof typeof safetyCaseCommands>;

export const safetyCasePermissions: Permissions<SafetyCaseCommand> = {
  recordCaseVersion: ({ adverseEventId, receivedAt, kind }, situation) => {
    const { participant, now } = situation;
    const unknown = unknownEvent(adverseEventId, situation);
    if (unknown !== undefined) return unknown;
    const versions = participant.safety.cases[adverseEventId]?.versions ?? [];
    if (receivedAt > now) {
      return refuse('instant-in-future', `A report can't have been received at ${receivedAt}: it is ${now}.`, { now });
    }
    const isFirst = versions.length === 0;
    if (isFirst === (kind === 'initial')) return undefined;
    const expected = isFirst ? 'initial' : 'followUp or final';
    return refuse('case-version-order', `This is version ${versions.length + 1} of the case: ${expected}.`, {
      version: versions.length + 1,
    });
  },

  assessSeriousEvent: (body, situation) => {
    const unknown = unknownEvent(body.adverseEventId, situation);
    if (unknown !== undefined) return unknown;
    const one = situation.participant.safety.cases[body.adverseEventId];
    const targets = situation.protocol.adverseEvents?.causalityTo ?? [];
    const judged = Object.keys(body.causality) as (keyof typeof body.causality)[];
    const other = judged.filter((target) => !targets.includes(target));
    if (other.length > 0) {
      return refuse(
        'adverse-event-invalid',
        `Causality is judged to ${targets.join(', ')}, not to ${other.join(', ')}.`,
        {
          problems: other,
        },
      );
    }
    const lowered = judged.filter((target) => {
      const [ours, theirs] = [body.causality[target], one?.investigator.causality[target]];
      return ours !== undefined && theirs !== undefined && isWeaker(ours, theirs);
    });
    if (body.serious === false && one?.investigator.serious === true) {
      return refuse('judgement-lowered', 'The sponsor does not lower what the investigator holds serious.', {
        lowered: ['serious'],
      });
    }
    if (lowered.length > 0) {
      const text = lowered.map((target) => `${target} (${one?.investigator.causality[target]})`).join(', ');
      return refuse('judgement-lowered', `The sponsor does not lower the investigator's judgement: ${text}.`, {
        lowered,
      });
    }
    const isSerious = one !== undefined && (body.serious === true || classify(situation.protocol, one).isSerious);
    if (isSerious || (body.seriousness ?? []).length > 0) return undefined;
    return refuse('event-not-serious', 'Only a serious event is assessed; say serious: true to hold it so.');
  },

  recordSafetyReport: ({ adverseEventId, clock, part, sentAt, reason, receipt }, situation) => {
    const refused = clockRefusal({ adverseEventId, clock, part, at: sentAt }, situation, false);
    if (refused !== undefined) return refused;
    const known = situation.participant.safety.cases[adverseEventId]?.reports[reportKey({ clock, part })];
    if (known === undefined) return undefined;
    if (known.sentAt === sentAt && known.receipt === receipt) {
      return refuse('nothing-changes', 'This report is recorded so already.');
    }
    const isReceipt = known.sentAt === sentAt && known.receipt === undefined;
    if (isReceipt || reason !== undefined) return undefined;
    return refuse(
      'safety-report-known',
      `The report was recorded as sent at ${known.sentAt}; another needs a reason.`,
      {
        sentAt: known.sentAt,
      },
    );
  },

  recordReactionReport: ({ adverseEventId, clock, part, decidedAt }, situation) =>
    clockRefusal({ adverseEventId, clock, part, at: decidedAt }, situation, true),

  recordPregnancy: ({ participantId: _, ...facts }, { participant }) => {
    const known = participant.safety.pregnancies[facts.pregnancyId];
    const isSame = known !== undefined && JSON.stringify(sorted(known)) === JSON.stringify(sorted(facts));
    return isSame ? refuse('nothing-changes', 'All of this reads so already.') : undefined;
  },

  importSafetyListing: ({ columns, rows }) => {
    const { problems } = parseListing(columns, rows);
    if (problems.length === 0) return undefined;
    const shown = problems.slice(0, 5).join('; ');
    const more = problems.length > 5 ? ` and ${problems.length - 5} more` : '';
    return refuse('listing-invalid', `Nothing of the listing was taken over: ${shown}${more}.`, { problems });
  },

  openSafetyTables: ({ meeting }, { trial }) => {
    if (!trial.isLive) return refuse('trial-not-live', 'There are no data to table before go-live.');
    if (trial.board.meetings[meeting] === undefined) return undefined;
    return refuse('board-meeting-known', `The tables of the meeting ${meeting} are opened already.`, { meeting });
  },

  archiveBoardReport: ({ meeting }, { trial }) => unknownMeeting(meeting, trial),

  recordBoardRecommendation: ({ meeting }, { trial }) => {
    if (trial.board.meetings[meeting]?.recommendation === undefined) return undefined;
    return refuse('board-recommendation-known', `The recommendation of ${meeting} is recorded already.`, { meeting });
  },

  recordSafetyEvaluation: ({ rules }, { protocol, trial }) => {
    if (!trial.isLive) return refuse('trial-not-live', 'There is nothing to evaluate before go-live.');
    const known = (protocol.safety?.stoppingRules ?? []).filter(({ by }) => by === 'treatment').map(({ id }) => id);
    const unknown = rules.map(({ rule }) => rule).filter((rule) => !known.includes(rule));
    if (unknown.length === 0) return undefined;
    return refuse('stopping-rule-unknown', `No stopping rule by treatment is called ${unknown.join(', ')}.`, {
      rules: unknown,
    });
  },
};

function unknownEvent(adverseEventId: string, { participant }: Situation): Refusal | undefined {
  if (participant.safety.cases[adverseEventId] !== undefined) return undefined;
  return refuse('adverse-event-unknown', 'This adverse event is not reported; report it.');
}

function unknownMeeting(meeting: string, trial: Situation['trial']): Refusal | undefined {
  if (trial.board.meetings[meeting]?.isOpened === true) return undefined;
  return refuse('board-meeting-unknown', `No tables were opened for a meeting ${meeting}.`, { meeting });
}

/** The clock is one of the protocol's for this site, of this kind, with this part; and the instant is not to come. */
function clockRefusal(
  asked: {
    readonly adverseEventId: string;
    readonly clock: string;
    readonly part: 'initial' | 'followUp';
    readonly at: string;
  },
  situation: Situation,
  isSealed: boolean,
): Refusal | undefined {
  const unknown = unknownEvent(asked.adverseEventId, situation);
  if (unknown !== undefined) return unknown;
  const clocks = clocksOfSite(situation.protocol, situation.siteId ?? '').filter(
    (clock) => isSealedClock(clock) === isSealed,
  );
  const found = clocks.find(({ id }) => id === asked.clock);
  const hasPart = asked.part === 'initial' || found?.followUpDays !== undefined;
  if (found === undefined || !hasPart) {
    const allowed = clocks.map(({ id }) => id);
    const kind = isSealed ? 'of suspected reactions' : 'that are not of suspected reactions';
    return refuse(
      'clock-unknown',
      `There is no ${asked.part} report of the clock ${asked.clock} here; clocks ${kind}: ${allowed.join(', ') || 'none'}.`,
      { allowed },
    );
  }
  if (asked.at <= situation.now) return undefined;
  return refuse('instant-in-future', `A report can't have been sent at ${asked.at}: it is ${situation.now}.`, {
    now: situation.now,
  });
}

function sorted(value: object): readonly (readonly [string, unknown])[] {
  return Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([one], [other]) => (one < other ? -1 : 1));
}
