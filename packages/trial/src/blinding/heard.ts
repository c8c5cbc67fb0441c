// Who hears at once that something was recorded: by type of event, the rights of which one is enough.

import { captureEvents } from '../event/capture.js';
import { catalogue, type EventType } from '../event/catalogue.js';
import { productEvents } from '../event/product.js';
import { reviewEvents } from '../event/review.js';
import { safetyEvents } from '../event/safety.js';
import { safetyCaseEvents } from '../event/safety-case.js';
import type { Right } from './right/contract.js';

/** Where it is not as the event's area says. */
const exceptions: Partial<Record<EventType, readonly Right[]>> = {
  // The moment at which a bag is ready tells how long it took: whoever is blinded hears of it when they look.
  HarvestRecorded: ['participants', 'schedule'],
  GateOverrideRequested: ['participants', 'schedule'],
  InfusionPermitted: ['participants', 'schedule'],
  InfusionRecorded: ['participants', 'schedule'],
  // What is done at a bedside is done by blinded people: each of the two sees at once what the other one did.
  BedsideChecked: ['productStatus'],
  InfusionCleared: ['productStatus'],
  InfusionStepRecorded: ['productStatus'],
  DeviationRecorded: ['deviations'],
  DeviationUpdated: ['deviations'],
  // What one person guesses is not for colleagues.
  TreatmentGuessRecorded: ['audit'],
  CodeBroken: ['participants', 'schedule'],
  RoleGranted: ['access'],
  RoleRevoked: ['access'],
  ParticipantScreened: ['participants', 'schedule'],
  ParticipantRandomised: ['participants', 'schedule'],
  ParticipantWithdrawn: ['participants', 'schedule'],
};

/**
 * The rights of which one lets a person hear, as it happens, that an event of this type was recorded. None for what is
 * sealed, and for what is said again by another event. Nothing here may depend on what unblinded people give: of the
 * product only they hear at once.
 */
export function heardWith(type: EventType): readonly Right[] {
  const { visibility, stream } = catalogue[type];
  if (visibility === 'sealed') return [];
  const exception = exceptions[type];
  if (exception !== undefined) return exception;
  if (type in productEvents) return ['laboratory', 'dispensing'];
  if (type in safetyEvents || type in safetyCaseEvents) return ['adverseEvents'];
  if (type in captureEvents || type in reviewEvents)
    return stream === 'participant' ? ['forms', 'schedule'] : ['forms'];
  switch (stream) {
    case 'participant':
      return ['participants'];
    case 'trial':
      return ['status'];
    default:
      return [];
  }
}
