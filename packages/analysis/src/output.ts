// What an analysis of a trial yields: the JSON that `equipoise analyse` writes, and all that the report shows.

export type Interval = readonly [number, number];

/** Status of an analysis in the testing procedure and as a computation. */
export type AnalysisStatus =
  | 'tested' // part of the testing procedure, reached, computed
  | 'not tested (nominal)' // part of the procedure, behind a failed hypothesis
  | 'descriptive' // outside the procedure by plan
  | 'not estimable' // the method gave no estimate; `flags` say why
  | 'not converged';

export interface AnalysisResult {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly endpoint: string;
  readonly analysisSet: string;
  /** A name of the procedures list: "nb-glm", "crossover-2x2-hills-armitage" … */
  readonly method: string;
  /** One line: model formula, information, interval, quantile. */
  readonly methodDescription: string;
  readonly effectMeasure: 'rate ratio' | 'difference in means' | 'risk difference' | 'risk ratio' | 'none';
  /** "MSC first against placebo first": what the estimate compares, active first. */
  readonly contrast: string;
  readonly estimate: number | null;
  readonly ci: Interval | null;
  readonly confidence: number;
  readonly p: number | null;
  /** Participants of the analysis set by sequence. */
  readonly n: Readonly<Record<string, number>>;
  /** Of these, participants whose data the model used. */
  readonly contributing: Readonly<Record<string, number>>;
  readonly status: AnalysisStatus;
  readonly postHoc: boolean;
  readonly assumed: boolean;
  readonly flags: readonly string[];
  /** All that the method computes, keys as in the procedures list (theta, seExpected, effect.lrt …). */
  readonly result: Readonly<Record<string, unknown>>;
  /** Records behind the number: participant ids (short form) and events, for tracing. */
  readonly trace: { readonly participants: number; readonly records: number; readonly digest: string };
}

export interface FlowGroup {
  readonly sequence: string;
  readonly randomised: number;
  readonly periods: readonly {
    readonly period: string;
    readonly treatment: string;
    readonly started: number;
    readonly completed: number;
    readonly withdrawn: readonly { readonly kind: string; readonly n: number }[];
  }[];
  readonly analysed: Readonly<Record<string, number>>;
}

export interface BaselineRow {
  readonly item: string;
  readonly name: string;
  readonly unit?: string;
  /** Text for each column: sequences in protocol order, then "all". */
  readonly kind: 'continuous' | 'categorical';
  readonly level?: string;
  readonly cells: Readonly<
    Record<
      string,
      {
        readonly n: number;
        readonly missing: number;
        readonly mean?: number;
        readonly sd?: number;
        readonly median?: number;
        readonly q1?: number;
        readonly q3?: number;
        readonly count?: number;
        readonly percent?: number;
      }
    >
  >;
}

export interface SafetyRow {
  /** "all", a system organ class's code, "serious", "fatal" … */
  readonly event: string;
  readonly label: string;
  readonly by: 'sequence' | 'treatmentReceived';
  readonly group: string;
  readonly n: number;
  readonly participants: number;
  readonly events: number;
}

export interface VisitSummaryRow {
  readonly endpoint: string;
  readonly visit: string;
  readonly sequence: string;
  readonly n: number;
  readonly unreadable: number;
  readonly missing: number;
  readonly total: number;
  readonly mean: number | null;
  readonly median: number | null;
  readonly q1: number | null;
  readonly q3: number | null;
  readonly zeros: number;
}

export interface AnalysisSetSummary {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly n: Readonly<Record<string, number>>;
  readonly excluded: readonly { readonly reason: string; readonly n: number }[];
  /** In the set, but with nothing to contribute to the primary endpoint. */
  readonly notContributing: Readonly<Record<string, number>>;
}

export interface AnalysisOutput {
  readonly trial: string;
  readonly acronym: string;
  readonly trialId: string;
  readonly protocolVersion: string;
  readonly softwareVersion: string;
  readonly mode: string;
  readonly synthetic: boolean;
  /** "SYNTHETIC …" where data are made; null otherwise. */
  readonly stamp: string | null;
  /** True where arms are dealt at random because the trial is still blind. */
  readonly dummyArms: boolean;
  readonly cut: string | null;
  readonly origin: { readonly scenario?: string; readonly seed?: number; readonly source?: string };
  readonly snapshot: { readonly hash: string; readonly events: number };
  readonly participants: {
    readonly screened: number;
    readonly randomised: number;
    readonly bySequence: Readonly<Record<string, number>>;
    readonly notRandomised: readonly { readonly reason: string; readonly n: number }[];
  };
  readonly flow: readonly FlowGroup[];
  readonly analysisSets: readonly AnalysisSetSummary[];
  readonly baseline: readonly BaselineRow[];
  readonly visitSummaries: readonly VisitSummaryRow[];
  readonly analyses: readonly AnalysisResult[];
  readonly testing: {
    readonly procedure: string;
    readonly alpha: number;
    readonly steps: readonly {
      readonly analysis: string;
      readonly p: number | null;
      readonly verdict: 'demonstrated' | 'not demonstrated' | 'not tested';
    }[];
  };
  readonly safety: readonly SafetyRow[];
  readonly safetyComparisons: readonly AnalysisResult[];
  readonly deviations: readonly {
    readonly category: string;
    readonly importance: string;
    readonly bySequence: Readonly<Record<string, number>>;
    readonly total: number;
  }[];
  readonly conclusion: string;
}
