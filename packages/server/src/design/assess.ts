// How well designs are foreseen and how far they stray: the protocol's own, and those that it is compared with.
import type { AssessedDesign } from '@equipoise/analysis';
import {
  assess,
  describeDesign,
  designOf,
  factorLevels,
  type Protocol,
  possibleStrata,
  seededRandom,
  withDesignSpec,
} from '@equipoise/trial';

/** How designs are assessed. */
export interface AssessmentInput {
  /** Designs beside the protocol's own, each in a few words. */
  readonly compare: readonly string[];
  readonly seed: number;
  /** Number of strata, where the protocol does not tell. */
  readonly strata?: number | undefined;
  /** As planned where absent. */
  readonly participants?: number | undefined;
  readonly runs?: number | undefined;
}

/** Every design with its assessment, the protocol's own first. */
export type DesignAssessment = readonly AssessedDesign[];

/** Assesses designs. The same for the same seed. @throws RangeError that says what is missing or wrong */
export function assessDesigns(protocol: Protocol, input: AssessmentInput): DesignAssessment {
  const isDrawn = protocol.randomisation.method !== 'uploadedList';
  if (!isDrawn && input.compare.length === 0) {
    throw new RangeError(
      'The protocol randomises by an uploaded list, of which nothing is known before: name designs to compare.',
    );
  }
  return [
    ...(isDrawn ? [assessed(protocol, input)] : []),
    ...input.compare.map((text) => assessed(withDesignSpec(protocol, text), input)),
  ];
}

function assessed(protocol: Protocol, input: AssessmentInput): AssessedDesign {
  const design = designOf(protocol);
  const strata = input.strata ?? possibleStrata(protocol)?.length;
  if (strata === undefined) {
    throw new RangeError('A factor of the strata has no closed list of values: say how many strata there are');
  }
  const participants = input.participants ?? protocol.plannedParticipants;
  if (participants === undefined) {
    throw new RangeError('The protocol plans no number of participants: say how many');
  }
  const trial = { participants, strata, sites: protocol.sites.length, levels: factorLevels(protocol) };
  const runs = input.runs === undefined ? {} : { runs: input.runs };
  return {
    name: describeDesign(design),
    assessment: assess(design, trial, { random: seededRandom(input.seed), ...runs }),
  };
}
