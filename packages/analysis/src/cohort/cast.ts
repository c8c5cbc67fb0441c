// The people of a rehearsal: one for each role, or for each role and site, and who of them sends which command.
import {
  ActorId,
  type CommandName,
  deterministicId,
  type Protocol,
  type Role,
  rolesOf,
  type StandardRoleId,
} from '@equipoise/trial';

/** A person of the rehearsal with the role that they are granted. */
export interface Actor {
  readonly actorId: ActorId;
  readonly role: string;
  readonly sites: 'all' | readonly string[];
}

export interface Cast {
  readonly actors: readonly Actor[];
  /** Creates the trial; the first of the actors. */
  readonly manager: Actor;
  /** Who sends a command at a site. A wanted role is taken where it has the right. Throws where nobody has it. */
  readonly senderOf: (command: CommandName, siteId?: string, wantedRole?: string) => ActorId;
}

/** Who usually does it; for other commands, and where a protocol leaves out these roles, the first role with the right. */
const usualRole: Partial<Record<CommandName, readonly string[]>> = {
  assessEligibility: ['investigator'],
  randomise: ['investigator'],
  withdraw: ['investigator'],
  permitInfusion: ['investigator'],
  requestGateOverride: ['investigator'],
  releaseProduct: ['cellLaboratory'],
  recordFailedBatch: ['cellLaboratory'],
  issueIdentityCode: ['coordinator'],
  scheduleInfusion: ['coordinator'],
  prepareInfusion: ['cellLaboratory', 'unblindedPharmacist'],
  printLabel: ['cellLaboratory', 'unblindedPharmacist'],
  releaseBag: ['cellLaboratory', 'unblindedPharmacist'],
  recordHandover: ['cellLaboratory', 'unblindedPharmacist'],
  checkBedside: ['infusionNurse'],
  clearInfusion: ['infusionNurse'],
  recordInfusion: ['infusionNurse'],
  breakCode: ['safetyOfficer', 'investigator'],
  correctValue: ['coordinator'],
  excludeFromAnalysisSet: ['dataManager'],
  commitAnalysisPlan: ['statistician'],
  makeDataCut: ['dataManager'],
};

/** Standard roles that have no part in the script of a rehearsal. */
const offstage: ReadonlySet<string> = new Set<StandardRoleId>([
  'principalInvestigator',
  'nationalCoordinator',
  'unblindedInfusionNurse',
  'unblindedMonitor',
  'coder',
  'medicalMonitor',
  'emergencyService',
  'randomisationAdministrator',
  'auditor',
]);

/** Gives every role of the trial its people: a site's role one at each site, a trial's role one in all. */
export function planCast(protocol: Protocol, idSeed: string): Cast {
  const own = new Set((protocol.blinding.roles ?? []).map(({ id }) => id));
  const roles = rolesOf(protocol).filter(({ id }) => own.has(id) || !offstage.has(id));
  const first = roles.find((role) => role.rights.includes('grantRole')) ?? roles[0];
  if (first === undefined) throw new Error('a trial has roles');
  const ordered = [first, ...roles.filter((role) => role !== first)];
  const actors = ordered.flatMap((role) => actorsOf(role, protocol, idSeed));
  const manager = actors[0] as Actor;
  const senders = new Map<string, ActorId>();
  const senderOf: Cast['senderOf'] = (command, siteId, wantedRole) => {
    const key = `${command}/${siteId ?? ''}/${wantedRole ?? ''}`;
    const known = senders.get(key);
    if (known !== undefined) return known;
    const able = ordered.filter((role) => role.rights.includes(command));
    const preferred = [...(wantedRole === undefined ? [] : [wantedRole]), ...(usualRole[command] ?? [])];
    const chosen =
      preferred.map((id) => able.find((role) => role.id === id)).find((role) => role !== undefined) ?? able[0];
    const actor = actors.find(
      (one) => one.role === chosen?.id && (one.sites === 'all' || one.sites.includes(siteId ?? '')),
    );
    if (actor === undefined) throw new RangeError(`No role of the protocol has the right to ${command}.`);
    senders.set(key, actor.actorId);
    return actor.actorId;
  };
  return { actors, manager, senderOf };
}

function actorsOf(role: Role, protocol: Protocol, idSeed: string): Actor[] {
  const actorId = (place: string) => ActorId.parse(deterministicId(idSeed, 'actor', `${role.id}/${place}`));
  if (role.scope === 'trial' || role.id === 'cellLaboratory' || role.id === 'monitor')
    return [{ actorId: actorId('all'), role: role.id, sites: 'all' }];
  return protocol.sites.map((site) => ({ actorId: actorId(site.id), role: role.id, sites: [site.id] }));
}
