// The table of analyses: estimate, interval, p and status of each, with its method and what was noted about it.
import { isShare } from '../effect-measure.js';
import type { AnalysisResult } from '../output.js';
import { type TableRow, table } from './block.js';
import type { ReportContext } from './context.js';
import { type Html, type HtmlPart, html } from './html.js';
import { confidencePercent, effectInterval, effectValue, pDigits } from './number.js';

export interface AnalysisTableInput {
  readonly id: string;
  readonly caption: string;
  readonly analyses: readonly AnalysisResult[];
  /** "analysis" or "comparison": where their traces are found. */
  readonly traceKind: 'analysis' | 'comparison';
}

/** One row for each analysis; methods and flags under the table. */
export function analysisTable(context: ReportContext, input: AnalysisTableInput): Html {
  const confidences = new Set(input.analyses.map((each) => each.confidence));
  const shared = confidences.size === 1 ? [...confidences][0] : undefined;
  return table(context, {
    id: input.id,
    caption: input.caption,
    columns: [
      { text: 'Analysis' },
      { text: 'Analysis set', isText: true },
      { text: 'Measure', isText: true },
      { text: 'Estimate' },
      { text: shared === undefined ? 'Interval' : `${confidencePercent(shared)} CI` },
      { text: html`<i>p</i>` },
      { text: 'Status', isText: true },
    ],
    rows: input.analyses.map((each) =>
      analysisRow(context, input, { analysis: each, showsConfidence: shared === undefined }),
    ),
    notes: notesOf(input.analyses),
  });
}

function analysisRow(
  context: ReportContext,
  input: AnalysisTableInput,
  row: { readonly analysis: AnalysisResult; readonly showsConfidence: boolean },
): TableRow {
  const { analysis } = row;
  const { estimate, ci, effectMeasure: measure } = analysis;
  const unit = isShare(measure) ? `${measure}, percentage points` : measure;
  const interval =
    ci === null
      ? '\u2013'
      : `${row.showsConfidence ? `${confidencePercent(analysis.confidence)}: ` : ''}${effectInterval(ci, measure)}`;
  return {
    head: html`${analysis.name}${analysis.assumed ? html`<sup title="assumed by the protocol file">a</sup>` : undefined}`,
    sub: analysis.contrast,
    cells: [
      html`${context.labels.analysisSet(analysis.analysisSet)}<span class="sub whole">${sum(analysis.contributing)} of ${sum(analysis.n)} contributing</span>`,
      measure === 'none' ? 'summary' : unit,
      estimate === null ? '\u2013' : html`<strong>${effectValue(estimate, measure)}</strong>`,
      interval,
      analysis.p === null ? '\u2013' : pDigits(analysis.p),
      statusText(analysis),
    ],
    trace: context.traces.find(`${input.traceKind}:${analysis.id}`),
  };
}

function statusText(analysis: AnalysisResult): HtmlPart {
  const status = analysis.status === 'tested' ? html`<strong>tested</strong>` : analysis.status;
  return [status, analysis.postHoc ? html` <span class="post-hoc">post hoc</span>` : undefined];
}

/** Methods shared by several analyses are said once. */
function notesOf(analyses: readonly AnalysisResult[]): readonly HtmlPart[] {
  const methods = new Map<string, string[]>();
  for (const each of analyses) {
    const key = `${each.method}: ${each.methodDescription}`;
    methods.set(key, [...(methods.get(key) ?? []), each.name]);
  }
  const flagged = analyses.filter((each) => each.flags.length > 0);
  return [
    ...(analyses.some((each) => each.assumed)
      ? [html`<sup>a</sup> Assumed: the protocol file states this analysis without a published source.`]
      : []),
    ...[...methods].map(
      ([method, names]) =>
        html`<strong>Method</strong> ${method}. <em>${methods.size === 1 ? 'All of the above' : names.join('; ')}.</em>`,
    ),
    ...flagged.map((each) => html`<strong>Note</strong> ${each.name}: ${each.flags.join('; ')}.`),
  ];
}

/** The total over the groups. */
export function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, n) => total + n, 0);
}
