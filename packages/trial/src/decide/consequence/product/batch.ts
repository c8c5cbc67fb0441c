// What follows from the work of the laboratory: sealed, but for the release and a notice of the protocol's own wording.

import { refuse } from '../../../refusal.js';
import { outOfSpecificationRefusal } from '../../permission/product/out-of-specification.js';
import { assessRelease } from '../../rule.js';
import { type Consequence, type Consequences, effect, placesOf } from '../effect.js';

const releaseProduct: Consequence<'releaseProduct'> = (body, { protocol, siteId }, { openedProduct }) => {
  const { participantId, releasedOn, ...batch } = body;
  const { open, sealed } = placesOf(participantId, siteId);
  if (batch.outOfSpecification !== undefined) {
    const material = { batchId: batch.batchId };
    const refusal = outOfSpecificationRefusal(openedProduct, { requestId: batch.outOfSpecification, material });
    if (refusal !== undefined) return refusal;
  } else if (openedProduct?.batches[batch.batchId] === 'failed') {
    return refuse('batch-failed', 'This batch was recorded as failed; it is not released on other values.');
  }
  const tests = [...assessRelease(protocol, batch.laboratory)];
  return effect([
    { ...sealed, type: 'BatchReleased', payload: { ...batch, tests } },
    { ...open, type: 'ProductReleased', payload: { releasedOn } },
  ]);
};

export const batchConsequences: Consequences<
  | 'recordBatchStep'
  | 'releaseProduct'
  | 'recordFailedBatch'
  | 'recordOutOfSpecification'
  | 'recordExcursion'
  | 'recordLateResult'
  | 'notifyFinding'
  | 'recordDisposal'
> = {
  recordBatchStep: ({ participantId, laboratory = {}, ...step }, { siteId }) =>
    effect([
      { ...placesOf(participantId, siteId).sealed, type: 'BatchStepRecorded', payload: { ...step, laboratory } },
    ]),

  releaseProduct,

  recordFailedBatch: (body, { protocol, siteId }) => {
    const { participantId, ...batch } = body;
    const tests = [...assessRelease(protocol, batch.laboratory)];
    return effect([{ ...placesOf(participantId, siteId).sealed, type: 'BatchFailed', payload: { ...batch, tests } }]);
  },

  recordOutOfSpecification: ({ participantId, ...payload }, { siteId }) =>
    effect([{ ...placesOf(participantId, siteId).sealed, type: 'OutOfSpecificationRecorded', payload }]),

  recordExcursion: ({ participantId, ...payload }, { siteId }) =>
    effect([{ ...placesOf(participantId, siteId).sealed, type: 'ExcursionRecorded', payload }]),

  recordLateResult: ({ participantId, ...payload }, { siteId }) =>
    effect([{ ...placesOf(participantId, siteId).sealed, type: 'LateResultRecorded', payload }]),

  notifyFinding: ({ participantId, ...payload }, { siteId }) =>
    effect([{ ...placesOf(participantId, siteId).open, type: 'MaterialFindingNotified', payload }]),

  recordDisposal: ({ participantId, ...payload }, { siteId }) =>
    effect([{ ...placesOf(participantId, siteId).sealed, type: 'MaterialDisposed', payload }]),
};
