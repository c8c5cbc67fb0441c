// From events to derived records: the only reader of events in an analysis.
import { calculateItems, type Protocol } from '@equipoise/trial';
import type { Snapshot, SnapshotEvent } from '../snapshot.js';
import { visibleEvents } from '../snapshot-hash.js';
import { assignedTreatment, bagContents, deriveAdministrations } from './administration.js';
import { deriveAdverseEvents } from './adverse-event.js';
import { type CutScope, cutScope } from './cut-scope.js';
import { daysOf } from './date.js';
import { deriveChanges, deriveEndpoint } from './endpoint.js';
import { endpointRules } from './endpoint-rule.js';
import { orderEvents, participantStreams } from './event-order.js';
import { deriveForms } from './form.js';
import { censoredAtEvents } from './intercurrent-event.js';
import { deriveParticipant } from './participant.js';
import type {
  AdministrationRecord,
  DerivedTrial,
  DeviationRecord,
  FormRecord,
  ParticipantRecord,
  RandomisedParticipant,
} from './record.js';
import { sequencesOf } from './sequence.js';

/**
 * Derived records of a snapshot, restricted to its cut, in an order of their own (participant id, then the protocol's order).
 * The order of the snapshot's events does not matter. Throws where the opened allocation lacks a randomised participant.
 */
export function deriveTrial(snapshot: Snapshot): DerivedTrial {
  const { protocol, allocation } = snapshot;
  const streams = participantStreams(orderEvents(visibleEvents(snapshot)));
  const screened = [...streams].map(([participantId, stream]) => deriveParticipant(participantId, stream));
  const sequences = sequencesOf({
    allocation,
    protocol,
    trialId: snapshot.trialId,
    randomised: screened.filter((person) => person.randomisation !== undefined).map((person) => person.participantId),
  });
  const scope = cutScope(protocol, snapshot.cut);
  const shared = { protocol, scope, contents: bagContents(allocation), rules: endpointRules(protocol) };
  const courses = screened.map((person) => {
    const sequence = sequences.get(person.participantId);
    const participant = sequence === undefined ? person : { ...person, sequence };
    return deriveCourse(participant, streams.get(person.participantId)!, shared);
  });
  return gather(courses, snapshot, scope);
}

interface Course {
  readonly participant: ParticipantRecord;
  readonly forms: readonly FormRecord[];
  readonly administrations: readonly AdministrationRecord[];
  readonly received: ReadonlyMap<string, string>;
  readonly endpointValues: DerivedTrial['endpointValues'];
  readonly adverseEvents: DerivedTrial['adverseEvents'];
  readonly deviations: readonly DeviationRecord[];
}

interface Shared {
  readonly protocol: Protocol;
  readonly scope: CutScope;
  readonly contents: ReturnType<typeof bagContents>;
  readonly rules: ReturnType<typeof endpointRules>;
}

function deriveCourse(person: ParticipantRecord, stream: readonly SnapshotEvent[], shared: Shared): Course {
  const { protocol, scope } = shared;
  const { participantId, sequence } = person;
  const all = calculated(protocol, deriveForms(participantId, stream));
  const given = deriveAdministrations(protocol, shared.contents, { participantId, sequence, stream });
  const endsOn = scope.endOf(all, given);
  const isBeforeEnd = (day: string | undefined) => endsOn === undefined || day === undefined || day <= endsOn;
  const forms = all.filter((form) => scope.covers(form.visit));
  const administrations = given.filter((administration) => scope.periods.includes(administration.period));
  const received = receivedByPeriod(protocol, sequence, administrations);
  return {
    participant: {
      ...person,
      withdrawals: person.withdrawals.filter(({ withdrawnOn }) => isBeforeEnd(withdrawnOn?.earliest)),
    },
    forms,
    administrations,
    received,
    endpointValues: deriveChanges(
      protocol.endpoints.flatMap((endpoint) =>
        deriveEndpoint(
          endpoint,
          { participant: person, forms, administrations, endsOn },
          { protocol, covers: scope.covers, rules: shared.rules },
        ),
      ),
      protocol,
    ),
    adverseEvents: deriveAdverseEvents({
      protocol,
      participant: person,
      stream,
      forms: all,
      administrations,
      receivedIn: (period) => received.get(period),
      periods: scope.periods,
      endsOn,
    }),
    deviations: stream.flatMap((event) => {
      if (event.type !== 'DeviationRecorded') return [];
      const on = daysOf(event.payload.occurredOn);
      return isBeforeEnd(on?.earliest) ? [{ ...event.payload, participantId, on }] : [];
    }),
  };
}

