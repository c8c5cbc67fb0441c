// What follows from commands about the whole trial.
import { bytesToHex, sha256Hex } from '../../digest.js';
import { type AllocationSecret, erasableTypes } from '../../event/catalogue.js';
import { commitment, verifyReveal } from '../../randomisation/commitment.js';
import { designOf } from '../../randomisation/design.js';
import { designProblem } from '../../randomisation/design-problem.js';
import { parseAllocationList } from '../../randomisation/list.js';
import { listComparison, rehearsedStrata, strataOfList } from '../../randomisation/list-comparison.js';
import { possibleStrata } from '../../randomisation/stratum.js';
import { refuse } from '../../refusal.js';
import { analysisPlanOf } from '../analysis-plan.js';
import { retainedPayloads, retentionRefusal } from '../retention.js';
import { type Consequence, type Consequences, effect, sealedTrialStream, trialStream } from './effect.js';
import { listInvalid, rehearsedRefusal, wasRehearsed } from './list.js';

const commitAllocation: Consequence<'commitAllocation'> = ({ list }, { trial, protocol }, context) => {
  const { randomBytes, list: facts } = context;
  const design = designOf(protocol);
  const problem = design.method === 'uploadedList' ? undefined : designProblem(design);
  if (problem !== undefined) return refuse('design-invalid', `The design cannot be drawn from: ${problem}.`);
  const parsed = parseAllocationList(list ?? [], design, possibleStrata(protocol));
  if (design.method === 'uploadedList' && !parsed.ok) return listInvalid(parsed.issues);
  const entries = parsed.ok ? parsed.value : {};
  const strata = strataOfList(entries, design.sequences);
  const isLiveList = design.method === 'uploadedList' && trial.creation?.mode === 'live';
  const rehearsed = isLiveList ? rehearsedRefusal(strata, facts) : undefined;
  if (rehearsed !== undefined) return rehearsed;
  const secret: AllocationSecret =
    design.method === 'uploadedList'
      ? { kind: 'list', saltHex: bytesToHex(randomBytes(32)), entries }
      : { kind: 'seed', seedHex: bytesToHex(randomBytes(32)), saltHex: bytesToHex(randomBytes(32)) };
  const lengths = Object.fromEntries(Object.entries(entries).map(([stratum, list]) => [stratum, list.length]));
  const committed = commitment(secret, design);
  const comparison =
    isLiveList && facts !== undefined
      ? { comparison: listComparison(strata, { key: facts.key, saltHex: bytesToHex(randomBytes(32)) }) }
      : {};
  return effect(
    [
      { stream: sealedTrialStream, type: 'AllocationSealed', payload: secret },
      {
        stream: trialStream,
        type: 'AllocationCommitted',
        payload: {
          scheme: 'equipoise-allocation-1',
          commitment: committed,
          design,
          ...(design.method === 'uploadedList' ? { entries: lengths } : {}),
          ...comparison,
        },
      },
    ],
    { commitment: committed },
  );
};

const goLive: Consequence<'goLive'> = (_body, { trial }, { custody, list }) => {
  const known = custody ?? { keyApartFromData: false, recoveryRehearsed: false };
  if (trial.creation?.mode === 'live' && !known.keyApartFromData) {
    return refuse('custody-key-beside-data', 'The master key lies beside the data; keep it apart, then go live.');
  }
  if (trial.creation?.mode === 'live' && !known.recoveryRehearsed) {
    return refuse('custody-recovery-not-rehearsed', 'No recovery of the master key was rehearsed; rehearse one first.');
  }
  // Last: whoever is refused here has learned that a list is known, and that list is never used.
  const { comparison } = trial.allocation ?? {};
  const rehearsed = comparison !== undefined && list !== undefined ? rehearsedStrata(comparison, list) : [];
  if (rehearsed.length > 0) return wasRehearsed(rehearsed);
  const { keyApartFromData, recoveryRehearsed } = known;
  return effect([
    { stream: trialStream, type: 'WentLive', payload: { custody: { keyApartFromData, recoveryRehearsed } } },
  ]);
};

