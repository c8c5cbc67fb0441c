// A notice: who must know of what, from when on. Its id follows from what it is about, so that it is there once.
import { deterministicId } from '../deterministic-id.js';
import type { NoticeCode, NoticeFacts } from './message.js';

export interface Notice {
  readonly noticeId: string;
  readonly code: NoticeCode;
  /** Holders of any of these roles at the site; of a notice without a site, all holders. */
  readonly roles: readonly string[];
  readonly siteId?: string;
  readonly participantId?: string;
  /** Told at once; others may wait for a digest. */
  readonly isUrgent: boolean;
  /** Not before this instant; absent: from when the event was recorded. */
  readonly notBefore?: string;
  /** What a series of notices is about; one that was acknowledged ends the series. */
  readonly subject?: string;
  readonly facts: NoticeFacts;
}

/** The id of a notice: the same for the same code, subject and stage, whoever derives it. */
export function noticeIdOf(trialId: string, code: string, about: string): string {
  return deterministicId(trialId, `notice/${code}`, about);
}
