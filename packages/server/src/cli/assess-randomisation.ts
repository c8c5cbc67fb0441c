// `equipoise randomisation TRIAL --assess`: how well designs are foreseen and how far they stray, side by side.
import { type AssessedDesign, renderDesignComparison } from '@equipoise/analysis';
import type { Protocol } from '@equipoise/trial';
import { assessDesigns } from '../design/assess.js';
import { writeWhole } from './analyse.js';
import { readProtocol, requireProtocolFile } from './find-trial.js';
import { type AssessOptions, CommandProblem, type ExitCode, exitCodes } from './options.js';

/** Assesses the protocol's design and those that it is compared with; prints a table, writes JSON and a plot. */
export function run(options: AssessOptions): ExitCode {
  const { protocol } = readProtocol(requireProtocolFile(options.trial, 'An assessment'));
  const designs = asProblem(() => assessDesigns(protocol, options));
  process.stdout.write(tableOf(protocol, designs));
  if (options.json !== undefined) {
    const written = designs.map(({ name, assessment }) => ({ name, ...assessment }));
    writeWhole(
      options.json,
      `${JSON.stringify({ protocol: protocol.id, seed: options.seed, designs: written }, null, 2)}\n`,
    );
  }
  if (options.plot !== undefined) writeWhole(options.plot, `${renderDesignComparison(designs)}\n`);
  for (const file of [options.json, options.plot]) {
    if (file !== undefined) process.stdout.write(`Written: ${file}\n`);
  }
  return exitCodes.done;
}

function asProblem<T>(work: () => T): T {
  try {
    return work();
  } catch (cause) {
    if (cause instanceof RangeError) throw new CommandProblem(`${cause.message}.`.replace(/\.\.$/, '.'), { cause });
    throw cause;
  }
}

const columns = [
  'design',
  'strata',
  'correct',
  'informed',
  'certain',
  'at end',
  'per stratum',
  'largest',
  'how',
] as const;

function tableOf(protocol: Protocol, designs: readonly AssessedDesign[]): string {
  const [first] = designs;
  const rows = designs.map(({ name, assessment }) => {
    const { overall, byStratum, strata, runs } = assessment;
    const within = byStratum.reduce((sum, { imbalance, count }) => sum + imbalance.atEnd * count, 0) / strata;
    const largest = Math.max(...byStratum.map(({ imbalance }) => imbalance.largest));
    return [
      name,
      String(strata),
      percent(overall.correctGuesses),
      percent(overall.informedGuesses),
      percent(overall.deterministic),
      overall.imbalance.atEnd.toFixed(2),
      within.toFixed(2),
      largest.toFixed(0),
      runs === undefined ? 'exact' : `${runs} runs`,
    ];
  });
  const widths = columns.map((column, i) => Math.max(column.length, ...rows.map((row) => (row[i] ?? '').length)));
  const line = (cells: readonly string[]) =>
    `${cells.map((cell, i) => (i === 0 || i === 8 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  ')}`.trimEnd();
  const { participants, sites } = first?.assessment ?? { participants: 0, sites: 0 };
  return [
    `${protocol.acronym}: ${participants} participants, ${sites} sites`,
    line(columns),
    ...rows.map(line),
    ...designs.flatMap(marginsOf),
    '',
    'correct   the next allocation in a stratum, guessed as the sequence that is furthest behind; a tie counts by chance',
    'informed  the same, guessed as the most probable sequence by who knows the design and all allocations before',
    'certain   allocations that follow from the design and those before',
    'at end    expected imbalance of the whole trial; then that of a stratum, and the largest at any time in one',
    '',
  ].join('\n');
}

/** Minimisation balances margins: what is left within a level of each factor. */
function marginsOf({ name, assessment }: AssessedDesign): readonly string[] {
  const margins = Object.entries(assessment.margins ?? {}).map(([id, imbalance]) => `${id} ${imbalance.toFixed(2)}`);
  return margins.length === 0 ? [] : [`${name}: imbalance at the end within a level of ${margins.join(', ')}`];
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)}%`;
}
