// The trace of every number: which endpoint, analysis set and method it comes from, and which records are behind it.
import type { Protocol } from '@equipoise/trial';
import type { AnalysisOutput, AnalysisResult } from '../output.js';
import { attributes, type Html, html } from './html.js';
import type { ReportLabels } from './label.js';
import { otherVisitEndpoints, primaryEndpoints } from './visit-endpoint.js';

export interface TraceEntry {
  /** "T1": shown beside the number, and the way to the appendix. */
  readonly ref: string;
  readonly what: string;
  readonly endpoint: string;
  readonly analysisSet: string;
  readonly method: string;
  readonly participants: number;
  /** Absent where a table counts people rather than records. */
  readonly records?: number;
  readonly digest?: string;
  readonly analysis?: AnalysisResult;
}

export interface TraceBook {
  readonly entries: readonly TraceEntry[];
  /** By "analysis:ID", "comparison:ID", "visits:ENDPOINT", "flow", "recruitment", "sets", "baseline", "safety", "received", "deviations". */
  readonly find: (key: string) => TraceEntry | undefined;
}

/** Numbers the traces of an output in the order in which the report shows them. */
export function traceBookOf(output: AnalysisOutput, protocol: Protocol, labels: ReportLabels): TraceBook {
  const people = output.participants.randomised;
  const everyone = 'All randomised';
  const endpoints = [...primaryEndpoints(output, protocol), ...otherVisitEndpoints(output, protocol)].filter((id) =>
    output.visitSummaries.some((row) => row.endpoint === id),
  );
  const sources: readonly (readonly [string, Omit<TraceEntry, 'ref'>])[] = [
    [
      'flow',
      counted('Flow of participants', { analysisSet: 'All screened', participants: output.participants.screened }),
    ],
    [
      'recruitment',
      counted('Recruitment', { analysisSet: 'All screened', participants: output.participants.screened }),
    ],
    ['sets', counted('Analysis sets', { analysisSet: everyone, participants: people })],
    [
      'baseline',
      counted('Baseline', { analysisSet: everyone, participants: people, method: 'mean, SD, quartiles; counts' }),
    ],
    ...endpoints.map((endpoint): [string, Omit<TraceEntry, 'ref'>] => {
      const rows = output.visitSummaries.filter((row) => row.endpoint === endpoint);
      const records = rows.reduce((sum, row) => sum + row.n + row.unreadable, 0);
      const trace = counted(`By visit: ${labels.endpoint(endpoint)}`, {
        analysisSet: everyone,
        participants: people,
        method: 'counts, mean, quartiles by visit',
      });
      return [`visits:${endpoint}`, { ...trace, endpoint: labels.endpoint(endpoint), records }];
    }),
    ...output.analyses.map((each): [string, Omit<TraceEntry, 'ref'>] => [
      `analysis:${each.id}`,
      analysed(each, labels),
    ]),
    [
      'safety',
      counted('Adverse events by sequence', {
        records: eventsIn(output, 'sequence'),
        analysisSet: everyone,
        participants: people,
        endpoint: 'Adverse events',
      }),
    ],
    [
      'received',
      counted('Adverse events by treatment received', {
        records: eventsIn(output, 'treatmentReceived'),
        analysisSet: 'Given at least one treatment',
        participants: people,
        endpoint: 'Adverse events',
      }),
    ],
    ...output.safetyComparisons.map((each): [string, Omit<TraceEntry, 'ref'>] => [
      `comparison:${each.id}`,
      analysed(each, labels),
    ]),
    [
      'deviations',
      counted('Deviations', {
        records: output.deviations.reduce((sum, each) => sum + each.total + each.notRandomised, 0),
        analysisSet: everyone,
        participants: people,
        endpoint: 'Deviations',
      }),
    ],
  ];
  const empty = new Set([
    ...(output.participants.screened === 0 ? ['recruitment'] : []),
    ...(output.baseline.length === 0 ? ['baseline'] : []),
    ...(output.safety.length === 0 ? ['safety', 'received'] : []),
    ...(output.deviations.length === 0 ? ['deviations'] : []),
  ]);
  const shown = sources.filter(([key]) => !empty.has(key));
  const byKey = new Map(shown.map(([key, source], index) => [key, { ...source, ref: `T${index + 1}` }]));
  return { entries: [...byKey.values()], find: (key) => byKey.get(key) };
}

/** A small link to the trace in the appendix. */
export function traceLink(trace: TraceEntry | undefined): Html | undefined {
  if (trace === undefined) return undefined;
  return html`<a class="trace" href="#${trace.ref}" title="${traceTitle(trace)}">${trace.ref}</a>`;
}

/** Attributes that carry the trace on the row or figure itself. */
export function traceAttributes(trace: TraceEntry | undefined): Html | undefined {
  if (trace === undefined) return undefined;
  return attributes({
    'data-trace': trace.ref,
    'data-endpoint': trace.endpoint,
    'data-analysis-set': trace.analysisSet,
    'data-method': trace.method,
    'data-participants': trace.participants,
    'data-records': trace.records,
    'data-digest': trace.digest,
  });
}

function traceTitle(trace: TraceEntry): string {
  const records = trace.records === undefined ? '' : `, ${trace.records} records`;
  return `${trace.what}. Endpoint: ${trace.endpoint}. Analysis set: ${trace.analysisSet}. Method: ${trace.method}. ${trace.participants} participants${records}.`;
}

function counted(
  what: string,
  facts: {
    readonly analysisSet: string;
    readonly participants: number;
    readonly method?: string;
    readonly endpoint?: string;
    readonly records?: number;
  },
): Omit<TraceEntry, 'ref'> {
  return {
    what,
    endpoint: facts.endpoint ?? '\u2013',
    method: facts.method ?? 'counts',
    analysisSet: facts.analysisSet,
    participants: facts.participants,
    ...(facts.records === undefined ? {} : { records: facts.records }),
  };
}

function eventsIn(output: AnalysisOutput, by: 'sequence' | 'treatmentReceived'): number {
  return output.safety.reduce((sum, row) => (row.by === by && row.event === 'all' ? sum + row.events : sum), 0);
}

function analysed(analysis: AnalysisResult, labels: ReportLabels): Omit<TraceEntry, 'ref'> {
  return {
    what: analysis.name,
    endpoint: labels.endpoint(analysis.endpoint),
    analysisSet: labels.analysisSet(analysis.analysisSet),
    method: analysis.method,
    participants: analysis.trace.participants,
    records: analysis.trace.records,
    digest: analysis.trace.digest,
    analysis,
  };
}
