// What the web pages show; whoever starts the server gives the functions that answer.

/** A trial as a blinded person may see it: nothing here depends on a treatment. */
export interface TrialStatus {
  readonly id: string;
  readonly acronym: string;
  readonly title: string;
  readonly mode: 'rehearsal' | 'live' | 'imported';
  /** True where data are made. */
  readonly isSynthetic: boolean;
  /** One or two words: "recruiting", "locked", "unblinded" … */
  readonly status: string;
  readonly protocolVersion: string;
  /** Open events on the record. Sealed ones are not counted: how many there are tells of failed batches. */
  readonly openEvents: number;
  readonly screened: number;
  readonly randomised: number;
  /** In protocol order. */
  readonly sites: readonly SiteStatus[];
}

export interface SiteStatus {
  readonly id: string;
  readonly name: string;
  readonly screened: number;
  readonly randomised: number;
}

export interface PageSource {
  /** True once the database answers. */
  isReady(): Promise<boolean>;
  /** The youngest first. */
  listTrials(): Promise<readonly TrialStatus[]>;
  /** The report as one HTML file; undefined if there is no such trial. */
  findReport(trialId: string): Promise<string | undefined>;
  /** The analysis as JSON; undefined if there is no such trial. */
  findReportJson(trialId: string): Promise<string | undefined>;
}
