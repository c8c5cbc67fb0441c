// What an assumption of power is about: the analysis, its groups, its level, and whether participants are their own controls.
import type { DesignSentence } from '@equipoise/stats';
import type { Analysis, Endpoint, PowerAssumption, Protocol } from '@equipoise/trial';
import { assignedTreatment } from '../derive/administration.js';
import { note } from './note.js';

/** One value of an endpoint: of the participant, of a period, or of a visit. */
export interface Cell {
  readonly period?: string;
  readonly visit?: string;
}

/** An assumption of power beside the analysis that it is about. */
export interface PlannedComparison {
  readonly assumption: PowerAssumption;
  readonly analysis: Analysis;
  readonly endpoint: Endpoint;
  readonly cells: readonly Cell[];
  /** Crossover: some participants have both treatments among the cells. */
  readonly layout: 'parallel' | 'crossover';
  /** Shares of those randomised, by sequence, in the order of the protocol; they add up to 1. */
  readonly shares: readonly number[];
  /** Active participants for each one of the reference; 1 in a crossover. */
  readonly allocation: number;
  /** Share of those randomised who are in one of the two groups. */
  readonly compared: number;
  /** The level at which the analysis is tested, one-sided or two-sided. */
  readonly level: number;
  readonly sided: 1 | 2;
  /** How the testing procedure gives that level; absent where the analysis has the whole of it. */
  readonly levelNote?: DesignSentence;
}

/**
 * The comparison behind an assumption.
 * @throws RangeError for an analysis that no assumption of power can be about
 */
export function plannedComparison(protocol: Protocol, assumption: PowerAssumption): PlannedComparison {
  const analysis = protocol.analyses.find(({ id }) => id === assumption.analysis)!;
  const endpoint = protocol.endpoints.find(({ id }) => id === analysis.endpoint)!;
  const cells = cellsOf(protocol, analysis, endpoint);
  const ratio = 'ratio' in protocol.randomisation ? protocol.randomisation.ratio : undefined;
  const weights = protocol.sequences.map(({ id }) => ratio?.[id] ?? 1);
  const whole = sumOf(weights);
  const shares = weights.map((weight) => weight / whole);
  const groups = protocol.sequences.map(({ id }) => groupsAmong(protocol, analysis, { sequence: id, cells }));
  const isCrossover = groups.some((own) => own.size === 2);
  const shareOf = (group: 'active' | 'reference') => sumOf(shares.filter((_, index) => groups[index]!.has(group)));
  const [active, reference] = [shareOf('active'), shareOf('reference')];
  if (!(active > 0 && reference > 0)) {
    throw new RangeError(`Analysis "${analysis.id}" compares groups that no sequence has; its power can't be planned.`);
  }
  return {
    assumption,
    analysis,
    endpoint,
    cells,
    layout: isCrossover ? 'crossover' : 'parallel',
    shares,
    allocation: isCrossover ? 1 : active / reference,
    compared: sumOf(shares.filter((_, index) => groups[index]!.size > 0)),
    ...levelOf(protocol, analysis.id),
  };
}

/** Which of the two groups a sequence is in at a cell; undefined for another treatment. */
export function groupAt(
  protocol: Protocol,
  { effect, period }: Analysis,
  { sequence, cell }: { readonly sequence: string; readonly cell: Cell },
): 'active' | 'reference' | undefined {
  const at = cell.period ?? periodOfVisit(protocol, cell.visit) ?? period ?? protocol.periods[0]!.id;
  const treatment = assignedTreatment(protocol, sequence, at);
  const { factor } = effect;
  const own =
    effect.term === 'sequence'
      ? sequence
      : factor === undefined
        ? treatment
        : protocol.treatments.find(({ id }) => id === treatment)?.levels?.[factor];
  return own === effect.active ? 'active' : own === effect.reference ? 'reference' : undefined;
}

function groupsAmong(
  protocol: Protocol,
  analysis: Analysis,
  { sequence, cells }: { readonly sequence: string; readonly cells: readonly Cell[] },
): ReadonlySet<'active' | 'reference'> {
  const found = cells.map((cell) => groupAt(protocol, analysis, { sequence, cell }));
  return new Set(found.filter((group) => group !== undefined));
}

function cellsOf(protocol: Protocol, analysis: Analysis, endpoint: Endpoint): readonly Cell[] {
  const { visits, visitsByPeriod, summary } = endpoint;
  const isIn = (period: string | undefined) => analysis.period === undefined || period === analysis.period;
  if (summary === 'byVisit') {
    const all = visits ?? Object.values(visitsByPeriod ?? {}).flat();
    const own = all.filter((visit) => isIn(periodOfVisit(protocol, visit)));
    return own.map((visit) => ({ visit }));
  }
  if (visitsByPeriod === undefined) return [{}];
  const named = protocol.periods.map(({ id }) => id).filter((id) => visitsByPeriod[id] !== undefined);
  return named.filter(isIn).map((period) => ({ period }));
}

function periodOfVisit(protocol: Protocol, visit: string | undefined): string | undefined {
  return visit === undefined ? undefined : protocol.visits.find(({ id }) => id === visit)?.period;
}

/** The level that the procedure is sure to give the analysis, or gives it once those before it are rejected. */
function levelOf({ testing }: Protocol, analysis: string): Pick<PlannedComparison, 'level' | 'sided' | 'levelNote'> {
  const { alpha, sides: sided = 2 } = testing;
  const part = (share: number, levelNote: DesignSentence) => ({ level: alpha * share, sided, levelNote });
  switch (testing.procedure) {
    case 'fixedSequence': {
      const before = testing.order.indexOf(analysis);
      return before > 0 ? part(1, note('after-others', { before })) : { level: alpha, sided };
    }
    case 'graphical': {
      const weight = testing.hypotheses.find((one) => one.analysis === analysis)?.weight ?? 0;
      if (weight === 1) return { level: alpha, sided };
      return weight > 0 ? part(weight, note('graph-weight', { weight })) : part(1, note('graph-no-weight'));
    }
    case 'bonferroni': {
      const at = testing.analyses.indexOf(analysis);
      const weight = testing.weights?.[at] ?? 1 / Math.max(1, testing.analyses.length);
      return at < 0 || weight === 1
        ? { level: alpha, sided }
        : part(weight, note('bonferroni-weight', { weight: Number(weight.toPrecision(4)) }));
    }
    case 'holm':
    case 'hochberg':
    case 'hommel': {
      const { length } = testing.analyses;
      return length < 2 || !testing.analyses.includes(analysis)
        ? { level: alpha, sided }
        : part(1 / length, note('step-weight', { procedure: testing.procedure, count: length }));
    }
  }
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
