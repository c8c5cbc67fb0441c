// What every section of the report is made from, and the running numbers of tables and figures.
import type { Protocol } from '@equipoise/trial';
import type { AnalysisOutput } from '../output.js';
import { inProtocolOrder, labelsOf, type ReportLabels } from './label.js';
import { type TraceBook, traceBookOf } from './trace.js';

export interface ReportContext {
  readonly output: AnalysisOutput;
  readonly protocol: Protocol;
  readonly labels: ReportLabels;
  readonly traces: TraceBook;
  /** What stands on every page, table and figure; null for real, unblinded data. */
  readonly stamp: string | null;
  /** Sequences in the order of the protocol. */
  readonly sequences: readonly { readonly id: string; readonly name: string }[];
  readonly nextTable: () => number;
  readonly nextFigure: () => number;
}

/** Said wherever arms are dealt at random, because the trial is still blind. */
export const dummyArmsText = 'DUMMY ARMS: dealt at random, the trial is still blind';

/** The context of one report; its counters start at 1. */
export function createContext(output: AnalysisOutput, protocol: Protocol): ReportContext {
  const labels = labelsOf(protocol);
  let tables = 0;
  let figures = 0;
  const known = [...protocol.sequences.map((each) => each.id), ...Object.keys(output.participants.bySequence)];
  return {
    output,
    protocol,
    labels,
    traces: traceBookOf(output, protocol, labels),
    stamp: stampOf(output),
    sequences: inProtocolOrder(protocol.sequences, known).map((id) => ({ id, name: labels.sequence(id) })),
    nextTable: () => {
      tables += 1;
      return tables;
    },
    nextFigure: () => {
      figures += 1;
      return figures;
    },
  };
}

/** The stamp of made data and the banner of dummy arms, in this order. */
export function stampOf(output: AnalysisOutput): string | null {
  const made = output.stamp ?? (output.synthetic ? 'SYNTHETIC' : undefined);
  const parts = [made, output.dummyArms ? dummyArmsText : undefined].filter((each) => each !== undefined);
  return parts.length === 0 ? null : parts.join(' \u00b7 ');
}
