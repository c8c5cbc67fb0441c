// What marks the end of the trial, each with who was told of it.
import type { RowOf } from '../../api/view.js';

type Row = RowOf<'trialEnd'>;

/** Something that happened, or that people were told of. */
export interface Ending {
  readonly id: number;
  readonly nationalTrial: string | null;
  readonly milestone: Row['milestone'];
  /** Undefined where only the notification is recorded. */
  readonly happened: Row | undefined;
  readonly told: readonly Row[];
  /** How it stands with the authority: nothing to be told, told, still to be told, or too late. */
  readonly state: 'none' | 'told' | 'open' | 'overdue';
}

/** What happened, in its order, without what was recorded anew since; each notification with what it is of. */
export function endingsOf(rows: readonly Row[], today: string): readonly Ending[] {
  const happened = rows.filter(({ type, is_replaced }) => type === 'TrialEndRecorded' && !is_replaced);
  const isOf = (one: Row, other: Row) =>
    one.milestone === other.milestone && one.national_trial === other.national_trial;
  const told = rows.filter(({ type }) => type === 'TrialEndNotified');
  // A trial may halt more than once: whoever was told was told of the last one before.
  const ofTold = (note: Row) =>
    happened.findLast((one) => isOf(one, note) && one.version < note.version) ??
    happened.find((one) => isOf(one, note));
  const known = happened.map((row): Ending => {
    const own = told.filter((note) => ofTold(note) === row);
    const isTold = own.some(({ told_to }) => told_to === 'authority');
    const state =
      row.due_on === null ? 'none' : isTold ? 'told' : row.due_on < today ? ('overdue' as const) : ('open' as const);
    return {
      ...{ id: row.version, nationalTrial: row.national_trial, milestone: row.milestone, happened: row, told: own },
      state,
    };
  });
  const others = told.filter((note) => ofTold(note) === undefined);
  return [
    ...known,
    ...others.map((note): Ending => {
      const { version: id, national_trial: nationalTrial, milestone } = note;
      return { id, nationalTrial, milestone, happened: undefined, told: [note], state: 'none' };
    }),
  ];
}
