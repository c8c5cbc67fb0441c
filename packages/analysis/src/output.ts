// What an analysis of a trial yields: the JSON that `equipoise analyse` writes, and all that the report shows.

import type { DesignPowerReport } from './design/design-power.js';
import type { EffectMeasure } from './effect-measure.js';

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
  readonly effectMeasure: EffectMeasure;
  /** "Drug first against placebo first": what the estimate compares, active first; "" for summaries. */
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
  /** Participants of each analysis set by its id. */
  readonly analysed: Readonly<Record<string, number>>;
}

/** What had happened by the end of a month. */
export interface RecruitmentMonth {
  /** YYYY-MM */
  readonly month: string;
  readonly screened: number;
  readonly randomised: number;
}

/** First and last date; a month or a year where no day is known, null where nothing is. */
export interface RecruitmentSpan {
  readonly first: string | null;
  readonly last: string | null;
}

/** Recruitment over time and by place. */
export interface Recruitment {
  /** To be randomised in the whole trial. */
  readonly planned: number | null;
  readonly screened: RecruitmentSpan;
  readonly randomised: RecruitmentSpan;
  /** Screenings and randomisations whose month is not known: they count from the first month on. */
  readonly monthUnknown: number;
  readonly months: readonly RecruitmentMonth[];
  /** What places are. */
  readonly by: 'nationalTrial' | 'site';
  /** `first` and `last` are of randomisation. */
  readonly places: readonly (RecruitmentSpan & {
    readonly place: string;
    readonly screened: number;
    readonly randomised: number;
    readonly planned: number | null;
  })[];
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
  /** "all", a system organ class's code, "serious", "fatal". */
  readonly event: string;
  readonly label: string;
  readonly by: 'sequence' | 'treatmentReceived';
  /** A sequence; or a treatment, "none" (before any administration) or "undetermined" (no date tells the period). */
  readonly group: string;
  /** Participants of the group: randomised to the sequence, or given the treatment at least once. */
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
  readonly kind: 'asRandomised' | 'perProtocol' | 'asReceived';
  /** What the keys of `n` are: sequences; for safety as received, treatments (a participant of a crossover counts under each). */
  readonly by: 'sequence' | 'treatmentReceived';
  readonly n: Readonly<Record<string, number>>;
  /** Each participant once, under the first reason that holds. */
  readonly excluded: readonly { readonly reason: string; readonly n: number }[];
  /** In the set, but with nothing to contribute to the primary endpoint (no readable visit), by sequence. */
  readonly notContributing: Readonly<Record<string, number>>;
}

/** The analysis plan that was committed before the arms were known, against which analyses are judged post hoc. */
export interface PlanProvenance {
  readonly committed: boolean;
  readonly digest: string | null;
  /** UTC instant of the record. */
  readonly committedAt: string | null;
  /** UTC instant of the unblinding (or of the opening of the cut); null while blind. */
  readonly unblindedAt: string | null;
}

export interface AnalysisOutput {
  /** The protocol's id. */
  readonly trial: string;
  readonly title: string;
  readonly acronym: string;
  readonly trialId: string;
  readonly protocolVersion: string;
  readonly protocolDigest: string;
  readonly softwareVersion: string;
  readonly mode: string;
  readonly synthetic: boolean;
  /** "SYNTHETIC …" where data are made; null otherwise. */
  readonly stamp: string | null;
  /** True where arms are dealt at random because the trial is still blind. */
  readonly dummyArms: boolean;
  readonly cut: string | null;
  readonly origin: { readonly scenario?: string; readonly seed?: number; readonly source?: string };
  /** `events` counts what the hash covers: open events, and sealed ones only where they were opened for this audience. */
  readonly snapshot: { readonly hash: string; readonly events: number };
  readonly participants: {
    readonly screened: number;
    readonly randomised: number;
    readonly bySequence: Readonly<Record<string, number>>;
    /** Each person once. */
    readonly notRandomised: readonly { readonly reason: string; readonly n: number }[];
  };
  readonly recruitment: Recruitment;
  /** What the protocol's assumptions of power mean in numbers; empty where it states none, or where `notes` say why. */
  readonly sampleSize: readonly DesignPowerReport[];
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
      /** Adjusted for the family; absent in a fixed sequence, which adjusts nothing. */
      readonly adjustedP?: number | null;
      readonly verdict: 'demonstrated' | 'not demonstrated' | 'not tested';
    }[];
  };
  readonly safety: readonly SafetyRow[];
  readonly safetyComparisons: readonly AnalysisResult[];
  readonly deviations: readonly {
    readonly category: string;
    readonly importance: string;
    readonly bySequence: Readonly<Record<string, number>>;
    /** Of people who were screened and not randomised; not in `bySequence`. */
    readonly notRandomised: number;
    /** Of randomised participants. */
    readonly total: number;
  }[];
  readonly plan: PlanProvenance;
  /** Sentences on how records were read: treatment as assigned, dates imputed, events without a period. For the report's notes. */
  readonly notes: readonly string[];
  readonly conclusion: string;
}
