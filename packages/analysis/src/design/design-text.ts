// Power and operating characteristics of a design as text: sentences and tables for a terminal.
import { type MonteCarlo, type SimulationSummary, type SimulationTally, summariseTally } from '@equipoise/stats';
import type { CurvePoint, DesignPowerReport } from './design-power.js';

/** The answers of `designPower` in words and a table each. */
export function powerText(reports: readonly DesignPowerReport[]): string {
  return reports.map(reportText).join('\n');
}

function reportText(report: DesignPowerReport): string {
  const { needed, planned } = report;
  const lost = needed.nToRandomise > needed.n;
  const groups = `${needed.nTreatment} + ${needed.nControl}`;
  const whole =
    report.neededInTrial > needed.nToRandomise
      ? `; ${report.neededInTrial} in the whole trial, with those not compared`
      : '';
  const lines = [
    `${report.name} (${report.analysis}, ${report.method})`,
    `  Needed for a power of ${percent(report.wantedPower)}: ${needed.n} participants with data (${groups})${lost ? `, ${needed.nToRandomise} randomised` : ''}${whole}; their power is ${percent(needed.power)}.`,
    ...(planned === undefined
      ? ['  The protocol plans no number of participants.']
      : [
          `  Planned are ${planned.participants}, of whom ${planned.withData} are compared and have data: power ${percent(planned.power)}.`,
        ]),
    `  Formula: ${report.formula.sentence}.`,
    `  Assumptions${report.assumed ? ' (no source says them: assumed)' : ''}`,
    ...report.assumptions.map(({ sentence }) => `    ${sentence}`),
    `  Power by ${report.effectName} and participants with data`,
    ...curveTable(report.curve).map((line) => `    ${line}`),
  ];
  return `${lines.join('\n')}\n`;
}

function curveTable(curve: readonly CurvePoint[]): readonly string[] {
  const sizes = [...new Set(curve.map(({ n }) => n))];
  const effects = [...new Set(curve.map(({ effect }) => effect))];
  const powerAt = (effect: number, n: number) => curve.find((point) => point.effect === effect && point.n === n)!.power;
  return aligned([
    ['', ...sizes.map((n) => `n = ${n}`)],
    ...effects.map((effect) => [String(effect), ...sizes.map((n) => percent(powerAt(effect, n)))]),
  ]);
}

/** One line of the table of operating characteristics. */
export interface SimulatedScenario {
  readonly name: string;
  readonly hypothesis: 'null' | 'alternative';
  readonly tally: SimulationTally;
  /** What the tally's errors are counted in. */
  readonly unit: number;
}

/** Rates and moments of a scenario, in the unit of the effect; null for what the analysis does not give. */
export interface OperatingSummary {
  readonly trials: number;
  /** Rejections among all trials: the type I error without effect, else the power. */
  readonly rejection: MonteCarlo;
  readonly bias: MonteCarlo | null;
  readonly empiricalSE: MonteCarlo | null;
  readonly modelSE: number | null;
  readonly coverage: MonteCarlo | null;
  readonly notConverged: MonteCarlo;
}

/** What a scenario's tally says. Trials without convergence count as no rejection. */
export function operatingSummary({ tally, unit }: Pick<SimulatedScenario, 'tally' | 'unit'>): OperatingSummary {
  const summary: SimulationSummary = summariseTally(tally);
  const scaled = ({ value, se }: MonteCarlo) => known({ value: value * unit, se: se * unit });
  return {
    trials: tally.trials,
    rejection: summary.rejection,
    bias: scaled(summary.bias),
    empiricalSE: scaled(summary.empiricalSE),
    modelSE: Number.isFinite(summary.modelSE) ? summary.modelSE * unit : null,
    coverage: known(summary.coverage),
    notConverged: summary.notConverged,
  };
}

function known(value: MonteCarlo): MonteCarlo | null {
  return Number.isFinite(value.value) && Number.isFinite(value.se) ? value : null;
}

/** The table of operating characteristics; Monte Carlo standard errors in parentheses. */
export function simulationText(scenarios: readonly SimulatedScenario[]): string {
  const header = ['scenario', 'type I error', 'power', 'bias', 'SE', 'model SE', 'coverage', 'not converged'];
  const rows = scenarios.map((scenario) => {
    const found = operatingSummary(scenario);
    const rejected = share(found.rejection);
    return [
      scenario.name,
      scenario.hypothesis === 'null' ? rejected : '',
      scenario.hypothesis === 'null' ? '' : rejected,
      found.bias === null ? '–' : `${figures(found.bias.value)} (${figures(found.bias.se)})`,
      found.empiricalSE === null ? '–' : figures(found.empiricalSE.value),
      found.modelSE === null ? '–' : figures(found.modelSE),
      found.coverage === null ? '–' : share(found.coverage),
      share(found.notConverged),
    ];
  });
  return `${aligned([header, ...rows]).join('\n')}\n`;
}

/** The first column to the left, the others to the right. */
function aligned(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!)))
      .join('  ')
      .trimEnd(),
  );
}

function share({ value, se }: MonteCarlo): string {
  return `${(100 * value).toFixed(2)}% (${(100 * se).toFixed(2)})`;
}

function percent(fraction: number): string {
  return `${(100 * fraction).toFixed(1)}%`;
}

function figures(value: number): string {
  return value === 0 ? '0' : Number(value.toPrecision(2)).toString();
}
