// What a sequence gives when: at each administration, or in each period of a trial that plans none.

import type { Text } from '../protocol/schema/text.js';
import type { Protocol } from '../protocol/schema.js';

/** A treatment with when it is given, in the words of the protocol. */
export interface GivenTreatment {
  /** Of the administration, or of the period where the protocol has no administrations. */
  readonly id: string;
  readonly when: Text;
  readonly treatment: Text;
}

/** The treatments of a sequence, in the order in which they are given. */
export function givenTreatments(protocol: Protocol, sequenceId: string): readonly GivenTreatment[] {
  const given = protocol.sequences.find(({ id }) => id === sequenceId)?.treatments ?? [];
  const times = protocol.administrations.length > 0 ? protocol.administrations : protocol.periods;
  return times.flatMap((time) => {
    const period = 'period' in time ? time.period : time.id;
    const treatmentId = given[protocol.periods.findIndex(({ id }) => id === period)];
    const treatment = protocol.treatments.find(({ id }) => id === treatmentId);
    return treatment === undefined ? [] : [{ id: time.id, when: time.name, treatment: treatment.name }];
  });
}