/** The forms with their calculated items as their inputs stand in this snapshot. */
function calculated(protocol: Protocol, forms: readonly FormRecord[]): readonly FormRecord[] {
  const dated = forms.map((form) => ({ ...form, day: form.happenedOn?.latest }));
  return calculateItems(protocol, dated).map(({ day: _, ...form }) => form);
}

function receivedByPeriod(
  protocol: Protocol,
  sequence: string | undefined,
  administrations: readonly AdministrationRecord[],
): ReadonlyMap<string, string> {
  if (protocol.administrations.length > 0 || sequence === undefined) {
    return new Map(administrations.map(({ period, received }) => [period, received]));
  }
  return new Map(protocol.periods.map(({ id }) => [id, assignedTreatment(protocol, sequence, id)!]));
}

function gather(courses: readonly Course[], snapshot: Snapshot, scope: CutScope): DerivedTrial {
  const received = new Map(courses.map((course) => [course.participant.participantId, course.received]));
  const trial = {
    participants: courses.map(({ participant }) => participant),
    randomised: courses.map(({ participant }) => participant).filter(isRandomised),
    forms: courses.flatMap(({ forms }) => forms),
    administrations: courses.flatMap(({ administrations }) => administrations),
    receivedIn: (participantId: string, period: string) => received.get(participantId)?.get(period),
    endpointValues: courses.flatMap(({ endpointValues }) => endpointValues),
    adverseEvents: courses.flatMap(({ adverseEvents }) => adverseEvents),
    deviations: courses.flatMap(({ deviations }) => deviations),
    periods: scope.periods,
    coversVisit: scope.covers,
    dummyArms: snapshot.allocation.kind === 'dummy',
    ...committedDesign(snapshot),
  };
  const noted = { ...trial, notes: notesOn(trial, snapshot) };
  return { ...noted, ...censoredAtEvents(noted, snapshot.protocol) };
}

function committedDesign({ events }: Snapshot): Pick<DerivedTrial, 'design'> {
  const committed = events.find((event) => event.type === 'AllocationCommitted');
  return committed?.type === 'AllocationCommitted' ? { design: committed.payload.design } : {};
}

function isRandomised(person: ParticipantRecord): person is RandomisedParticipant {
  return person.randomisation !== undefined && person.sequence !== undefined;
}

/** How records were read, in sentences for the report. */
function notesOn(trial: Omit<DerivedTrial, 'notes'>, { protocol, mode }: Snapshot): readonly string[] {
  const counted = trial.adverseEvents.filter((event) => event.counted);
  const imputed = counted.filter((event) => event.onsetImputed).length;
  const undetermined = counted.filter((event) => event.period === 'undetermined').length;
  const outside = trial.adverseEvents.length - counted.length;
  const assumedReceived = trial.administrations.filter((record) => !record.receivedFromRecord).length;
  const dataUse = trial.randomised.filter(({ withdrawals }) =>
    withdrawals.some(({ kind }) => kind === 'dataUse'),
  ).length;
  return [
    mode === 'imported'
      ? 'The trial was imported when it was finished: its analysis plan was taken from the protocol at the import, not committed before.'
      : '',
    trial.dummyArms
      ? 'Arms are dummy arms, dealt at random because the trial is blind: nothing here says anything about the treatments.'
      : '',
    protocol.administrations.length === 0
      ? 'The trial records no administrations: the treatment received is taken to be the treatment assigned.'
      : '',
    protocol.administrations.length > 0 && !trial.dummyArms && assumedReceived > 0
      ? `Administrations whose bag has no open record of its content: ${assumedReceived}; taken to be as assigned.`
      : '',
    imputed > 0
      ? `Adverse events whose onset was imputed from a partial or missing date: ${imputed} (earliest day that the date allows; the first administration where the onset may have been on or after it).`
      : '',
    undetermined > 0 ? `Adverse events whose period no date tells: ${undetermined} (group "undetermined").` : '',
    dataUse > 0
      ? `Participants who withdrew the use of their data: ${dataUse}; what was recorded of them and not erased is analysed.`
      : '',
    outside > 0 ? `Adverse events outside the window in which the protocol counts them: ${outside} (not counted).` : '',
  ].filter((note) => note !== '');
}
