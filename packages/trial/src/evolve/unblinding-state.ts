// Who knows a participant's sequence, and so may no longer rate: folded from open events, which never say the sequence.
import type { ActorId } from '../id.js';
import type { Folded } from './recorded.js';

/** An answer that waits for a third party. */
export interface WaitingAnswer {
  readonly codeDigest: string;
  /** UTC instant. */
  readonly expiresAt: string;
  readonly isCollected: boolean;
}

export interface UnblindingState {
  /** People of the trial who saw the answer of a code break. */
  readonly seenBy: readonly ActorId[];
  /** UTC instant since which the trial's people know the sequence, by a code break of this participant or of who shares the entry. */
  readonly knownSince?: string;
  readonly answers: readonly WaitingAnswer[];
}

export const initialUnblindingState: UnblindingState = { seenBy: [], answers: [] };

/** The state after one more event of the participant's stream. */
export function evolveUnblinding(state: UnblindingState, { event, envelope }: Folded): UnblindingState {
  switch (event?.type) {
    case 'CodeBroken': {
      const { answer } = event.payload;
      if (answer === undefined) return seen(state, envelope);
      return { ...state, answers: [...state.answers, { ...answer, isCollected: false }] };
    }
    case 'AnswerCollected': {
      const { codeDigest, isOfTrial } = event.payload;
      const answers = state.answers.map((one) => (one.codeDigest === codeDigest ? { ...one, isCollected: true } : one));
      return isOfTrial ? seen({ ...state, answers }, envelope) : { ...state, answers };
    }
    case 'EntryOpened':
      return seen(state, envelope);
    default:
      return state;
  }
}

function seen(state: UnblindingState, { actorId, recordedAt }: Folded['envelope']): UnblindingState {
  return {
    ...state,
    seenBy: state.seenBy.includes(actorId) ? state.seenBy : [...state.seenBy, actorId],
    knownSince: state.knownSince ?? recordedAt,
  };
}
