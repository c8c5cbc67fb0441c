// The safety board's tables: adverse events by sequence and by treatment at onset, under labels that tell neither.
import { label, type Protocol, sha256Hex } from '@equipoise/trial';
import { type CountedEvent, type CountedParticipant, onsetOf, type TreatmentOf } from './stopping-rule.js';

export interface BoardRow {
  readonly table: 'bySequence' | 'byTreatmentAtOnset';
  /** What is counted: "all", "serious", a class, an event of special interest, a window. */
  readonly events: string;
  readonly name: string;
  /** A letter. Letters are drawn for each meeting, and for each row where a code break is known. */
  readonly group: string;
  /** The sequence or treatment behind the letter, for the statistician alone. */
  readonly groupId: string;
  readonly participants: number;
  readonly withEvent: number;
  readonly count: number;
}

export interface BoardInput {
  readonly protocol: Protocol;
  readonly participants: readonly (CountedParticipant & { readonly sequence: string })[];
  /** Drawn for the meeting, sealed: the letters follow from it. */
  readonly saltHex: string;
  /** Whether the code of anybody was broken: then a row that shows that participant's event must not name the others. */
  readonly isCodeBroken: boolean;
}

/** All rows of both tables: rows in the order of the protocol, groups in that of their letters. */
export function boardTables(input: BoardInput): readonly BoardRow[] {
  const { protocol, participants } = input;
  const sequences = protocol.sequences.map(({ id }) => id);
  const treatments = protocol.treatments.map(({ id }) => id);
  const treatmentOf = treatmentsOf(input);
  const rows = countedEvents(protocol).flatMap((counted) => [
    ...groupRows(input, { table: 'bySequence', ids: sequences, ...counted }, (id) =>
      participants.filter(({ sequence }) => sequence === id).map((one) => ({ events: one.events.filter(counted.is) })),
    ),
    ...groupRows(input, { table: 'byTreatmentAtOnset', ids: treatments, ...counted }, (id) =>
      participants
        .filter((one) => one.given.some((each) => treatmentOf(one.participantId, each.administration) === id))
        .map((one) => ({
          events: one.events.filter((event) => {
            const onset = onsetOf(one, event);
            return (
              counted.is(event) && onset !== undefined && treatmentOf(one.participantId, onset.administration) === id
            );
          }),
        })),
    ),
  ]);
  return [...rows.filter(({ table }) => table === 'bySequence'), ...rows.filter(({ table }) => table !== 'bySequence')];
}

/** Which treatment an administration gave, by the sequences of the participants. */
export function treatmentsOf({ protocol, participants }: Pick<BoardInput, 'protocol' | 'participants'>): TreatmentOf {
  const sequenceOf = new Map(participants.map(({ participantId, sequence }) => [participantId, sequence]));
  return (participantId, administration) => {
    const sequence = protocol.sequences.find(({ id }) => id === sequenceOf.get(participantId));
    const period = protocol.administrations.find(({ id }) => id === administration)?.period;
    return sequence?.treatments[protocol.periods.findIndex(({ id }) => id === period)];
  };
}

interface Counted {
  readonly key: string;
  readonly name: string;
  readonly is: (event: CountedEvent) => boolean;
}

function countedEvents({ adverseEvents }: Protocol): readonly Counted[] {
  const { dictionary, ofSpecialInterest = [], windows = [] } = adverseEvents ?? {};
  return [
    { key: 'all', name: 'All adverse events', is: () => true },
    { key: 'serious', name: 'Serious adverse events', is: (event) => event.case.isSerious },
    { key: 'suspected', name: 'Suspected reactions', is: (event) => event.case.isSuspected },
    { key: 'fatal', name: 'Fatal events', is: (event) => event.facts.outcome === 'fatal' },
    ...(dictionary?.systemOrganClasses ?? []).map(({ code, name }) => ({
      key: `class/${code}`,
      name: label(name),
      is: (event: CountedEvent) => event.facts.systemOrganClass === code,
    })),
    ...ofSpecialInterest.map(({ id, name }) => ({
      key: `interest/${id}`,
      name: label(name),
      is: (event: CountedEvent) => event.case.specialInterests.includes(id),
    })),
    ...windows.map(({ id, name }) => ({
      key: `window/${id}`,
      name: label(name),
      is: (event: CountedEvent) => event.case.windows?.includes(id) === true,
    })),
  ];
}

function groupRows(
  { saltHex, isCodeBroken }: BoardInput,
  { table, ids, key, name }: Counted & { readonly table: BoardRow['table']; readonly ids: readonly string[] },
  membersOf: (id: string) => readonly { readonly events: readonly CountedEvent[] }[],
): readonly BoardRow[] {
  const letters = lettersOf(ids, `${saltHex}|${table}|${isCodeBroken ? key : ''}`);
  return ids
    .map((groupId): BoardRow => {
      const members = membersOf(groupId);
      return {
        table,
        events: key,
        name,
        group: letters.get(groupId) ?? '',
        groupId,
        participants: members.length,
        withEvent: members.filter(({ events }) => events.length > 0).length,
        count: members.reduce((sum, { events }) => sum + events.length, 0),
      };
    })
    .sort((one, other) => (one.group < other.group ? -1 : 1));
}

/** A letter for each id, in an order that follows from the salt and not from the protocol. */
function lettersOf(ids: readonly string[], salt: string): ReadonlyMap<string, string> {
  const drawn = ids.map((id) => ({ id, rank: sha256Hex(`${salt}|${id}`) })).sort((a, b) => (a.rank < b.rank ? -1 : 1));
  return new Map(drawn.map(({ id }, index) => [id, String.fromCharCode(65 + index)]));
}
