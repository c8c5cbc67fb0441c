// Who takes part in the trial that is run from its first day to its last: a person of every standard role, at two sites.

/** Where a role is granted. */
type Places = 'all' | readonly string[] | { readonly nationalTrial: string };

export interface Member {
  /** What the person is called: by the role, with the site where there are two. */
  readonly name: string;
  readonly role: string;
  readonly places: Places;
  /** Who grants the role. */
  readonly by: string;
}

/** In the order in which roles are granted: whoever grants one holds a role already. */
export const cast: readonly Member[] = [
  ...[
    'dataManager',
    'safetyOfficer',
    'reader',
    'statistician',
    'cutStatistician',
    'dsmbStatistician',
    'pharmacovigilance',
    'inspector',
    'coder',
    'medicalMonitor',
    'emergencyService',
    'auditor',
  ].map((role): Member => ({ name: role, role, places: 'all', by: 'trialManager' })),
  member('randomisationAdministrator', 'all', 'trialManager', 'setUpAdministrator'),
  member('randomisationStatistician', 'all', 'trialManager', 'listStatistician'),
  member('nationalCoordinator', { nationalTrial: 'italy' }, 'trialManager'),
  member('cellLaboratory', ['genoa'], 'trialManager'),
  member('unblindedMonitor', ['genoa'], 'trialManager'),
  member('dataProtectionOfficer', ['genoa'], 'trialManager'),
  member('principalInvestigator', ['genoa'], 'nationalCoordinator'),
  member('monitor', ['genoa'], 'nationalCoordinator'),
  member('coordinator', ['genoa'], 'principalInvestigator'),
  member('investigator', ['genoa'], 'principalInvestigator'),
  member('edssRater', ['genoa'], 'principalInvestigator'),
  member('infusionNurse', ['genoa'], 'principalInvestigator'),
  member('unblindedInfusionNurse', ['genoa'], 'principalInvestigator'),
  member('principalInvestigator', ['uppsala'], 'trialManager', 'uppsalaPrincipal'),
  member('monitor', ['uppsala'], 'trialManager', 'monitorInUppsala'),
  member('edssRater', ['uppsala'], 'uppsalaPrincipal', 'raterInUppsala'),
  member('infusionNurse', ['uppsala'], 'uppsalaPrincipal', 'nurseInUppsala'),
  member('unblindedPharmacist', ['uppsala'], 'uppsalaPrincipal'),
];

function member(role: string, places: Places, by: string, name = role): Member {
  return { name, role, places, by };
}

/** Who does what at a site. */
export interface Team {
  readonly siteId: string;
  readonly coordinator: string;
  readonly investigator: string;
  readonly principal: string;
  readonly laboratory: string;
  readonly atBedside: readonly [string, string];
  readonly rater: string;
  readonly monitor: string;
}

export const genoa: Team = {
  siteId: 'genoa',
  coordinator: 'coordinator',
  investigator: 'investigator',
  principal: 'principalInvestigator',
  laboratory: 'cellLaboratory',
  atBedside: ['infusionNurse', 'unblindedInfusionNurse'],
  rater: 'edssRater',
  monitor: 'monitor',
};

/** A small site, whose principal investigator does what at the other one three people do. */
export const uppsala: Team = {
  siteId: 'uppsala',
  coordinator: 'uppsalaPrincipal',
  investigator: 'uppsalaPrincipal',
  principal: 'uppsalaPrincipal',
  laboratory: 'unblindedPharmacist',
  atBedside: ['nurseInUppsala', 'uppsalaPrincipal'],
  rater: 'raterInUppsala',
  monitor: 'monitorInUppsala',
};

export interface Participant {
  readonly participantId: string;
  readonly screeningNumber: string;
  readonly team: Team;
}

const participant = (number: number, screeningNumber: string, team: Team): Participant => ({
  participantId: `e0000000-0000-4000-8000-00000000000${number}`,
  screeningNumber,
  team,
});

export const anna = participant(1, 'GE-1', genoa);
export const bruno = participant(2, 'GE-2', genoa);
export const carla = participant(3, 'GE-3', genoa);
export const doris = participant(4, 'UP-1', uppsala);
export const participants = [anna, bruno, carla, doris] as const;
