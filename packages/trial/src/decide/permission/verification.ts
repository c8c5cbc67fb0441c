// Permissions of source verification and of the monitor's visits.
import { formThing } from '../../evolve/change-state.js';
import { placeKey } from '../../evolve/review-state.js';
import { refuse } from '../../refusal.js';
import { flatValues } from '../../review/flat-value.js';
import type { Permissions } from '../situation.js';
import { repeatedRefusal, unrecordedRefusal } from './review-place.js';

export const verificationPermissions: Permissions<
  'verifySource' | 'withdrawVerification' | 'recordMonitoringVisit' | 'closeActionItem'
> = {
  verifySource: ({ forms, participant: also }, situation) => {
    const { participant } = situation;
    const refusal = repeatedRefusal(forms.map(placeKey)) ?? unrecordedRefusal(forms, situation);
    if (refusal !== undefined) return refusal;
    const changed = forms.filter((form) => participant.changes[formThing(form)]?.version !== form.version);
    if (changed.length > 0) {
      const keys = changed.map(placeKey);
      return refuse('changed-meanwhile', `Changed after it was compared: ${keys.join(', ')}; look at it again.`, {
        forms: keys,
      });
    }
    const absent = forms.flatMap((form) => {
      const values = flatValues(participant.forms[placeKey(form)]!);
      return (form.items ?? [])
        .filter((item) => !Object.hasOwn(values, item))
        .map((item) => `${placeKey(form)}/${item}`);
    });
    if (absent.length > 0) {
      return refuse('value-not-recorded', `Not recorded, so not to be compared: ${absent.join(', ')}.`, {
        items: absent,
      });
    }
    const isNew = forms.some((form) => {
      const done = participant.review.verified[placeKey(form)] ?? {};
      const items = form.items ?? Object.keys(flatValues(participant.forms[placeKey(form)]!));
      return items.some((item) => !Object.hasOwn(done, item));
    });
    if (isNew || (also === true && !participant.review.isParticipantVerified)) return undefined;
    return refuse('nothing-changes', 'All of this is verified already.');
  },

  withdrawVerification: ({ forms }, { participant }) => {
    const repeated = repeatedRefusal(forms.map(placeKey));
    if (repeated !== undefined) return repeated;
    const none = forms.map(placeKey).filter((key) => participant.review.verified[key] === undefined);
    if (none.length === 0) return undefined;
    return refuse('nothing-changes', `Not verified: ${none.join(', ')}.`, { forms: none });
  },

  recordMonitoringVisit: ({ monitoringVisitId, siteId, actionItems = [] }, { trial, protocol }) => {
    if (!protocol.sites.some(({ id }) => id === siteId)) {
      return refuse('site-unknown', `The protocol has no site "${siteId}".`, { sites: [siteId] });
    }
    if (trial.reviewLater.monitoringVisitIds.includes(monitoringVisitId)) {
      return refuse('monitoring-visit-known', 'This visit of a monitor is recorded already.');
    }
    const known = actionItems.filter(({ actionItemId }) => trial.reviewLater.actionItems[actionItemId] !== undefined);
    if (known.length > 0) return refuse('action-item-known', 'An action item is recorded once.');
    return repeatedRefusal(actionItems.map(({ actionItemId }) => actionItemId));
  },

  closeActionItem: ({ siteId, actionItemId }, { trial }) => {
    const item = trial.reviewLater.actionItems[actionItemId];
    if (item?.siteId !== siteId) {
      return refuse('action-item-unknown', `There is no action item ${actionItemId} of the site ${siteId}.`);
    }
    return item.isClosed ? refuse('nothing-changes', 'This action item is closed already.') : undefined;
  },
};