const unblindTrial: Consequence<'unblindTrial'> = (_body, { trial }, { openedSecret, openedParts = [] }) => {
  if (openedSecret === undefined || trial.allocation === undefined) {
    return refuse('allocation-not-opened', 'The sealed allocation was not opened for the unblinding.');
  }
  const { design } = trial.allocation;
  const { appended } = trial.allocationLater;
  const isWhole =
    verifyReveal(trial.allocation, openedSecret) &&
    openedParts.length === appended.length &&
    appended.every(({ commitment }, index) => {
      const part = openedParts[index];
      return part !== undefined && verifyReveal({ commitment, design }, part);
    });
  if (!isWhole) {
    return refuse('reveal-mismatch', 'What was sealed is not what was committed to before the first participant.', {
      commitment: trial.allocation.commitment,
    });
  }
  const parts = appended.length === 0 ? {} : { appended: [...openedParts] };
  return effect([{ stream: trialStream, type: 'TrialUnblinded', payload: { revealed: openedSecret, ...parts } }]);
};

export const trialConsequences: Consequences<
  | 'createTrial'
  | 'commitAllocation'
  | 'goLive'
  | 'commitAnalysisPlan'
  | 'makeDataCut'
  | 'openDataCut'
  | 'lockTrial'
  | 'unblindTrial'
  | 'recordTrialEnd'
  | 'recordEndNotification'
  | 'erasePayload'
> = {
  createTrial: ({ protocolSource, mode, synthetic, origin }, { protocol }, { actorId }) =>
    effect([
      {
        stream: trialStream,
        type: 'TrialCreated',
        payload: {
          protocolId: protocol.id,
          protocolVersion: protocol.version,
          protocolDigest: sha256Hex(protocolSource),
          protocolSource,
          mode,
          synthetic,
          origin,
          manager: actorId,
        },
      },
      { stream: trialStream, type: 'RoleGranted', payload: { actorId, role: 'trialManager', sites: 'all' } },
    ]),

  commitAllocation,
  goLive,

  commitAnalysisPlan: (_body, { protocol }) => {
    const payload = analysisPlanOf(protocol);
    return effect([{ stream: trialStream, type: 'AnalysisPlanCommitted', payload }], {
      planDigest: payload.planDigest,
    });
  },

  makeDataCut: ({ cut }, { protocol }) => {
    const planned = protocol.cuts?.find((one) => one.id === cut);
    const payload = { cut, visits: planned?.visits ?? [], audience: planned?.audience ?? [] };
    return effect([{ stream: trialStream, type: 'DataCutMade', payload }]);
  },

  openDataCut: ({ cut, purpose }) =>
    effect([
      { stream: sealedTrialStream, type: 'CutUnblinded', payload: { kind: 'dataCut', cut, purpose } },
      { stream: trialStream, type: 'DataCutOpened', payload: { cut, purpose } },
    ]),

  lockTrial: ({ reason }, _situation, { review }) => {
    const { participants = 0, examples = [] } = review?.blocked ?? {};
    if (participants > 0) {
      const some = examples.slice(0, 5).join('; ');
      return refuse('lock-conditions-unmet', `${participants} participants are not ready for the lock: ${some}.`, {
        participants,
        examples,
      });
    }
    return effect([
      { stream: trialStream, type: 'TrialLocked', payload: {}, ...(reason === undefined ? {} : { reason }) },
    ]);
  },

  unblindTrial,

  recordTrialEnd: ({ at, reason, ...end }) =>
    effect([
      {
        stream: trialStream,
        type: 'TrialEndRecorded',
        payload: { ...end, ...at },
        ...(reason === undefined ? {} : { reason }),
      },
    ]),

  recordEndNotification: ({ at, ...told }) =>
    effect([{ stream: trialStream, type: 'TrialEndNotified', payload: { ...told, ...at } }]),

  erasePayload: ({ streamId, version, basis }, { trial, protocol, now }, { erasedType }) => {
    if (erasedType === undefined) {
      return refuse('event-unknown', `There is no event ${version} of the stream ${streamId}.`, { streamId, version });
    }
    if (!erasableTypes.has(erasedType)) {
      const allowed = [...erasableTypes];
      return refuse('payload-not-erasable', `${erasedType} is never erased; allowed: ${allowed.join(', ')}.`, {
        type: erasedType,
        allowed,
      });
    }
    const covers = retainedPayloads[erasedType];
    const kept = covers === undefined ? undefined : retentionRefusal({ covers, protocol, trial, now });
    if (kept !== undefined) return kept;
    return effect([{ stream: trialStream, type: 'PayloadErased', payload: { streamId, version, basis } }]);
  },
};
