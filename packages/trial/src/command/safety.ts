import { AdverseEventFacts } from '../event/catalogue.js';
import { RandomId } from '../id.js';
import { participantId, reason } from './part.js';

export const safetyCommands = {
  reportAdverseEvent: AdverseEventFacts.extend({ participantId, adverseEventId: RandomId }),
  updateAdverseEvent: AdverseEventFacts.partial().extend({ participantId, adverseEventId: RandomId, reason }),
} as const;
