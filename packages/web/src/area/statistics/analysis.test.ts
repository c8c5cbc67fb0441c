// Which analyses somebody can have made.
import { describe, expect, it } from 'vitest';
import { type Cut, ordersOf } from './analysis.js';

const cut = (name: string, openedAt: string | null): Cut => ({
  cut: name,
  ...{ visits: [], audience: [], madeAt: '', openedAt },
});
const with_ =
  (...rights: string[]) =>
  (right: string) =>
    rights.includes(right);

describe('analyses that can be made', () => {
  it('are under dummy arms alone for who is blinded, until the trial is unblinded', () => {
    const facts = { cuts: [cut('interim', 'now'), cut('final', null)], isUnblinded: false };
    expect(ordersOf(facts, with_('blindedReport'))).toEqual([
      { arms: 'dummy' },
      { arms: 'dummy', cut: 'interim' },
      { arms: 'dummy', cut: 'final' },
    ]);
    expect(ordersOf({ ...facts, isUnblinded: true }, with_('blindedReport'))).toContainEqual({ arms: 'actual' });
  });

  it('are of opened cuts under real arms for their statistician', () => {
    const facts = { cuts: [cut('interim', 'now'), cut('final', null)], isUnblinded: false };
    const actual = ordersOf(facts, with_('cutReport')).filter(({ arms }) => arms === 'actual');
    expect(actual).toEqual([{ arms: 'actual', cut: 'interim' }]);
  });
});
