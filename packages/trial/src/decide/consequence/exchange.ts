// What follows from exports and imports: an event of the trial, so that the record tells what left and what came in.
import { refuse } from '../../refusal.js';
import type { Context } from '../contract.js';
import { type Consequences, effect, trialStream } from './effect.js';

export const exchangeConsequences: Consequences<
  'exportData' | 'exportRecord' | 'exportAnalysisData' | 'exportRandomisation' | 'exportSite' | 'importForms'
> = {
  exportData: (body, _situation, context) =>
    notServed(context) ?? effect([{ stream: trialStream, type: 'DataExported', payload: body }]),
  exportRecord: (body, _situation, context) =>
    notServed(context) ?? effect([{ stream: trialStream, type: 'RecordExported', payload: body }]),
  exportAnalysisData: (body, _situation, context) =>
    notServed(context) ?? effect([{ stream: trialStream, type: 'AnalysisDataExported', payload: body }]),
  exportRandomisation: (_body, _situation, context) =>
    notServed(context) ?? effect([{ stream: trialStream, type: 'RandomisationExported', payload: {} }]),
  exportSite: ({ siteId }, _situation, context) =>
    notServed(context) ?? effect([{ stream: trialStream, siteId, type: 'SiteArchived', payload: { siteId } }]),
  importForms: ({ reason, ...facts }, _situation, context) =>
    notServed(context) ?? effect([{ stream: trialStream, type: 'FormsImported', payload: facts, reason }]),
};

/** Nobody records an export that gave out nothing, or an import of nothing. */
function notServed({ fileServed }: Context) {
  if (fileServed === true) return undefined;
  return refuse('file-not-served', 'Exports and imports are made at their own addresses, which record them.');
}
