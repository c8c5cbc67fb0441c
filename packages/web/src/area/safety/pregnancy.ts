// Pregnancies as the view of serious events tells them, typed.
import type { Payload } from '@equipoise/trial';
import type { RowOf } from '../../api/view.js';

export type PregnancyFacts = Omit<Payload<'PregnancyRecorded'>, 'pregnancyId'>;

export interface Pregnancy {
  readonly id: string;
  readonly participantId: string;
  readonly siteId: string;
  readonly number: string;
  readonly facts: PregnancyFacts;
}

export const outcomes: readonly PregnancyFacts['outcome'][] = [
  ...(['ongoing', 'liveBirth', 'stillbirth', 'miscarriage', 'termination', 'ectopic', 'unknown'] as const),
];

/** The pregnancies among the rows; those that go on stand first. */
export function pregnanciesIn(rows: readonly RowOf<'seriousEvents'>[]): readonly Pregnancy[] {
  return rows
    .filter(({ kind }) => kind === 'pregnancy')
    .map(({ id, participant_id: participantId, site_id: siteId, participant, facts }) => ({
      ...{ id, participantId, siteId, number: participant ?? '', facts: facts as PregnancyFacts },
    }))
    .toSorted((one, other) => Number(isOver(one.facts)) - Number(isOver(other.facts)));
}

/** Whether it has ended, as far as anybody knows. */
export function isOver({ outcome }: Pick<PregnancyFacts, 'outcome'>): boolean {
  return outcome !== 'ongoing';
}
