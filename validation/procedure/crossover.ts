// The 2×2 crossover.
import { hillsArmitage, valuesAt } from '@equipoise/stats';
import { factorOf, type Procedure, tableOf, text } from './spec.js';

/** The table has one row per participant and period; the columns are subject, sequence, period, treatment. */
const crossover: Procedure = ({ spec }, data) => {
  const table = tableOf(data, spec);
  const response = valuesAt(
    text(spec, 'response'),
    table,
    Array.from({ length: table.rows }, (_, i) => i),
  );
  const [subject, sequence, period, treatment] = ['subject', 'sequence', 'period', 'treatment'].map((name) =>
    factorOf(table, name),
  );
  const [control, active] = treatment!.levels;
  const [one, two] = text(spec, 'groups').split(/\s+vs\s+/);
  const group = (name: string) => {
    const rows = Array.from({ length: table.rows }, (_, i) => i).filter((i) => sequence!.values[i] === name);
    const participants = [...new Set(rows.map((i) => subject!.values[i]))];
    const valueIn = (which: string) =>
      participants.map((id) => response[rows.find((i) => subject!.values[i] === id && period!.values[i] === which)!]!);
    const first = treatment!.values[rows.find((i) => period!.values[i] === '1')!]!;
    return { name, first, period1: valueIn('1'), period2: valueIn('2') };
  };
  const { keyed } = hillsArmitage({
    groups: [group(one!), group(two!)],
    treatments: { active: active!, control: control! },
  });
  return keyed;
};

export const CROSSOVER: ReadonlyMap<string, Procedure> = new Map([['crossover-2x2-hills-armitage', crossover]]);
