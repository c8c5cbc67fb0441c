// Rights about queries, source verification, signatures, locks and coding.
// To open, answer, close and view a query are four rights (ACCEPTANCE 37); so are to lock, sign and lock a participant (32).
import type { AreaNames, RightsOfRoles } from './contract.js';

export const reviewNames = {
  blindedViews: [
    'queries',
    'queryHistory',
    'verification',
    'visitPack',
    'signingPack',
    'signatures',
    'roadToLock',
    'codingList',
  ],
  unblindedViews: ['sealedQueries'],
  unblindedCommands: ['recordSealedQuery'],
  /** A dictionary belongs to the installation: whoever brings a version in changes none that is there. */
  deeds: ['importDictionary'],
} as const satisfies AreaNames;

const lookAtQueries = ['queries', 'queryHistory'] as const;
const ask = ['openQuery', 'closeQuery', 'reopenQuery', ...lookAtQueries] as const;
const sign = ['signForms', 'signParticipant', 'signingPack', 'signatures'] as const;
const sealed = ['recordSealedQuery', 'sealedQueries'] as const;

export const reviewRights: RightsOfRoles = {
  trialManager: [
    'unlockForms',
    'unlockParticipant',
    'requestTrialUnlock',
    'unlockTrial',
    'changeDictionaryVersion',
    'roadToLock',
    'queries',
  ],
  nationalCoordinator: [...lookAtQueries, 'roadToLock', 'signatures'],
  coordinator: ['answerQuery', 'declareMissed', ...lookAtQueries, 'signatures', 'roadToLock'],
  investigator: ['answerQuery', 'declareMissed', ...sign, ...lookAtQueries, 'roadToLock'],
  principalInvestigator: ['answerQuery', 'declareMissed', ...sign, ...lookAtQueries, 'roadToLock'],
  cellLaboratory: sealed,
  unblindedPharmacist: sealed,
  unblindedMonitor: sealed,
  monitor: [
    ...ask,
    'verifySource',
    'withdrawVerification',
    'recordMonitoringVisit',
    'closeActionItem',
    'freezeForms',
    'unfreezeForms',
    'verification',
    'visitPack',
    'signatures',
    'roadToLock',
  ],
  dataManager: [
    ...ask,
    'freezeForms',
    'unfreezeForms',
    'lockForms',
    'lockParticipant',
    'requestTrialUnlock',
    'unlockTrial',
    'codeTerm',
    'codeAutomatically',
    'addSynonym',
    'importDictionary',
    'verification',
    'signatures',
    'roadToLock',
    'codingList',
  ],
  coder: ['openQuery', 'codeTerm', 'codeAutomatically', 'addSynonym', 'codingList', ...lookAtQueries],
  safetyOfficer: ['openQuery', ...lookAtQueries, 'codingList'],
  medicalMonitor: ['openQuery', ...lookAtQueries, 'codingList'],
  statistician: ['roadToLock'],
  auditor: [...lookAtQueries, 'verification', 'visitPack', 'signatures', 'roadToLock', 'codingList'],
  inspector: [...lookAtQueries, 'verification', 'visitPack', 'signatures', 'roadToLock', 'codingList', 'sealedQueries'],
};
