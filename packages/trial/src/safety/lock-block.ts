// What of safety keeps a participant from being locked.
import { siteOf } from '../evolve/capture-state.js';
import type { ParticipantState } from '../evolve/participant-state.js';
import type { Protocol } from '../protocol/schema.js';
import { classify } from './classification.js';
import { runningClocks } from './clock.js';

export type SafetyBlock =
  | {
      readonly code:
        | 'serious-event-not-assessed'
        | 'serious-event-not-final'
        | 'serious-event-without-outcome'
        | 'serious-event-not-judged'
        | 'safety-report-missing';
      readonly adverseEventId: string;
      /** Of a report: the clock and its part. */
      readonly about?: string;
    }
  | { readonly code: 'pregnancy-without-outcome'; readonly pregnancyId: string };

/**
 * Everything of safety that is still open for a participant, in the order of its events; [] where nothing blocks.
 * Rests on open facts alone: whether a suspected reaction was reported to an authority never blocks, since only one
 * under the active treatment is.
 */
export function safetyLockBlocks(participant: ParticipantState, protocol: Protocol): readonly SafetyBlock[] {
  const siteId = siteOf(participant);
  if (siteId === undefined) return [];
  const events = Object.values(participant.safety.cases).flatMap((one): readonly SafetyBlock[] => {
    if (!classify(protocol, one).isSerious) return [];
    const facts = participant.adverseEvents[one.adverseEventId];
    const { adverseEventId } = one;
    const block = (code: Exclude<SafetyBlock['code'], 'pregnancy-without-outcome'>, about?: string): SafetyBlock => ({
      code,
      adverseEventId,
      ...(about === undefined ? {} : { about }),
    });
    const judged = Object.keys(one.investigator.causality);
    const targets = protocol.adverseEvents?.causalityTo ?? [];
    return [
      ...(one.assessment === undefined ? [block('serious-event-not-assessed')] : []),
      ...(one.versions.at(-1)?.kind === 'final' ? [] : [block('serious-event-not-final')]),
      ...(facts?.outcome === 'unknown' || facts?.outcome === 'recovering'
        ? [block('serious-event-without-outcome')]
        : []),
      ...(targets.every((target) => judged.includes(target)) ? [] : [block('serious-event-not-judged')]),
      ...runningClocks(protocol, siteId, one)
        .filter((clock) => !clock.isSealed && clock.sentAt === undefined)
        .map((clock) => block('safety-report-missing', `${clock.clock}/${clock.part}`)),
    ];
  });
  const pregnancies = Object.values(participant.safety.pregnancies).flatMap(({ pregnancyId, outcome }) =>
    outcome === 'ongoing' || outcome === 'unknown' ? [{ code: 'pregnancy-without-outcome' as const, pregnancyId }] : [],
  );
  return [...events, ...pregnancies];
}
