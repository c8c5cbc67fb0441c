// Rights about safety: adverse and serious events, clocks, the safety board, notifications, the emergency page.
import type { AreaNames, RightsOfRoles } from './contract.js';

export const safetyNames = {
  blindedViews: [
    'adverseEvents',
    'seriousEvents',
    'safetyClocks',
    'lineListing',
    'stoppingRules',
    'boardMeetings',
    'safetyReconciliation',
    'notifications',
    'emergency',
  ],
  unblindedViews: ['dsmbTables', 'reactionReports'],
  unblindedCommands: ['recordReactionReport', 'openSafetyTables', 'archiveBoardReport', 'recordSafetyEvaluation'],
} as const satisfies AreaNames;

const report = ['reportAdverseEvent', 'updateAdverseEvent', 'recordPregnancy'] as const;
const look = ['adverseEvents', 'seriousEvents', 'lineListing', 'notifications'] as const;
const judge = [
  'recordCaseVersion',
  'assessSeriousEvent',
  'recordSafetyReport',
  'recordPregnancy',
  'importSafetyListing',
  'recordBoardRecommendation',
  'safetyClocks',
  'stoppingRules',
  'boardMeetings',
  'safetyReconciliation',
  'emergency',
] as const;

export const safetyRights: RightsOfRoles = {
  trialManager: ['recordBoardRecommendation', 'boardMeetings', 'notifications'],
  nationalCoordinator: [...look, 'safetyClocks', 'boardMeetings'],
  coordinator: [...report, ...look, 'emergency'],
  investigator: [...report, ...look, 'emergency'],
  principalInvestigator: [...report, ...look, 'safetyClocks', 'boardMeetings', 'emergency'],
  edssRater: ['notifications'],
  cellLaboratory: ['notifications'],
  infusionNurse: ['reportAdverseEvent', 'notifications', 'emergency'],
  unblindedInfusionNurse: ['reportAdverseEvent'],
  monitor: [...look, 'safetyClocks'],
  dataManager: [...look, 'importSafetyListing', 'safetyReconciliation'],
  coder: ['adverseEvents'],
  safetyOfficer: ['reportAdverseEvent', 'updateAdverseEvent', ...judge, ...look],
  medicalMonitor: ['reportAdverseEvent', 'updateAdverseEvent', ...judge, ...look],
  emergencyService: ['emergency'],
  statistician: ['adverseEvents', 'lineListing', 'stoppingRules'],
  // Unblinded: what they write is sealed. The safety officer enters what everybody may know.
  pharmacovigilance: ['recordReactionReport', ...look, 'safetyClocks', 'safetyReconciliation', 'reactionReports'],
  dsmbStatistician: [
    'openSafetyTables',
    'archiveBoardReport',
    'recordSafetyEvaluation',
    'dsmbTables',
    'stoppingRules',
    'boardMeetings',
    'notifications',
  ],
  auditor: ['adverseEvents', 'seriousEvents', 'lineListing', 'safetyClocks', 'boardMeetings'],
  inspector: [
    'adverseEvents',
    'seriousEvents',
    'lineListing',
    'safetyClocks',
    'stoppingRules',
    'boardMeetings',
    'safetyReconciliation',
    'emergency',
    'dsmbTables',
    'reactionReports',
  ],
};
