// What follows from commands about the whole trial.
import { bytesToHex, sha256Hex } from '../../digest.js';
import { type AllocationSecret, erasableTypes } from '../../event/catalogue.js';
import { commitment, verifyReveal } from '../../randomisation/commitment.js';
import { designOf } from '../../randomisation/design.js';
import { designProblem } from '../../randomisation/design-problem.js';
import { parseAllocationList } from '../../randomisation/list.js';
import { possibleStrata } from '../../randomisation/stratum.js';
import { refuse } from '../../refusal.js';
import { analysisPlanOf } from '../analysis-plan.js';
import { type Consequence, type Consequences, effect, sealedTrialStream, trialStream } from './effect.js';

const commitAllocation: Consequence<'commitAllocation'> = ({ list }, { protocol }, { randomBytes }) => {
  const design = designOf(protocol);
  const problem = design.method === 'uploadedList' ? undefined : designProblem(design);
  if (problem !== undefined) return refuse('design-invalid', `The design cannot be drawn from: ${problem}.`);
  const parsed = parseAllocationList(list ?? [], design, possibleStrata(protocol));
  if (design.method === 'uploadedList' && !parsed.ok) {
    const problems = parsed.issues.map((issue) => issue.message);
    return refuse('list-invalid', `The list does not fit the protocol: ${problems.slice(0, 5).join(' ')}`, {
      problems,
    });
  }
  const entries = parsed.ok ? parsed.value : {};
  const secret: AllocationSecret =
    design.method === 'uploadedList'
      ? { kind: 'list', saltHex: bytesToHex(randomBytes(32)), entries }
      : { kind: 'seed', seedHex: bytesToHex(randomBytes(32)), saltHex: bytesToHex(randomBytes(32)) };
  const lengths = Object.fromEntries(Object.entries(entries).map(([stratum, list]) => [stratum, list.length]));
  const committed = commitment(secret, design);
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
        },
      },
    ],
    { commitment: committed },
  );
};

const goLive: Consequence<'goLive'> = (_body, { trial }, { custody }) => {
  const known = custody ?? { keyApartFromData: false, recoveryRehearsed: false };
  if (trial.creation?.mode === 'live' && !known.keyApartFromData) {
    return refuse('custody-key-beside-data', 'The master key lies beside the data; keep it apart, then go live.');
  }
  if (trial.creation?.mode === 'live' && !known.recoveryRehearsed) {
    return refuse('custody-recovery-not-rehearsed', 'No recovery of the master key was rehearsed; rehearse one first.');
  }
  const { keyApartFromData, recoveryRehearsed } = known;
  return effect([
    { stream: trialStream, type: 'WentLive', payload: { custody: { keyApartFromData, recoveryRehearsed } } },
  ]);
};

const unblindTrial: Consequence<'unblindTrial'> = (_body, { trial }, { openedSecret }) => {
  if (openedSecret === undefined || trial.allocation === undefined) {
    return refuse('allocation-not-opened', 'The sealed allocation was not opened for the unblinding.');
  }
  if (!verifyReveal(trial.allocation, openedSecret)) {
    return refuse('reveal-mismatch', 'What was sealed is not what was committed to before the first participant.', {
      commitment: trial.allocation.commitment,
    });
  }
  return effect([{ stream: trialStream, type: 'TrialUnblinded', payload: { revealed: openedSecret } }]);
};

export const trialConsequences: Consequences<
  | 'createTrial'
  | 'grantRole'
  | 'revokeRole'
  | 'activateSite'
  | 'commitAllocation'
  | 'goLive'
  | 'commitAnalysisPlan'
  | 'makeDataCut'
  | 'openDataCut'
  | 'lockTrial'
  | 'unblindTrial'
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

  grantRole: ({ actorId, role, sites }) =>
    effect([{ stream: trialStream, type: 'RoleGranted', payload: { actorId, role, sites } }]),

  revokeRole: ({ actorId, role, reason }) =>
    effect([{ stream: trialStream, type: 'RoleRevoked', payload: { actorId, role }, reason }]),

  activateSite: ({ siteId, approvedOn }) =>
    effect([{ stream: trialStream, type: 'SiteActivated', payload: { siteId, approvedOn }, siteId }]),

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

  lockTrial: ({ reason }) =>
    effect([{ stream: trialStream, type: 'TrialLocked', payload: {}, ...(reason === undefined ? {} : { reason }) }]),

  unblindTrial,

  erasePayload: ({ streamId, version, basis }, _situation, { erasedType }) => {
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
    return effect([{ stream: trialStream, type: 'PayloadErased', payload: { streamId, version, basis } }]);
  },
};
