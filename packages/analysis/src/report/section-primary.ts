// The primary endpoint: values by visit and sequence, the estimates on it, and the testing procedure.
import { drawVisitSummary } from '../figure/visit-summary.js';
import type { VisitSummaryRow } from '../output.js';
import { procedureName } from '../testing/conclusion.js';
import { analysisTable } from './analysis-table.js';
import { figure, section, type TableRow, table } from './block.js';
import type { ReportContext } from './context.js';
import { forestFigures } from './forest-figure.js';
import { type Html, html } from './html.js';
import { inProtocolOrder } from './label.js';
import { fixed, pDigits, percent, plain } from './number.js';
import { survivalFigures } from './survival-figure.js';
import { primaryEndpoints } from './visit-endpoint.js';

/** Section "Primary endpoint". */
export async function primarySection(context: ReportContext): Promise<Html> {
  const { output, protocol } = context;
  const endpoints = primaryEndpoints(output, protocol);
  const blocks: Html[] = [];
  for (const endpoint of endpoints) blocks.push(...(await visitBlocks(context, { endpoint, withTable: true })));
  const analyses = output.analyses.filter((each) => endpoints.includes(each.endpoint));
  const isCount = protocol.endpoints.some((each) => endpoints.includes(each.id) && each.type === 'count');
  return section(
    'primary',
    'Primary endpoint',
    endpoints.map(
      (id) =>
        html`<p><strong>${context.labels.endpoint(id)}.</strong>${isCount ? ' Means and quartiles are of the values that could be read; participants without a readable value stay in the full analysis set and are counted as not contributing.' : undefined}</p>`,
    ),
    blocks,
    survivalFigures(context, analyses),
    await forestFigures(context, { id: 'figure-forest-primary', about: 'primary endpoint', analyses }),
    analysisTable(context, {
      id: 'table-primary',
      caption: 'Analyses of the primary endpoint',
      analyses,
      traceKind: 'analysis',
    }),
    testingTable(context),
  );
}

/** Figure of an endpoint by visit, and its table where asked for; nothing where the output has no row of it. */
export async function visitBlocks(
  context: ReportContext,
  input: { readonly endpoint: string; readonly withTable: boolean },
): Promise<readonly Html[]> {
  const { endpoint } = input;
  const { output, protocol, labels, sequences } = context;
  const rows = output.visitSummaries.filter((row) => row.endpoint === endpoint);
  if (rows.length === 0) return [];
  const visits = inProtocolOrder(
    protocol.visits,
    rows.map((row) => row.visit),
  ).map((id) => {
    const period = protocol.visits.find((each) => each.id === id)?.period;
    return { id, name: labels.visit(id), ...(period === undefined ? {} : { period: labels.period(period) }) };
  });
  const definition = protocol.endpoints.find((each) => each.id === endpoint);
  const isCount = definition?.type !== 'continuous';
  const isRead = definition?.readable !== undefined || rows.some((row) => row.unreadable > 0);
  const trace = context.traces.find(`visits:${endpoint}`);
  const drawing = await drawVisitSummary({
    id: `visits-${endpoint}`,
    title: `${labels.endpoint(endpoint)} by visit and sequence`,
    axisTitle: isCount ? 'Count at the visit' : 'Value at the visit',
    rows,
    visits,
    sequences,
    isCount,
    isRead,
    stamp: context.stamp,
  });
  const caption = `${labels.endpoint(endpoint)}: by visit and sequence`;
  const drawn =
    drawing === undefined ? [] : [figure(context, { id: `figure-visits-${endpoint}`, caption, drawing, trace })];
  if (!input.withTable) return drawn;
  return [
    ...drawn,
    table(context, {
      id: `table-visits-${endpoint}`,
      caption,
      columns: [
        'Visit and sequence',
        ...(isRead ? ['Read', 'Unreadable'] : ['Recorded']),
        'Missing',
        'Total',
        'Mean',
        'Median (quartiles)',
        ...(isCount ? ['Zero'] : []),
      ].map((text) => ({ text })),
      rows: visits.flatMap((visit) => visitRows(context, visit, rows, { isCount, isRead })),
      trace,
    }),
  ];
}

function visitRows(
  context: ReportContext,
  visit: { readonly id: string; readonly name: string },
  rows: readonly VisitSummaryRow[],
  has: { readonly isCount: boolean; readonly isRead: boolean },
): readonly TableRow[] {
  return [
    { head: visit.name, cells: [], kind: 'heading' },
    ...context.sequences.flatMap((sequence): readonly TableRow[] => {
      const row = rows.find((each) => each.visit === visit.id && each.sequence === sequence.id);
      if (row === undefined) return [];
      const quartiles =
        row.median === null ? '\u2013' : `${plain(row.median)} (${plain(row.q1)}\u2013${plain(row.q3)})`;
      return [
        {
          head: sequence.name,
          kind: 'indented',
          cells: [
            String(row.n),
            ...(has.isRead ? [String(row.unreadable)] : []),
            String(row.missing),
            plain(row.total, 2),
            fixed(row.mean, 2),
            quartiles,
            ...(has.isCount ? [`${row.zeros} (${percent(row.zeros, row.n)})`] : []),
          ],
        },
      ];
    }),
  ];
}

function testingTable(context: ReportContext): Html {
  const { testing } = context.output;
  const isSequence = testing.procedure === 'fixedSequence';
  const sides = context.protocol.testing.sides === 1 ? 'one-sided' : 'two-sided';
  const analyses = new Map(context.output.analyses.map((each) => [each.id, each]));
  const assumed = context.protocol.testing.assumed === true ? ' The order is an assumption of the protocol file.' : '';
  return table(context, {
    id: 'table-testing',
    caption: `Testing procedure: ${procedureName(testing.procedure)}, ${sides} level ${testing.alpha}`,
    columns: [
      { text: 'Step' },
      { text: 'Hypothesis', isText: true },
      { text: html`<i>p</i>` },
      ...(isSequence ? [] : [{ text: html`Adjusted <i>p</i>` }]),
      { text: 'Verdict', isText: true },
    ],
    rows: testing.steps.map((step, index) => ({
      head: String(index + 1),
      cells: [
        analyses.get(step.analysis)?.name ?? context.labels.analysis(step.analysis),
        step.p === null ? '\u2013' : `${pDigits(step.p)}${step.verdict === 'not tested' ? ' (nominal)' : ''}`,
        ...(isSequence ? [] : [step.adjustedP == null ? '\u2013' : pDigits(step.adjustedP)]),
        step.verdict === 'demonstrated'
          ? html`<strong>difference demonstrated</strong>`
          : step.verdict === 'not demonstrated'
            ? 'difference not demonstrated'
            : 'not tested',
      ],
      trace: context.traces.find(`analysis:${step.analysis}`),
    })),
    notes: [
      isSequence
        ? `After the first hypothesis that is not demonstrated, no later one is tested; later estimates are nominal and support no claim.${assumed}`
        : `An adjusted p-value is the least level of the family at which the hypothesis is demonstrated.${assumed}`,
    ],
  });
}
