// A trial in which people of every role click their own main task: from its protocol file on, each where it comes.
import { standardRoleDefinitions } from '@equipoise/trial';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasChromium } from './chromium.js';
import { harvest, judgeForHarvest, randomise, screen } from './every-role/enrol.js';
import { infuse, makeProduct, planInfusions, prepareBags } from './every-role/product.js';
import { cut, lookInto, verify } from './every-role/review.js';
import { breakCode, judgeEvent, reportEvents } from './every-role/safety.js';
import { createTrial, goLive, prepareCountry, prepareSite } from './every-role/set-up.js';
import { Stage } from './every-role/stage.js';
import { bringTheSecond, infuseTheRest, read } from './every-role/visits.js';
import { type Installation, openInstallation } from './installation.js';

/** Roles that do not click here yet, and where they do. */
const notYet: Readonly<Record<string, string>> = {
  edssRater: 'records forms as the coordinator does; after saving, the page of who may not read forms says nothing',
  dsmbStatistician: 'opens and seals tables in errands.test.ts',
  pharmacovigilance: 'reports reactions over HTTP in whole-trial.test.ts',
  unblindedMonitor: 'asks sealed queries over HTTP in whole-trial.test.ts',
  coder: 'codes over HTTP in whole-trial.test.ts',
  dataProtectionOfficer: 'there is no page for the log of identifiers: it is read over HTTP in whole-trial.test.ts',
};

/** It takes minutes, which the whole suite does not have yet: EVERY_ROLE=true npx vitest run --project server validation/browser/every-role */
const isAsked = process.env.EVERY_ROLE === 'true';

describe.skipIf(!isAsked || !hasChromium())('a trial of people of every role', () => {
  let installation: Installation;
  beforeAll(async () => {
    installation = await openInstallation();
    // Whoever runs the installation rehearsed the recovery of its keys, by the command line; no live trial begins before.
    const { system } = installation.accounts;
    await system.pools.writer.query('update ops.installation set recovery_rehearsed_at = now()');
  }, 900_000);
  afterAll(() => installation?.close());

  it('is set up, enrols, makes and gives its product, reads, judges, breaks a code, verifies, cuts and is looked into by clicking', async () => {
    const stage = new Stage(installation);
    for (const step of [
      ...[createTrial, prepareCountry, prepareSite, goLive, screen, judgeForHarvest, harvest, makeProduct],
      ...[randomise, bringTheSecond, planInfusions, prepareBags, infuse, infuseTheRest],
      ...[read, reportEvents, judgeEvent, breakCode, verify, cut, lookInto],
    ])
      await step(stage);
    await stage.close();
    // A new role fails here until it clicks.
    const roles = standardRoleDefinitions.map(({ id }) => id).sort();
    expect([...stage.clicked, ...Object.keys(notYet)].sort()).toEqual(roles);
    expect(stage.leaks).toEqual([]);
    expect(stage.complaints).toEqual([]);
  }, 900_000);
});
