// The participant flow of the CONSORT statement, by sequence and period.
import type { Protocol } from '@equipoise/trial';
import { assignedTreatment } from '../derive/administration.js';
import type { DerivedTrial, ParticipantRecord, RandomisedParticipant } from '../derive/record.js';
import type { AnalysisOutput, FlowGroup } from '../output.js';
import type { SetMembership } from '../set/analysis-set.js';
import { byCodeUnits } from '../text.js';

/**
 * Flow of each sequence through the periods. A period is started with its administration (without administrations: with any form of
 * its visits) and completed with a form of its last planned visit. A withdrawal counts in the last period that was started, or in the
 * first one where none was.
 * @see Dwan et al. 2019, CONSORT 2010 statement: extension to randomised crossover trials, item 13a
 */
export function flowOf(trial: DerivedTrial, sets: readonly SetMembership[], protocol: Protocol): readonly FlowGroup[] {
  return protocol.sequences.map(({ id: sequence }) => {
    const participants = trial.randomised.filter((participant) => participant.sequence === sequence);
    const courses = participants.map((participant) => ({ participant, ...courseOf(participant, trial, protocol) }));
    return {
      sequence,
      randomised: participants.length,
      periods: trial.periods.map((period) => ({
        period,
        treatment: assignedTreatment(protocol, sequence, period)!,
        started: courses.filter(({ started }) => started.has(period)).length,
        completed: courses.filter(({ completed }) => completed.has(period)).length,
        withdrawn: countKinds(
          courses.filter(({ last }) => (last ?? trial.periods[0]) === period).map(({ participant }) => participant),
        ),
      })),
      analysed: Object.fromEntries(
        sets.map(({ definition, members }) => [
          definition.id,
          members.filter((participant) => participant.sequence === sequence).length,
        ]),
      ),
    };
  });
}

interface PeriodCourse {
  readonly started: ReadonlySet<string>;
  readonly completed: ReadonlySet<string>;
  readonly last: string | undefined;
}

function courseOf({ participantId }: RandomisedParticipant, trial: DerivedTrial, protocol: Protocol): PeriodCourse {
  const forms = trial.forms.filter((form) => form.participantId === participantId);
  const visited = new Set(forms.map((form) => form.visit));
  const given = new Set(
    trial.administrations.filter((one) => one.participantId === participantId).map(({ period }) => period),
  );
  const visitsIn = (period: string) =>
    protocol.visits.filter((visit) => visit.period === period && visit.unscheduled !== true).map(({ id }) => id);
  const isAdministered = (period: string) => protocol.administrations.some((planned) => planned.period === period);
  const hasStarted = (period: string) =>
    isAdministered(period) ? given.has(period) : visitsIn(period).some((visit) => visited.has(visit));
  const started = trial.periods.filter(hasStarted);
  const completed = started.filter((period) => visited.has(visitsIn(period).at(-1) ?? ''));
  return { started: new Set(started), completed: new Set(completed), last: started.at(-1) };
}

function countKinds(participants: readonly ParticipantRecord[]): readonly { kind: string; n: number }[] {
  const kinds = participants.flatMap(({ withdrawals }) => [...new Set(withdrawals.map(({ kind }) => kind))]);
  return tally(kinds).map(([kind, n]) => ({ kind, n }));
}

/** People who were screened and not randomised, each under the first reason that holds. */
export function notRandomised(trial: DerivedTrial): AnalysisOutput['participants']['notRandomised'] {
  const reasons = trial.participants
    .filter(({ randomisation }) => randomisation === undefined)
    .map(reasonNotRandomised);
  return tally(reasons).map(([reason, n]) => ({ reason, n }));
}

function reasonNotRandomised(person: ParticipantRecord): string {
  const refused = person.eligibility.findLast(({ eligible }) => !eligible);
  if (refused !== undefined) {
    const failed = refused.criteria.filter(({ satisfied }) => !satisfied).map(({ id }) => id);
    return `not eligible: ${failed.sort(byCodeUnits).join(', ') || 'criteria not named'}`;
  }
  const withdrawal = person.withdrawals[0];
  if (withdrawal !== undefined) return `withdrawn before randomisation (${withdrawal.kind})`;
  if (!person.consented) return 'no consent recorded';
  if (person.eligibility.length === 0) return 'eligibility not assessed';
  return 'eligible, not randomised';
}

/** How often each text occurs, in code-unit order. */
function tally(texts: readonly string[]): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts].sort((a, b) => byCodeUnits(a[0], b[0]));
}
