// The columns with which every row of the export begins: stamps, the participant, the sequence.
import type { Protocol } from '@equipoise/trial';
import type { DerivedTrial, RandomisedParticipant } from '../derive/record.js';
import type { SetMembership } from '../set/analysis-set.js';
import type { Column } from './table.js';

/** What the tables are made of. */
export interface ExportScope {
  readonly protocol: Protocol;
  readonly trial: DerivedTrial;
  readonly sets: readonly SetMembership[];
  readonly synthetic: boolean;
}

/** A row of a participant. */
export type Of = { readonly participant: RandomisedParticipant };

/** Stamps of made data and dealt arms, then who it is. */
export function identity({ synthetic, trial }: ExportScope): readonly Column<Of>[] {
  return [
    {
      name: 'synthetic',
      label: 'Whether the data are made',
      type: 'text',
      note: 'SYNTHETIC: made data, from which nothing follows about any real treatment',
      value: () => (synthetic ? 'SYNTHETIC' : 'no'),
    },
    {
      name: 'arms',
      label: 'Whether sequences and treatments are those of the allocation',
      type: 'text',
      note: 'DUMMY: dealt at random because the trial is blind',
      value: () => (trial.dummyArms ? 'DUMMY' : 'actual'),
    },
    { name: 'participant', label: 'Participant', type: 'text', value: ({ participant }) => participant.participantId },
    {
      name: 'randomisationNumber',
      label: 'Randomisation number',
      type: 'text',
      value: ({ participant }) => participant.randomisation.number,
    },
    { name: 'sequence', label: 'Sequence', type: 'text', value: ({ participant }) => participant.sequence },
  ];
}
