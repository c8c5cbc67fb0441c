// What the web pages show; whoever starts the server gives the functions that answer.
import type { TrialStatus } from '../store/trial-status.js';

export interface PageSource {
  listTrials(): Promise<readonly TrialStatus[]>;
  /** The report as one HTML file; undefined if there is no such trial. */
  findReport(trialId: string): Promise<string | undefined>;
  /** The analysis as JSON; undefined if there is no such trial. */
  findReportJson(trialId: string): Promise<string | undefined>;
}
