// Secondary endpoints: estimates, and summaries of those that the protocol only describes.
import type { AnalysisResult } from '../output.js';
import { analysisTable } from './analysis-table.js';
import { section, type TableRow, table } from './block.js';
import type { ReportContext } from './context.js';
import { forestFigures } from './forest-figure.js';
import { type Html, html } from './html.js';
import { fixed, plain } from './number.js';
import { visitBlocks } from './section-primary.js';
import { survivalFigures } from './survival-figure.js';
import { unitText } from './unit.js';
import { otherVisitEndpoints, primaryEndpoints } from './visit-endpoint.js';

/** Section "Secondary endpoints": all analyses that are not on a primary endpoint. */
export async function secondarySection(context: ReportContext): Promise<Html> {
  const primary = primaryEndpoints(context.output, context.protocol);
  const others = context.output.analyses.filter((each) => !primary.includes(each.endpoint));
  const compared = others.filter((each) => each.method !== 'summary');
  const summarised = others.filter((each) => each.method === 'summary');
  if (others.length === 0) {
    return section('secondary', 'Secondary endpoints', html`<p>The protocol analyses no other endpoint.</p>`);
  }
  const figures = await forestFigures(context, {
    id: 'figure-forest-secondary',
    about: 'secondary endpoints',
    analyses: compared,
  });
  const comparisons =
    compared.length === 0
      ? undefined
      : analysisTable(context, {
          id: 'table-secondary',
          caption: 'Analyses of the other endpoints',
          analyses: compared,
          traceKind: 'analysis',
        });
  const byVisit: Html[] = [];
  for (const endpoint of otherVisitEndpoints(context.output, context.protocol)) {
    byVisit.push(...(await visitBlocks(context, { endpoint, withTable: false })));
  }
  const summaries = summarised.length === 0 ? undefined : summaryTable(context, summarised);
  return section(
    'secondary',
    'Secondary endpoints',
    survivalFigures(context, compared),
    figures,
    comparisons,
    byVisit,
    summaries,
  );
}

/** A group of a summary, as far as it is one. */
interface Group {
  readonly n: number;
  readonly missing?: number;
  readonly mean?: number;
  readonly sd?: number;
  readonly median?: number;
  readonly q1?: number;
  readonly q3?: number;
}

function summaryTable(context: ReportContext, analyses: readonly AnalysisResult[]): Html {
  return table(context, {
    id: 'table-summaries',
    caption: 'Endpoints that are described, not compared',
    columns: ['Endpoint and sequence', 'n', 'Missing', 'Mean', 'SD', 'Median (quartiles)'].map((text) => ({ text })),
    rows: analyses.flatMap((each) => summaryRows(context, each)),
  });
}

function summaryRows(context: ReportContext, analysis: AnalysisResult): readonly TableRow[] {
  const unit = unitOf(context, analysis.endpoint);
  const groups = groupsOf(analysis.result.bySequence);
  return [
    {
      head: html`${analysis.name}${unit === undefined ? '' : `, ${unit}`}${analysis.postHoc ? html` <span class="post-hoc">post hoc</span>` : undefined}`,
      cells: ['', '', '', '', ''],
      kind: 'heading',
      trace: context.traces.find(`analysis:${analysis.id}`),
    },
    ...context.sequences.flatMap((sequence): readonly TableRow[] => {
      const group = groups[sequence.id];
      if (group === undefined) return [];
      return [
        {
          head: sequence.name,
          kind: 'indented',
          cells: [
            String(group.n),
            group.missing === undefined ? '\u2013' : String(group.missing),
            fixed(group.mean, decimalsFor(group.mean)),
            fixed(group.sd, decimalsFor(group.mean)),
            group.median === undefined
              ? '\u2013'
              : `${rounded(group.median)} (${rounded(group.q1)}\u2013${rounded(group.q3)})`,
          ],
        },
      ];
    }),
  ];
}

function unitOf(context: ReportContext, endpoint: string): string | undefined {
  const source = context.protocol.endpoints.find((each) => each.id === endpoint)?.item;
  const form = context.protocol.forms.find((each) => each.id === source?.form);
  const unit = form?.items.find((each) => each.id === source?.item)?.unit;
  return unit === undefined ? undefined : unitText(unit);
}

/** Volumes in the thousands need no decimals, scores of a few points need two. */
function decimalsFor(mean: number | undefined): number {
  if (mean === undefined) return 2;
  return Math.abs(mean) >= 1000 ? 0 : Math.abs(mean) >= 100 ? 1 : 2;
}

function rounded(value: number | undefined): string {
  return plain(value, decimalsFor(value) === 2 ? 2 : decimalsFor(value));
}

function groupsOf(value: unknown): Readonly<Record<string, Group>> {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(Object.entries(value).filter((entry): entry is [string, Group] => isGroup(entry[1])));
}

function isGroup(value: unknown): value is Group {
  return typeof value === 'object' && value !== null && 'n' in value && typeof value.n === 'number';
}
