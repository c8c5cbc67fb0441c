// What follows from an accepted command: its events in their order, and facts for whoever sent it.

import type { z } from 'zod';
import type { CommandBody, CommandName } from '../../command/catalogue.js';
import type { DeviationFacts } from '../../event/catalogue.js';
import type { ParticipantId } from '../../id.js';
import type { Refusal, RefusalCode } from '../../refusal.js';
import type { DateOrMissing } from '../../value.js';
import type { Context, NewEvent, Outcome, StreamRef } from '../contract.js';
import type { Situation } from '../situation.js';

export interface Effect {
  readonly accepted: true;
  readonly events: readonly NewEvent[];
  readonly outcome: Outcome;
}

/** The events of a command that no permission refused; refuses only for what the server alone knows. */
export type Consequence<N extends CommandName> = (
  body: CommandBody<N>,
  situation: Situation,
  context: Context,
) => Effect | Refusal;

export type Consequences<N extends CommandName> = { readonly [K in N]: Consequence<K> };

/** An effect of these events. Optional keys that a command left undefined are absent, as canonical JSON wants them. */
export function effect(events: readonly NewEvent[], outcome: Outcome = {}): Effect {
  return { accepted: true, events: events.map((event) => withoutUndefined(event) as NewEvent), outcome };
}

function withoutUndefined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutUndefined);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(members.map(([key, member]) => [key, withoutUndefined(member)]));
}

export const trialStream: StreamRef & { readonly kind: 'trial' } = { kind: 'trial' };
export const sealedTrialStream: StreamRef & { readonly kind: 'sealedTrial' } = { kind: 'sealedTrial' };

/** Where the events of a participant go, and what surrounds them. */
export function placesOf(participantId: ParticipantId, siteId: string | undefined) {
  const site = siteId === undefined ? {} : { siteId };
  return {
    open: { stream: { kind: 'participant', participantId }, ...site },
    sealed: { stream: { kind: 'sealedParticipant', participantId }, ...site },
  } as const;
}

/** A rule whose breach is recorded and not refused. */
export type DeviationRule =
  | Extract<RefusalCode, 'consent-missing' | 'not-eligible' | 'not-randomised' | 'withdrawn'>
  | 'harvest-limit'
  | 'consent-after-procedure'
  | 'form-after-withdrawal'
  | 'visit-outside-window'
  | 'found-ineligible'
  | 'infusion-not-permitted'
  | 'infusion-repeated'
  | 'wrong-bag'
  | 'voided-bag'
  | 'identity-mismatch'
  | 'temperature-excursion'
  | 'bag-expired'
  | 'bag-not-released'
  | 'bag-recalled'
  | 'material-quarantined'
  | 'not-verified'
  | 'gate-overridden';

/** Every such rule with what it stands for; the catalogue of deviations is made of it. */
export const deviationRules: Readonly<Record<DeviationRule, string>> = {
  'consent-missing': 'A procedure took place without the consent that it needs.',
  'not-eligible': 'A harvest took place before eligibility for it was found.',
  'not-randomised': 'An infusion took place before randomisation.',
  withdrawn: 'An infusion took place after a withdrawal.',
  'harvest-limit': 'More harvests took place than the protocol allows.',
  'consent-after-procedure': 'Consent is dated after a procedure that needs it.',
  'form-after-withdrawal': 'A visit took place after the participant withdrew from visits or contact.',
  'visit-outside-window': 'A visit took place outside its window.',
  'found-ineligible': 'A randomised participant was found not to meet a criterion.',
  'infusion-not-permitted': 'An infusion with a gate took place though it was not permitted.',
  'infusion-repeated': 'An administration was given more than once.',
  'wrong-bag': 'A bag was infused that was not prepared for this participant and administration.',
  'voided-bag': 'A bag was infused that a later one had replaced.',
  'identity-mismatch': 'Identifiers at a harvest, at a handover or at the bedside did not match.',
  'temperature-excursion': 'Material left its limits of temperature on the way, as the site found it.',
  'bag-expired': 'An infusion began or ended after the bag had expired.',
  'bag-not-released': 'A bag was infused before its release for use.',
  'bag-recalled': 'A bag was infused after it was recalled.',
  'material-quarantined': 'A bag was infused while it was set aside.',
  'not-verified': 'An infusion was started without the checks of two people at the bedside.',
  'gate-overridden': 'Two people overrode the gate of an administration.',
};

interface Breach {
  readonly rule: DeviationRule;
  readonly category: z.infer<typeof DeviationFacts>['category'];
  readonly importance: 'minor' | 'important';
  readonly occurredOn: DateOrMissing;
  readonly description: string;
}

/** The events of deviations that a rule detected, in the order given. */
export function deviationEvents(
  breaches: readonly Breach[],
  participantId: ParticipantId,
  { siteId, nextId }: { readonly siteId: string | undefined; readonly nextId: () => string },
): readonly NewEvent[] {
  return breaches.map((breach) => ({
    ...placesOf(participantId, siteId).open,
    type: 'DeviationRecorded',
    payload: { deviationId: nextId(), ...breach, detectedBy: 'rule' },
  }));
}

export type { Breach };
