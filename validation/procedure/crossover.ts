// The 2×2 crossover.
import { hillsArmitage, valuesAt } from '@equipoise/stats';
import { factorOf, type Procedure, tableOf, text } from './spec.js';

/**
 * The table has one row per participant and period; the columns are subject, sequence, period, treatment. Participants without a
 * value in both periods are left out.
 */
const crossover: Procedure = ({ spec, expected }, data) => {
  const table = tableOf(data, spec);
  const rows = Array.from({ length: table.rows }, (_, i) => i);
  const response = valuesAt(text(spec, 'response'), table, rows);
  const [subject, sequence, period, treatment] = ['subject', 'sequence', 'period', 'treatment'].map((name) =>
    factorOf(table, name),
  );
  const [first, second] = period!.levels;
  const group = (name: string) => {
    const own = rows.filter((i) => sequence!.values[i] === name);
    const valueIn = (id: string | undefined, which: string) =>
      response[own.find((i) => subject!.values[i] === id && period!.values[i] === which) ?? -1] ?? Number.NaN;
    const pairs = [...new Set(own.map((i) => subject!.values[i]))]
      .map((id) => [valueIn(id, first!), valueIn(id, second!)] as const)
      .filter((pair) => !pair.some(Number.isNaN));
    return {
      name,
      first: treatment!.values[own.find((i) => period!.values[i] === first)!]!,
      period1: pairs.map(([value]) => value),
      period2: pairs.map(([, value]) => value),
    };
  };
  const [one, two] = text(spec, 'groups').split(/\s+vs\s+/);
  const { keyed } = hillsArmitage({
    groups: [group(one!), group(two!)],
    treatments: directionOf(expected, treatment!.levels),
  });
  return keyed;
};

/** The key names the direction, as treatmentEffectNminusP does; without it the first level is the control. */
function directionOf(expected: unknown, [control, active]: readonly string[]) {
  const keys = typeof expected === 'object' && expected !== null ? Object.keys(expected) : [];
  const isReversed = keys.includes(`treatmentEffect${control}minus${active}`);
  return isReversed ? { active: control!, control: active! } : { active: active!, control: control! };
}

export const CROSSOVER: ReadonlyMap<string, Procedure> = new Map([['crossover-2x2-hills-armitage', crossover]]);
