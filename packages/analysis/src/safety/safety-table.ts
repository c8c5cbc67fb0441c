// Adverse events counted by sequence and by the treatment received at their onset: participants and events.
import type { Protocol } from '@equipoise/trial';
import type { AdverseEventRecord, DerivedTrial } from '../derive/record.js';
import type { SafetyRow } from '../output.js';
import { countBySequence, countByTreatment } from '../set/analysis-set.js';
import { labelOf } from '../text.js';

/** A kind of adverse event that has a row. */
export interface EventKind {
  readonly event: string;
  readonly label: string;
  readonly holds: (event: AdverseEventRecord) => boolean;
}

/** All, each system organ class of the protocol, serious, fatal: with rows even where nothing happened. */
export function eventKinds(protocol: Protocol): readonly EventKind[] {
  const classes = protocol.adverseEvents?.dictionary.systemOrganClasses ?? [];
  return [
    { event: 'all', label: 'All adverse events', holds: () => true },
    ...classes.map(({ code, name }) => ({
      event: code,
      label: labelOf(name, code),
      holds: (event: AdverseEventRecord) => event.systemOrganClass === code,
    })),
    { event: 'serious', label: 'Serious adverse events', holds: (event) => event.serious },
    { event: 'fatal', label: 'Deaths', holds: isFatal },
  ];
}

/** The outcome was fatal, or death was what made it serious. */
export function isFatal(event: AdverseEventRecord): boolean {
  return event.outcome === 'fatal' || (event.seriousness?.includes('death') ?? false);
}

/** Events of randomised participants that the protocol's window counts. */
export function countedEvents(trial: DerivedTrial): readonly AdverseEventRecord[] {
  const randomised = new Set(trial.randomised.map(({ participantId }) => participantId));
  return trial.adverseEvents.filter((event) => event.counted && randomised.has(event.participantId));
}

/**
 * Rows by sequence (as randomised, n = all randomised) and by treatment received at onset (n = who received it at least once). Groups
 * "none" and "undetermined" have rows only where an event falls there; their n is all randomised.
 * Empty where the protocol collects no adverse events.
 */
export function safetyTable(trial: DerivedTrial, protocol: Protocol): readonly SafetyRow[] {
  if (protocol.adverseEvents === undefined) return [];
  const events = countedEvents(trial);
  const sequenceOf = new Map(trial.randomised.map(({ participantId, sequence }) => [participantId, sequence]));
  const bySequence = countBySequence(trial.randomised, protocol);
  const byTreatment = countByTreatment(trial.randomised, trial, protocol);
  const elsewhere = ['none', 'undetermined'].filter((group) => events.some(({ treatment }) => treatment === group));
  const groups = [
    ...Object.entries(bySequence).map(([group, n]) => ({
      by: 'sequence' as const,
      group,
      n,
      events: events.filter(({ participantId }) => sequenceOf.get(participantId) === group),
    })),
    ...[...Object.entries(byTreatment), ...elsewhere.map((group) => [group, trial.randomised.length] as const)].map(
      ([group, n]) => ({
        by: 'treatmentReceived' as const,
        group,
        n,
        events: events.filter(({ treatment }) => treatment === group),
      }),
    ),
  ];
  return eventKinds(protocol).flatMap(({ event, label, holds }) =>
    groups.map(({ by, group, n, events: ofGroup }) => {
      const matching = ofGroup.filter(holds);
      const participants = new Set(matching.map(({ participantId }) => participantId)).size;
      return { event, label, by, group, n, participants, events: matching.length };
    }),
  );
}
