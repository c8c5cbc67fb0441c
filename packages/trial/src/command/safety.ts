// Commands about adverse events and the emergency code break.
import { z } from 'zod';
import { AdverseEventFacts } from '../event/catalogue.js';
import { RandomId } from '../id.js';
import { participantId, reason } from './part.js';

export const safetyCommands = {
  reportAdverseEvent: AdverseEventFacts.extend({ participantId, adverseEventId: RandomId }),
  updateAdverseEvent: AdverseEventFacts.partial().extend({ participantId, adverseEventId: RandomId, reason }),
  breakCode: z.strictObject({
    participantId,
    emergency: z.boolean(),
    reason,
    typedConfirmation: z.string().describe('the randomisation number, typed'),
  }),
} as const;
