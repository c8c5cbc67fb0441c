// The participants: their flow by period, their recruitment, the analysis sets, and what they were like at baseline.
import { drawFlow } from '../figure/flow.js';
import type { AnalysisSetSummary, BaselineRow } from '../output.js';
import { figure, section, type TableRow, table } from './block.js';
import type { ReportContext } from './context.js';
import { type Html, html } from './html.js';
import { inProtocolOrder } from './label.js';
import { fixed, percent, plain } from './number.js';
import { recruitment } from './recruitment.js';
import { unitText } from './unit.js';

/** Section "Participants". */
export async function participantSection(context: ReportContext): Promise<Html> {
  const { output, protocol } = context;
  return section(
    'participants',
    'Participants',
    figure(context, {
      id: 'figure-flow',
      caption:
        protocol.periods.length > 1
          ? 'Flow of participants by period (CONSORT, extension to crossover trials)'
          : 'Flow of participants (CONSORT)',
      drawing: drawFlow(output, protocol, context.stamp),
      trace: context.traces.find('flow'),
    }),
    await recruitment(context),
    setTable(context),
    baselineTable(context),
  );
}

function setTable(context: ReportContext): Html {
  const { output, sequences } = context;
  const bySequence = output.analysisSets.filter((set) => set.by === 'sequence');
  const byTreatment = output.analysisSets.filter((set) => set.by === 'treatmentReceived');
  const rows = bySequence.flatMap((set) =>
    setRows(
      set,
      sequences.map((each) => each.id),
    ),
  );
  const treated = byTreatment.map((set) => {
    const ids = inProtocolOrder(context.protocol.treatments, Object.keys(set.n));
    const counts = ids.map((id) => `${context.labels.treatment(id)} ${set.n[id] ?? 0}`);
    const excluded = set.excluded.map((each) => `${each.n} ${each.reason}`);
    return `${set.name} (as received; a participant counts under each treatment given): ${counts.join(', ')}.${excluded.length === 0 ? '' : ` Excluded: ${excluded.join('; ')}.`}`;
  });
  return table(context, {
    id: 'table-sets',
    caption: 'Analysis sets',
    columns: [{ text: 'Set' }, ...sequences.map((each) => ({ text: each.name })), { text: 'All' }],
    rows,
    notes: treated,
    trace: context.traces.find('sets'),
  });
}

function setRows(set: AnalysisSetSummary, groups: readonly string[]): readonly TableRow[] {
  const counts = (of: Readonly<Record<string, number>>) => {
    const each = groups.map((id) => of[id] ?? 0);
    return [...each, each.reduce((sum, n) => sum + n, 0)].map(String);
  };
  const basis = { asRandomised: 'as randomised', perProtocol: 'per protocol', asReceived: 'as received' }[set.kind];
  return [
    {
      head: set.name.toLowerCase().includes(basis.replace(' ', '-')) ? set.name : `${set.name}, ${basis}`,
      cells: counts(set.n),
      kind: 'total',
    },
    {
      head: 'not contributing to the primary endpoint',
      cells: counts(set.notContributing),
      kind: 'indented',
    },
    ...set.excluded.map(
      (each): TableRow => ({
        head: each.reason.startsWith('excluded') ? each.reason : `excluded: ${each.reason}`,
        cells: [...groups.map(() => ''), String(each.n)],
        kind: 'indented',
      }),
    ),
  ];
}

function baselineTable(context: ReportContext): Html {
  const { output, sequences } = context;
  if (output.baseline.length === 0) return html`<p>No characteristic was recorded before randomisation.</p>`;
  const columns = [...sequences, { id: 'all', name: 'All' }];
  const items = [...new Set(output.baseline.map((row) => row.item))];
  return table(context, {
    id: 'table-baseline',
    caption: 'Baseline characteristics',
    columns: [
      { text: 'Characteristic' },
      ...columns.map((each) => ({
        text: `${each.name} (n = ${each.id === 'all' ? output.participants.randomised : (output.participants.bySequence[each.id] ?? 0)})`,
      })),
    ],
    rows: items.flatMap((item) =>
      baselineRows(
        output.baseline.filter((row) => row.item === item),
        columns,
      ),
    ),
    notes: ['Data are mean (SD); median (first to third quartile), or n (%) of those known.'],
    trace: context.traces.find('baseline'),
  });
}

function baselineRows(rows: readonly BaselineRow[], columns: readonly { readonly id: string }[]): readonly TableRow[] {
  const first = rows[0];
  if (first === undefined) return [];
  const unit = first.unit === undefined ? '' : `, ${unitText(first.unit)}`;
  const cellsOf = (row: BaselineRow, text: (cell: BaselineRow['cells'][string]) => string) =>
    columns.map((column) => {
      const cell = row.cells[column.id];
      return cell === undefined ? '\u2013' : text(cell);
    });
  const missing = columns.map((column) => first.cells[column.id]?.missing ?? 0);
  const missingRow: readonly TableRow[] = missing.some((n) => n > 0)
    ? [{ head: 'missing', cells: missing.map(String), kind: 'indented' }]
    : [];
  if (first.kind === 'continuous') {
    return [{ head: `${first.name}${unit}`, cells: cellsOf(first, continuousText) }, ...missingRow];
  }
  const share = (cell: BaselineRow['cells'][string]) => `${cell.count ?? 0} (${percent(cell.count ?? 0, cell.n)})`;
  if (rows.length === 1) {
    return [{ head: `${first.name}: ${first.level ?? '\u2013'}`, cells: cellsOf(first, share) }, ...missingRow];
  }
  return [
    { head: `${first.name}${unit}`, cells: [], kind: 'heading' },
    ...rows.map(
      (row): TableRow => ({
        head: row.level ?? '\u2013',
        cells: cellsOf(row, share),
        kind: 'indented',
      }),
    ),
    ...missingRow,
  ];
}

function continuousText(cell: BaselineRow['cells'][string]): string {
  if (cell.mean === undefined) return '\u2013';
  const mean = `${fixed(cell.mean, 1)} (${fixed(cell.sd, 1)})`;
  return `${mean}; ${plain(cell.median)} (${plain(cell.q1)}\u2013${plain(cell.q3)})`;
}
