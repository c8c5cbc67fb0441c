// Permissions of exports and imports. What is in a file is found by the views, under the rights of whoever asks.
import { type Refusal, refuse } from '../../refusal.js';
import type { Permissions, Situation } from '../situation.js';

export const exchangePermissions: Permissions<
  'exportData' | 'exportRecord' | 'exportAnalysisData' | 'exportRandomisation' | 'exportSite' | 'importForms'
> = {
  exportData: ({ forms = [] }, { protocol }) => formsRefusal(forms, protocol),
  exportRecord: () => undefined,
  // Whose arms may be seen depends on cuts and openings, as of a report: the address that gives out the file looks.
  exportAnalysisData: () => undefined,
  exportRandomisation: () => undefined,
  exportSite: ({ siteId }, { protocol }) => {
    if (protocol.sites.some(({ id }) => id === siteId)) return undefined;
    return refuse('site-unknown', `The protocol has no site "${siteId}".`, { siteId });
  },
  importForms: ({ form }, { protocol }) => formsRefusal([form], protocol),
};

function formsRefusal(forms: readonly string[], protocol: Situation['protocol']): Refusal | undefined {
  const allowed = protocol.forms.map(({ id }) => id);
  const unknown = forms.filter((form) => !allowed.includes(form));
  if (unknown.length === 0) return undefined;
  return refuse('form-unknown', `The protocol has no form ${unknown.join(', ')}; it has: ${allowed.join(', ')}.`, {
    forms: unknown,
  });
}
