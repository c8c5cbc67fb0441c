import { describe, expect, it } from 'vitest';
import { type CommandName, commands } from '../command/catalogue.js';
import { protocol } from '../decide/small-trial.fixture.js';
import type { Protocol } from '../protocol/schema.js';
import { openingOf, openings } from './opening.js';
import { blindedViews, deeds, unblindedCommands, unblindedViews } from './right/catalogue.js';
import { findRole, incompatibility, isBlinded, rightsOf, rolesOf, standardRoles } from './role.js';
import { standardIncompatibilities } from './standard-role.js';

const commandNames = Object.keys(commands) as CommandName[];
const withRoles = (roles: Protocol['blinding']['roles'], incompatible?: [string, string][]): Protocol => ({
  ...protocol,
  blinding: { ...protocol.blinding, roles, ...(incompatible === undefined ? {} : { incompatible }) },
});

describe('the standard roles', () => {
  it('have names of their own, and rights that are commands or views', () => {
    expect(new Set(standardRoles.map((role) => role.id)).size).toBe(standardRoles.length);
    const known: readonly string[] = [...commandNames, ...blindedViews, ...unblindedViews, ...deeds];
    for (const role of standardRoles) {
      expect(role.rights.filter((right) => !known.includes(right))).toEqual([]);
      expect(new Set(role.rights).size).toBe(role.rights.length);
    }
  });

  it('leave no command without somebody who may send it, but the creation of a trial', () => {
    const rights = new Set(standardRoles.flatMap((role) => role.rights));
    expect(commandNames.filter((name) => !rights.has(name))).toEqual([
      'createTrial',
      // The third party has no account: its secret is what lets the answer out.
      'collectAnswer',
    ]);
  });

  it.each(standardRoles.filter((role) => role.blinded))('show $id nothing that tells a treatment', (role) => {
    const telling: readonly string[] = [...unblindedViews, ...unblindedCommands];
    expect(role.rights.filter((right) => telling.includes(right))).toEqual([]);
  });

  it('keep apart only roles that there are', () => {
    const ids = standardRoles.map((role) => role.id);
    for (const id of standardIncompatibilities.flat()) expect(ids).toContain(id);
  });
});

describe('the roles of a protocol', () => {
  const nurse = {
    id: 'infusionNurse',
    name: { en: 'Nurse' },
    blinded: false,
    scope: 'site' as const,
    rights: ['recordInfusion'],
  };
  const observer = { id: 'observer', name: 'Observer', blinded: true, scope: 'trial' as const, rights: ['audit'] };
  const own = withRoles([nurse, observer], [['observer', 'monitor']]);

  it('replace and add to the standard ones', () => {
    expect(rolesOf(own)).toHaveLength(standardRoles.length + 1);
    expect(findRole(own, 'infusionNurse')).toEqual({ ...nurse, name: 'Nurse', mayGrant: [] });
    expect(rightsOf(own, 'observer')).toEqual(['audit']);
    expect([isBlinded(own, 'infusionNurse'), isBlinded(protocol, 'infusionNurse')]).toEqual([false, true]);
  });

  it('give no rights to a role that there is not', () => {
    expect([rightsOf(own, 'emperor'), isBlinded(own, 'emperor')]).toEqual([[], true]);
  });

  it.each([
    ['investigator', 'coordinator', undefined],
    ['monitor', 'monitor', undefined],
    ['edssRater', 'investigator', 'the trial keeps these two apart'],
    ['investigator', 'edssRater', 'the trial keeps these two apart'],
    ['monitor', 'observer', 'the trial keeps these two apart'],
    ['coordinator', 'infusionNurse', 'one is blinded and the other is not'],
    ['edssRater', 'cellLaboratory', 'one is blinded and the other is not'],
  ])('hold %s and %s against each other: %s', (one, other, why) => {
    expect(incompatibility(own, one, other)).toBe(why);
  });
});

describe('openings', () => {
  it('are made by one command each, and by no other', () => {
    const opening = commandNames.filter((name) => openingOf(name) !== undefined);
    expect(opening.sort()).toEqual([
      'breakCode',
      'collectAnswer',
      'confirmListOpening',
      'openDataCut',
      'prepareInfusion',
      'unblindForReport',
      'unblindTrial',
    ]);
    expect(Object.keys(openings).sort()).toEqual([
      'codeBreak',
      'dataCut',
      'dispensing',
      'listOpening',
      'safetyReport',
      'thirdParty',
      'unblinding',
    ]);
    expect(openingOf('randomise')).toBeUndefined();
  });
});
