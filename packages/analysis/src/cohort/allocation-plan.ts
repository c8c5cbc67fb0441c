// Which sequence each participant of a rehearsal will be given: the same function that the trial uses, from a derived seed.
import {
  allocator,
  capsOf,
  claimedLevels,
  designOf,
  hexToBytes,
  type Protocol,
  type Sequence,
  type Stratum,
  sha256Hex,
  stratumOf,
} from '@equipoise/trial';
import { createDraws } from './draws.js';
import type { Enrolment } from './enrolment.js';
import { randomisationMoment } from './participant-script.js';
import type { Scenario } from './scenario-schema.js';

export interface AllocationPlan {
  /** 32 bytes as hexadecimal. The driver gives them to the trial where it asks for the seed. */
  readonly seedHex: string;
  /** For an uploaded list: its lines in order. */
  readonly list?: readonly { readonly stratum: string; readonly sequence: string }[];
  /** By participant. */
  readonly sequenceOf: ReadonlyMap<string, Sequence>;
  /** By participant: stratum and index, as the trial will claim them. */
  readonly entryOf: ReadonlyMap<string, { readonly stratum: string; readonly index: number }>;
}

/** Claims entries in the order of randomisation (ties: in the order given, that of screening) and opens them. */
export function planAllocation(input: {
  readonly protocol: Protocol;
  readonly scenario: Scenario;
  readonly seed: number;
  readonly enrolments: readonly Enrolment[];
}): AllocationPlan {
  const { protocol, scenario, seed, enrolments } = input;
  const seedHex = sha256Hex(`rehearsal allocation seed ${seed}`);
  const claimed = claimEntries(protocol, enrolments);
  const design = designOf(protocol);
  const entryOf = new Map(claimed.map(({ participantId, stratum, index }) => [participantId, { stratum, index }]));
  const sequenceById = new Map(protocol.sequences.map((sequence) => [sequence.id, sequence]));
  if (design.method === 'uploadedList') {
    const order = drawListOrder(protocol, scenario, seed, claimed.length);
    const strata = [...new Set(claimed.map((entry) => entry.stratum))].sort();
    const dealt = claimed.map((entry, i) => ({ ...entry, sequence: order[i] ?? '' }));
    const list = strata.flatMap((stratum) =>
      dealt.filter((entry) => entry.stratum === stratum).map(({ sequence }) => ({ stratum, sequence })),
    );
    const sequenceOf = new Map(dealt.map((entry) => [entry.participantId, required(sequenceById.get(entry.sequence))]));
    return { seedHex, list, sequenceOf, entryOf };
  }
  const open = allocator(hexToBytes(seedHex), design, claimedLevels(design, claimed));
  const sequenceOf = new Map(
    claimed.map(({ participantId, stratum, index }) => {
      const id = design.sequences[open(stratum, index)] ?? '';
      return [participantId, required(sequenceById.get(id))];
    }),
  );
  return { seedHex, sequenceOf, entryOf };
}

interface PlannedClaim {
  readonly participantId: string;
  readonly stratum: string;
  readonly index: number;
  readonly levels: Stratum['levels'];
}

function claimEntries(protocol: Protocol, enrolments: readonly Enrolment[]): PlannedClaim[] {
  const next = new Map<string, number>();
  const places = new Map<string, number>();
  return enrolments
    .filter((one) => one.outcome === 'randomised')
    .sort((a, b) => randomisationMoment(a) - randomisationMoment(b))
    .map((one) => {
      const found = stratumOf(protocol, one.siteId, one.values);
      if (!found.ok) {
        throw new RangeError(`The scenario gives no value before randomisation for: ${found.missing.join(', ')}.`);
      }
      const { key, levels } = found.stratum;
      for (const cap of capsOf(protocol, one.siteId, key)) takePlace(places, cap);
      const index = next.get(key) ?? 0;
      next.set(key, index + 1);
      return { participantId: one.participantId, stratum: key, index, levels };
    });
}

function takePlace(places: Map<string, number>, { key, limit }: ReturnType<typeof capsOf>[number]): void {
  const taken = (places.get(key) ?? 0) + 1;
  if (taken > limit) {
    throw new RangeError(`The rehearsal randomises more than the ${limit} participants that the cap ${key} allows.`);
  }
  places.set(key, taken);
}

/** The sequences of a list in random order: as many of each as the target says, else by the ratio. */
function drawListOrder(protocol: Protocol, scenario: Scenario, seed: number, length: number): string[] {
  const counts = scenario.target?.randomised ?? countsByRatio(protocol, length);
  const entries = Object.entries(counts).flatMap(([sequence, count]) => Array<string>(count).fill(sequence));
  return createDraws(seed, 'allocation list').shuffle(entries);
}

function countsByRatio(protocol: Protocol, length: number): Record<string, number> {
  const ratio = protocol.randomisation.ratio ?? {};
  const shares = protocol.sequences.map((sequence) => ratio[sequence.id] ?? 1);
  const unit = shares.reduce((sum, share) => sum + share, 0);
  const counts: Record<string, number> = {};
  for (let i = 0; i < length; i++) {
    let place = i % unit;
    const index = shares.findIndex((share) => {
      place -= share;
      return place < 0;
    });
    const id = protocol.sequences[index]?.id ?? '';
    counts[id] = (counts[id] ?? 0) + 1;
  }
  return counts;
}

function required(sequence: Sequence | undefined): Sequence {
  if (sequence === undefined) throw new RangeError('The allocation names a sequence that the protocol does not have.');
  return sequence;
}
