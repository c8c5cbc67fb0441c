// Parts that the bodies of several commands share.
import { z } from 'zod';
import { ParticipantId, Slug } from '../id.js';
import { ItemValue } from '../value.js';

export const participantId = ParticipantId;
export const items = z.record(Slug, ItemValue);
/** Sealed, in a body of fixed length: longer ones would show. */
export const remark = z.string().max(1000, 'at most 1000 characters');
export const reason = z.string().trim().min(3, 'a reason of at least 3 characters');
export const bagCode = z.string().regex(/^[0-9A-Z]{10}$/, '10 digits or capital letters');
