// What is sealed of a participant's product, folded for decisions about commands that only the laboratory sends.
import type { Material } from '../command/product/part.js';
import type { Payload } from '../event/catalogue.js';
import type { ActorId } from '../id.js';
import type { Folded, Versioned } from './recorded.js';

export interface SealedBag {
  readonly treatment: string;
  readonly preparedAt: Payload<'BagFilled'>['preparedAt'];
  readonly batchId?: string;
  /** Every label printed, the last one valid. */
  readonly labels: readonly string[];
}

/** The steps towards use of what is out of specification, and who took them. */
export interface OutOfSpecificationState {
  readonly material: Material;
  readonly requestedBy?: ActorId;
  readonly evaluatedBy?: ActorId;
  readonly isAcceptable?: boolean;
  readonly isSponsorInformed?: boolean;
}

/** Plain data. It is folded by the server alone, for one command, and dropped after it. */
export interface SealedProductState extends Versioned {
  /** By batch. */
  readonly batches: Readonly<Record<string, 'released' | 'failed'>>;
  /** By bag code. */
  readonly bags: Readonly<Record<string, SealedBag>>;
  /** By request. */
  readonly outOfSpecification: Readonly<Record<string, OutOfSpecificationState>>;
}

export const initialSealedProductState: SealedProductState = {
  version: 0,
  batches: {},
  bags: {},
  outOfSpecification: {},
};

/** The state after one more event of the participant's sealed stream. */
export function evolveSealedProduct(state: SealedProductState, { event, envelope }: Folded): SealedProductState {
  const next = { ...state, version: state.version + 1 };
  switch (event?.type) {
    case 'BatchReleased':
      return { ...next, batches: { ...state.batches, [event.payload.batchId]: 'released' } };
    case 'BatchFailed':
      return { ...next, batches: { ...state.batches, [event.payload.batchId]: 'failed' } };
    case 'BagFilled': {
      const { bagCode, treatment, preparedAt, batchId } = event.payload;
      const bag = { treatment, preparedAt, labels: [], ...(batchId === undefined ? {} : { batchId }) };
      return { ...next, bags: { ...state.bags, [bagCode]: bag } };
    }
    case 'LabelPrinted': {
      const { bagCode, labelCode } = event.payload;
      const bag = state.bags[bagCode];
      if (bag === undefined) return next;
      return { ...next, bags: { ...state.bags, [bagCode]: { ...bag, labels: [...bag.labels, labelCode] } } };
    }
    case 'OutOfSpecificationRecorded': {
      const { requestId, material, step, acceptable } = event.payload;
      const known = state.outOfSpecification[requestId] ?? { material };
      const after = { ...known, ...stepOf(step, acceptable === true, envelope.actorId) };
      return { ...next, outOfSpecification: { ...state.outOfSpecification, [requestId]: after } };
    }
    default:
      return next;
  }
}

function stepOf(
  step: Payload<'OutOfSpecificationRecorded'>['step'],
  isAcceptable: boolean,
  by: ActorId,
): Partial<OutOfSpecificationState> {
  switch (step) {
    case 'requested':
      return { requestedBy: by };
    case 'evaluated':
      return { evaluatedBy: by, isAcceptable };
    case 'sponsorInformed':
      return { isSponsorInformed: true };
  }
}
