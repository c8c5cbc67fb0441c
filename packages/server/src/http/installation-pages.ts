// The pages of a running installation. A report is made once for each state of its trial.
import { TrialId } from '@equipoise/trial';
import { takeSnapshot } from '../store/snapshot.js';
import { findLastPosition, listTrialStatuses } from '../store/trial-status.js';
import type { System } from '../system.js';
import type { PageSource } from './source.js';

interface Report {
  readonly html: string;
  readonly json: string;
}

/** Answers from the database and keeps the last report of each trial until something is recorded. */
export function installationPages(system: System): PageSource {
  const reports = new Map<TrialId, { readonly position: string; readonly report: Promise<Report> }>();

  const findOrMakeReport = async (id: string): Promise<Report | undefined> => {
    const trialId = TrialId.parse(id);
    const position = await findLastPosition(system.pools.writer, trialId);
    if (position === undefined) return undefined;
    const known = reports.get(trialId);
    if (known?.position === position) return known.report;
    const report = makeReport(system, trialId);
    reports.set(trialId, { position, report });
    report.catch(() => reports.delete(trialId));
    return report;
  };

  return {
    listTrials: () => listTrialStatuses(system.pools.writer),
    findReport: async (id) => (await findOrMakeReport(id))?.html,
    findReportJson: async (id) => (await findOrMakeReport(id))?.json,
  };
}

async function makeReport(system: System, trialId: TrialId): Promise<Report> {
  // Loaded with the first report: the figures' library takes half a second.
  const { analyse, renderReport } = await import('@equipoise/analysis');
  const snapshot = await takeSnapshot(system, trialId, {});
  const output = analyse(snapshot);
  return { html: await renderReport(output, snapshot.protocol), json: `${JSON.stringify(output, null, 2)}\n` };
}
