// The arms of a new trial: its treatments, periods and sequences, proposed from the design.
import { idOf, type NewTrialAnswers } from './answers.js';

interface NamedPart {
  readonly id: string;
  readonly name: string;
}

/** What a new trial compares. */
export interface NewLayout {
  readonly treatments: readonly (NamedPart & { readonly levels?: Readonly<Record<string, string>> })[];
  readonly factors: readonly NamedPart[];
  readonly periods: readonly NamedPart[];
  readonly sequences: readonly (NamedPart & { readonly treatments: readonly string[] })[];
  readonly visits: readonly (NamedPart & { readonly period: string; readonly day: number })[];
  /** What the primary analysis compares; each further treatment or factor gets an analysis of its own. */
  readonly comparisons: readonly Comparison[];
}

/** One comparison, active against reference. */
export interface Comparison extends NamedPart {
  readonly term: 'sequence' | 'treatment';
  readonly active: string;
  readonly reference: string;
  readonly factor?: string;
}

const periodDays = 28;
const washoutDays = 14;

/** Proposes arms, periods, visits and comparisons. */
export function layOut(answers: NewTrialAnswers): NewLayout {
  const named = answers.treatments.map((name) => ({ id: idOf(name), name: name.trim() }));
  switch (answers.design) {
    case 'parallel':
      return parallel(named);
    case 'crossover':
      return crossover(named);
    case 'delayedStart':
      return delayedStart(named);
    case 'factorial':
      return factorial(named);
  }
}

function parallel(treatments: readonly NamedPart[]): NewLayout {
  const sequences = treatments.map(({ id, name }) => ({ id: `${id}Arm`, name, treatments: [id] }));
  const reference = sequences.at(-1)!;
  return {
    ...onePeriod,
    treatments,
    factors: [],
    sequences,
    comparisons: sequences.slice(0, -1).map(({ id, name }) => ({
      id,
      name: `${name} against ${reference.name}`,
      term: 'sequence',
      active: id,
      reference: reference.id,
    })),
  };
}

const onePeriod = {
  periods: [{ id: 'period1', name: 'Weeks 0 to 12' }],
  visits: [
    { id: 'W6', name: 'Week 6', period: 'period1', day: 42 },
    { id: 'W12', name: 'Week 12', period: 'period1', day: 84 },
  ],
};

function crossover(treatments: readonly NamedPart[]): NewLayout {
  const periods = treatments.map((_, index) => ({ id: `period${index + 1}`, name: `Period ${index + 1}` }));
  const reference = treatments.at(-1)!;
  return {
    treatments,
    factors: [],
    periods,
    sequences: williamsSquare(treatments.length).map((order, index) => ({
      id: `sequence${index + 1}`,
      name: order.map((place) => treatments[place]!.name).join(', '),
      treatments: order.map((place) => treatments[place]!.id),
    })),
    visits: periods.map(({ id, name }, index) => ({
      id: `endOfPeriod${index + 1}`,
      name: `End of ${name.toLowerCase()}`,
      period: id,
      day: (index + 1) * periodDays + index * washoutDays,
    })),
    comparisons: treatments.slice(0, -1).map(({ id, name }) => ({
      id,
      name: `${name} against ${reference.name}`,
      term: 'treatment',
      active: id,
      reference: reference.id,
    })),
  };
}

/**
 * Orders of `size` treatments in which each follows each other equally often: one square for an even number, a square and its
 * mirror for an odd one. For two treatments: AB and BA.
 * @see Williams (1949)
 */
function williamsSquare(size: number): readonly (readonly number[])[] {
  const first = Array.from({ length: size }, (_, index) =>
    index % 2 === 1 ? (index + 1) / 2 : (size - index / 2) % size,
  );
  const square = Array.from({ length: size }, (_, shift) => first.map((treatment) => (treatment + shift) % size));
  return size % 2 === 0 ? square : [...square, ...square.map((order) => order.toReversed())];
}

function delayedStart([drug, control]: readonly NamedPart[]): NewLayout {
  const [active, other] = [drug!, control!];
  return {
    treatments: [active, other],
    factors: [],
    periods: [
      { id: 'period1', name: 'Weeks 0 to 12' },
      { id: 'period2', name: 'Weeks 12 to 24' },
    ],
    sequences: [
      { id: 'early', name: 'Early start', treatments: [active.id, active.id] },
      { id: 'delayed', name: 'Delayed start', treatments: [other.id, active.id] },
    ],
    visits: [
      ...onePeriod.visits,
      { id: 'W18', name: 'Week 18', period: 'period2', day: 126 },
      { id: 'W24', name: 'Week 24', period: 'period2', day: 168 },
    ],
    comparisons: [
      { id: 'early', name: 'Early against delayed start', term: 'sequence', active: 'early', reference: 'delayed' },
    ],
  };
}

function factorial(factors: readonly NamedPart[]): NewLayout {
  const combinations = Array.from({ length: 2 ** factors.length }, (_, code) => {
    const isGiven = factors.map((_, index) => (code >> index) % 2 === 1);
    const given = factors.filter((_, index) => isGiven[index]);
    return {
      id:
        given.length === 0
          ? 'neither'
          : `given${given.map(({ id }) => id.charAt(0).toUpperCase() + id.slice(1)).join('And')}`,
      name: given.length === 0 ? 'None of them' : given.map(({ name }) => name).join(' and '),
      levels: Object.fromEntries(factors.map(({ id }, index) => [id, isGiven[index] ? 'given' : 'notGiven'])),
    };
  }).toReversed();
  return {
    ...onePeriod,
    treatments: combinations,
    factors,
    sequences: combinations.map(({ id, name }) => ({ id: `${id}Arm`, name, treatments: [id] })),
    comparisons: factors.map(({ id, name }) => ({
      id,
      name: `${name} against no ${name}`,
      term: 'treatment',
      active: 'given',
      reference: 'notGiven',
      factor: id,
    })),
  };
}
