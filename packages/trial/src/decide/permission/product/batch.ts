// Permissions of the laboratory about batches. What only sealed facts can tell is decided where they are opened.
import { rolesWithRight } from '../../../blinding/access.js';
import { type Refusal, refuse } from '../../../refusal.js';
import { assessRelease, failedRules } from '../../rule.js';
import type { Permissions, Situation } from '../../situation.js';
import { itemsRefusal } from '../item.js';
import { harvestedProductMissing, harvestUnknown, productMissing, quarantineRefusal } from './part.js';

export const batchPermissions: Permissions<
  | 'recordBatchStep'
  | 'releaseProduct'
  | 'recordFailedBatch'
  | 'recordOutOfSpecification'
  | 'recordExcursion'
  | 'recordLateResult'
  | 'notifyFinding'
  | 'recordDisposal'
> = {
  recordBatchStep: ({ harvestId, step, laboratory = {} }, situation) => {
    const refusal = batchRefusal(harvestId, laboratory, situation);
    const steps = situation.protocol.product?.batchSteps?.map((one) => one.id) ?? [step];
    if (refusal !== undefined || steps.includes(step)) return refusal;
    return refuse('batch-step-unknown', `The protocol has no step "${step}"; it has: ${steps.join(', ')}.`, { step });
  },

  releaseProduct: ({ harvestId, laboratory, outOfSpecification }, situation) => {
    const { participant, protocol } = situation;
    const refusal = batchRefusal(harvestId, laboratory, situation) ?? quarantineRefusal(harvestId, situation);
    if (refusal !== undefined) return refusal;
    if (participant.product !== undefined) {
      return refuse('product-released', 'A batch is released for this participant already.');
    }
    if (participant.harvests.at(-1)?.harvestId !== harvestId) {
      return refuse(
        'harvest-superseded',
        'There was a later harvest; its donation code stands on the labels, so release a batch of that one.',
      );
    }
    if (outOfSpecification !== undefined) return outOfSpecificationMissing(situation);
    const tests = failedRules(assessRelease(protocol, laboratory));
    if (tests.length === 0) return undefined;
    return refuse('release-tests-failed', `The batch does not pass: ${tests.join(', ')}. Record it as failed.`, {
      tests,
    });
  },

  recordFailedBatch: ({ harvestId, laboratory }, situation) => batchRefusal(harvestId, laboratory, situation),

  recordOutOfSpecification: (_body, situation) => {
    const refusal = productMissing(situation.protocol) ?? outOfSpecificationMissing(situation);
    if (refusal !== undefined) return refusal;
    const { actorId, now, protocol, siteId, trial } = situation;
    const named = protocol.product?.outOfSpecification?.unblinds ?? [];
    const held = rolesWithRight(trial, protocol, { actorId, now, right: 'recordOutOfSpecification', siteId });
    if (held.some((role) => named.includes(role.id))) return undefined;
    const text = `Only the roles that the protocol names learn of what is out of specification: ${named.join(', ')}.`;
    return refuse('out-of-specification-role', text, { roles: named });
  },

  recordExcursion: ({ from, until }, { protocol }) => {
    const missing = productMissing(protocol);
    if (missing !== undefined || from <= until) return missing;
    return refuse('value-not-allowed', 'An excursion does not end before it begins.', { from, until });
  },

  recordLateResult: ({ test }, { protocol }) => {
    const tests = protocol.product?.lateTests?.map((one) => one.id) ?? [];
    const missing = productMissing(protocol);
    if (missing !== undefined || tests.includes(test)) return missing;
    const text = `The protocol has no late test "${test}"; it has: ${tests.join(', ') || 'none'}.`;
    return refuse('late-test-unknown', text, { test });
  },

  notifyFinding: ({ findingId, finding }, { participant, protocol }) => {
    const findings = protocol.product?.findings?.map((one) => one.id) ?? [];
    const missing = productMissing(protocol);
    if (missing !== undefined) return missing;
    if (!findings.includes(finding)) {
      const text = `The protocol has no finding "${finding}"; it has: ${findings.join(', ') || 'none'}.`;
      return refuse('finding-unknown', text, { finding });
    }
    if (!participant.chain.findingIds.includes(findingId)) return undefined;
    return refuse('finding-known', 'The site was told of this finding already.');
  },

  recordDisposal: ({ witnessedBy }, { actorId, protocol }) => {
    const missing = productMissing(protocol);
    if (missing !== undefined || witnessedBy !== actorId) return missing;
    return refuse('witness-same-person', 'Who disposes cannot be the witness; name another person.');
  },
};

function batchRefusal(
  harvestId: string,
  laboratory: Parameters<typeof itemsRefusal>[1],
  situation: Situation,
): Refusal | undefined {
  return (
    harvestedProductMissing(situation.protocol) ??
    harvestUnknown(harvestId, situation) ??
    itemsRefusal(situation.protocol.product?.laboratory ?? [], laboratory)
  );
}

function outOfSpecificationMissing({ protocol }: Situation): Refusal | undefined {
  if (protocol.product?.outOfSpecification !== undefined) return undefined;
  return refuse('out-of-specification-not-allowed', 'The protocol allows no use of what is out of specification.');
}
