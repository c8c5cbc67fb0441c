// The commands that close a rehearsal: code breaks, data cuts, the blind data review, lock and unblinding.
import {
  type ActorId,
  addDays,
  type Command,
  daysBetween,
  type Protocol,
  type SubmittedCommand,
} from '@equipoise/trial';
import { dayOf, momentOf, workingDay } from './calendar.js';
import type { Cast } from './cast.js';
import { createDraws } from './draws.js';
import { codeBreakMinute, type ParticipantPlan, plannedDeviations } from './participant-script.js';
import type { Scenario } from './scenario-schema.js';
import type { Script, ScriptBook } from './script.js';

/**
 * What stands in a planned `breakCode` in place of the randomisation number: the trial draws the number when it
 * randomises, so that no plan can know it. `withRandomisationNumber` puts it in.
 */
export const unknownRandomisationNumber = 'RANDOMISATION-NUMBER';

/** The command with the randomisation number typed in where it must be; any other command as it is. */
export function withRandomisationNumber(
  submitted: SubmittedCommand,
  numberOf: (participantId: string) => string | undefined,
): SubmittedCommand {
  const { command } = submitted;
  if (command.name !== 'breakCode' || command.body.typedConfirmation !== unknownRandomisationNumber) return submitted;
  const typedConfirmation = numberOf(command.body.participantId) ?? unknownRandomisationNumber;
  return { ...submitted, command: { name: 'breakCode', body: { ...command.body, typedConfirmation } } };
}

export interface Closing {
  readonly protocol: Protocol;
  readonly scenario: Scenario;
  readonly seed: number;
  readonly cast: Cast;
  readonly plans: readonly ParticipantPlan[];
  readonly book: ScriptBook;
}

/** Code breaks, data cuts as soon as their visits are complete, the blind data review, lock and unblinding. */
export function scriptClosing(closing: Closing): void {
  const { protocol, cast, book } = closing;
  const script = book.scriptOf('closing', Number.MAX_SAFE_INTEGER);
  scriptCodeBreaks(closing, script);
  const lastFact = book.latest() ?? 0;
  let firstCut: number | undefined;
  for (const cut of protocol.cuts ?? []) {
    const lastForm = book.latest((command) => isOfVisits(command, cut.visits)) ?? lastFact;
    const made = momentOf(workingDay(addDays(dayOf(lastForm), 14)), 600);
    firstCut = Math.min(firstCut ?? made, made);
    script.add({ moment: made, actorId: cast.senderOf('makeDataCut'), name: 'makeDataCut', body: { cut: cut.id } });
    script.add({
      moment: made + 86_400_000,
      actorId: audienceOf(cast, cut.audience),
      name: 'openDataCut',
      body: { cut: cut.id, purpose: 'The planned analysis of this data cut' },
    });
  }
  const locked = momentOf(workingDay(addDays(dayOf(Math.max(lastFact, book.latest() ?? 0)), 30)), 600);
  scriptBlindReview(closing, script, { firstCut, locked });
  script.add({ moment: locked, actorId: cast.senderOf('lockTrial'), name: 'lockTrial', body: {} });
  script.add({
    moment: locked + 86_400_000,
    actorId: cast.senderOf('unblindTrial'),
    name: 'unblindTrial',
    body: { typedConfirmation: 'UNBLIND' },
  });
}

function isOfVisits(command: Command, visits: readonly string[]): boolean {
  return (command.name === 'recordForm' || command.name === 'correctValue') && visits.includes(command.body.visit);
}

function audienceOf(cast: Cast, audience: readonly string[]): ActorId {
  const actor = cast.actors.find((one) => audience.includes(one.role));
  if (actor === undefined) throw new RangeError('The audience of a data cut has no role of the trial.');
  return actor.actorId;
}

/** Whose code is broken, and on which day: among those who were followed for a month or more. By participant key. */
export function planCodeBreaks(
  scenario: Scenario,
  seed: number,
  participants: readonly Pick<ParticipantPlan, 'enrolment' | 'course'>[],
): ReadonlyMap<string, string> {
  const draws = createDraws(seed, 'code breaks');
  const followed = participants.filter(
    ({ enrolment, course }) => daysBetween(enrolment.randomisedOn ?? course.lastDay, course.lastDay) > 30,
  );
  const chosen = draws.shuffle(followed).slice(0, scenario.codeBreaks?.participants ?? 0);
  return new Map(
    chosen.map(({ enrolment, course }) => {
      const from = enrolment.randomisedOn ?? course.lastDay;
      return [enrolment.key, addDays(from, draws.integer(14, daysBetween(from, course.lastDay) - 3))];
    }),
  );
}

function scriptCodeBreaks({ scenario, cast, plans }: Closing, script: Script): void {
  for (const { enrolment, codeBrokenOn } of plans) {
    if (codeBrokenOn === undefined || scenario.codeBreaks === undefined) continue;
    script.add({
      moment: momentOf(codeBrokenOn, codeBreakMinute),
      actorId: cast.senderOf('breakCode', enrolment.siteId),
      name: 'breakCode',
      body: {
        participantId: enrolment.participantId,
        emergency: true,
        reason: scenario.codeBreaks.reason,
        typedConfirmation: unknownRandomisationNumber,
      },
    });
  }
}

/** Exclusions are decided blind: those whose ground is known by then before the first data cut, the others before the lock. */
function scriptBlindReview(
  { scenario, seed, cast, plans }: Closing,
  script: Script,
  { firstCut, locked }: { readonly firstCut: number | undefined; readonly locked: number },
): void {
  const day = 86_400_000;
  for (const plan of plans) {
    const { enrolment, course } = plan;
    if (course.withdrawal?.kind === 'dataUse') continue;
    const grounds = (scenario.exclusions ?? []).flatMap((exclusion) => {
      const ground =
        exclusion.when === 'importantDeviation'
          ? plannedDeviations(scenario, seed, plan).find((one) => one.importance === 'important')?.day
          : course.administrations.find((one) => !one.isGiven)?.day;
      return ground === undefined ? [] : [{ exclusion, ground }];
    });
    for (const { exclusion, ground } of grounds) {
      // Who has several grounds for one set is excluded once, for the first of them.
      const rivals = grounds.filter((other) => other.exclusion.set === exclusion.set);
      const first = rivals.reduce((best, other) => (other.ground < best.ground ? other : best));
      if (exclusion !== first.exclusion) continue;
      const isKnownAtCut = firstCut !== undefined && momentOf(ground, 0) < firstCut - 2 * day;
      script.add({
        moment: isKnownAtCut ? firstCut - day : locked - 5 * day,
        actorId: cast.senderOf('excludeFromAnalysisSet', enrolment.siteId),
        name: 'excludeFromAnalysisSet',
        body: {
          participantId: enrolment.participantId,
          set: exclusion.set,
          criterion: exclusion.criterion,
          reason: 'Blind data review',
        },
      });
    }
  }
}
