// Koch's nonparametric analysis of a two-period, two-sequence crossover, with exact p-values.
import { hodgesLehmann, type ShiftEstimate } from '../permutation/hodges-lehmann.js';
import { type WilcoxonTest, wilcoxonRankSum } from '../permutation/wilcoxon.js';
import { type CrossoverGroup, crossoverGroups, type HillsArmitageInput } from './hills-armitage.js';

/** A rank test of the two sequences and the shift that it is about. */
export interface KochComparison extends WilcoxonTest {
  /** Half the Hodges–Lehmann shift for the effects of treatment and period; the whole shift for carry-over. */
  readonly shift: Pick<ShiftEstimate, 'estimate' | 'ci' | 'method' | 'flags'>;
}

/** The analysis. In all three, ranks of the sequence that starts with the active treatment are compared with the other's. */
export interface KochAnalysis {
  /** Ranks of period 1 − period 2: active minus control, valid without carry-over. */
  readonly treatment: KochComparison;
  /** Ranks of active − control: period 1 minus period 2. */
  readonly period: KochComparison;
  /**
   * Ranks of the sums of both periods: carry-over, or treatment × period, which this design can't tell apart, nor from a
   * difference of the sequences. To be reported; never a test by which the analysis is chosen.
   */
  readonly carryover: KochComparison;
  readonly n: Readonly<Record<string, number>>;
}

/**
 * Rank tests of sums and differences.
 * @throws RangeError as `hillsArmitage`
 * @see Koch (1972), Biometrics 28, 577–584; Jones and Kenward (2014), section 2.12
 */
export function koch(input: HillsArmitageInput): KochAnalysis {
  const { confidence = 0.95 } = input;
  const [activeFirst, controlFirst] = crossoverGroups(input);
  const difference = ({ period1, period2 }: CrossoverGroup): number[] => period1.map((x, i) => x - period2[i]!);
  const sum = ({ period1, period2 }: CrossoverGroup): number[] => period1.map((x, i) => x + period2[i]!);
  const first = difference(activeFirst);
  const second = difference(controlFirst);
  const compare = (a: readonly number[], b: readonly number[], share: number): KochComparison => {
    const { estimate, ci, method, flags } = hodgesLehmann(a, b, { confidence });
    return {
      ...wilcoxonRankSum(a, b),
      shift: { estimate: share * estimate, ci: [share * ci[0], share * ci[1]], method, flags },
    };
  };
  return {
    treatment: compare(first, second, 0.5),
    period: compare(
      first,
      second.map((x) => -x),
      0.5,
    ),
    carryover: compare(sum(activeFirst), sum(controlFirst), 1),
    n: { [activeFirst.name]: first.length, [controlFirst.name]: second.length },
  };
}
