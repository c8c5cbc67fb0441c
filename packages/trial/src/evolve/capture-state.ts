// What was taken down of a participant beside forms: where they are now, deviations, attachments, visits that were missed.
import type { Payload } from '../event/catalogue.js';
import type { Folded } from './recorded.js';

/** A deviation as it reads now. */
export interface DeviationState extends Payload<'DeviationRecorded'> {
  readonly status: 'open' | 'closed';
  readonly assessment?: string | undefined;
  readonly action?: string | undefined;
}

export interface CaptureState {
  /** Where the participant is now, where that is not the site of the screening. */
  readonly siteId?: string;
  /** Where the participant was randomised: what the stratum was made of. */
  readonly siteAtRandomisation?: string;
  readonly transfers: readonly Payload<'ParticipantTransferred'>[];
  /** How often the same person was screened before. */
  readonly earlierScreenings: number;
  /** The same person, screened again. */
  readonly rescreenedBy?: string;
  readonly missedVisits: readonly string[];
  /** By deviation. */
  readonly deviations: Readonly<Record<string, DeviationState>>;
  /** By attachment; those that were removed are not here. */
  readonly attachments: Readonly<Record<string, Payload<'AttachmentAdded'>>>;
}

export const initialCaptureState: CaptureState = {
  transfers: [],
  earlierScreenings: 0,
  missedVisits: [],
  deviations: {},
  attachments: {},
};

/** The site at which a participant is now; undefined for one who was not screened. */
export function siteOf(participant: {
  readonly screening?: Payload<'ParticipantScreened'>;
  readonly capture: CaptureState;
}): string | undefined {
  return participant.capture.siteId ?? participant.screening?.siteId;
}

/** The state after one more event of the participant's stream. */
export function evolveCapture(state: CaptureState, { event }: Folded): CaptureState {
  switch (event?.type) {
    case 'ParticipantScreened':
      return {
        ...state,
        siteId: event.payload.siteId,
        earlierScreenings: event.payload.earlierScreenings ?? 0,
      };
    case 'ParticipantRandomised':
      return state.siteId === undefined ? state : { ...state, siteAtRandomisation: state.siteId };
    case 'ParticipantTransferred':
      return { ...state, siteId: event.payload.to, transfers: [...state.transfers, event.payload] };
    case 'ParticipantRescreened':
      return { ...state, rescreenedBy: event.payload.by };
    case 'VisitMissed':
      return { ...state, missedVisits: [...state.missedVisits, event.payload.visit] };
    case 'DeviationRecorded': {
      const deviation: DeviationState = { ...event.payload, status: 'open' };
      return { ...state, deviations: { ...state.deviations, [event.payload.deviationId]: deviation } };
    }
    case 'DeviationUpdated': {
      const known = state.deviations[event.payload.deviationId];
      if (known === undefined) return state;
      const updated = Object.fromEntries(Object.entries(event.payload).filter(([, value]) => value !== undefined));
      return { ...state, deviations: { ...state.deviations, [known.deviationId]: { ...known, ...updated } } };
    }
    case 'AttachmentAdded':
      return { ...state, attachments: { ...state.attachments, [event.payload.attachmentId]: event.payload } };
    case 'AttachmentRemoved': {
      const { [event.payload.attachmentId]: _, ...attachments } = state.attachments;
      return { ...state, attachments };
    }
    default:
      return state;
  }
}
