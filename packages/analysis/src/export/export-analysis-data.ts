// The export of the analysed records: CSV files, their code book, and a page that says what they are.
import { type AnalyseOptions, analyse } from '../analyse.js';
import { deriveTrial } from '../derive/derive.js';
import type { AnalysisOutput } from '../output.js';
import { membersOf } from '../set/analysis-set.js';
import type { Snapshot } from '../snapshot.js';
import { analysisTable } from './analysis-table.js';
import { participantTable, periodTable, visitTable } from './data-table.js';
import { adverseEventTable, deviationTable } from './event-table.js';
import { type Column, csvOf, type Table, table } from './table.js';

/** A file of the export: a name without a folder, and its text (UTF-8). */
export interface ExportFile {
  readonly file: string;
  readonly text: string;
}

/** How the export is made. */
export interface ExportOptions extends AnalyseOptions {
  /** Endpoints whose values the reader may not see participant by participant: they stand in no table of records. */
  readonly withoutEndpoints?: ReadonlySet<string>;
}

/**
 * The records behind every number of `analyse(snapshot)`, so that anyone can refit them. Every row of made data is stamped SYNTHETIC,
 * every row with dealt arms DUMMY. The same snapshot gives the same bytes.
 */
export function exportAnalysisData(
  snapshot: Snapshot,
  { withoutEndpoints, ...options }: ExportOptions = {},
): readonly ExportFile[] {
  const { protocol, synthetic } = snapshot;
  const trial = deriveTrial(snapshot);
  const sets = protocol.analysisSets.map((definition) => membersOf(definition, trial, protocol));
  const endpoints = protocol.endpoints.filter(({ id }) => withoutEndpoints?.has(id) !== true);
  const scope = { protocol: { ...protocol, endpoints }, trial, sets, synthetic };
  const output = analyse(snapshot, options);
  const tables = [
    participantTable(scope),
    periodTable(scope),
    visitTable(scope),
    adverseEventTable(scope),
    deviationTable(scope),
    analysisTable(output, protocol),
  ];
  const files = [...tables, codeBook(tables, synthetic)].map((one) => ({ file: one.file, text: csvOf(one) }));
  return [...files, { file: 'README.md', text: readme(output, tables) }];
}

/** One row for each column of each table. */
function codeBook(tables: readonly Table[], synthetic: boolean): Table {
  const rows = tables.flatMap((one) => one.columns.map((column) => ({ file: one.file, column })));
  type Row = (typeof rows)[number];
  const columns: readonly Column<Row>[] = [
    {
      name: 'synthetic',
      label: 'Whether the data are made',
      type: 'text',
      value: () => (synthetic ? 'SYNTHETIC' : 'no'),
    },
    { name: 'file', label: 'File', type: 'text', value: ({ file }) => file },
    { name: 'column', label: 'Column', type: 'text', value: ({ column }) => column.name },
    { name: 'label', label: 'What it holds', type: 'text', value: ({ column }) => column.label },
    { name: 'type', label: 'Type', type: 'text', value: ({ column }) => column.type },
    { name: 'unit', label: 'Unit (UCUM)', type: 'text', value: ({ column }) => column.unit },
    { name: 'note', label: 'Values, and when a cell is empty', type: 'text', value: ({ column }) => column.note },
  ];
  return table('codebook.csv', 'What every column of every file means', { columns, rows });
}

function readme(output: AnalysisOutput, tables: readonly Table[]): string {
  return [
    `# ${output.acronym}: analysed records`,
    '',
    ...(output.stamp === null ? [] : [`**${output.stamp}**`, '']),
    ...(output.dummyArms ? ['**Dummy arms, dealt at random because the trial is blind.**', ''] : []),
    `- Trial ${output.trial}, protocol ${output.protocolVersion} (${output.protocolDigest})`,
    `- Mode ${output.mode}${output.cut === null ? '' : `, data cut ${output.cut}`}`,
    `- Snapshot ${output.snapshot.hash}, ${output.snapshot.events} events`,
    `- Software ${output.softwareVersion}`,
    '',
    'Text is UTF-8. An empty cell is a missing value; the code book says why it may be. Numbers have full precision.',
    '',
    ...tables.map(({ file, label, cells }) => `- ${file}: ${label} (${cells.length} rows)`),
    '- codebook.csv: What every column of every file means',
    ...(output.notes.length === 0 ? [] : ['', ...output.notes.map((note) => `- ${note}`)]),
    '',
  ].join('\n');
}
